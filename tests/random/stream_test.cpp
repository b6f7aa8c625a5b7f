#include "simulator/random/stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

namespace isocost {
namespace {

constexpr StreamKey key{0x1234'5678'9abc'def0ULL};

using Fill = void (*)(StreamKey, std::uint64_t, std::span<double>);

std::vector<double> filled(Fill fill, StreamKey from, std::uint64_t first, std::size_t count) {
  std::vector<double> values(count);
  fill(from, first, values);
  return values;
}

/// Largest distance between the empirical distribution and F, times sqrt(n). Beyond 1.95 in one of 1000 cases
/// (Kolmogorov's limit distribution; D. Knuth, TAOCP vol. 2, 3.3.1, table 2).
double kolmogorov_smirnov(std::vector<double> values, const std::function<double(double)>& distribution) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = distribution(values[i]);
    most = std::max({most, static_cast<double>(i + 1) / n - p, p - static_cast<double>(i) / n});
  }
  return most * std::sqrt(n);
}

TEST(RandomBits, are_those_of_philox_4x32_10) {
  // Known answers of Random123 (kat_vectors, philox4x32 10): counter 0, key 0 -> 6627e8d5 e169c58d bc57ac4c
  // 9b00dbd8.
  EXPECT_EQ(random_bits(StreamKey{0}, 0), 0xe169c58d6627e8d5ULL);
  EXPECT_EQ(random_bits(StreamKey{0}, 1), 0x9b00dbd8bc57ac4cULL);
  // Counter and key all ones -> 408f276d 41c83b0e a20bc7c6 6d5451fd.
  const auto ones = random_bits_of_attempt(StreamKey{~0ULL}, ~0ULL, ~0ULL);
  EXPECT_EQ(ones[0], 0x41c83b0e408f276dULL);
  EXPECT_EQ(ones[1], 0x6d5451fda20bc7c6ULL);
}

TEST(UnitInterval, is_open_at_both_ends) {
  EXPECT_GT(to_unit_interval(0), 0);
  EXPECT_LT(to_unit_interval(~0ULL), 1);
  EXPECT_NEAR(to_unit_interval(1ULL << 63U), 0.5, 1e-15);
  EXPECT_DOUBLE_EQ(to_unit_interval(0) + to_unit_interval(~0ULL), 1);
  EXPECT_GT(std::log(to_unit_interval(0)), -40);
}

TEST(Fill, a_draw_depends_on_its_index_alone) {
  for (const Fill fill : {fill_uniform, fill_exponential, fill_normal}) {
    const auto all = filled(fill, key, 0, 2000);
    for (const std::uint64_t first : {0ULL, 2ULL, 4ULL, 126ULL, 128ULL, 254ULL, 256ULL, 258ULL, 1000ULL})
      for (const std::size_t count :
           {1UL, 2UL, 3UL, 4UL, 5UL, 7UL, 8UL, 63UL, 64UL, 127UL, 255UL, 256UL, 257UL, 511UL, 777UL}) {
        const auto part = filled(fill, key, first, count);
        for (std::size_t i = 0; i < count; ++i)
          ASSERT_EQ(std::bit_cast<std::uint64_t>(part[i]), std::bit_cast<std::uint64_t>(all[first + i]))
              << "first " << first << " count " << count << " i " << i;
      }
  }
}

TEST(Fill, uniforms_are_the_random_bits_of_the_same_index) {
  for (const std::uint64_t first : {0ULL, 300ULL, (1ULL << 33U) - 2, 1ULL << 40U}) {
    const auto values = filled(fill_uniform, key, first, 300);
    for (std::size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(values[i], to_unit_interval(random_bits(key, first + i)));
  }
}

TEST(Fill, exponentials_are_minus_the_logarithm_of_the_uniforms) {
  const auto uniforms = filled(fill_uniform, key, 0, 1001),
             exponentials = filled(fill_exponential, key, 0, 1001);
  for (std::size_t i = 0; i < uniforms.size(); ++i)
    EXPECT_NEAR(exponentials[i], -std::log(uniforms[i]), 1e-14 * (1 - std::log(uniforms[i])));
}

TEST(UniformSequence, gives_the_draws_one_after_the_other) {
  UniformSequence sequence(key);
  const auto expected = filled(fill_uniform, key, 0, 1000);
  for (const double value : expected) ASSERT_EQ(sequence.next(), value);
}

TEST(Moments, of_a_million_draws_lie_within_four_standard_errors) {
  struct Case {
    Fill fill;
    double mean, variance, fourth_moment;  // about the mean
  };
  constexpr std::size_t n = 1'000'000;
  for (const Case& one : {Case{fill_uniform, 0.5, 1.0 / 12, 1.0 / 80}, Case{fill_exponential, 1, 1, 9},
                          Case{fill_normal, 0, 1, 3}}) {
    const auto values = filled(one.fill, key, 0, n);
    double sum = 0, squares = 0;
    for (const double value : values) {
      sum += value - one.mean;
      squares += (value - one.mean) * (value - one.mean);
    }
    EXPECT_LT(std::abs(sum / n), 4 * std::sqrt(one.variance / n));
    EXPECT_LT(std::abs(squares / n - one.variance),
              4 * std::sqrt((one.fourth_moment - one.variance * one.variance) / n));
  }
}

TEST(Shape, of_a_hundred_thousand_draws_passes_kolmogorov_smirnov) {
  constexpr std::size_t n = 100'000;
  EXPECT_LT(kolmogorov_smirnov(filled(fill_uniform, key, 0, n), [](double x) { return x; }), 1.95);
  EXPECT_LT(kolmogorov_smirnov(filled(fill_exponential, key, 0, n), [](double x) { return -std::expm1(-x); }),
            1.95);
  EXPECT_LT(kolmogorov_smirnov(filled(fill_normal, key, 0, n),
                               [](double x) { return std::erfc(-x / std::sqrt(2)) / 2; }),
            1.95);
}

TEST(Shape, the_normal_of_an_attempt_is_normal) {
  std::vector<double> values;
  for (std::uint64_t i = 0; i < 20'000; ++i) values.push_back(to_normal(random_bits_of_attempt(key, i, 1)));
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return std::erfc(-x / std::sqrt(2)) / 2; }), 1.95);
}

