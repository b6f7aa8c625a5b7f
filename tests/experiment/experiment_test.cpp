#include "simulator/experiment/experiment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/compare/comparison.h"
#include "simulator/report/report_model.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::experiment_of;
using testing_support::InFolder;
using testing_support::models;

/// One of each: exclusive and shared instances, fixed and scaled fleets; a varying rate with bursts.
constexpr const char* mixed =
    "scenario: Mixed\n"
    "period: {start: 2026-11-01, length: 12 h}\n"
    "replications: 6\n"
    "workload:\n"
    "  rate: 3/s\n"
    "  sinusoid: {amplitude: 60 %, peak: 8 h}\n"
    "  bursts: {share: 10 %, factor: 6, length: 3 min}\n"
    "application: {duration: {p50: 150 ms, p95: 600 ms}, cpu_share: 60 %, failures: 1 %}\n"
    "slo: {p95: 1 s, errors: 2 %}\n"
    "alternatives:\n"
    "  - {platform: aws-lambda, memory: 1024 MiB}\n"
    "  - {platform: gcp-cloud-run, memory: 512 MiB}\n"
    "  - {platform: azure-flex, memory: 2048 MiB}\n"
    "  - {platform: aws-ec2, instance: t3.small, servers: 2, discipline: first-come-first-served, balancer: "
    "round-robin}\n"
    "  - {platform: aws-fargate, instance: 0.25vcpu-0.5gb, autoscaling: {min: 1, max: 8, target: 50 %}, "
    "balancer: power-of-two}\n";

std::string json_of(const Experiment& experiment, int threads) {
  RunOptions options;
  options.threads = threads;
  const Result result = run_experiment(experiment, options);
  return write_json(result, compare(result));
}

TEST(RunExperiment, results_are_the_same_bytes_for_any_number_of_threads_and_from_run_to_run) {
  const Experiment experiment = experiment_of(mixed);
  const std::string one = json_of(experiment, 1);
  EXPECT_EQ(json_of(experiment, 1), one);
  EXPECT_EQ(json_of(experiment, 2), one);
  EXPECT_EQ(json_of(experiment, 5), one);
  EXPECT_EQ(json_of(experiment_of(mixed), 2), one);  // loaded anew
}

TEST(RunExperiment, another_seed_gives_another_result) {
  const Experiment experiment = experiment_of(mixed), other = experiment_of(mixed, {{{"seed", "2"}}, {}});
  EXPECT_NE(run_experiment(experiment, {}).manifest.traffic_checksums,
            run_experiment(other, {}).manifest.traffic_checksums);
}

TEST(RunExperiment, all_alternatives_see_the_same_traffic_and_the_same_work) {
  const Experiment experiment = experiment_of(mixed);
  std::vector<std::uint64_t> checksums;
  for (std::uint64_t replication = 0; replication < 3; ++replication) {
    std::vector<std::uint64_t> of_alternatives;
    for (const CompiledAlternative& one : experiment.model.alternatives)
      of_alternatives.push_back(
          run_cell({experiment.scenario, experiment.plan, one, replication}, {}).traffic_checksum);
    for (const std::uint64_t sum : of_alternatives) EXPECT_EQ(sum, of_alternatives.front());
    EXPECT_EQ(std::count(checksums.begin(), checksums.end(), of_alternatives.front()), 0);
    checksums.push_back(of_alternatives.front());
  }
}

TEST(RunExperiment, an_alternative_alone_gives_what_it_gives_among_others) {
  const Result all = run_experiment(experiment_of(mixed), {});
  const Result alone = run_experiment(experiment_of(mixed, {{}, {"aws-fargate"}}), {});
  ASSERT_EQ(alone.alternatives.size(), 1U);
  const AlternativeResult& expected = all.alternatives.back();
  EXPECT_EQ(alone.alternatives[0].name, expected.name);
  EXPECT_EQ(alone.alternatives[0].cost, expected.cost);
  EXPECT_EQ(alone.alternatives[0].p99, expected.p99);
  for (std::size_t i = 0; i < expected.metrics.size(); ++i)
    EXPECT_EQ(alone.alternatives[0].metrics[i].estimate, expected.metrics[i].estimate)
        << info_of(static_cast<MetricId>(i)).name;
}

