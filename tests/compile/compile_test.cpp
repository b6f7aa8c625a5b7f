#include "simulator/compile/compile.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::experiment_of;
using testing_support::InFolder;
using testing_support::models;

CompiledAlternative compiled(const std::string& alternative,
                             const std::string& application = "duration: 100 ms") {
  return experiment_of("period: {start: 2026-11-01, length: 1 d}\nworkload: {rate: 1/s}\napplication: {" +
                       application + "}\nalternatives: [" + alternative + "]\n")
      .model.alternatives.at(0);
}

FunctionParameters function(const std::string& alternative,
                            const std::string& application = "duration: 100 ms") {
  return std::get<FunctionParameters>(compiled(alternative, application).parameters);
}

FleetParameters fleet(const std::string& alternative, const std::string& application = "duration: 100 ms") {
  return std::get<FleetParameters>(compiled(alternative, application).parameters);
}

TEST(Compile, only_the_cpu_part_of_the_work_is_slower_on_a_part_of_a_vcpu) {
  // 512 of 1769 MiB: 0.2894 vCPU. Half of the work is CPU: 0.5 + 0.5 x 1769 / 512.
  EXPECT_NEAR(
      function("{platform: aws-lambda, memory: 512 MiB}", "duration: 100 ms, cpu_share: 50 %").handler_scale,
      0.5 + 0.5 * 1769 / 512, 1e-12);
  EXPECT_NEAR(
      function("{platform: aws-lambda, memory: 512 MiB}", "duration: 100 ms, cpu_share: 0 %").handler_scale,
      1, 1e-12);
  // One thread gains nothing above one vCPU.
  EXPECT_NEAR(function("{platform: aws-lambda, memory: 1769 MiB}").handler_scale, 1, 1e-12);
  EXPECT_NEAR(function("{platform: aws-lambda, memory: 10240 MiB}").handler_scale, 1, 1e-12);
  EXPECT_NEAR(fleet("{platform: aws-fargate, instance: 0.25vcpu-1gb, servers: 1}",
                    "duration: 100 ms, cpu_share: 50 %")
                  .handler_scale,
              0.5 + 0.5 * 4, 1e-12);
}

TEST(Compile, a_lambda_has_the_limits_of_the_catalogue) {
  const FunctionParameters made = function("{platform: aws-lambda, memory: 512 MiB}");
  EXPECT_EQ(made.concurrency_limit, 1000U);
  EXPECT_EQ(made.starts_per_window, 1000U);
  EXPECT_EQ(made.start_window, 10s);
  EXPECT_EQ(made.execution_limit, 15min);
  EXPECT_EQ(made.requests_per_instance, 1U);
  EXPECT_FALSE(made.queue_for.has_value());
  EXPECT_EQ(made.routing, Routing::most_recently_used);
}

TEST(Compile, a_lambda_of_2022_started_3000_at_once_and_then_500_a_minute) {
  const CompiledAlternative made =
      experiment_of(
          "period: {start: 2022-11-01, length: 1 d}\nworkload: {rate: 1/s}\napplication: {duration: 100 "
          "ms}\nalternatives: [{platform: aws-lambda, memory: 512 MiB}]\n")
          .model.alternatives.at(0);
  const auto& parameters = std::get<FunctionParameters>(made.parameters);
  EXPECT_EQ(parameters.start_burst, 3000U);
  EXPECT_EQ(parameters.starts_per_window, 500U);
  EXPECT_EQ(parameters.start_window, 1min);
}

TEST(Compile, what_the_scenario_chooses_goes_before_the_catalogue) {
  const FunctionParameters made = function(
      "{platform: aws-lambda, memory: 512 MiB, concurrency_limit: 5, most_instances: 3, timeout: 30 s, "
      "keep_alive: 10 min, cold_start: 1 s, "
      "routing: oldest-created, provisioned: 2}");
  EXPECT_EQ(made.concurrency_limit, 5U);
  EXPECT_EQ(made.most_instances, 3U);
  EXPECT_EQ(made.execution_limit, 30s);
  EXPECT_EQ(made.keep_alive, Distribution::constant(10min));
  EXPECT_EQ(made.init, Distribution::constant(1s));
  EXPECT_EQ(made.cold_start_outside_init, 0s);  // a cold start that is given is the whole of it
  EXPECT_EQ(made.routing, Routing::oldest_created);
  EXPECT_EQ(made.provisioned, 2U);
}

TEST(Compile, a_cloud_run_service_serves_80_at_once_and_a_function_1) {
  EXPECT_EQ(function("{platform: gcp-cloud-run, memory: 512 MiB}").requests_per_instance, 80U);
  EXPECT_EQ(function("{platform: gcp-run-functions, memory: 512 MiB}").requests_per_instance, 1U);
  EXPECT_EQ(function("{platform: gcp-run-functions, memory: 1 GiB, requests_per_instance: 10}")
                .requests_per_instance,
            10U);
}

std::vector<UsageKind> kinds(const CompiledAlternative& one) {
  std::vector<UsageKind> made;
  for (const BilledKind& kind : one.billing.kinds) made.push_back(kind.kind);
  return made;
}

