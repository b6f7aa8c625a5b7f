#include "simulator/statistics/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace isocost {
namespace {

using namespace std::chrono_literals;

Duration told(Duration value) { return Histogram::midpoint(Histogram::bucket_of(value)); }

TEST(Histogram, small_values_are_exact) {
  for (std::int64_t value = 0; value < 256; ++value) EXPECT_EQ(told(Duration(value)).count(), value);
  EXPECT_EQ(told(Duration(-5)).count(), 0);
}

TEST(Histogram, no_value_is_told_with_an_error_above_0_4_percent) {
  std::mt19937_64 random(1);
  const auto check = [](std::int64_t value) {
    EXPECT_LE(std::abs(static_cast<double>(told(Duration(value)).count() - value)),
              0.004 * static_cast<double>(value))
        << value;
  };
  for (int bits = 1; bits < 63; ++bits)
    for (int i = 0; i < 200; ++i)
      check((std::int64_t{1} << bits) | static_cast<std::int64_t>(random() & ((1ULL << bits) - 1)));
  for (int bits = 8; bits < 63; ++bits)
    for (const std::int64_t edge : {-1, 0, 1}) check((std::int64_t{1} << bits) + edge);
  check(Duration::max().count());
}

TEST(Histogram, larger_values_never_fall_into_lower_buckets) {
  std::mt19937_64 random(2);
  std::vector<std::int64_t> values{0, 1, 127, 128, 255, 256, 257, Duration::max().count()};
  for (int i = 0; i < 20'000; ++i)
    values.push_back(static_cast<std::int64_t>(random() >> (1 + random() % 62)));
  std::sort(values.begin(), values.end());
  std::size_t last = 0;
  for (const std::int64_t value : values) {
    const std::size_t bucket = Histogram::bucket_of(Duration(value));
    ASSERT_GE(bucket, last) << value;
    ASSERT_LT(bucket, Histogram::bucket_count) << value;
    last = bucket;
  }
}

TEST(Histogram, every_bucket_is_the_bucket_of_its_midpoint) {
  for (std::size_t bucket = 0; bucket < Histogram::bucket_count; ++bucket)
    ASSERT_EQ(Histogram::bucket_of(Histogram::midpoint(bucket)), bucket);
}

TEST(Histogram, merging_is_adding) {
  std::mt19937_64 random(3);
  Histogram whole, first, second, empty;
  for (int i = 0; i < 10'000; ++i) {
    const Duration value(static_cast<std::int64_t>(random() >> 30U));
    whole.add(value);
    (i % 3 == 0 ? first : second).add(value);
  }
  Histogram merged = empty;
  merged.merge(second);
  merged.merge(empty);
  merged.merge(first);
  EXPECT_EQ(merged.total(), 10'000U);
  for (std::size_t bucket = 0; bucket < Histogram::bucket_count; ++bucket)
    ASSERT_EQ(merged.count(bucket), whole.count(bucket));
  EXPECT_EQ(empty.count(5), 0U);
}

TEST(WeightedHistogram, a_quantile_is_the_smallest_value_that_enough_do_not_exceed) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 100; ++value) histogram.add(Duration(value));
  WeightedHistogram weighted;
  weighted.add(histogram, 0, 1);
  EXPECT_EQ(weighted.quantile(0.5), 50ns);
  EXPECT_EQ(weighted.quantile(0.95), 95ns);
  EXPECT_EQ(weighted.quantile(0.951), 96ns);
  EXPECT_EQ(weighted.quantile(0.99), 99ns);
  EXPECT_EQ(weighted.quantile(1), 100ns);
  EXPECT_EQ(weighted.quantile(0.001), 1ns);
}

TEST(WeightedHistogram, a_request_without_an_answer_is_longer_than_any_answer) {
  Histogram histogram;
  for (int i = 0; i < 95; ++i) histogram.add(10ns);
  WeightedHistogram weighted;
  weighted.add(histogram, 5, 1);
  EXPECT_EQ(weighted.total(), 100);
  EXPECT_EQ(weighted.quantile(0.95), 10ns);
  EXPECT_EQ(weighted.quantile(0.951), WeightedHistogram::never_answered);
  EXPECT_EQ(weighted.quantile(0.99), WeightedHistogram::never_answered);
}

TEST(WeightedHistogram, a_day_that_stands_for_ten_counts_ten_times) {
  Histogram calm, busy;
  for (int i = 0; i < 10; ++i) calm.add(10ns);
  for (int i = 0; i < 10; ++i) busy.add(20ns);
  WeightedHistogram weighted;
  weighted.add(calm, 0, 9);
  weighted.add(busy, 0, 1);
  EXPECT_EQ(weighted.total(), 100);
  EXPECT_EQ(weighted.quantile(0.9), 10ns);
  EXPECT_EQ(weighted.quantile(0.91), 20ns);
}

TEST(WeightedHistogram, when_nothing_was_answered_every_quantile_is_never) {
  WeightedHistogram weighted;
  weighted.add(Histogram(), 7, 1);
  EXPECT_EQ(weighted.quantile(0.5), WeightedHistogram::never_answered);
}

}  // namespace
}  // namespace isocost
