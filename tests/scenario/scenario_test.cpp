#include "simulator/scenario/scenario.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::InFolder;
using testing_support::models;

Loaded<Scenario> loaded(const std::string& text, const std::vector<Override>& overrides = {}) {
  const InFolder folder;
  folder.write("web.csv", "time,duration\n0,0.2\n10,0.4\n");
  folder.write("shop.yaml", text);
  return load_scenario("shop.yaml", *models(), overrides);
}

Scenario valid(const std::string& text, const std::vector<Override>& overrides = {}) {
  auto made = loaded(text, overrides);
  EXPECT_EQ(render(made.diagnostics), "");
  return std::move(made.value).value_or(Scenario{});
}

std::string problems(const std::string& text, const std::vector<Override>& overrides = {}) {
  return render(loaded(text, overrides).diagnostics);
}

constexpr const char* least =
    "workload: {rate: 40/s}\n"
    "application: {duration: 100 ms}\n"
    "alternatives: [{platform: aws-lambda, memory: 512 MiB}]\n";

TEST(Scenario, what_is_not_said_is_taken_to_be_and_told) {
  const Scenario made = valid(least);
  EXPECT_EQ(made.period.length, 30 * day);
  EXPECT_EQ(made.period.start, models()->newest_read);
  EXPECT_EQ(made.replications, 10);
  EXPECT_EQ(made.seed, Seed{1});
  EXPECT_EQ(made.warm_up, 2 * hour);
  EXPECT_TRUE(made.has_free_tier);
  EXPECT_EQ(made.workload.traffic.spacing, Spacing::poisson);
  EXPECT_EQ(made.application.cpu_share, 1);
  EXPECT_EQ(made.application.memory_used, mebibytes(128));
  EXPECT_EQ(made.application.request_size, Bytes{2000});
  EXPECT_EQ(made.application.response_size, Bytes{2000});
  EXPECT_EQ(made.application.runtime, "nodejs");
  EXPECT_EQ(made.application.failure_share, 0);
  EXPECT_TRUE(made.slo.empty());
  for (const std::string& expected :
       {std::string("seed: 1"), std::string("replications: 10"), std::string("free_tier: on"),
        std::string("horizon: auto"), std::string("warm_up: 2 h"), std::string("workload.spacing: poisson"),
        std::string("application.cpu_share: 100 %"), std::string("application.memory_used: 128 MiB"),
        "period: 30 d from " + to_string(models()->newest_read) + " (the date of the newest price)"})
    EXPECT_EQ(std::count(made.defaults.begin(), made.defaults.end(), expected), 1) << expected;
}

TEST(Scenario, what_is_said_is_no_default) {
  const Scenario made =
      valid(std::string(least) +
            "seed: 5\nreplications: 4\nfree_tier: off\nhorizon: whole-period\nwarm_up: 30 min\n"
            "period: {start: 2026-03-01, length: 31 d}\nscenario: T\nquestion: Q?\n");
  EXPECT_EQ(made.seed, Seed{5});
  EXPECT_EQ(made.replications, 4);
  EXPECT_FALSE(made.has_free_tier);
  EXPECT_EQ(made.horizon.kind, Horizon::Kind::whole_period);
  EXPECT_EQ(made.warm_up, 30min);
  EXPECT_EQ(made.period.start, parse_date("2026-03-01"));
  EXPECT_EQ(made.period.length, 31 * day);
  EXPECT_EQ(made.title, "T");
  EXPECT_EQ(made.question, "Q?");
  for (const std::string& one : made.defaults)
    EXPECT_TRUE(one.starts_with("workload.") || one.starts_with("application.") ||
                one.starts_with("alternatives "))
        << one;
}

Traffic traffic_of(const std::string& workload) {
  return valid("period: {start: 2026-11-01}\nworkload: " + workload +
               "\napplication: {duration: 100 ms}\nalternatives: [{platform: aws-lambda, memory: 512 MiB}]\n")
      .workload.traffic;
}

