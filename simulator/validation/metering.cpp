#include <fmt/format.h>

#include <cmath>

#include "simulator/cost/meter.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

const Window all_time{Time{}, Time{10000h}};

RequestRecord served(Duration handler, Duration init = {}) {
  RequestRecord record;
  record.handler = handler;
  record.init = record.cold_start = init;
  record.is_cold = init > Duration::zero();
  record.response = init + handler;
  record.is_served = true;
  return record;
}

/// GiB-seconds billed to a function of 1 GiB, of which so many of a thousand invocations of 100 ms wait for
/// 400 ms of init.
double billed_with_init(std::size_t cold) {
  BillingRule rule;
  rule.memory = mebibytes(1024);
  rule.is_init_billed = true;
  Meter meter(rule, all_time);
  std::vector<RequestRecord> records(1000, served(100ms));
  for (std::size_t i = 0; i < cold; ++i) records[i] = served(100ms, 400ms);
  meter.requests(records);
  return meter.quantity(UsageKind::compute, 1 << 30).to_double();
}

Study study(std::string name, double expected, std::string source, std::function<double()> figure,
            double tolerance = 0) {
  return single_figure("metering",
                       {std::move(name), expected, Tolerance::fixed, tolerance, {}, std::move(source)},
                       std::move(figure));
}

Study init_is_billed(std::size_t cold_of_thousand, double expected) {
  return study(
      fmt::format("R17: init of 400 ms on {} % of 100 ms invocations: % more billed",
                  static_cast<double>(cold_of_thousand) / 10),
      expected, "AWS, billing of the INIT phase (2025)",
      [=] { return (billed_with_init(cold_of_thousand) / billed_with_init(0) - 1) * 100; }, 1e-7);
}

/// Seconds billed for an invocation, in steps of 100 ms. Rounding the mean would give 0.2 s.
Study rounded_one_by_one() {
  return {"metering",
          20,
          [](std::uint64_t replication) {
            BillingRule rule;
            rule.memory = mebibytes(1024);
            rule.rounding = {100ms, 0ms};
            Meter meter(rule, {Time{}, Time{2000s}});
            FunctionParameters pool;
            pool.keep_alive = Distribution::constant(unbounded);
            const Load load{poisson(100), Distribution::exponential(180ms), 2000s, 0s};
            const RequestSummary run = simulate(pool, load, replication, &meter);
            return std::vector{meter.quantity(UsageKind::compute, 1 << 30).to_double() /
                               static_cast<double>(run.started)};
          },
          {{"S6: exponential work of 180 ms in steps of 100 ms: billed on average, s",
            0.1 / -std::expm1(-0.1 / 0.18),
            Tolerance::theory,
            0,
            {},
            "S6; Eismann: E[ceil(X)], not ceil(E[X]); for an exponential g / (1 - exp(-g/m))"}}};
}

Study bimodal_is_rounded_one_by_one() {
  return study("S6: 1 ms and 199 ms in steps of 100 ms: billed on average, s (of the mean: 0.1)", 0.15,
               "S6; Eismann: E[ceil(X)], not ceil(E[X])", [] {
                 BillingRule rule;
                 rule.memory = mebibytes(1024);
                 rule.rounding = {100ms, 0ms};
                 Meter meter(rule, all_time);
                 meter.requests(std::vector{served(1ms), served(199ms)});
                 return meter.quantity(UsageKind::compute, 1 << 30).to_double() / 2;
               });
}

/// So many requests at each of these seconds, each so long: how many are served.
double served_of(const FunctionParameters& parameters, std::size_t at_once, const std::vector<int>& at,
                 Duration work = 1h) {
  RequestSummary summary;
  Recorder recorder(all_time, {&summary});
  FunctionPool pool(parameters, seed, 0, 0, recorder);
  for (const int second : at)
    for (std::size_t i = 0; i < at_once; ++i) pool.offer({Time{std::chrono::seconds(second)}, work, 0});
  pool.finish(Time{10h});
  return static_cast<double>(summary.started);
}

FunctionParameters thousand_in_ten_seconds() {
  FunctionParameters pool;
  pool.keep_alive = Distribution::constant(unbounded);
  pool.starts_per_window = 1000;
  pool.start_window = 10s;
  return pool;
}

}  // namespace

std::vector<Study> metering_rules() {
  FunctionParameters burst;
  burst.keep_alive = Distribution::constant(unbounded);
  burst.starts_per_window = 500;
  burst.start_window = 1min;
  burst.start_burst = 3000;
  const std::string rule_before = "AWS, operator guide (rule until 2023): 3,000 at once, then 500 a minute";
  const std::string rule_of_2023 = "AWS, Lambda scaling (2023): 1,000 environments in 10 s, nothing saved up";
  return {
      init_is_billed(1, 0.4),
      init_is_billed(10, 4),
      init_is_billed(100, 40),
      rounded_one_by_one(),
      bimodal_is_rounded_one_by_one(),
      study("R18: 10,000 requests at once, burst of 3,000: served", 3000, rule_before,
            [burst] { return served_of(burst, 10'000, {0}); }),
      study("R18: 5,000 requests of 10 s at once, and again a minute later: served", 3000 + 3500, rule_before,
            [burst] {
              return served_of(burst, 5000, {0, 60}, 10s);
            }),
      study("R18: of the first 5,000 throttled", 2000, rule_before,
            [burst] { return 5000 - served_of(burst, 5000, {0}, 10s); }),
      study("R18: of the 5,000 a minute later throttled", 1500, rule_before,
            [burst] {
              return 5000 + served_of(burst, 5000, {0}, 10s) - served_of(burst, 5000, {0, 60}, 10s);
            }),
      study("R19: 2,500 requests at once after 40 s of rest: served", 1000, rule_of_2023,
            [] { return served_of(thousand_in_ten_seconds(), 2500, {40}); }),
      study("R19: 2,500 requests each at 0, 1, 10 and 20 s: served", 3000, rule_of_2023, [] {
        return served_of(thousand_in_ten_seconds(), 2500, {0, 1, 10, 20});
      })};
}

}  // namespace isocost::validation