TEST(RunExperiment, measures_fit_together) {
  const Result result = run_experiment(experiment_of(mixed), {});
  EXPECT_FALSE(result.is_interrupted);
  EXPECT_EQ(result.manifest.replications, 6);
  for (const AlternativeResult& one : result.alternatives) {
    SCOPED_TRACE(one.name);
    const auto value = [&](MetricId id) { return one.estimate(id).value; };
    // 3 a second for 12 h; the wave's mean over half a day that holds its peak is above 1, so only the order
    // is checked.
    EXPECT_GT(value(MetricId::requests), 100'000);
    EXPECT_LE(value(MetricId::latency_p50), value(MetricId::latency_p95));
    EXPECT_LE(value(MetricId::latency_p95), value(MetricId::latency_p99));
    EXPECT_LE(value(MetricId::latency_p99), value(MetricId::latency_p999));
    EXPECT_NEAR(
        value(MetricId::error_share),
        value(MetricId::refused_share) + value(MetricId::timed_out_share) + value(MetricId::failed_share),
        1e-12);
    EXPECT_GT(value(MetricId::failed_share), 0.005);
    EXPECT_GT(value(MetricId::utilisation), 0);
    EXPECT_LE(value(MetricId::utilisation), 1);
    EXPECT_GE(value(MetricId::capacity_peak),
              value(MetricId::capacity_mean) * 0.999 * (one.is_function ? 0 : 1));
    EXPECT_EQ(one.estimate(MetricId::cost).value, one.bill.total().amount.to_double());
    double mean_of_costs = 0;
    for (const double cost : one.cost) mean_of_costs += cost / static_cast<double>(one.cost.size());
    EXPECT_NEAR(one.bill.exact_total().amount.to_double(), mean_of_costs, 1e-9);
    EXPECT_NEAR(one.estimate(MetricId::cost).value, mean_of_costs,
                0.005 * static_cast<double>(one.bill.lines.size()));
    EXPECT_EQ(one.cost.size(), 6U);
  }
}

TEST(RunExperiment, the_same_requests_fail_on_every_function_platform) {
  const Result result =
      run_experiment(experiment_of(mixed, {{}, {"aws-lambda", "gcp-cloud-run", "azure-flex"}}), {});
  const Estimate& failed = result.alternatives[0].estimate(MetricId::failed_share);
  for (const AlternativeResult& one : result.alternatives) {
    ASSERT_EQ(one.estimate(MetricId::refused_share).value + one.estimate(MetricId::timed_out_share).value, 0)
        << one.name;
    EXPECT_EQ(one.estimate(MetricId::failed_share), failed) << one.name;
  }
}

TEST(RunExperiment, progress_counts_every_run) {
  const Experiment experiment = experiment_of(mixed, {{{"replications", "2"}}, {"aws-lambda", "aws-ec2"}});
  std::vector<std::pair<std::size_t, std::size_t>> seen;
  RunOptions options;
  options.threads = 2;
  options.progress = [&](std::size_t done, std::size_t total) { seen.emplace_back(done, total); };
  (void)run_experiment(experiment, options);
  EXPECT_EQ(seen, (std::vector<std::pair<std::size_t, std::size_t>>{{1, 4}, {2, 4}, {3, 4}, {4, 4}}));
}

TEST(RunExperiment, what_was_finished_when_it_is_stopped_is_kept) {
  const ExperimentChoices two{{}, {"aws-lambda", "aws-ec2"}};
  const Experiment experiment = experiment_of(mixed, two);
  std::stop_source stop;
  RunOptions options;
  options.threads = 1;
  options.progress = [&](std::size_t done, std::size_t) {
    if (done == 5) stop.request_stop();  // two replications of both and one of the third
  };
  const Result stopped = run_experiment(experiment, options, stop.get_token());
  EXPECT_TRUE(stopped.is_interrupted);
  EXPECT_EQ(stopped.manifest.replications, 2);
  ASSERT_EQ(stopped.alternatives.size(), 2U);

  const Result of_two = run_experiment(experiment_of(mixed, {{{"replications", "2"}}, two.alternatives}), {});
  EXPECT_FALSE(of_two.is_interrupted);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(stopped.alternatives[i].cost, of_two.alternatives[i].cost);
    EXPECT_EQ(stopped.alternatives[i].metrics[1].estimate, of_two.alternatives[i].metrics[1].estimate);
  }
  EXPECT_EQ(stopped.manifest.traffic_checksums, of_two.manifest.traffic_checksums);
}

TEST(RunExperiment, stopped_before_anything_is_finished_it_has_nothing) {
  std::stop_source stop;
  stop.request_stop();
  const Result result = run_experiment(experiment_of(mixed), {}, stop.get_token());
  EXPECT_TRUE(result.is_interrupted);
  EXPECT_EQ(result.manifest.replications, 0);
  EXPECT_TRUE(result.alternatives.empty());
  EXPECT_EQ(compare(result).verdict, "Nothing finished: no verdict.");
}