TEST(Scenario, a_rate_may_follow_hours_weekdays_and_a_wave) {
  const Traffic made =
      traffic_of("{rate: 3M/month, spacing: even, sinusoid: {period: 12 h, amplitude: 40 %, peak: 6 h}}");
  EXPECT_NEAR(made.mean_rate, 3e6 / 2592000, 1e-12);
  EXPECT_EQ(made.spacing, Spacing::even);
  ASSERT_TRUE(made.sinusoid);
  EXPECT_EQ(made.sinusoid->period, 12h);
  EXPECT_NEAR(made.sinusoid->amplitude, 0.4, 1e-12);
  EXPECT_EQ(made.sinusoid->peak, 6h);
  EXPECT_EQ(made.weekday_at_start, 6);  // a Sunday
}

TEST(Scenario, a_profile_is_scaled_to_a_mean_of_1) {
  const Traffic made = traffic_of(
      "{rate: 1/s, profile: {hours: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, "
      "3], days: [2, 2, 2, 2, 2, 1, 1]}}");
  ASSERT_TRUE(made.profile);
  double sum = 0;
  for (const double factor : *made.profile) sum += factor;
  EXPECT_NEAR(sum, 168, 1e-9);
  EXPECT_NEAR((*made.profile)[12] / (*made.profile)[11], 3, 1e-12);
  EXPECT_NEAR((*made.profile)[0] / (*made.profile)[5 * 24], 2, 1e-12);
}

TEST(Scenario, bursts_and_flash_crowds_are_read) {
  const Traffic made = traffic_of(
      "{rate: 1/s, bursts: {share: 5 %, factor: 10, length: 2 min}, "
      "flash_crowds: [{start: 3 d, factor: 20, rise: 5 min, hold: 1 h, fall: 30 min}]}");
  ASSERT_TRUE(made.bursts);
  EXPECT_NEAR(made.bursts->share, 0.05, 1e-12);
  EXPECT_EQ(made.bursts->factor, 10);
  EXPECT_EQ(made.bursts->mean_length, 2min);
  ASSERT_EQ(made.flash_crowds.size(), 1U);
  EXPECT_EQ(made.flash_crowds[0].start, 72h);
  EXPECT_EQ(made.flash_crowds[0].hold, 1h);
}

std::string work(const std::string& duration) {
  return valid("workload: {rate: 1/s}\napplication: {duration: " + duration +
               "}\nalternatives: [{platform: aws-lambda, memory: 512 MiB}]\n")
      .application.duration.value()
      .describe();
}

TEST(Scenario, work_may_be_given_in_many_ways) {
  EXPECT_EQ(work("100 ms"), "always 100 ms");
  EXPECT_EQ(work("{mean: 100 ms}"), "lognormal, mean 100 ms, cv 1");
  EXPECT_EQ(work("{mean: 100 ms, cv: 0.5, shape: gamma}"), "gamma, mean 100 ms, cv 0.5");
  EXPECT_EQ(work("{mean: 100 ms, cv: 0.5, shape: weibull}"), "Weibull, mean 100 ms, cv 0.5");
  EXPECT_EQ(work("{mean: 100 ms, shape: exponential}"), "exponential, mean 100 ms");
  EXPECT_EQ(work("{mean: 100 ms, shape: constant}"), "always 100 ms");
  EXPECT_EQ(work("{exponential: 100 ms}"), "exponential, mean 100 ms");
  EXPECT_EQ(work("{p50: 100 ms, p95: 100 ms}"), "always 100 ms");
  EXPECT_EQ(work("{quantiles: {0: 50 ms, 100: 150 ms}}"), "measured, 2 points, mean 100 ms, cv 0.289");
  // exp(4 + 0.5^2 / 2) = 61.87 ms on top of 10 ms
  EXPECT_EQ(work("{lognormal: {shift: 10 ms, mu: 4, sigma: 0.5}}"), "lognormal, mean 71.87 ms, cv 0.459");
  EXPECT_EQ(work("{uniform_mixture: [{share: 50 %, from: 0 ms, to: 100 ms}, {share: 50 %, from: 100 ms, to: "
                 "200 ms}]}"),
            "measured, 3 points, mean 100 ms, cv 0.577");
}

