#include <gtest/gtest.h>

#include <cmath>

#include "simulator/experiment/experiment.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;

/// Components with 100 ms of own work each, on functions with a whole vCPU that start at once.
std::string chain(const std::string& components, const std::string& alternatives,
                  const std::string& more = "") {
  return "period: {start: 2026-11-01, length: 10 min}\nwarm_up: 1 min\nreplications: 2\nfree_tier: off\n"
         "workload: {rate: 1/s, spacing: even}\n"
         "application:\n  components:\n" +
         components + more + "alternatives:\n" + alternatives;
}

constexpr const char* three =
    "    a: {duration: 100 ms, calls: [{to: b}]}\n"
    "    b: {duration: 100 ms, calls: [{to: c}]}\n"
    "    c: {duration: 100 ms}\n";

constexpr const char* apart =
    "  - {name: apart, platform: aws-lambda, memory: 1769 MiB, cold_start: 0 s, keep_alive: 1 h}\n";
constexpr const char* fused =
    "  - {name: fused, platform: aws-lambda, memory: 1769 MiB, cold_start: 0 s, keep_alive: 1 h, fused: "
    "yes}\n";

double quantity(const AlternativeResult& one, const std::string& unit) {
  double sum = 0;
  for (const BillLine& line : one.bill.lines)
    if (line.unit == unit) sum += line.quantity.to_double();
  return sum;
}

TEST(Calls, chain_of_three_functions_is_billed_twice_over_and_half_of_it_is_waiting) {
  const Experiment experiment = experiment_of(chain(three, std::string(apart) + fused));
  const Result result = run_experiment(experiment, {});
  const AlternativeResult& chained = result.alternatives.at(0);
  const AlternativeResult& whole = result.alternatives.at(1);
  // Who waits for an answer waits for what the platform adds to it, too.
  const auto& function =
      std::get<FunctionParameters>(experiment.model.alternatives.at(0).components.at(1).parameters);
  const double added = to_seconds(function.overhead);
  const double a = 0.3 + 2 * added, b = 0.2 + added, c = 0.1;
  const auto billed = [](double seconds) { return std::ceil(seconds * 1000 - 1e-6) / 1000; };
  EXPECT_EQ(quantity(chained, "request"), 3 * 600);
  EXPECT_NEAR(quantity(chained, "GB-second"), 600 * (billed(a) + billed(b) + billed(c)) * 1769 / 1024, 1e-5);
  EXPECT_EQ(quantity(whole, "request"), 600);
  EXPECT_NEAR(quantity(whole, "GB-second"), 600 * 0.3 * 1769 / 1024, 1e-5);

  ASSERT_TRUE(chained.calls.has_value());
  ASSERT_EQ(chained.calls->components.size(), 3U);
  EXPECT_NEAR(chained.calls->components[0].waiting_share.value, 1 - 0.1 / a, 1e-9);
  EXPECT_NEAR(chained.calls->components[1].waiting_share.value, 1 - 0.1 / b, 1e-9);
  EXPECT_EQ(chained.calls->components[2].waiting_share.value, 0);
  EXPECT_NEAR(chained.calls->waiting_share.value, 1 - 0.3 / (a + b + c), 1e-9);
  for (const ComponentResult& one : chained.calls->components) EXPECT_EQ(one.calls.value, 1) << one.name;
  EXPECT_NEAR(chained.estimate(MetricId::latency_mean).value, a + added, 1e-9);

  ASSERT_TRUE(whole.calls.has_value());
  ASSERT_EQ(whole.calls->components.size(), 1U);
  EXPECT_EQ(whole.calls->waiting_share.value, 0);
  EXPECT_NEAR(whole.estimate(MetricId::latency_mean).value, 0.3 + added, 1e-9);
}

TEST(Calls, what_comes_in_is_answered_refused_or_timed_out) {
  const std::string busy =
      "    a: {duration: 200 ms, calls: [{to: b, times: 4, at_once: 2, probability: 50 %}, {to: c, wait: "
      "no}]}\n"
      "    b: {duration: {p50: 100 ms, p95: 2 s}, failures: 3 %}\n"
      "    c: {duration: 300 ms}\n";
  const Result result = run_experiment(
      experiment_of(chain(busy,
                          "  - {platform: aws-lambda, memory: 1769 MiB, timeout: 3 s, concurrency_limit: 2}\n"
                          "  - {platform: gcp-cloud-run, memory: 512 MiB}\n"
                          "  - {platform: aws-ec2, instance: t3.small, servers: 1, fused: no}\n")),
      {});
  for (const AlternativeResult& one : result.alternatives) {
    const auto value = [&](MetricId id) { return one.estimate(id).value; };
    EXPECT_EQ(value(MetricId::requests), 600) << one.name;
    EXPECT_GT(value(MetricId::failed_share), 0) << one.name;
    EXPECT_NEAR(
        value(MetricId::error_share),
        value(MetricId::failed_share) + value(MetricId::refused_share) + value(MetricId::timed_out_share),
        1e-12)
        << one.name;
    ASSERT_TRUE(one.calls.has_value());
    double shares = 0;
    for (const ComponentResult& part : one.calls->components) shares += part.share_of_latency.value;
    EXPECT_NEAR(shares, 1, 1e-9) << one.name;
  }
}