TEST(Compile, provisioned_capacity_is_billed_only_where_there_is_some) {
  EXPECT_EQ(kinds(compiled("{platform: aws-lambda, memory: 512 MiB}")),
            (std::vector{UsageKind::requests, UsageKind::compute, UsageKind::egress}));
  EXPECT_EQ(kinds(compiled("{platform: aws-lambda, memory: 512 MiB, provisioned: 1}")),
            (std::vector{UsageKind::requests, UsageKind::compute, UsageKind::provisioned,
                         UsageKind::provisioned_compute, UsageKind::egress}));
}

TEST(Compile, an_arm_function_is_billed_at_the_price_of_arm) {
  const CompiledAlternative made = compiled("{platform: aws-lambda, memory: 512 MiB, architecture: arm64}");
  ASSERT_EQ(made.billing.kinds[1].kind, UsageKind::compute);
  EXPECT_EQ(made.billing.kinds[1].price->name, "Duration, Arm");
}

TEST(Compile, a_fleet_has_the_size_of_its_instance_type) {
  const CompiledAlternative made =
      compiled("{platform: aws-ec2, instance: t3.small, servers: 3, discipline: first-come-first-served}");
  const auto& parameters = std::get<FleetParameters>(made.parameters);
  EXPECT_EQ(parameters.servers, 3U);
  EXPECT_EQ(parameters.vcpus, 2);
  EXPECT_EQ(parameters.concurrency, 2U);  // a worker a vCPU
  EXPECT_EQ(parameters.queue_capacity, 1000U);
  EXPECT_EQ(parameters.request_timeout, 60s);
  EXPECT_EQ(made.billing.memory, mebibytes(2048));
  EXPECT_EQ(made.size, "3 x t3.small");
  EXPECT_EQ(fleet("{platform: aws-ec2, instance: t3.small, servers: 3}").concurrency, 256U);
}

TEST(Compile, a_price_that_is_not_known_is_kept_as_unknown) {
  const CompiledAlternative made =
      compiled("{platform: aws-lambda, memory: 512 MiB, region: eu-west-1, provisioned: 1}");
  for (const BilledKind& kind : made.billing.kinds)
    if (kind.kind == UsageKind::provisioned) {
      ASSERT_NE(kind.price, nullptr);
      EXPECT_TRUE(kind.price->unpriced.has_value());
    }
}

TEST(Compile, a_fact_that_does_not_hold_on_the_day_is_a_problem_at_the_alternative) {
  // A catalogue whose only platform has a keep-alive from 2025 on.
  const InFolder folder;
  std::filesystem::create_directories("models/acme");
  folder.write(
      "models/acme/run.yaml",
      "provider: acme\nservice: run\ntitle: Acme Run\n"
      "sources:\n  page: {title: Prices, url: \"https://acme.example\", read: 2026-05-04, grade: A}\n"
      "facts:\n"
      "  - {name: keep_alive, valid: {from: 2025-01-01}, value: 600 s, source: page}\n"
      "  - {name: vcpu, value: 1, source: page}\n"
      "  - {name: cold_start, value: 1 s, source: page}\n"
      "  - {name: execution_limit, value: {default: 1 min, most: 1 min}, source: page}\n"
      "  - {name: billed_duration, value: {step: 1 ms, minimum: 0 ms}, source: page}\n"
      "platform: {id: acme-run, name: Acme Run, kind: function, region: us}\n");
  const auto catalogue = load_catalogue("models");
  ASSERT_EQ(render(catalogue.diagnostics), "");
  folder.write(
      "old.yaml",
      "period: {start: 2024-11-01, length: 1 d}\nworkload: {rate: 1/s}\napplication: {duration: 100 ms}\n"
      "alternatives:\n  - {platform: acme-run, memory: 512 MiB}\n");
  const auto scenario = load_scenario("old.yaml", *catalogue.value);
  ASSERT_EQ(render(scenario.diagnostics), "");
  EXPECT_EQ(render(compile(*scenario.value, *catalogue.value).diagnostics),
            "old.yaml:5:5: error: the catalogue has no keep_alive of Acme Run that holds on 2024-11-01\n"
            "  5 |   - {platform: acme-run, memory: 512 MiB}\n"
            "    |     ^\n"
            "hint: choose a later period, or add the fact to models/\n");
}

std::string prices(const CompiledAlternative& made) {
  std::string text;
  for (const BilledKind& kind : made.billing.kinds)
    text += kind.price_id + " " +
            (kind.price == nullptr ? "UNPRICED" : to_string(kind.price->tiers.front().amount)) + "\n";
  return text;
}

TEST(Compile, commitment_is_the_price_of_the_servers_alone) {
  const std::string rest =
      "aws/ebs/gp3 0.08\naws/vpc/public-ipv4 0.005\naws/alb/hours 0.0225\naws/alb/capacity 0.008\n"
      "aws/data-transfer/internet-out 0.09\n";
  EXPECT_EQ(prices(compiled("{platform: aws-ec2, instance: m6a.xlarge, servers: 2}")),
            "aws/ec2/server 0.1728\n" + rest);
  EXPECT_EQ(
      prices(compiled("{platform: aws-ec2, instance: m6a.xlarge, servers: 2, commitment: ri-1y-no-upfront}")),
      "aws/ec2/server 0.11431\n" + rest);
}

}  // namespace
}  // namespace isocost