TEST(Scenario, a_trace_may_bring_its_own_durations) {
  const Scenario made = valid(
      "workload: {trace: {file: web.csv}}\napplication: {duration: from-trace}\nalternatives: [{platform: "
      "aws-lambda, memory: 512 MiB}]\n");
  ASSERT_NE(made.workload.trace, nullptr);
  EXPECT_FALSE(made.application.duration.has_value());
  EXPECT_EQ(made.workload.trace->summary().requests, 2U);
  EXPECT_FALSE(made.warm_up.has_value());
}

Alternative alternative_of(const std::string& text) {
  return valid("workload: {rate: 1/s}\napplication: {duration: 100 ms}\nalternatives: [" + text + "]\n")
      .alternatives.at(0);
}

TEST(Scenario, an_outage_needs_a_trace_as_long_as_the_period) {
  const std::string found = problems(
      "period: {length: 1 h}\nworkload: {trace: {file: web.csv}}\napplication: {duration: from-trace}\n"
      "outages: [{at: 1 min, for: 1 min, effect: refuses}]\n"
      "alternatives: [{platform: aws-lambda, memory: 512 MiB}]\n");
  EXPECT_NE(found.find("stands for a period of 1 h: an outage would be taken as often"), std::string::npos)
      << found;
}

TEST(Scenario, a_function_may_be_chosen_in_detail) {
  const Alternative made = alternative_of(
      "{platform: aws-lambda, name: Mine, region: eu-west-1, memory: 1 GiB, runtime: python3.12, "
      "architecture: arm64, package: image, "
      "concurrency_limit: 50, most_instances: 20, provisioned: 3, timeout: 30 s, keep_alive: 10 min, "
      "cold_start: {p50: 200 ms, p95: 400 ms}, routing: random}");
  EXPECT_EQ(made.name, "Mine");
  EXPECT_EQ(made.platform, "aws-lambda");
  EXPECT_EQ(made.region, "eu-west-1");
  EXPECT_EQ(made.memory, mebibytes(1024));
  EXPECT_EQ(made.runtime, "python3.12");
  EXPECT_EQ(made.architecture, "arm64");
  EXPECT_EQ(made.package, "image");
  EXPECT_EQ(made.concurrency_limit, 50U);
  EXPECT_EQ(made.most_instances, 20U);
  EXPECT_EQ(made.provisioned, 3U);
  EXPECT_EQ(made.timeout, 30s);
  EXPECT_EQ(made.keep_alive, Distribution::constant(10min));
  EXPECT_EQ(made.cold_start, Distribution::lognormal_from_quantiles(200ms, 400ms));
  EXPECT_EQ(made.routing, "random");
}

TEST(Scenario, a_fleet_may_be_chosen_in_detail) {
  const Alternative made = alternative_of(
      "{platform: aws-ec2, instance: t3.small, autoscaling: {min: 2, max: 10, target: 60 %}, discipline: "
      "first-come-first-served, "
      "balancer: power-of-two, concurrency: 8, queue: 50, timeout: 10 s, boot_time: 90 s}");
  EXPECT_EQ(made.instance, "t3.small");
  ASSERT_TRUE(made.autoscaling);
  EXPECT_EQ(made.autoscaling->min_servers, 2U);
  EXPECT_EQ(made.autoscaling->max_servers, 10U);
  EXPECT_NEAR(made.autoscaling->target, 0.6, 1e-12);
  EXPECT_EQ(made.servers, 2U);
  EXPECT_EQ(made.discipline, "first-come-first-served");
  EXPECT_EQ(made.balancer, "power-of-two");
  EXPECT_EQ(made.concurrency, 8U);
  EXPECT_EQ(made.queue, 50U);
  EXPECT_EQ(made.timeout, 10s);
  EXPECT_EQ(made.boot_time, Distribution::constant(90s));
}

