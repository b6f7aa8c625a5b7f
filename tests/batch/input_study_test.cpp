#include "simulator/batch/input_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "simulator/compare/sensitivity.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

/// Evenly spaced requests of constant work: every replication is the same.
constexpr const char* still =
    "scenario: Still\n"
    "period: {start: 2026-11-01, length: 10 min}\n"
    "replications: 2\n"
    "warm_up: none\n"
    "free_tier: off\n"
    "workload: {rate: 2/s, spacing: even}\n"
    "application: {duration: 100 ms, memory_used: 100 MiB}\n"
    "alternatives:\n"
    "  - {platform: aws-ec2, instance: t3.small, servers: 1}\n"
    "  - {platform: aws-ec2, name: Two, instance: t3.small, servers: 2}\n";

Loaded<InputStudy> load(const std::string& text, std::size_t samples,
                        const std::vector<Override>& inputs = {}) {
  ExperimentChoices choices;
  choices.text = text;
  return load_input_study("still.yaml", models(), choices, inputs, samples);
}

InputStudy study_of(const std::string& uncertain, std::size_t samples) {
  auto loaded = load(std::string(still) + "uncertain:\n" + uncertain, samples);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return std::move(*loaded.value);
}

std::vector<StudyPoint> points_of(const InputStudy& study, int threads = 1) {
  std::vector<StudyPoint> points;
  const Diagnostics problems =
      run_input_study(study, threads, [&](StudyPoint point) { points.push_back(std::move(point)); }, {});
  EXPECT_EQ(render(problems), "");
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return points;
}

TEST(QuantileOf, an_input_is_that_of_its_distribution) {
  UncertainInput input;
  input.low = 2;
  input.high = 12;
  EXPECT_DOUBLE_EQ(quantile_of(input, 0.1), 3);
  input.shape = UncertainInput::Shape::triangular;
  input.likely = 4;  // F(x) = (x - 2)^2 / 20 below 4, 1 - (12 - x)^2 / 80 above
  EXPECT_DOUBLE_EQ(quantile_of(input, 0.2), 4);
  EXPECT_DOUBLE_EQ(quantile_of(input, 0.05), 3);
  EXPECT_DOUBLE_EQ(quantile_of(input, 0.8), 8);
  input.shape = UncertainInput::Shape::lognormal;
  EXPECT_NEAR(quantile_of(input, 0.1), 2, 1e-12);
  EXPECT_NEAR(quantile_of(input, 0.5), std::sqrt(2 * 12.0), 1e-12);
  EXPECT_NEAR(quantile_of(input, 0.9), 12, 1e-12);
}

TEST(InputStudy, has_the_scenario_itself_each_input_at_two_quantiles_and_a_latin_hypercube) {
  const InputStudy study = study_of(
      "  workload.rate: {between: [1/s, 3/s]}\n  application.duration: {between: [50 ms, 150 ms]}\n", 20);
  ASSERT_EQ(study.points.size(), 25U);
  const std::vector<std::vector<std::string>> first(study.points.begin(), study.points.begin() + 5);
  EXPECT_EQ(first, (std::vector<std::vector<std::string>>{
                       {"", ""}, {"1.2/s", ""}, {"2.8/s", ""}, {"", "60 ms"}, {"", "140 ms"}}));
  std::set<int> rates, durations;
  for (std::size_t i = study.first_sample(); i < study.points.size(); ++i) {
    rates.insert(static_cast<int>((std::stod(study.points[i][0]) - 1) / 2 * 20));
    durations.insert(static_cast<int>((std::stod(study.points[i][1]) - 50) / 100 * 20));
  }
  EXPECT_EQ(rates.size(), 20U);  // one in each stratum
  EXPECT_EQ(durations.size(), 20U);
}

TEST(InputStudy, is_the_same_on_any_number_of_threads) {
  const InputStudy study = study_of("  workload.rate: {between: [1/s, 3/s]}\n", 5);
  EXPECT_EQ(points_of(study, 1), points_of(study, 2));
}

TEST(InputStudy, takes_changes_of_the_scenarios_own_values) {
  const InputStudy study = study_of("  workload.rate: {between: [-10 %, +80 %], likely: +20 %}\n", 1);
  EXPECT_DOUBLE_EQ(study.inputs[0].low, 1.8);
  EXPECT_DOUBLE_EQ(study.inputs[0].high, 3.6);
  EXPECT_DOUBLE_EQ(study.inputs[0].likely, 2.4);
  EXPECT_EQ(describe(study.inputs[0]), "1.8/s to 3.6/s, most likely 2.4/s");
}