TEST(Calls, same_work_meets_every_alternative_apart_or_fused) {
  const std::string drawn =
      "    a: {duration: {exponential: 50 ms}, calls: [{to: b, times: 2}, {to: c, probability: 30 %}]}\n"
      "    b: {duration: {exponential: 80 ms}}\n"
      "    c: {duration: {exponential: 500 ms}}\n";
  const Result result = run_experiment(experiment_of(chain(drawn, std::string(apart) + fused)), {});
  const AlternativeResult& one = result.alternatives.at(0);
  const AlternativeResult& other = result.alternatives.at(1);
  // Own work is what is left without waiting; each invocation is rounded up by less than 1 ms.
  const double own = quantity(one, "GB-second") * (1 - one.calls->waiting_share.value);
  EXPECT_NEAR(own, quantity(other, "GB-second"), quantity(one, "request") * 0.001 * 1769 / 1024);
  EXPECT_NEAR(one.calls->components[2].calls.value, 0.3, 4 * std::sqrt(0.3 * 0.7 / 1200));
}

TEST(Calls, outage_of_one_component_is_felt_by_those_who_wait_for_it_and_by_all_where_they_are_one) {
  const std::string fork =
      "    a: {duration: 10 ms, calls: [{to: b, probability: 50 %}, {to: c, wait: no}]}\n"
      "    b: {duration: 10 ms}\n"
      "    c: {duration: 10 ms}\n";
  const Result result =
      run_experiment(experiment_of(chain(fork, std::string(apart) + fused,
                                         "outages: [{at: 2 min, for: 1 min, effect: refuses, of: b}]\n")),
                     {});
  const AlternativeResult& one = result.alternatives.at(0);
  const AlternativeResult& whole = result.alternatives.at(1);
  // A tenth of the time half of the requests meet it; fused, all do.
  EXPECT_NEAR(one.estimate(MetricId::failed_share).value, 0.05, 4 * std::sqrt(0.1 * 0.25 / 1200));
  EXPECT_EQ(one.estimate(MetricId::refused_share).value, 0);
  EXPECT_NEAR(one.calls->components[1].error_share.value, 0.1, 4 * std::sqrt(0.1 * 0.9 / 600));
  EXPECT_EQ(one.calls->components[2].error_share.value, 0);
  EXPECT_DOUBLE_EQ(whole.estimate(MetricId::refused_share).value, 0.1);
}

TEST(Calls, component_has_the_size_and_the_platform_that_the_alternative_gives_it) {
  const Experiment experiment =
      experiment_of(chain(three,
                          "  - {name: mixed, platform: aws-lambda, memory: 512 MiB, components: {b: {memory: "
                          "1 GiB}, c: {platform: "
                          "aws-fargate, instance: 0.5vcpu-1gb, servers: 2}}}\n"
                          "  - {name: one, platform: aws-ec2, instance: t3.small, servers: 1}\n"));
  const CompiledAlternative& mixed = experiment.model.alternatives.at(0);
  ASSERT_EQ(mixed.components.size(), 3U);
  EXPECT_EQ(mixed.size, "3 places");
  EXPECT_EQ(mixed.components[0].size, "512 MiB, 0.289 vCPU");
  EXPECT_EQ(mixed.components[1].size, "1 GiB, 0.579 vCPU");
  EXPECT_EQ(mixed.components[2].size, "2 x 0.5vcpu-1gb");
  EXPECT_TRUE(experiment.model.alternatives.at(1).is_fused);
  const Result result = run_experiment(experiment, {});
  EXPECT_FALSE(result.alternatives.at(0).bill.has_unpriced());
  EXPECT_EQ(result.alternatives.at(0).calls->components[2].place, "AWS Fargate, 2 x 0.5vcpu-1gb");
}

