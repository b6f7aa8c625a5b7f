#include "simulator/random/stream.h"

#include <immintrin.h>
#include <sleef.h>

#include <Random123/philox.h>
#include <cmath>

#include "simulator/random/vector_math.h"

namespace isocost {
namespace {

using Philox = r123::Philox2x64;

Philox::ctr_type pair_of_bits(StreamKey key, std::uint64_t counter, std::uint64_t attempt) {
  return Philox()(Philox::ctr_type{{counter, attempt}}, Philox::key_type{{key.value}});
}

constexpr double two_pi = 6.283185307179586;

using InPlace = void (*)(double*, std::size_t);

void log_sse2(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) _mm_storeu_pd(v + i, Sleef_cinz_logd2_u10sse2(_mm_loadu_pd(v + i)));
}
void exp_sse2(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) _mm_storeu_pd(v + i, Sleef_cinz_expd2_u10sse2(_mm_loadu_pd(v + i)));
}
/// Whole vectors go straight through; the rest through a padded copy.
void in_vectors(InPlace narrow, InPlace wide, std::span<double> values) {
  static const bool has_avx = __builtin_cpu_supports("avx") != 0;
  const std::size_t lanes = has_avx ? 4 : 2;
  const InPlace apply = has_avx ? wide : narrow;
  const std::size_t whole = values.size() / lanes * lanes;
  apply(values.data(), whole);
  if (whole == values.size()) return;
  std::array<double, 4> rest{1, 1, 1, 1};
  for (std::size_t i = whole; i < values.size(); ++i) rest[i - whole] = values[i];
  apply(rest.data(), lanes);
  for (std::size_t i = whole; i < values.size(); ++i) values[i] = rest[i - whole];
}

}  // namespace

StreamKey stream_key(Seed seed, Purpose purpose, std::uint64_t replication, std::uint64_t entity) {
  using Hash = r123::Philox4x64;
  const auto hashed = Hash()(Hash::ctr_type{{static_cast<std::uint64_t>(purpose), replication, entity, 0x49736f}},
                             Hash::key_type{{seed.value, 0x636f7374}});
  return {hashed[0]};
}

std::uint64_t random_bits(StreamKey key, std::uint64_t index) { return pair_of_bits(key, index / 2, 0)[index % 2]; }

std::array<std::uint64_t, 2> random_bits_of_attempt(StreamKey key, std::uint64_t index, std::uint64_t attempt) {
  const auto bits = pair_of_bits(key, index, attempt);
  return {bits[0], bits[1]};
}

double to_normal(std::array<std::uint64_t, 2> bits) {
  const double angle = two_pi * to_unit_interval(bits[1]);
  const Sleef___m128d_2 sin_cos = Sleef_cinz_sincosd2_u10sse2(_mm_set1_pd(angle));
  return std::sqrt(-2 * deterministic_log(to_unit_interval(bits[0]))) * _mm_cvtsd_f64(sin_cos.y);
}

void fill_uniform(StreamKey key, std::uint64_t first, std::span<double> out) {
  const std::uint64_t counter = first / 2;
  std::size_t i = 0;
  for (; i + 1 < out.size(); i += 2) {
    const auto bits = pair_of_bits(key, counter + i / 2, 0);
    out[i] = to_unit_interval(bits[0]);
    out[i + 1] = to_unit_interval(bits[1]);
  }
  if (i < out.size()) out[i] = to_unit_interval(pair_of_bits(key, counter + i / 2, 0)[0]);
}

void fill_exponential(StreamKey key, std::uint64_t first, std::span<double> out) {
  fill_uniform(key, first, out);
  log_in_place(out);
  for (double& value : out) value = -value;
}

void fill_normal(StreamKey key, std::uint64_t first, std::span<double> out) {
  constexpr std::size_t most = 128;
  for (std::size_t done = 0; done < out.size(); done += 2 * most) {
    const std::size_t wanted = std::min(out.size() - done, 2 * most);
    const std::size_t pairs = (wanted + 1) / 2;
    std::array<double, most + 3> radius, angle;
    for (std::size_t i = 0; i < pairs; ++i) {
      const auto bits = pair_of_bits(key, (first + done) / 2 + i, 0);
      radius[i] = to_unit_interval(bits[0]);
      angle[i] = two_pi * to_unit_interval(bits[1]);
    }
    log_in_place(std::span(radius).first(pairs));
    angle[pairs] = 0;
    for (std::size_t i = 0; i < pairs; i += 2) {
      const Sleef___m128d_2 sin_cos = Sleef_cinz_sincosd2_u10sse2(_mm_loadu_pd(angle.data() + i));
      std::array<double, 2> sines, cosines;
      _mm_storeu_pd(sines.data(), sin_cos.x);
      _mm_storeu_pd(cosines.data(), sin_cos.y);
      for (std::size_t k = 0; k < 2 && i + k < pairs; ++k) {
        const double length = std::sqrt(-2 * radius[i + k]);
        const std::size_t at = done + 2 * (i + k);
        out[at] = length * cosines[k];
        if (at + 1 < out.size()) out[at + 1] = length * sines[k];
      }
    }
  }
}

void log_in_place(std::span<double> values) { in_vectors(log_sse2, vector_math::log_avx, values); }
void exp_in_place(std::span<double> values) { in_vectors(exp_sse2, vector_math::exp_avx, values); }

double deterministic_log(double x) {
  log_in_place(std::span(&x, 1));
  return x;
}

double deterministic_exp(double x) {
  exp_in_place(std::span(&x, 1));
  return x;
}

void UniformSequence::refill() {
  fill_uniform(key_, first_, block_);
  first_ += block_.size();
  used_ = 0;
}

}  // namespace isocost