// Nothing varies and nothing is unknown: one figure, exactly.
TEST(InputStudy, of_collapsed_ranges_without_chance_has_one_figure_everywhere) {
  const InputStudy study = study_of("  workload.rate: {between: [2/s, 2/s]}\n", 40);
  const Sensitivity made = summarize(study, points_of(study), StudiedMetric::p99);
  for (const AlternativeSensitivity& one : made.alternatives) {
    EXPECT_EQ(one.p10.value, one.own.value);
    EXPECT_EQ(one.p50.value, one.own.value);
    EXPECT_EQ(one.p90.value, one.own.value);
    EXPECT_EQ(one.deviation, 0.0);
    EXPECT_EQ(one.share_of_inputs(), std::nullopt);
  }
}

TEST(InputStudy, of_collapsed_ranges_leaves_what_differs_from_period_to_period) {
  std::string text = still;
  text.replace(text.find(", spacing: even"), 15, "");
  const auto loaded = load(text + "uncertain: {workload.rate: {between: [2/s, 2/s]}}\n", 3);
  ASSERT_TRUE(loaded.value) << render(loaded.diagnostics);
  const Sensitivity made = summarize(*loaded.value, points_of(*loaded.value), StudiedMetric::p99);
  const AlternativeSensitivity& one = made.alternatives[0];
  EXPECT_GT(one.deviation.value(), 0);
  EXPECT_EQ(one.p10.value, one.p90.value);
  EXPECT_EQ(one.share_of_inputs(), 0);
}

// With four times the replications a figure is computed twice as well; how periods differ and what is not
// known stay. A deviation of n replications is known to within 1 / sqrt(2 (n - 1)); three of these are 21 %
// for 100.
TEST(InputStudy, with_more_replications_is_computed_better_and_known_no_better) {
  std::string text = still;
  text.replace(text.find(", spacing: even"), 15, "");
  text.replace(text.find("10 min"), 6, "1 min");
  text += "uncertain: {workload.rate: {between: [1/s, 3/s]}}\n";
  const auto summary_of = [&](const std::string& replications) {
    std::string here = text;
    here.replace(here.find("replications: 2"), 15, "replications: " + replications);
    const auto loaded = load(here, 10);
    EXPECT_TRUE(loaded.value) << render(loaded.diagnostics);
    return summarize(*loaded.value, points_of(*loaded.value, 2), StudiedMetric::cost).alternatives[0];
  };
  const AlternativeSensitivity few = summary_of("100"), many = summary_of("400");
  EXPECT_NEAR(*many.own.half_width / *few.own.half_width, 0.5, 0.5 * 0.21);
  EXPECT_NEAR(*many.deviation / *few.deviation, 1, 0.21);
  EXPECT_NEAR(*many.input_deviation / *few.input_deviation, 1, 0.05);
  EXPECT_NEAR(many.p90.value / few.p90.value, 1, 0.01);
}

TEST(InputStudy, takes_inputs_from_outside_in_place_of_the_block) {
  const auto loaded = load(std::string(still) + "uncertain: {workload.rate: {between: [1/s, 3/s]}}\n", 1,
                           {{"application.duration", "{p10: 50 ms, p90: 200 ms}"}});
  ASSERT_TRUE(loaded.value) << render(loaded.diagnostics);
  ASSERT_EQ(loaded.value->inputs.size(), 1U);
  EXPECT_EQ(loaded.value->inputs[0].path, "application.duration");
  EXPECT_EQ(loaded.value->inputs[0].own_value, "100 ms");
}

TEST(InputStudy, tells_at_the_input_what_the_scenario_refuses) {
  const auto loaded =
      load(std::string(still) + "uncertain:\n  alternatives[1].servers: {between: [0, 2]}\n", 1);
  EXPECT_FALSE(loaded.value);
  const std::string said = render(loaded.diagnostics);
  EXPECT_NE(said.find("still.yaml:12:3: error: the scenario cannot be run at 0"), std::string::npos) << said;
}

TEST(InputStudy, takes_whole_numbers_where_a_step_says_so) {
  const InputStudy study = study_of("  alternatives[1].servers: {between: [1, 4], step: 1}\n", 8);
  std::set<std::string> seen;
  for (std::size_t i = 1; i < study.points.size(); ++i) seen.insert(study.points[i][0]);
  EXPECT_EQ(seen, (std::set<std::string>{"1", "2", "3", "4"}));
  const auto without =
      load(std::string(still) + "uncertain:\n  alternatives[1].servers: {between: [1, 4]}\n", 1);
  EXPECT_FALSE(without.value);
  EXPECT_NE(render(without.diagnostics).find("step: 1"), std::string::npos);
}

/// A change that was meant for the file's value is not read again at each point.
TEST(InputStudy, may_mix_changes_and_values) {
  const InputStudy study = study_of("  workload.rate: {between: [-10 %, 4/s], likely: 2.2/s}\n", 2);
  EXPECT_EQ(points_of(study).size(), 5U);
}

TEST(InputStudy, of_a_scenario_that_is_certain_is_refused) {
  const auto loaded = load(still, 1);
  EXPECT_FALSE(loaded.value);
  EXPECT_NE(render(loaded.diagnostics).find("no input is uncertain"), std::string::npos);
}

}  // namespace
}  // namespace isocost