TEST(Calls, message_to_a_function_that_fails_is_delivered_twice_again_and_then_lost) {
  std::string text = chain(
      "    a: {duration: 10 ms, calls: [{to: b, wait: no}]}\n"
      "    b: {duration: 100 ms, failures: 50 %}\n",
      std::string(apart) + "  - {platform: gcp-cloud-run, memory: 512 MiB}\n");
  text.replace(text.find("warm_up: 1 min"), 14, "warm_up: 10 min");
  const Result result = run_experiment(experiment_of(text), {});
  const ComponentResult& lambda = result.alternatives.at(0).calls->components.at(1);
  const ComponentResult& cloud_run = result.alternatives.at(1).calls->components.at(1);
  constexpr double n = 1200;
  // Three attempts, each fails at half: 1 + 1/2 + 1/4 deliveries, of variance 11/16.
  EXPECT_NEAR(lambda.lost_share.value().value, 0.125, 4 * std::sqrt(0.125 * 0.875 / n));
  EXPECT_NEAR(lambda.calls.value, 1.75, 4 * std::sqrt(11.0 / 16 / n));
  EXPECT_NEAR(cloud_run.lost_share.value().value, 0.5, 4 * std::sqrt(0.25 / n));
  EXPECT_EQ(cloud_run.calls.value, 1);
  EXPECT_FALSE(result.alternatives.at(0).calls->components.at(0).lost_share.has_value());
  EXPECT_EQ(result.alternatives.at(0).estimate(MetricId::error_share).value, 0);
}

/// Apart and fused a component's work is as long, fails as often and fails whom it did.
TEST(Calls, fused_components_keep_their_work_and_their_failures) {
  const std::string mixed =
      "    a: {duration: 200 ms, cpu_share: 0 %, failures: 10 %, calls: [{to: b, times: 20, probability: 10 "
      "%}, {to: d, "
      "wait: no}]}\n"
      "    b: {duration: 10 ms, failures: 5 %}\n"
      "    d: {duration: 300 ms}\n";
  const std::string small =
      "  - {name: apart, platform: aws-lambda, memory: 512 MiB, cold_start: 0 s, keep_alive: 1 h}\n"
      "  - {name: fused, platform: aws-lambda, memory: 512 MiB, cold_start: 0 s, keep_alive: 1 h, "
      "fused: yes}\n";
  const Experiment experiment = experiment_of(chain(mixed, small));
  const Result result = run_experiment(experiment, {});
  const AlternativeResult& one = result.alternatives.at(0);
  const AlternativeResult& whole = result.alternatives.at(1);
  // 10 %, and of the rest 10 % with twenty calls of which each fails at 5 %.
  const double failed = 0.1 + 0.9 * 0.1 * (1 - std::pow(0.95, 20));
  for (const AlternativeResult* result_of : {&one, &whole})
    EXPECT_NEAR(result_of->estimate(MetricId::failed_share).value, failed,
                4 * std::sqrt(failed * (1 - failed) / 1200));
  // The message is sent where the first and the calls have not failed, and never fails itself.
  ASSERT_EQ(whole.calls->components.size(), 2U);
  EXPECT_EQ(whole.calls->components[1].name, "d");
  EXPECT_EQ(whole.calls->components[1].error_share.value, 0);
  EXPECT_NEAR(whole.calls->components[1].calls.value, 1 - failed,
              4 * std::sqrt(failed * (1 - failed) / 1200));
  EXPECT_NEAR(one.calls->components[2].calls.value, 1 - failed, 4 * std::sqrt(failed * (1 - failed) / 1200));
  // Half of the requests are of a alone, which needs no CPU: 200 ms, whatever the message takes.
  EXPECT_NEAR(whole.estimate(MetricId::latency_p50).value, one.estimate(MetricId::latency_p50).value, 0.002);
}

TEST(Calls, work_for_nobody_is_that_of_all_whose_user_got_no_answer) {
  const Result result = run_experiment(
      experiment_of(chain(
          "    a: {duration: 10 ms, calls: [{to: b}]}\n    b: {duration: 1 s}\n",
          "  - {platform: aws-lambda, memory: 1769 MiB, timeout: 500 ms, cold_start: 0 s, components: {b: "
          "{timeout: 10 s}}}\n"
          "  - {platform: aws-ec2, instance: t3.small, servers: 4, timeout: 500 ms}\n"
          "  - {name: patient, platform: aws-ec2, instance: t3.small, servers: 4}\n",
          "outages: [{at: 5 min, for: 1 s, effect: refuses}]\n")),
      {});
  EXPECT_NEAR(result.alternatives.at(0).estimate(MetricId::wasted_share).value, 1, 1e-9);
  EXPECT_NEAR(result.alternatives.at(1).estimate(MetricId::wasted_share).value, 1, 1e-9);
  EXPECT_NEAR(result.alternatives.at(2).estimate(MetricId::wasted_share).value, 0, 1e-9);
}

/// Only what users get leaves the provider's network.
TEST(Calls, answers_between_components_are_no_egress) {
  const std::string big =
      "    a: {duration: 100 ms, response_size: 1 MB, calls: [{to: b}, {to: c, wait: no}]}\n"
      "    b: {duration: 100 ms, response_size: 5 MB}\n"
      "    c: {duration: 100 ms, response_size: 5 MB}\n";
  const Result result = run_experiment(experiment_of(chain(big, std::string(apart) + fused)), {});
  for (const AlternativeResult& one : result.alternatives)
    EXPECT_NEAR(quantity(one, "GB"), 600 * 1e6 / std::pow(1024, 3), 1e-6) << one.name;
}

