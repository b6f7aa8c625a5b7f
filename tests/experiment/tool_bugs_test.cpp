// Mistakes that shipped tools have made (each with where it was reported), and what is printed here instead.
// Others of the list have tests where the part stands: units in tests/cost, tiers and missing prices in
// tests/cost, the window against the command line in tests/gui, offers of Azure in tests/catalogue, the
// figures of README.md in tests/cli.
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/experiment/experiment.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;

Decimal quantity_of(const Bill& bill, const std::string& price) {
  Decimal sum = 0;
  for (const BillLine& line : bill.lines)
    if (line.price_id == price) sum += line.quantity;
  return sum;
}

/// komiser#827: servers that had been stopped were billed on.
TEST(ToolBugs, servers_that_were_stopped_are_not_billed_on) {
  const Result result = run_experiment(experiment_of("period: {start: 2026-11-02, length: 1 d}\n"
                                                     "replications: 2\n"
                                                     "warm_up: none\n"
                                                     "workload:\n"
                                                     "  rate: 10/s\n"
                                                     "  profile: {hours: [9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0,"
                                                     " 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}\n"
                                                     "application: {duration: 200 ms}\n"
                                                     "alternatives:\n"
                                                     "  - {platform: aws-ec2, instance: c7g.medium,"
                                                     " autoscaling: {min: 1, max: 20}}\n"),
                                       {});
  const AlternativeResult& fleet = result.alternatives.front();
  const double hours = quantity_of(fleet.bill, "aws/ec2/server").to_double();
  const double alive = fleet.estimate(MetricId::capacity_mean).value * 24;
  EXPECT_GT(fleet.estimate(MetricId::capacity_peak).value, 8);
  EXPECT_LT(hours, 8 * 24);
  // A minute at least is billed for each server that was started: fewer than a hundred of them.
  EXPECT_NEAR(hours, alive, 100 / 60.0);
}

/// LambdaGetDurationAvg and its like: where no data points came, the average was taken to be 0.
TEST(ToolBugs, a_period_in_which_nothing_came_has_no_latency_in_place_of_0) {
  const Result result =
      run_experiment(experiment_of("period: {start: 2026-11-01, length: 10 min}\n"
                                   "replications: 2\n"
                                   "warm_up: none\n"
                                   "workload: {rate: 1/month}\n"
                                   "application: {duration: 200 ms}\n"
                                   "alternatives:\n"
                                   "  - {platform: aws-lambda, memory: 512 MiB}\n"
                                   "  - {platform: aws-ec2, instance: t3.small, servers: 1}\n"),
                     {});
  for (const AlternativeResult& one : result.alternatives) {
    EXPECT_EQ(one.estimate(MetricId::requests).value, 0) << one.name;
    for (const MetricId id : {MetricId::latency_mean, MetricId::latency_p50, MetricId::latency_p99}) {
      EXPECT_TRUE(std::isnan(one.estimate(id).value)) << one.name;
      EXPECT_EQ(one.estimate(id).status, EstimateStatus::no_requests) << one.name;
    }
  }
  EXPECT_EQ(result.alternatives[0].bill.total().amount, 0);
  EXPECT_GT(result.alternatives[1].bill.total().amount, 0);  // it stood there all the same
}

}  // namespace
}  // namespace isocost
