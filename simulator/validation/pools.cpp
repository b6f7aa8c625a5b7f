#include <fmt/format.h>

#include <cmath>

#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t replications = 20;

/// A cold request takes `cold` in all; newest instances first, as SimFaaS and pacsltk have it.
FunctionParameters pool_of(Duration cold, Duration keep_alive) {
  FunctionParameters pool;
  pool.routing = Routing::newest_created;
  pool.cold_handler = Distribution::exponential(cold);
  pool.keep_alive = Distribution::constant(keep_alive);
  return pool;
}

/// Share of cold starts, instances busy, instances idle.
std::vector<double> cold_busy_idle(const FunctionParameters& pool, const Load& load,
                                   std::uint64_t replication) {
  const RequestSummary run = simulate(pool, load, replication);
  const double window = load.measured_seconds();
  const double busy = seconds(run.occupied_sum) / window;
  return {share(run.cold, run.arrived), busy, seconds(run.instance_time) / window - busy};
}

Target published(std::string name, double mean, double half_width, double last_digit, std::string source) {
  return {
      std::move(name),  mean, Tolerance::published, last_digit / 2, published_interval(mean, half_width, 10),
      std::move(source)};
}

Study simfaas_example() {
  const std::string source = "S1; Mahmoudi and Khazaei, SimFaaS, CLOSER 2021";
  return {"pools",
          replications,
          [](std::uint64_t replication) {
            const Load load{poisson(0.9), Distribution::exponential(1991ms), 1'000'000s, 10'000s};
            return cold_busy_idle(pool_of(2244ms, 600s), load, replication);
          },
          {published("SimFaaS example: share of cold starts", 0.00132, 0.00002, 1e-5, source),
           published("SimFaaS example: instances busy", 1.791, 0.002, 1e-3, source),
           published("SimFaaS example: instances idle", 5.88, 0.02, 1e-2, source)}};
}

/// 100 requests/s, warm 2 s, cold 25 s, keep-alive 600 s.
std::vector<Study> pacsltk_example() {
  const std::string source = "S2; Mahmoudi and Khazaei, pacsltk, IEEE TCC 2020";
  const auto run = [](Duration length, Duration warm_up) {
    return [=](std::uint64_t replication) {
      return cold_busy_idle(pool_of(25s, 600s),
                            {poisson(100), Distribution::exponential(2s), length, warm_up}, replication);
    };
  };
  return {{"pools",
           replications,
           run(13000s, 3000s),
           {published("pacsltk example: share of cold starts", 8.5e-5, 0.7e-5, 1e-6, source),
            published("pacsltk example: instances busy", 200.2, 0.2, 0.1, source),
            published("pacsltk example: instances idle", 52.4, 0.7, 0.1, source)}},
          {"pools",
           replications,
           [from_empty = run(1500s, 0s)](std::uint64_t replication) {
             return std::vector{from_empty(replication)[0]};
           },
           {{"pacsltk example without warm-up: share of cold starts",
             4.4e-3,
             Tolerance::theory,
             0.05e-3,
             {},
             source + ": 52 times the share after one"}}}};
}

/// After each served request the next comes after an exponential gap: P(cold) = E[exp(-rate T)], exactly.
std::vector<Study> one_at_a_time() {
  std::vector<Study> all;
  for (const double gap : {60.0, 300.0, 600.0, 1800.0}) {
    FunctionParameters pool;
    pool.keep_alive = Distribution::constant(600s);
    pool.init = Distribution::constant(300ms);
    pool.concurrency_limit = 1;
    const Load load{poisson(1 / gap), Distribution::exponential(100ms), from_seconds(200'000 * gap), 1h};
    all.push_back({"pools",
                   replications,
                   [=](std::uint64_t replication) {
                     const RequestSummary run = simulate(pool, load, replication);
                     return std::vector{share(run.cold, run.started)};
                   },
                   {{fmt::format("one at a time, keep-alive 600 s, one request in {:.0f} s: cold", gap),
                     std::exp(-600 / gap),
                     Tolerance::theory,
                     0,
                     {},
                     "S4; E[exp(-rate T)]"}}});
  }
  return all;
}

struct Probes {
  std::int64_t idle_seconds;
  double cold;
};

/// Shares of cold probes after so many idle seconds, made monotone by running maximum.
Distribution curve(const std::vector<Probes>& probes) {
  std::vector<Distribution::Point> points;
  double most = 0;
  for (const auto& [idle_seconds, cold] : probes)
    points.push_back({most = std::max(most, cold), idle_seconds * 1s});
  return Distribution::quantiles(points);
}

struct Expected {
  double gap;
  double percent, half_width;
};

struct MeasuredCloud {
  const char* name;
  std::vector<Probes> probes;
  std::vector<Expected> table;
};

/// 100 probes for each idle time. Of Google Cloud the source says "at most 1 % up to 720 s": lost evenly
/// until then.
const std::vector<MeasuredCloud>& measured_keep_alive() {
  static const std::vector<MeasuredCloud> all{
      {"AWS Lambda",
       {{60, 0},
        {120, .02},
        {180, 0},
        {240, .01},
        {270, .03},
        {300, .08},
        {315, .43},
        {330, .68},
        {345, .94},
        {360, 1}},
       {{1, 0.106, .007}, {60, 1.30, .04}, {300, 35.2, .2}, {600, 59.3, .2}, {3600, 91.6, .1}}},
      {"Azure Functions Consumption",
       {{120, 0},
        {150, .06},
        {180, .13},
        {210, .22},
        {240, .29},
        {270, .31},
        {300, .34},
        {315, .33},
        {330, .40},
        {345, .73},
        {360, .76},
        {375, .98},
        {390, 1}},
       {{1, 0.124, .007}, {60, 2.20, .06}, {300, 38.6, .2}, {600, 61.7, .2}, {3600, 92.1, .1}}},
      {"Google Cloud Functions",
       {{0, 0}, {720, .01}, {780, .04}, {900, .07}, {915, .90}, {945, 1}},
       {{1, 0.052, .003}, {60, 0.42, .03}, {300, 5.4, .1}, {600, 22.5, .2}, {3600, 78.0, .2}}}};
  return all;
}

/// 0.2 s warm, 0.8 s cold, Poisson, most recently used first.
Study measured(const MeasuredCloud& cloud, const Expected& expected) {
  FunctionParameters pool;
  pool.keep_alive = curve(cloud.probes);
  pool.cold_handler = Distribution::constant(800ms);
  const Load load{poisson(1 / expected.gap), Distribution::constant(200ms),
                  from_seconds(200'000 * expected.gap) + 3h, 3h};
  const double last_digit = expected.percent < 1                                 ? 0.001
                            : expected.percent < 10 && expected.half_width < 0.1 ? 0.01
                                                                                 : 0.1;
  return {
      "pools",
      replications,
      [=](std::uint64_t replication) {
        const RequestSummary run = simulate(pool, load, replication);
        return std::vector{100 * share(run.cold, run.arrived)};
      },
      {published(fmt::format("keep-alive of {}, one request in {:.0f} s: % cold", cloud.name, expected.gap),
                 expected.percent, expected.half_width, last_digit,
                 "S3; keep-alive of Demystifying Serverless Costs, EuroSys 2026")}};
}

}  // namespace

std::vector<Study> function_pools() {
  std::vector<Study> all{simfaas_example()};
  for (Study& one : pacsltk_example()) all.push_back(std::move(one));
  for (Study& one : one_at_a_time()) all.push_back(std::move(one));
  for (const MeasuredCloud& cloud : measured_keep_alive())
    for (const Expected& expected : cloud.table) all.push_back(measured(cloud, expected));
  return all;
}

}  // namespace isocost::validation