constexpr const char* order =
    "    order: {workflow: yes, calls: [{to: a}, {parallel: [{to: b}, [{to: b}, {to: c}]]}]}\n"
    "    a: {duration: 100 ms}\n"
    "    b: {duration: 100 ms}\n"
    "    c: {duration: 100 ms}\n";

/// 600 executions: a; the parallel state; b; b and c.
TEST(Calls, states_of_a_workflow_are_on_the_bill_as_its_orchestrator_counts_them) {
  const Result result = run_experiment(experiment_of(chain(order, std::string(apart) + fused)), {});
  const AlternativeResult& orchestrated = result.alternatives.at(0);
  EXPECT_EQ(quantity(orchestrated, "transition"), 600 * 5);
  EXPECT_EQ(quantity(orchestrated, "request"), 600 * 4);
  EXPECT_EQ(quantity(result.alternatives.at(1), "transition"), 0);
  EXPECT_EQ(quantity(result.alternatives.at(1), "request"), 600);
  ASSERT_TRUE(orchestrated.calls.has_value());
  ASSERT_EQ(orchestrated.calls->components.size(), 4U);
  // Nobody pays for the orchestrator's waiting.
  EXPECT_EQ(orchestrated.calls->waiting_share.value, 0);
  // Three calls on the critical path, one of them in a branch, at 21.9 ms on average, and 14 ms for the
  // branches.
  const double mean =
      orchestrated.metrics.at(static_cast<std::size_t>(MetricId::latency_mean)).estimate.value;
  EXPECT_NEAR(mean, 0.3 + 3 * 0.0219 + 0.014 + 3 * 0.00117, 0.001);
}

TEST(Calls, express_workflow_is_billed_by_executions_and_their_time_in_steps_of_100_ms) {
  const Result result = run_experiment(
      experiment_of(
          chain("    order: {workflow: yes, calls: [{to: a}, {to: a}]}\n    a: {duration: 100 ms}\n",
                "  - {name: express, platform: aws-lambda, memory: 1769 MiB, cold_start: 0 s, keep_alive: 1 "
                "h, components: {order: {platform: aws-step-functions-express}}}\n")),
      {});
  const AlternativeResult& express = result.alternatives.at(0);
  EXPECT_EQ(quantity(express, "request"), 600 + 1200);
  EXPECT_EQ(quantity(express, "transition"), 0);
  // About 246 ms each: 300 ms of 64 MiB, beside the functions' 101 or 102 ms of 1769 MiB.
  double workflow = 0;
  for (const BillLine& line : express.bill.lines)
    if (line.price_id == "aws/step-functions/express-duration") workflow += line.quantity.to_double();
  EXPECT_NEAR(workflow, 600 * 0.3 / 16, 1e-9);
}

/// Apart and in one program alike, the outage of a service is not one of its callers.
TEST(Calls, outage_of_a_service_is_none_of_the_program_that_calls_it) {
  const std::string components =
      "    api: {duration: 10 ms, calls: [{to: db, may_fail: yes}]}\n"
      "    db: {service: yes, duration: 10 ms}\n";
  const Result result =
      run_experiment(experiment_of(chain(components, std::string(apart) + fused,
                                         "outages: [{at: 2 min, for: 5 min, effect: refuses, of: db}]\n")),
                     {});
  for (const AlternativeResult& one : result.alternatives) {
    EXPECT_EQ(one.metrics.at(static_cast<std::size_t>(MetricId::error_share)).estimate.value, 0) << one.name;
    ASSERT_EQ(one.calls->components.size(), 2U) << one.name;
    EXPECT_NEAR(one.calls->components[1].error_share.value, 0.5, 0.02) << one.name;
  }
}

/// A message to a service is no request to the program.
TEST(Calls, message_to_a_service_leaves_the_bill_of_one_program_as_it_is) {
  const std::string components =
      "    api: {duration: 10 ms, uses: {gateway: 1}, calls: [{to: db, wait: no}]}\n"
      "    db: {service: yes, duration: 10 ms, uses: {database: {writes: 1}}}\n";
  const Result result = run_experiment(experiment_of(chain(components, std::string(apart) + fused)), {});
  for (const AlternativeResult& one : result.alternatives)
    for (const BillLine& line : one.bill.lines)
      if (line.price_id == "aws/api-gateway/http-requests" ||
          line.price_id == "aws/dynamodb/write-requests") {
        EXPECT_EQ(line.quantity.to_double(), 600) << one.name << ", " << line.name;
      }
}

}  // namespace
}  // namespace isocost
