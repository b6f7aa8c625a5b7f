// Replications until the headline figures are precise.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "simulator/compare/comparison.h"
#include "simulator/experiment/headlines.h"
#include "simulator/report/report_model.h"
#include "simulator/report/result_reader.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::InFolder;

CellResult cell(std::uint64_t simulated, double mean, double p99) {
  CellResult made;
  made.is_complete = true;
  made.simulated = simulated;
  made.metrics[static_cast<std::size_t>(MetricId::latency_mean)] = mean;
  made.metrics[static_cast<std::size_t>(MetricId::latency_p99)] = p99;
  return made;
}

TEST(Headlines, hold_all_at_once) {
  // Costs 9, 10, 11, 10: mean 10, s = sqrt(2/3); one alternative, so two intervals: t(3, 1 - 0.025/2)
  // = 4.1765.
  Headlines headlines(1, 0.2);
  for (const double cost : {9.0, 10.0, 11.0, 10.0}) headlines.add(0, cell(20'000, 0.1, 0.5), cost);
  const auto reached = headlines.reached(0, 4);
  ASSERT_EQ(reached.size(), 2U);
  EXPECT_EQ(reached[0].id, MetricId::cost);
  EXPECT_NEAR(reached[0].relative.value(), 4.176535 * std::sqrt(2.0 / 3) / 2 / 10, 1e-7);
  EXPECT_EQ(reached[0].status, EstimateStatus::ok);
  EXPECT_EQ(reached[1].id, MetricId::latency_p99);
  EXPECT_EQ(reached[1].relative, 1.0 / 256);  // the same in all: what is left is the histogram's resolution
}

TEST(Headlines, name_what_is_not_reached_and_how_wide_it_is) {
  Headlines headlines(1, 0.1);
  for (const double cost : {9.0, 10.0, 11.0, 10.0}) headlines.add(0, cell(20'000, 0.1, 0.5), cost);
  EXPECT_EQ(headlines.reached(0, 4)[0].status, EstimateStatus::not_reached);
  EXPECT_FALSE(headlines.is_precise(4));
  EXPECT_NEAR(headlines.widest(4), 0.1705, 0.0001);
}

TEST(Headlines, take_the_mean_where_a_replication_is_too_short_for_a_p99) {
  Headlines headlines(1, 0.1);
  headlines.add(0, cell(10'000, 0.1, 0.5), 10);
  headlines.add(0, cell(9'999, 0.1, 0.7), 10);
  EXPECT_EQ(headlines.reached(0, 1)[1].id, MetricId::latency_p99);
  EXPECT_EQ(headlines.reached(0, 2)[1].id, MetricId::latency_mean);
  EXPECT_TRUE(headlines.is_precise(2));
}

TEST(Headlines, are_not_held_up_by_what_no_number_of_replications_mends) {
  Headlines headlines(2, 0.1);
  for (int i = 0; i < 3; ++i) {
    headlines.add(0, cell(20'000, 0.1, std::numeric_limits<double>::infinity()), 10);
    headlines.add(
        1, cell(0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()), 10);
  }
  EXPECT_EQ(headlines.reached(0, 3)[1].status, EstimateStatus::unanswered);
  EXPECT_EQ(headlines.reached(1, 3)[1].status, EstimateStatus::no_requests);
  EXPECT_TRUE(headlines.is_precise(3));
}

TEST(Headlines, take_half_a_cent_for_precise) {
  Headlines headlines(1, 0.1);
  for (const double cost : {0.001, 0.002, 0.003, 0.002}) headlines.add(0, cell(20'000, 0.1, 0.5), cost);
  EXPECT_EQ(headlines.reached(0, 4)[0].status, EstimateStatus::ok);
}

/// Seldom used, long tail: neither cost nor latency is known after three replications.
constexpr const char* rare =
    "scenario: Rare\n"
    "period: {start: 2026-11-01, length: 2 h}\n"
    "replications: 3\n"
    "warm_up: none\n"
    "free_tier: off\n"
    "workload: {rate: 200/h}\n"
    "application: {duration: {p50: 2 s, p95: 20 s}, memory_used: 100 MiB}\n"
    "alternatives:\n"
    "  - {platform: aws-lambda, memory: 512 MiB}\n"
    "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n";

Result run(const Experiment& experiment, int threads, double relative, std::size_t most = 200) {
  RunOptions options;
  options.threads = threads;
  options.precision = Precision{relative, most, std::nullopt};
  return run_experiment(experiment, options);
}

std::string json(const Result& result) { return write_json(result, compare(result)); }

TEST(RunUntilPrecise, replicates_until_every_headline_is_reached_on_any_number_of_threads) {
  const Experiment experiment = experiment_of(rare);
  const Result result = run(experiment, 1, 0.1);
  EXPECT_EQ(result.manifest.precision->stopped_by, StoppedBy::precision);
  EXPECT_GT(result.manifest.replications, 8);
  EXPECT_LT(result.manifest.replications, 200);
  EXPECT_FALSE(result.is_imprecise());
  for (const AlternativeResult& one : result.alternatives)
    for (const PrecisionReached& figure : one.precision) {
      EXPECT_EQ(figure.status, EstimateStatus::ok);
      EXPECT_LE(figure.relative.value(), 0.1);
      // Simultaneous intervals are wider than those beside the figures.
      const Estimate& shown = one.estimate(figure.id);
      EXPECT_LE(*shown.half_width / shown.value, figure.relative.value());
    }
  EXPECT_EQ(json(run(experiment, 2, 0.1)), json(result));
  EXPECT_EQ(json(run(experiment, 5, 0.1)), json(result));
}

TEST(RunUntilPrecise, makes_at_least_the_replications_of_the_scenario_and_the_look_ahead) {
  EXPECT_EQ(run(experiment_of(rare, {{{"replications", "30"}}, {}}), 0, 0.5).manifest.replications, 35);
}

TEST(RunUntilPrecise, refuses_by_a_word_what_the_most_replications_do_not_reach) {
  const Result result = run(experiment_of(rare), 0, 0.01, 12);
  EXPECT_EQ(result.manifest.replications, 12);
  EXPECT_EQ(result.manifest.precision->stopped_by, StoppedBy::replications);
  EXPECT_TRUE(result.is_imprecise());
  EXPECT_FALSE(result.is_interrupted);
  const AlternativeResult& lambda = result.alternatives[0];
  EXPECT_EQ(lambda.estimate(MetricId::latency_mean).status, EstimateStatus::not_reached);
  EXPECT_EQ(lambda.estimate(MetricId::latency_p99).status, EstimateStatus::insufficient);
  const ReportModel report = make_report(result, compare(result));
  for (const std::string& text :
       {write_text(report), write_markdown(report), write_html(report), write_csv(result), json(result)})
    EXPECT_NE(text.find("NOT REACHED"), std::string::npos) << text;
}

TEST(RunUntilPrecise, is_repeated_by_its_number_of_replications_whatever_ended_it) {
  const Experiment experiment = experiment_of(rare);
  const Result precise = run(experiment, 0, 0.1);
  EXPECT_EQ(json(run(experiment, 0, 0.1, static_cast<std::size_t>(precise.manifest.replications))),
            json(precise));
}

TEST(RunUntilPrecise, keeps_what_is_finished_when_the_time_is_over) {
  RunOptions options;
  options.precision = Precision{0.0001, 10'000, std::chrono::milliseconds(300)};
  const Result result = run_experiment(experiment_of(rare), options);
  EXPECT_EQ(result.manifest.precision->stopped_by, StoppedBy::time);
  EXPECT_FALSE(result.is_interrupted);
  EXPECT_EQ(result.manifest.traffic_checksums.size(), static_cast<std::size_t>(result.manifest.replications));
}

TEST(RunUntilPrecise, is_not_reached_when_the_time_was_too_short_for_anything) {
  RunOptions options;
  options.precision = Precision{0.5, 10'000, std::chrono::nanoseconds(1)};
  const Experiment experiment =
      experiment_of(rare, {{{"workload.rate", "1000/s"}, {"period.length", "1 d"}}, {}});
  const Result result = run_experiment(experiment, options);
  EXPECT_EQ(result.manifest.replications, 0);
  EXPECT_TRUE(result.is_imprecise());
  EXPECT_FALSE(result.is_interrupted);
}

TEST(RunUntilPrecise, is_read_back_whole) {
  const std::string written = json(run(experiment_of(rare), 0, 0.01, 12));
  const InFolder folder;
  folder.write("result.json", written);
  const Loaded<FinishedRun> read = read_run(parse_saved_file("result.json").value.value());
  EXPECT_EQ(render(read.diagnostics), "");
  EXPECT_EQ(write_json(read.value->result, read.value->comparison), written);
}

}  // namespace
}  // namespace isocost
