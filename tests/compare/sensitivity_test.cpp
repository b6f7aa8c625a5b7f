#include "simulator/compare/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace isocost {
namespace {

UncertainInput uniform(std::string path, double low, double high) {
  UncertainInput input;
  input.path = std::move(path);
  input.low = low;
  input.high = high;
  return input;
}

/// Costs of two alternatives that are linear in two inputs, with replications around them.
class LinearModel {
 public:
  explicit LinearModel(std::size_t samples) {
    study_.inputs = {uniform("small", 0, 1), uniform("large", 0, 10)};
    study_.alternatives = {"A", "B"};
    study_.points.resize(1 + 2 * study_.inputs.size() + samples);
    add(0, 0.5, 5);
    add(1, 0.1, 5);
    add(2, 0.9, 5);
    add(3, 0.5, 1);
    add(4, 0.5, 9);
    for (std::size_t i = 0; i < samples; ++i) {
      const double at = (static_cast<double>(i) + 0.5) / static_cast<double>(samples);
      add(5 + i, at, 10 * at);
    }
  }

  [[nodiscard]] Sensitivity summary() const { return summarize(study_, points_, StudiedMetric::cost); }
  std::vector<StudyPoint>& points() { return points_; }

 private:
  void add(std::size_t number, double small, double large) {
    const double a = 5 + 2 * small + 3 * large;
    points_.push_back({number, {{{a - 1, a, a + 1}, {}}, {{19.5, 20.5, 20}, {}}}});
  }

  InputStudy study_;
  std::vector<StudyPoint> points_;
};

TEST(Sensitivity, of_a_linear_model_is_its_partial_derivatives_times_the_ranges_largest_first) {
  const Sensitivity made = LinearModel(10).summary();
  const AlternativeSensitivity& a = made.alternatives[0];
  ASSERT_EQ(a.swings.size(), 2U);
  EXPECT_EQ(a.swings[0].input, 1U);
  EXPECT_DOUBLE_EQ(a.swings[0].size(), 3 * 8);
  EXPECT_DOUBLE_EQ(a.swings[0].at_low, 5 + 1 + 3);
  EXPECT_EQ(a.swings[1].input, 0U);
  EXPECT_NEAR(a.swings[1].size(), 2 * 0.8, 1e-12);
  EXPECT_EQ(made.alternatives[1].swings[0].size(), 0);
}

TEST(Sensitivity, keeps_what_is_computed_what_varies_and_what_is_not_known_apart) {
  const AlternativeSensitivity a = LinearModel(101).summary().alternatives[0];
  EXPECT_DOUBLE_EQ(a.own.value, 21);
  EXPECT_NEAR(a.own.half_width.value(), 4.302653 / std::sqrt(3), 1e-5);  // t with 2 degrees, deviation 1
  EXPECT_DOUBLE_EQ(a.deviation.value(), 1);
  // 5 + 32 u with u over the middles of 101 strata
  EXPECT_NEAR(a.p50.value, 21, 1e-9);
  EXPECT_NEAR(a.p10.value, 5 + 32 * 0.1, 1e-9);
  EXPECT_NEAR(a.p90.value, 5 + 32 * 0.9, 1e-9);
  const double inputs = 32 * 32 / 12.0 * 102 / 101;  // of evenly spaced ones, divided by n - 1
  EXPECT_NEAR(a.share_of_inputs().value(), inputs / (inputs + 1), 1e-12);
}

TEST(Sensitivity, counts_in_how_many_combinations_each_is_demonstrably_the_lowest) {
  const Sensitivity made = LinearModel(100).summary();
  EXPECT_EQ(made.samples, 100U);
  // A is 5 + 32 u on average and B 20; by replication they differ by 0.5, 0.5 and -1 more than that.
  const double half = 4.302653 * std::sqrt(0.75 / 3);
  std::size_t a = 0, b = 0;
  for (int i = 0; i < 100; ++i) {
    const double distance = 5 + 32 * (i + 0.5) / 100 - 20;
    a += distance < -half ? 1U : 0U;
    b += distance > half ? 1U : 0U;
  }
  EXPECT_EQ(made.alternatives[0].lowest, a);
  EXPECT_EQ(made.alternatives[1].lowest, b);
  EXPECT_EQ(made.undecided, 100 - a - b);
  EXPECT_EQ(made.lowest_at_own, std::nullopt);
}

TEST(Swing, reaches_from_the_least_to_the_largest_and_may_be_without_bound) {
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ((Swing{0, 5, 6, 9}).size(), 4);
  EXPECT_EQ((Swing{0, 5, 5, 5}).size(), 0);
  EXPECT_EQ((Swing{0, 5, never, never}).size(), never);
  EXPECT_EQ((Swing{0, never, never, never}).size(), 0);
}

TEST(Sensitivity, of_one_replication_knows_no_difference_between_periods) {
  LinearModel model(10);
  for (StudyPoint& point : model.points())
    for (StudiedAlternative& one : point.alternatives) one.cost.resize(1);
  EXPECT_EQ(model.summary().alternatives[0].deviation, std::nullopt);
  EXPECT_EQ(model.summary().alternatives[0].share_of_inputs(), std::nullopt);
  EXPECT_EQ(model.summary().undecided, 10U);
}

TEST(Sensitivity, takes_only_the_combinations_that_are_finished) {
  LinearModel model(10);
  model.points().erase(model.points().begin() + 8);
  EXPECT_EQ(model.summary().samples, 9U);
}

TEST(Sensitivity, never_calls_an_alternative_with_an_unpriced_line_the_cheapest) {
  LinearModel model(10);
  for (StudyPoint& point : model.points()) point.alternatives[0].is_unpriced = true;
  const Sensitivity made = model.summary();
  EXPECT_EQ(made.alternatives[0].lowest, 0U);
  EXPECT_TRUE(made.alternatives[0].is_unpriced);
  EXPECT_GT(made.alternatives[1].lowest, 0U);
}

TEST(Sensitivity, of_a_tail_takes_one_that_is_answered_before_one_that_is_not) {
  const double never = std::numeric_limits<double>::infinity();
  InputStudy study;
  study.alternatives = {"A", "B"};
  study.points.resize(2);
  const StudyPoint own{0, {{{1, 1}, {0.1, 0.2}}, {{1, 1}, {never, never}}}};
  StudyPoint sample = own;
  sample.number = 1;
  const Sensitivity made = summarize(study, {own, sample}, StudiedMetric::p99);
  EXPECT_EQ(made.lowest_at_own, 0U);
  EXPECT_EQ(made.alternatives[1].p50.value, never);
}

}  // namespace
}  // namespace isocost
