/// A month billed from representative days, held against the same month event by event.
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/statistics/estimate.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;

constexpr const char* month =
    "period: {start: 2026-11-01, length: 30 d}\n"
    "replications: 8\n"
    "workload:\n"
    "  rate: 1.2M/month\n"
    "  profile: {hours: [1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 9, 11, 13, 14, 12, 8, 4], days: "
    "[1, 1, 1, 1, 1.1, 1.6, 1.6]}\n"
    "  bursts: {share: 5 %, factor: 8, length: 20 min}\n"
    "application: {duration: {p50: 150 ms, p95: 600 ms}, cpu_share: 60 %, memory_used: 180 MiB, "
    "response_size: 20 kB}\n"
    "alternatives:\n"
    "  - {platform: aws-lambda, memory: 1024 MiB}\n"
    "  - {platform: gcp-run-functions, memory: 512 MiB}\n"
    "  - {platform: aws-fargate, instance: 0.25vcpu-0.5gb, autoscaling: {min: 4, max: 16, target: 50 %}}\n";

Result result_of(const std::string& horizon) {
  const Experiment experiment = experiment_of(month + horizon);
  return run_experiment(experiment, {});
}

/// Mean and standard error of the replications.
struct Sample {
  double mean = 0;
  double error = 0;
};

Sample sample_of(const std::vector<double>& values) {
  const Estimate made = estimate_mean(values);
  return {made.value, *made.half_width / student_t(static_cast<double>(values.size()) - 1, 0.975)};
}

TEST(ShortenedMonth, agrees_with_the_full_month_in_cost_requests_and_behaviour) {
  const Result shortened = result_of("horizon: {days_per_kind: 2}\n"),
               full = result_of("horizon: whole-period\n");
  ASSERT_EQ(shortened.alternatives.size(), full.alternatives.size());
  EXPECT_TRUE(shortened.manifest.method.starts_with("representative days")) << shortened.manifest.method;
  EXPECT_TRUE(full.manifest.method.starts_with("whole period")) << full.manifest.method;
  for (std::size_t i = 0; i < full.alternatives.size(); ++i) {
    const AlternativeResult &few = shortened.alternatives[i], &all = full.alternatives[i];
    SCOPED_TRACE(all.name);
    const Sample few_cost = sample_of(few.cost), all_cost = sample_of(all.cost);
    EXPECT_GT(few_cost.error, 0);
    EXPECT_LT(std::abs(few_cost.mean - all_cost.mean), 4 * std::hypot(few_cost.error, all_cost.error));
    for (const MetricId id : {MetricId::requests, MetricId::latency_mean, MetricId::latency_p95,
                              MetricId::cold_share, MetricId::capacity_mean, MetricId::utilisation}) {
      const Estimate &a = few.estimate(id), &b = all.estimate(id);
      ASSERT_TRUE(a.half_width && b.half_width);
      const double t = student_t(7, 0.975);
      EXPECT_LT(std::abs(a.value - b.value), 4 * std::hypot(*a.half_width, *b.half_width) / t + 1e-12)
          << info_of(id).name;
    }
  }
  // Days differ (bursts), so drawing a few leaves more uncertainty than simulating all.
  EXPECT_GT(sample_of(shortened.alternatives[0].cost).error, sample_of(full.alternatives[0].cost).error);
}

}  // namespace
}  // namespace isocost