TEST(RunExperiment, a_timeline_holds_every_request_of_the_first_replication) {
  const Experiment experiment = experiment_of(mixed);
  std::vector<Timeline> timelines;
  RunOptions options;
  options.timelines = &timelines;
  (void)run_experiment(experiment, options);
  ASSERT_EQ(timelines.size(), experiment.model.alternatives.size());
  for (std::size_t i = 0; i < timelines.size(); ++i) {
    const CellResult cell =
        run_cell({experiment.scenario, experiment.plan, experiment.model.alternatives[i], 0}, {});
    std::uint64_t requests = 0;
    double capacity = 0;
    for (const TimelineRow& row : timelines[i].rows()) {
      requests += row.requests;
      capacity += row.capacity_time;
    }
    EXPECT_EQ(timelines[i].rows().size(), 144U);  // 12 h in steps of 5 min
    EXPECT_EQ(requests, cell.simulated);
    EXPECT_NEAR(capacity / (12 * 3600), cell.metrics[static_cast<std::size_t>(MetricId::capacity_mean)],
                1e-6);
  }
}

// --- small worlds whose bill can be worked out by hand
// ---------------------------------------------------------------

const BillLine& line(const AlternativeResult& one, const std::string& name) {
  for (const BillLine& candidate : one.bill.lines)
    if (candidate.name == name) return candidate;
  throw std::runtime_error("no line " + name);
}

TEST(SmallWorld, a_function_called_once_a_minute_costs_what_the_price_list_says) {
  const Result result = run_experiment(experiment_of("period: {start: 2026-11-01, length: 1 d}\n"
                                                     "replications: 2\nwarm_up: none\nfree_tier: off\n"
                                                     "workload: {rate: 1/min, spacing: even}\n"
                                                     "application: {duration: 100 ms, response_size: 20 kB}\n"
                                                     "alternatives: [{platform: aws-lambda, memory: 1769 "
                                                     "MiB, cold_start: 250 ms, keep_alive: 10 min}]\n"),
                                       {});
  const AlternativeResult& lambda = result.alternatives.at(0);
  const double requests = lambda.estimate(MetricId::requests).value;
  EXPECT_NEAR(requests, 1440, 1);
  // One cold start of the day; its init is billed since August 2025.
  EXPECT_NEAR(lambda.estimate(MetricId::cold_share).value, 1 / requests, 1e-12);
  EXPECT_NEAR(line(lambda, "Requests").quantity.to_double(), requests, 1e-9);
  const double gigabyte_seconds = (requests * 0.1 + 0.25) * 1769 / 1024;
  // A day has a thirtieth of the month's first tier of 6,000,000,000 GB-seconds.
  EXPECT_NEAR(line(lambda, "Duration (first 200,000,000)").quantity.to_double(), gigabyte_seconds, 1e-9);
  EXPECT_NEAR(lambda.cost.at(0),
              requests * 0.2e-6 + gigabyte_seconds * 0.0000166667 + requests * 20'000 / 1073741824.0 * 0.09,
              1e-12);
  EXPECT_EQ(lambda.estimate(MetricId::cost).half_width, 0.0);
  // Warm: 100 ms and 1.17 ms of overhead; the histogram tells a time within 0.4 %.
  EXPECT_NEAR(lambda.estimate(MetricId::latency_p95).value, 0.10117, 0.0004);
  EXPECT_NEAR(lambda.estimate(MetricId::latency_mean).value, 0.10117 + 0.25 / requests, 1e-6);
  EXPECT_EQ(lambda.estimate(MetricId::capacity_peak).value, 1);
  EXPECT_NEAR(lambda.estimate(MetricId::utilisation).value,
              (requests * 0.1 + 0.25) / (lambda.estimate(MetricId::capacity_mean).value * 86400), 1e-9);
}

TEST(SmallWorld, balancer_of_ninety_minutes_counts_two_hours_once_whatever_was_simulated) {
  const Result result =
      run_experiment(experiment_of("period: {start: 2026-11-01, length: 90 min}\n"
                                   "replications: 2\nwarm_up: none\n"
                                   "workload: {rate: 1/min, spacing: even}\n"
                                   "application: {duration: 100 ms}\n"
                                   "alternatives: [{platform: aws-ec2, instance: t3.small, servers: 1}]\n"),
                     {});
  EXPECT_EQ(to_string(line(result.alternatives.at(0), "Load balancer hours").quantity), "2");
}

// 2,400,000 requests in 60 days: two months of a million free requests each leave 400,000 to pay.
TEST(SmallWorld, two_months_have_two_months_of_free_requests) {
  const Result result =
      run_experiment(experiment_of("period: {start: 2026-11-01, length: 60 d}\n"
                                   "replications: 1\nwarm_up: none\n"
                                   "workload: {rate: 40k/d, spacing: even}\n"
                                   "application: {duration: 10 ms}\n"
                                   "alternatives: [{platform: aws-lambda, memory: 128 MiB}]\n"),
                     {});
  EXPECT_EQ(to_string(line(result.alternatives.at(0), "Requests (free)").quantity), "2000000");
}

