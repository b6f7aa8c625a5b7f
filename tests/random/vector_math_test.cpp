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

bool has_avx() { return __builtin_cpu_supports("avx") != 0; }

TEST(VectorMath, wide_and_narrow_logarithms_have_the_same_bits) {
  if (!has_avx()) GTEST_SKIP() << "this processor has no AVX";
  const std::vector<double> values = arguments_of_log();
  std::vector<double> wide = values;
  vector_math::log_avx(wide.data(), wide.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double narrow = _mm_cvtsd_f64(Sleef_cinz_logd2_u35sse2(_mm_set1_pd(values[i])));
    ASSERT_EQ(std::bit_cast<std::uint64_t>(wide[i]), std::bit_cast<std::uint64_t>(narrow)) << values[i];
  }
}

TEST(VectorMath, wide_and_narrow_exponentials_have_the_same_bits) {
  if (!has_avx()) GTEST_SKIP() << "this processor has no AVX";
  const std::vector<double> values = arguments_of_exp();
  std::vector<double> wide = values;
  vector_math::exp_avx(wide.data(), wide.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double narrow = _mm_cvtsd_f64(Sleef_cinz_expd2_u10sse2(_mm_set1_pd(values[i])));
    ASSERT_EQ(std::bit_cast<std::uint64_t>(wide[i]), std::bit_cast<std::uint64_t>(narrow)) << values[i];
  }
}

TEST(VectorMath, wide_and_narrow_sines_and_cosines_have_the_same_bits) {
  if (!has_avx()) GTEST_SKIP() << "this processor has no AVX";
  std::vector<double> angles(4000), sines(4000);
  fill_uniform(StreamKey{9}, 0, angles);
  for (double& angle : angles) angle *= 6.283185307179586;
  std::vector<double> cosines = angles;
  vector_math::cos_sin_avx(cosines.data(), sines.data(), angles.size());
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const Sleef___m128d_2 narrow = Sleef_cinz_sincosd2_u35sse2(_mm_set1_pd(angles[i]));
    ASSERT_EQ(std::bit_cast<std::uint64_t>(sines[i]), std::bit_cast<std::uint64_t>(_mm_cvtsd_f64(narrow.x)));
    ASSERT_EQ(std::bit_cast<std::uint64_t>(cosines[i]),
              std::bit_cast<std::uint64_t>(_mm_cvtsd_f64(narrow.y)));
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
