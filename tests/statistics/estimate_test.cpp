#include "simulator/statistics/estimate.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace isocost {
namespace {

TEST(StudentT, has_the_values_of_the_tables) {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  EXPECT_NEAR(student_t(1, 0.975), 12.706, 0.0005);
  EXPECT_NEAR(student_t(4, 0.975), 2.776, 0.0005);
  EXPECT_NEAR(student_t(9, 0.975), 2.262, 0.0005);
  EXPECT_NEAR(student_t(9, 0.99), 2.821, 0.0005);
  EXPECT_NEAR(student_t(1e6, 0.975), 1.960, 0.0005);
}

TEST(EstimateMean, gives_mean_and_half_width) {
  // 1, 2, 3, 4, 5: mean 3, s^2 = 2.5, half-width = 2.776 sqrt(2.5 / 5).
  const std::array values{1.0, 2.0, 3.0, 4.0, 5.0};
  const Estimate made = estimate_mean(values);
  EXPECT_DOUBLE_EQ(made.value, 3);
  ASSERT_TRUE(made.half_width);
  EXPECT_NEAR(*made.half_width, 2.776445 * std::sqrt(0.5), 1e-6);
  EXPECT_EQ(made.status, EstimateStatus::ok);
}

TEST(EstimateMean, one_replication_has_no_interval) {
  const Estimate made = estimate_mean(std::array{7.0});
  EXPECT_EQ(made.value, 7);
  EXPECT_FALSE(made.half_width);
  EXPECT_EQ(made.status, EstimateStatus::insufficient);
  EXPECT_EQ(estimate_mean({}).status, EstimateStatus::insufficient);
}

TEST(EstimateMean, equal_values_have_a_half_width_of_zero) {
  const Estimate made = estimate_mean(std::array{2.5, 2.5, 2.5});
  EXPECT_EQ(made.value, 2.5);
  EXPECT_EQ(made.half_width, 0.0);
}

TEST(EstimateMean, holds_the_true_mean_in_95_of_100_cases) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal(10, 3);
  int held = 0;
  constexpr int cases = 10'000;
  for (int i = 0; i < cases; ++i) {
    std::vector<double> values;
    for (int k = 0; k < 5; ++k) values.push_back(normal(random));
    const Estimate made = estimate_mean(values);
    held += std::abs(made.value - 10) <= *made.half_width ? 1 : 0;
  }
  EXPECT_LT(std::abs(held / static_cast<double>(cases) - 0.95), 4 * std::sqrt(0.95 * 0.05 / cases));
}

TEST(EstimateStatus, has_a_word_for_each) {
  EXPECT_EQ(word_of(EstimateStatus::ok), "OK");
  EXPECT_EQ(word_of(EstimateStatus::exact), "EXACT");
  EXPECT_EQ(word_of(EstimateStatus::insufficient), "INSUFFICIENT");
  EXPECT_EQ(word_of(EstimateStatus::unanswered), "UNANSWERED");
}

TEST(RuleOfThree, bounds_what_was_not_seen) {
  EXPECT_EQ(rule_of_three(2), std::nullopt);
  // Exactly, none in n at 95 % bounds p by 1 - 0.05^(1/n): 0.02951 for 100; three in a hundred is on the safe
  // side.
  EXPECT_GE(*rule_of_three(100), 1 - std::pow(0.05, 0.01));
  EXPECT_NEAR(*rule_of_three(100), 1 - std::pow(0.05, 0.01), 0.001);
}

}  // namespace
}  // namespace isocost