TEST(SmallWorld, two_servers_for_a_day_cost_what_the_price_list_says) {
  const Result result =
      run_experiment(experiment_of("period: {start: 2026-11-01, length: 1 d}\n"
                                   "replications: 2\nwarm_up: none\nfree_tier: off\n"
                                   "workload: {rate: 1/min, spacing: even}\n"
                                   "application: {duration: 100 ms}\n"
                                   "alternatives: [{platform: aws-ec2, instance: t3.small, servers: 2}]\n"),
                     {});
  const AlternativeResult& fleet = result.alternatives.at(0);
  EXPECT_EQ(to_string(line(fleet, "On demand t3.small").quantity), "48");
  EXPECT_EQ(to_string(line(fleet, "On demand t3.small").exact.amount), "0.9984");  // 48 x 0.0208
  EXPECT_EQ(to_string(line(fleet, "Public IPv4 addresses").quantity), "48");
  EXPECT_EQ(to_string(line(fleet, "Load balancer hours").quantity), "24");
  EXPECT_EQ(to_string(line(fleet, "Load balancer hours").exact.amount), "0.54");
  EXPECT_EQ(fleet.estimate(MetricId::capacity_mean).value, 2);
  EXPECT_EQ(fleet.estimate(MetricId::capacity_peak).value, 2);
  // 1,440 requests of 100 ms on two servers of two vCPUs
  EXPECT_NEAR(fleet.estimate(MetricId::utilisation).value, 144.0 / (2 * 2 * 86400), 1e-6);
}

TEST(SmallWorld, a_longer_period_with_the_same_traffic_costs_in_proportion) {
  const auto cost = [](const std::string& length) {
    return run_experiment(experiment_of("period: {start: 2026-11-02, length: " + length +
                                        "}\nreplications: 2\nfree_tier: off\nhorizon: "
                                        "whole-period\nworkload: {rate: 6/min, spacing: even}\n"
                                        "application: {duration: 100 ms}\n"
                                        "alternatives: [{platform: aws-lambda, memory: 512 MiB}]\n"),
                          {})
        .alternatives.at(0)
        .cost.at(0);
  };
  EXPECT_NEAR(cost("4 d") / cost("1 d"), 4, 1e-3);
}

// --- loading
// --------------------------------------------------------------------------------------------------------

Loaded<Experiment> loaded_with(const ExperimentChoices& choices) {
  const InFolder folder;
  folder.write("mixed.yaml", mixed);
  return load_experiment("mixed.yaml", models(), choices);
}

TEST(LoadExperiment, alternatives_are_chosen_by_name_or_by_platform) {
  const auto by_platform = loaded_with({{}, {"aws-ec2"}}), by_name = loaded_with({{}, {"Amazon EC2"}});
  ASSERT_TRUE(by_platform.value && by_name.value);
  EXPECT_EQ(by_platform.value->model.alternatives.size(), 1U);
  EXPECT_EQ(by_name.value->model.alternatives.at(0).name, "Amazon EC2");
}

TEST(LoadExperiment, an_unknown_alternative_suggests_the_nearest) {
  EXPECT_EQ(render(loaded_with({{}, {"AWS Lamda"}}).diagnostics),
            "error: the scenario has no alternative \"AWS Lamda\"\nhint: did you mean \"AWS Lambda\"?\n");
}

TEST(LoadExperiment, the_hash_tells_the_text_and_the_overrides) {
  const auto hash = [](const ExperimentChoices& choices) {
    return loaded_with(choices).value.value().scenario.hash;
  };
  EXPECT_EQ(hash({}), hash({}));
  EXPECT_NE(hash({}), hash({{{"seed", "2"}}, {}}));
  EXPECT_NE(hash({{{"seed", "2"}}, {}}), hash({{{"seed", "3"}}, {}}));
}

TEST(LoadExperiment, the_manifest_says_from_what_the_result_follows) {
  const Experiment experiment =
      experiment_of(mixed, {{{"seed", "7"}, {"replications", "2"}}, {"aws-lambda"}});
  const Manifest manifest = run_experiment(experiment, {}).manifest;
  EXPECT_EQ(manifest.seed, 7U);
  EXPECT_EQ(manifest.replications, 2);
  EXPECT_EQ(manifest.billed_as_of, "2026-11-01");
  EXPECT_EQ(manifest.period_days, 0.5);
  EXPECT_EQ(manifest.catalogue_hash, models()->hash);
  EXPECT_EQ(manifest.price_date, to_string(models()->newest_read));
  EXPECT_EQ(manifest.traffic_checksums.size(), 2U);
}

}  // namespace
}  // namespace isocost
