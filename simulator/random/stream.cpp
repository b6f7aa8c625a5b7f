#include "simulator/random/stream.h"

#include <immintrin.h>
#include <sleef.h>

#include <Random123/philox.h>
#include <algorithm>
#include <cmath>

#include "simulator/random/philox.h"
#include "simulator/random/vector_math.h"

namespace isocost {
namespace {

using Philox = r123::Philox4x32;

constexpr double two_pi = 6.283185307179586;

std::array<std::uint64_t, 2> pair_of_bits(StreamKey key, std::uint64_t counter, std::uint64_t attempt) {
  const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
  const auto high = [](std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32U); };
  const auto words = Philox()(Philox::ctr_type{{low(counter), high(counter), low(attempt), high(attempt)}},
                              Philox::key_type{{low(key.value), high(key.value)}});
  return {words[0] | std::uint64_t{words[1]} << 32U, words[2] | std::uint64_t{words[3]} << 32U};
}

using InPlace = void (*)(double*, std::size_t);

void log_sse2(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) _mm_storeu_pd(v + i, Sleef_cinz_logd2_u35sse2(_mm_loadu_pd(v + i)));
}

void exp_sse2(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) _mm_storeu_pd(v + i, Sleef_cinz_expd2_u10sse2(_mm_loadu_pd(v + i)));
}

void cos_sin_sse2(double* angles, double* sines, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) {
    const Sleef___m128d_2 both = Sleef_cinz_sincosd2_u35sse2(_mm_loadu_pd(angles + i));
    _mm_storeu_pd(sines + i, both.x);
    _mm_storeu_pd(angles + i, both.y);
  }
}

/// The widest vectors of this processor.
struct Vectors {
  std::size_t lanes;
  InPlace log, exp;
  void (*cos_sin)(double*, double*, std::size_t);
};

const Vectors& vectors() {
  static const Vectors widest = [] {
    using namespace vector_math;
    if (__builtin_cpu_supports("avx512f") != 0) return Vectors{8, log_avx512, exp_avx512, cos_sin_avx512};
    if (__builtin_cpu_supports("avx") != 0) return Vectors{4, log_avx, exp_avx, cos_sin_avx};
    return Vectors{2, log_sse2, exp_sse2, cos_sin_sse2};
  }();
  return widest;
}

/// Whole vectors go straight through; the rest through a padded copy.
void in_vectors(InPlace apply, std::span<double> values) {
  const std::size_t lanes = vectors().lanes;
  const std::size_t whole = values.size() / lanes * lanes;
  apply(values.data(), whole);
  if (whole == values.size()) return;
  std::array<double, 8> rest{1, 1, 1, 1, 1, 1, 1, 1};
  for (std::size_t i = whole; i < values.size(); ++i) rest[i - whole] = values[i];
  apply(rest.data(), lanes);
  for (std::size_t i = whole; i < values.size(); ++i) values[i] = rest[i - whole];
}

/// Box and Muller on whole pairs: uniforms of even and odd draws in, normals out, in the order of the draws.
void normals_from(std::array<double, philox::most_pairs>& radius,
                  std::array<double, philox::most_pairs>& angle, std::size_t pairs, double* out) {
  std::array<double, philox::most_pairs> sines;
  const std::size_t padded = (pairs + 7) / 8 * 8;
  for (std::size_t i = pairs; i < padded; ++i) radius[i] = angle[i] = 0.5;
  log_in_place(std::span(radius).first(padded));
  for (std::size_t i = 0; i < padded; ++i) {
    radius[i] = std::sqrt(-2 * radius[i]);
    angle[i] *= two_pi;
  }
  vectors().cos_sin(angle.data(), sines.data(), padded);
  for (std::size_t i = 0; i < pairs; ++i) {
    out[2 * i] = radius[i] * angle[i];
    out[2 * i + 1] = radius[i] * sines[i];
  }
}

}  // namespace

StreamKey stream_key(Seed seed, Purpose purpose, std::uint64_t replication, std::uint64_t entity) {
  using Hash = r123::Philox4x64;
  const auto hashed =
      Hash()(Hash::ctr_type{{static_cast<std::uint64_t>(purpose), replication, entity, 0x49736f}},
             Hash::key_type{{seed.value, 0x636f7374}});
  return {hashed[0]};
}

std::uint64_t random_bits(StreamKey key, std::uint64_t index) {
  return pair_of_bits(key, index / 2, 0)[index % 2];
}

std::array<std::uint64_t, 2> random_bits_of_attempt(StreamKey key, std::uint64_t index,
                                                    std::uint64_t attempt) {
  return pair_of_bits(key, index, attempt);
}

double to_normal(std::array<std::uint64_t, 2> bits) {
  std::array<double, philox::most_pairs> radius, angle;
  std::array<double, 2> out;
  radius[0] = to_unit_interval(bits[0]);
  angle[0] = to_unit_interval(bits[1]);
  normals_from(radius, angle, 1, out.data());
  return out[0];
}

void fill_uniform(StreamKey key, std::uint64_t first, std::span<double> out) {
  constexpr std::size_t most = 2 * philox::most_pairs;
  std::array<std::uint64_t, most> bits;
  for (std::size_t done = 0; done < out.size(); done += most) {
    const std::size_t wanted = std::min(out.size() - done, most);
    philox::fill(key.value, (first + done) / 2, (wanted + 1) / 2, bits.data());
    for (std::size_t i = 0; i < wanted; ++i) out[done + i] = to_unit_interval(bits[i]);
  }
}

void fill_exponential(StreamKey key, std::uint64_t first, std::span<double> out) {
  fill_uniform(key, first, out);
  log_in_place(out);
  for (double& value : out) value = -value;
}

void fill_normal(StreamKey key, std::uint64_t first, std::span<double> out) {
  constexpr std::size_t most = 2 * philox::most_pairs;
  std::array<std::uint64_t, most> bits;
  std::array<double, philox::most_pairs> radius, angle;
  std::array<double, most> normals;
  for (std::size_t done = 0; done < out.size(); done += most) {
    const std::size_t wanted = std::min(out.size() - done, most);
    const std::size_t pairs = (wanted + 1) / 2;
    philox::fill(key.value, (first + done) / 2, pairs, bits.data());
    for (std::size_t i = 0; i < pairs; ++i) {
      radius[i] = to_unit_interval(bits[2 * i]);
      angle[i] = to_unit_interval(bits[2 * i + 1]);
    }
    normals_from(radius, angle, pairs, normals.data());
    std::copy_n(normals.begin(), wanted, out.begin() + static_cast<std::ptrdiff_t>(done));
  }
}

void log_in_place(std::span<double> values) { in_vectors(vectors().log, values); }
void exp_in_place(std::span<double> values) { in_vectors(vectors().exp, values); }

double deterministic_log(double x) {
  log_in_place(std::span(&x, 1));
  return x;
}

double deterministic_exp(double x) {
  exp_in_place(std::span(&x, 1));
  return x;
}

void UniformSequence::refill() {
  size_ = std::min(block_.size(), std::max<std::size_t>(8, 4 * size_));
  fill_uniform(key_, first_, std::span(block_).first(size_));
  first_ += size_;
  used_ = 0;
}

}  // namespace isocost
