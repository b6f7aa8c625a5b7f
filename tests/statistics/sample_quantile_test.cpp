#include "simulator/statistics/sample_quantile.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <vector>

namespace isocost {
namespace {

std::vector<double> from_one_to(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.rbegin(), values.rend(), 1.0);
  return values;
}

TEST(SampleQuantile, is_linear_between_order_statistics) {
  EXPECT_DOUBLE_EQ(sample_quantile(from_one_to(10), 0.1).value, 1.5);
  EXPECT_DOUBLE_EQ(sample_quantile(from_one_to(10), 0.5).value, 5.5);
  EXPECT_DOUBLE_EQ(sample_quantile(from_one_to(1), 0.9).value, 1);
}

// The median of ten lies between the second and the ninth with 97.9 %: David and Nagaraja 2003, 7.1.
TEST(SampleQuantile, has_an_interval_between_the_ranks_of_the_binomial_distribution) {
  const SampleQuantile median = sample_quantile(from_one_to(10), 0.5);
  EXPECT_EQ(median.low, 2);
  EXPECT_EQ(median.high, 9);
}

// All of n values lie above the 10 % quantile with 0.9^n, which is below 2.5 % from 36 on.
TEST(SampleQuantile, of_too_few_values_has_no_interval) {
  EXPECT_EQ(sample_quantile(from_one_to(35), 0.1).low, std::nullopt);
  EXPECT_EQ(sample_quantile(from_one_to(36), 0.1).low, 1);
  EXPECT_EQ(sample_quantile(from_one_to(35), 0.9).high, std::nullopt);
  EXPECT_EQ(sample_quantile(from_one_to(36), 0.9).high, 36);
}

TEST(SampleQuantile, may_be_infinite) {
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ(sample_quantile(std::vector<double>{never, 1, never, never}, 0.9).value, never);
  EXPECT_EQ(sample_quantile(std::vector<double>{never, 1, 2}, 0.5).value, 2);
}

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998,
// table I.
TEST(ShareInterval, is_that_of_wilson) {
  EXPECT_NEAR(share_interval(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(share_interval(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(share_interval(0, 20).low, 0, 1e-12);
  EXPECT_NEAR(share_interval(0, 20).high, 0.1611, 5e-5);
  EXPECT_NEAR(share_interval(29, 29).low, 0.8830, 5e-5);
}

TEST(NormalQuantile, is_that_of_the_tables) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959964, 1e-6);
  EXPECT_NEAR(normal_quantile(0.1), -1.281552, 1e-6);
}

}  // namespace
}  // namespace isocost
