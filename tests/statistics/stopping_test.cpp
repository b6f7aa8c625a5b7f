#include "simulator/statistics/stopping.h"

#include <gtest/gtest.h>

#include <set>

namespace isocost {
namespace {

/// Precise with every number of replications but these.
std::optional<std::size_t> enough(std::size_t first, std::size_t there_are,
                                  const std::set<std::size_t>& not_with) {
  return enough_replications(first, there_are, [&](std::size_t n) { return !not_with.contains(n); });
}

TEST(EnoughReplications, are_the_first_that_were_precise_five_times_before) {
  EXPECT_EQ(enough(10, 15, {}), 15U);
  EXPECT_EQ(enough(10, 40, {10, 11, 12}), 18U);  // 13 is the first; 14 ... 18 agree
}

TEST(EnoughReplications, are_counted_anew_after_each_that_is_not_precise) {
  EXPECT_EQ(enough(10, 40, {14}), 20U);
  EXPECT_EQ(enough(10, 40, {15, 20}), 26U);
}

TEST(EnoughReplications, are_not_there_before_the_look_ahead_is_over) {
  EXPECT_EQ(enough(10, 14, {}), std::nullopt);
  EXPECT_EQ(enough(10, 9, {}), std::nullopt);
  EXPECT_EQ(enough(10, 19, {14}), std::nullopt);
}

TEST(EnoughReplications, look_further_ahead_beyond_a_hundred) {
  EXPECT_EQ(look_ahead(10), 5U);
  EXPECT_EQ(look_ahead(100), 5U);
  EXPECT_EQ(look_ahead(200), 10U);
  EXPECT_EQ(enough(200, 300, {}), 210U);
}

TEST(ExpectedReplications, follow_the_square_root_of_n_but_no_more_than_double) {
  EXPECT_EQ(expected_replications(100, 0.06, 0.05), 144U);
  EXPECT_EQ(expected_replications(10, 0.5, 0.05), 20U);
  EXPECT_EQ(expected_replications(10, 0.0501, 0.05), 11U);
}

}  // namespace
}  // namespace isocost
