#include "simulator/random/vector_math.h"

#include <gtest/gtest.h>
#include <immintrin.h>
#include <sleef.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "simulator/random/stream.h"

namespace isocost {
namespace {

/// Logarithms are taken of uniforms, the exponential function of anything a lognormal or a Weibull may ask
/// for.
std::vector<double> arguments_of_log() {
  std::vector<double> values(4000);
  fill_uniform(StreamKey{7}, 0, values);
  for (const double special : {0x1p-53, 1 - 0x1p-53, 0.5, 1.0, 2.0, 1e-300, 1e300, 5e-324})
    values.push_back(special);
  return values;
}

std::vector<double> arguments_of_exp() {
  std::vector<double> values(4000);
  fill_normal(StreamKey{7}, 0, values);
  for (double& value : values) value *= 30;
  for (const double special : {0.0, -0.0, 1.0, -745.2, -744.0, 709.7, 709.8, 1000.0})
    values.push_back(special);
  return values;
}

/// The functions of one width of vectors.
struct Width {
  const char* name;
  void (*log)(double*, std::size_t);
  void (*exp)(double*, std::size_t);
  void (*cos_sin)(double*, double*, std::size_t);
};

/// Those that this processor has, besides the narrow ones.
std::vector<Width> widths() {
  using namespace vector_math;
  std::vector<Width> all;
  if (__builtin_cpu_supports("avx") != 0) all.push_back({"AVX", log_avx, exp_avx, cos_sin_avx});
  if (__builtin_cpu_supports("avx512f") != 0)
    all.push_back({"AVX-512", log_avx512, exp_avx512, cos_sin_avx512});
  return all;
}

void expect_same_bits(const std::vector<double>& wide, const std::vector<double>& narrow, const char* name) {
  for (std::size_t i = 0; i < wide.size(); ++i)
    ASSERT_EQ(std::bit_cast<std::uint64_t>(wide[i]), std::bit_cast<std::uint64_t>(narrow[i]))
        << name << " " << i;
}

TEST(VectorMath, wide_and_narrow_logarithms_have_the_same_bits) {
  if (widths().empty()) GTEST_SKIP() << "this processor has no AVX";
  const std::vector<double> values = arguments_of_log();
  std::vector<double> narrow;
  for (const double value : values)
    narrow.push_back(_mm_cvtsd_f64(Sleef_cinz_logd2_u35sse2(_mm_set1_pd(value))));
  for (const Width& width : widths()) {
    std::vector<double> wide = values;
    width.log(wide.data(), wide.size());
    expect_same_bits(wide, narrow, width.name);
  }
}

TEST(VectorMath, wide_and_narrow_exponentials_have_the_same_bits) {
  if (widths().empty()) GTEST_SKIP() << "this processor has no AVX";
  const std::vector<double> values = arguments_of_exp();
  std::vector<double> narrow;
  for (const double value : values)
    narrow.push_back(_mm_cvtsd_f64(Sleef_cinz_expd2_u10sse2(_mm_set1_pd(value))));
  for (const Width& width : widths()) {
    std::vector<double> wide = values;
    width.exp(wide.data(), wide.size());
    expect_same_bits(wide, narrow, width.name);
  }
}

TEST(VectorMath, wide_and_narrow_sines_and_cosines_have_the_same_bits) {
  if (widths().empty()) GTEST_SKIP() << "this processor has no AVX";
  std::vector<double> angles(4000), narrow_sines, narrow_cosines;
  fill_uniform(StreamKey{9}, 0, angles);
  for (double& angle : angles) {
    angle *= 6.283185307179586;
    const Sleef___m128d_2 both = Sleef_cinz_sincosd2_u35sse2(_mm_set1_pd(angle));
    narrow_sines.push_back(_mm_cvtsd_f64(both.x));
    narrow_cosines.push_back(_mm_cvtsd_f64(both.y));
  }
  for (const Width& width : widths()) {
    std::vector<double> cosines = angles, sines(angles.size());
    width.cos_sin(cosines.data(), sines.data(), angles.size());
    expect_same_bits(sines, narrow_sines, width.name);
    expect_same_bits(cosines, narrow_cosines, width.name);
  }
}

TEST(VectorMath, logarithms_and_exponentials_are_right_to_a_few_last_digits) {
  std::vector<double> logs = arguments_of_log();
  const std::vector<double> of_log = logs;
  log_in_place(logs);
  for (std::size_t i = 0; i < logs.size(); ++i)
    EXPECT_NEAR(logs[i], std::log(of_log[i]), 1e-15 * std::abs(std::log(of_log[i])) + 1e-16);
  std::vector<double> exps = arguments_of_exp();
  const std::vector<double> of_exp = exps;
  exp_in_place(exps);
  for (std::size_t i = 0; i < exps.size(); ++i) {
    const double expected = std::exp(of_exp[i]);
    if (expected < 1e-300 || std::isinf(expected)) continue;
    EXPECT_NEAR(exps[i] / expected, 1, 1e-15) << of_exp[i];
  }
}

TEST(VectorMath, a_value_does_not_depend_on_its_neighbours) {
  const std::vector<double> of_log = arguments_of_log(), of_exp = arguments_of_exp();
  for (const std::size_t count : {1UL, 2UL, 3UL, 5UL, 6UL, 7UL, 9UL}) {
    std::vector<double> logs(of_log.begin(), of_log.begin() + static_cast<std::ptrdiff_t>(count));
    std::vector<double> exps(of_exp.begin(), of_exp.begin() + static_cast<std::ptrdiff_t>(count));
    log_in_place(logs);
    exp_in_place(exps);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(logs[i], deterministic_log(of_log[i]));
      EXPECT_EQ(exps[i], deterministic_exp(of_exp[i]));
    }
  }
}

}  // namespace
}  // namespace isocost