TEST(Scenario, of_memory_that_is_not_said_the_smallest_that_fits_is_taken) {
  const Scenario made = valid(
      "workload: {rate: 1/s}\napplication: {duration: 100 ms, memory_used: 700 MiB}\n"
      "alternatives: [{platform: gcp-functions-1st-gen}, {platform: aws-lambda}]\n");
  EXPECT_EQ(made.alternatives[0].memory, mebibytes(1024));  // 128, 256, 512, 1024 …
  EXPECT_GE(made.alternatives[1].memory, mebibytes(700));
}

TEST(Scenario, promises_of_latency_and_errors_are_read) {
  const Slo slo =
      valid(std::string(least) + "slo: {p50: 100 ms, p95: 300 ms, p99: 1 s, p99.9: 2 s, errors: 0.1 %}\n")
          .slo;
  ASSERT_EQ(slo.latencies.size(), 4U);
  EXPECT_EQ(slo.latencies[3].probability, 0.999);
  EXPECT_EQ(slo.latencies[3].limit, 2s);
  EXPECT_NEAR(slo.errors.value(), 0.001, 1e-15);
}

TEST(Overrides, change_what_the_file_says) {
  const Scenario made = valid(
      least,
      {{"workload.rate", "2/s"}, {"alternatives[0].memory", "1 GiB"}, {"seed", "9"}, {"slo", "{p99: 1 s}"}});
  EXPECT_EQ(made.workload.traffic.mean_rate, 2);
  EXPECT_EQ(made.alternatives[0].memory, mebibytes(1024));
  EXPECT_EQ(made.seed, Seed{9});
  EXPECT_EQ(made.slo.latencies.size(), 1U);
}

TEST(Overrides, are_checked_as_the_file_is_and_shown_as_they_were_written) {
  EXPECT_EQ(problems(least, {{"workload.rate", "-2/s"}}),
            "--set:1:16: error: expected a rate, found \"-2/s\", which is negative\n"
            "  1 | workload.rate: -2/s\n"
            "    |                ^~~~\n");
  EXPECT_EQ(problems(least, {{"workload.raet", "2/s"}}),
            "--set:1:1: error: \"raet\" is not a key of workload\n"
            "  1 | workload.raet: 2/s\n"
            "    | ^~~~~~~~~~~~~\n"
            "hint: did you mean \"rate\"?\n");
}

TEST(Describe, says_in_words_what_would_be_simulated) {
  const Scenario made = valid(
      "scenario: T\nquestion: Q?\nperiod: {start: 2026-11-01, length: 30 d}\nhorizon: auto\nseed: "
      "3\nreplications: 5\nwarm_up: 1 h\nfree_tier: off\n"
      "workload: {rate: 40/s, spacing: poisson, sinusoid: {amplitude: 50 %}, bursts: {share: 5 %, factor: "
      "10, length: 2 min}, "
      "flash_crowds: [{start: 3 d, factor: 20, rise: 5 min, hold: 1 h, fall: 30 min}]}\n"
      "application: {duration: {p50: 80 ms, p95: 300 ms}, cpu_share: 40 %, memory_used: 180 MiB, "
      "request_size: 2 kB, response_size: 20 kB, runtime: go}\n"
      "alternatives: [{platform: aws-lambda, memory: 512 MiB}]\n");
  EXPECT_EQ(
      describe(made, *models()),
      "shop.yaml: fine\n"
      "Question: Q?\n"
      "Traffic: 40/s on average, a Poisson process, a sinusoid of 1 d with amplitude 50 %, bursts of "
      "10 times the rate for 5 % of the time, 2 min long, "
      "a flash crowd of 20 times the rate from 3 d on\n"
      "Work: lognormal, mean 110.5 ms, cv 0.953; 40 % of it CPU; 180 MiB of memory used; 2 kB in, 20 "
      "kB out; go\n"
      "Period: 30 d from 2026-11-01, prices as read until " +
          to_string(models()->newest_read) +
          "; free allowances off\n"
          "Measured: after a warm-up of 1 h\n"
          "Seed 3, 5 replications\n"
          "Taken as default:\n"
          "  - application.uses: nothing: no gateway, database, queue, files, logs or NAT is in the bill\n");
}

}  // namespace
}  // namespace isocost
