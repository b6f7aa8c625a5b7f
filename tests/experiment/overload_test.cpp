#include <gtest/gtest.h>

#include <cmath>

#include "simulator/experiment/experiment.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::models;

/// USER-NEEDS J5.4: 80 requests/s on a server that serves 100/s and keeps 1000 waiting; clients wait 1 s;
/// nothing goes on for 8 s.
std::string storm(const std::string& clients) {
  std::string text =
      "period: {start: 2026-11-01, length: 10 min}\nwarm_up: 1 min\nreplications: 5\n"
      "workload: {rate: 80/s}\n"
      "application: {duration: {exponential: 10 ms}}\n"
      "outages: [{at: 2 min, for: 8 s, effect: stalls}]\n"
      "alternatives:\n";
  for (std::size_t at = 0, number = 0; at < clients.size(); ++number) {
    const std::size_t end = clients.find('\n', at);
    text += "  - {name: A" + std::to_string(number) +
            ", platform: aws-ec2, instance: m7g.medium, servers: 1, discipline: first-come-first-served, "
            "concurrency: 1, balancer: round-robin, queue: 1000, client: {timeout: 1 s" +
            clients.substr(at, end - at) + "}}\n";
    at = end + 1;
  }
  return text;
}

TEST(RetryStorm, immediate_retries_hold_a_server_down_that_would_recover_without_them) {
  const Result result = run_experiment(experiment_of(storm("\n, retries: 3, backoff: 0 s\n")), {});
  const auto value = [&](std::size_t which, MetricId id) {
    return result.alternatives.at(which).estimate(id).value;
  };
  // The backlog of 8 s at 80/s is worked off at 20/s: 32 s.
  EXPECT_GT(value(0, MetricId::recovery_time), 20);
  EXPECT_LT(value(0, MetricId::recovery_time), 50);
  EXPECT_EQ(value(0, MetricId::attempts_per_request), 1);
  EXPECT_TRUE(std::isinf(value(1, MetricId::recovery_time)));
  EXPECT_GT(value(1, MetricId::attempts_per_request), 3);
  EXPECT_GT(value(1, MetricId::attempts_peak), 2 * 100);
  EXPECT_GT(value(1, MetricId::wasted_share), 0.5);
}

TEST(RetryStorm, a_budget_of_a_tenth_lets_it_recover_and_holds_the_peak_to_eleven_tenths) {
  const Result result =
      run_experiment(experiment_of(storm("\n, retries: 3, backoff: 0 s, retry_budget: 10 %\n")), {});
  const AlternativeResult& plain = result.alternatives.at(0);
  const AlternativeResult& budget = result.alternatives.at(1);
  EXPECT_TRUE(std::isfinite(budget.estimate(MetricId::recovery_time).value));
  const double ten_saved_up = 1;  // a second, over 10 s
  EXPECT_LE(budget.estimate(MetricId::attempts_peak).value,
            1.1 * plain.estimate(MetricId::attempts_peak).value + ten_saved_up);
}

/// Nine attempts, each fails at a fifth: 5e-7. Whoever is between two of them when the period ends is no
/// error.
TEST(Retries, who_waits_for_one_at_the_end_of_the_period_gets_an_answer) {
  const Result result = run_experiment(
      experiment_of("period: {start: 2026-11-01, length: 10 min}\nwarm_up: 1 min\nreplications: 2\n"
                    "workload: {rate: 10/s}\n"
                    "application: {duration: 10 ms, failures: 20 %}\n"
                    "client: {retries: 8, backoff: 15 s, factor: 1, jitter: none}\n"
                    "alternatives:\n"
                    "  - {platform: aws-lambda, memory: 1769 MiB}\n"
                    "  - {platform: aws-ec2, instance: m7g.medium, servers: 1}\n"),
      {});
  for (const AlternativeResult& one : result.alternatives)
    EXPECT_EQ(one.estimate(MetricId::error_share).value, 0) << one.name;
}

TEST(BrownOut, a_function_is_billed_for_the_time_it_waits_for_a_slow_dependency) {
  const Result result =
      run_experiment(experiment_of("period: {start: 2026-11-01, length: 1 h}\n"
                                   "replications: 2\nwarm_up: none\nfree_tier: off\n"
                                   "workload: {rate: 1/s, spacing: even}\n"
                                   "application: {duration: 100 ms}\n"
                                   "outages: [{at: 20 min, for: 30 min, effect: slows, factor: 5}]\n"
                                   "alternatives: [{platform: aws-lambda, memory: 1769 MiB, cold_start: "
                                   "250 ms, keep_alive: 10 min}]\n"),
                     {});
  double quantity = 0;
  for (const BillLine& line : result.alternatives.at(0).bill.lines)
    if (line.name.starts_with("Duration")) quantity += line.quantity.to_double();
  // Two requests may lie over an edge of the half hour.
  EXPECT_NEAR(quantity, (1800 * 0.1 + 1800 * 0.5 + 0.25) * 1769 / 1024, 2 * 0.4 * 1769 / 1024);
}

TEST(Outage, that_refuses_turns_away_what_comes_and_nothing_else) {
  const Result result = run_experiment(
      experiment_of("period: {start: 2026-11-01, length: 1 h}\n"
                    "replications: 2\n"
                    "workload: {rate: 10/s, spacing: even}\n"
                    "application: {duration: 100 ms}\n"
                    "outages: [{at: 20 min, for: 6 min, effect: refuses}]\n"
                    "alternatives:\n"
                    "  - {platform: aws-lambda}\n"
                    "  - {platform: gcp-cloud-run}\n"
                    "  - {platform: aws-ec2, instance: m7g.large, servers: 2}\n"
                    "  - {name: round robin, platform: aws-ec2, instance: m7g.large, servers: 2, discipline: "
                    "first-come-first-served, balancer: round-robin}\n"),
      {});
  for (const AlternativeResult& one : result.alternatives) {
    EXPECT_NEAR(one.estimate(MetricId::refused_share).value, 0.1, 1.0 / 36000) << one.name;
    EXPECT_EQ(one.estimate(MetricId::error_share).value, one.estimate(MetricId::refused_share).value)
        << one.name;
    EXPECT_EQ(one.estimate(MetricId::recovery_time).value, 0) << one.name;
  }
}

}  // namespace
}  // namespace isocost