TEST(Bits, each_of_the_64_is_set_half_of_the_time) {
  constexpr int n = 100'000;
  std::array<int, 64> set{};
  for (std::uint64_t i = 0; i < n; ++i)
    for (std::uint64_t bits = random_bits(key, i), k = 0; k < 64; ++k)
      set[k] += static_cast<int>(bits >> k & 1U);
  for (const int count : set)
    EXPECT_LT(std::abs(count - n / 2), 4.5 * std::sqrt(n) / 2);  // one of 64 in 2,000 cases
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return 12 * sum / static_cast<double>(a.size());
}

TEST(Streams, differ_in_seed_purpose_replication_and_entity) {
  std::set<std::uint64_t> keys;
  for (std::uint64_t seed = 0; seed < 8; ++seed)
    for (const Purpose purpose :
         {Purpose::arrivals, Purpose::work, Purpose::bursts, Purpose::cold_start, Purpose::keep_alive,
          Purpose::routing, Purpose::failures, Purpose::placement, Purpose::days})
      for (std::uint64_t replication = 0; replication < 8; ++replication)
        for (std::uint64_t entity = 0; entity < 8; ++entity)
          keys.insert(stream_key(Seed{seed}, purpose, replication, entity).value);
  EXPECT_EQ(keys.size(), 8U * 9 * 8 * 8);
  EXPECT_EQ(stream_key(Seed{1}, Purpose::work, 2, 3), stream_key(Seed{1}, Purpose::work, 2, 3));
}

TEST(Streams, of_neighbours_are_not_correlated) {
  constexpr std::size_t n = 100'000;
  const auto draws = [&](Seed seed, Purpose purpose, std::uint64_t replication, std::uint64_t entity) {
    return filled(fill_uniform, stream_key(seed, purpose, replication, entity), 0, n);
  };
  const auto base = draws(Seed{1}, Purpose::arrivals, 0, 0);
  const double bound = 4 / std::sqrt(n);
  EXPECT_LT(std::abs(correlation(base, draws(Seed{2}, Purpose::arrivals, 0, 0))), bound);
  EXPECT_LT(std::abs(correlation(base, draws(Seed{1}, Purpose::work, 0, 0))), bound);
  EXPECT_LT(std::abs(correlation(base, draws(Seed{1}, Purpose::arrivals, 1, 0))), bound);
  EXPECT_LT(std::abs(correlation(base, draws(Seed{1}, Purpose::arrivals, 0, 1))), bound);
  std::vector<double> shifted(base.begin() + 1, base.end());
  shifted.push_back(base.front());
  EXPECT_LT(std::abs(correlation(base, shifted)), bound);
}

TEST(Attempts, are_independent_of_the_draws_and_of_each_other) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    seen.insert(random_bits(key, i));
    for (std::uint64_t attempt = 1; attempt <= 4; ++attempt)
      for (const std::uint64_t bits : random_bits_of_attempt(key, i, attempt)) seen.insert(bits);
  }
  EXPECT_EQ(seen.size(), 9000U);
}

}  // namespace
}  // namespace isocost
