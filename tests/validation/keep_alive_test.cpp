/// Cold starts against keep-alive: the closed form for a single instance. Fixed and measured keep-alive are
/// in simulator/validation/pools.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/validation/runs.h"
#include "tests/validation/sampling.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

// ---- one request at a time ----
//
// After each served request the next comes after an exponential gap, whatever has been refused meanwhile; it
// is cold when the instance was given up by then. So P(cold) = E[exp(-rate T)] of the keep-alive T, exactly,
// for any handler, and served requests are independent of each other (S4).

FunctionParameters one_at_a_time(const Distribution& keep_alive) {
  FunctionParameters pool;
  pool.keep_alive = keep_alive;
  pool.init = Distribution::constant(300ms);
  pool.concurrency_limit = 1;
  return pool;
}

Sample cold_share(const FunctionParameters& pool, double rate, const Distribution& work) {
  const Load load{poisson(rate), work, from_seconds(200'000 / rate), 1h};
  return replicate([&](std::size_t i) {
    const RequestSummary run = simulate(pool, load, i);
    return share(run.cold, run.started);
  });
}

/// E[exp(-rate T)] of T uniform between two times.
double of_uniform(double rate, double from, double to) {
  return (std::exp(-rate * from) - std::exp(-rate * to)) / (rate * (to - from));
}

TEST(KeepAlive, drawn_from_a_mixture_is_outlived_as_its_laplace_transform_tells) {
  // AWS Lambda, May 2025: 0.02 U(0, 300) + 0.98 U(296, 348) s.
  const FunctionParameters pool =
      one_at_a_time(Distribution::mixture({{0.02, 0s, 300s}, {0.98, 296s, 348s}}));
  for (const double mean_gap : {10.0, 60.0, 300.0, 1800.0}) {
    const double rate = 1 / mean_gap;
    const double theory = 0.02 * of_uniform(rate, 0, 300) + 0.98 * of_uniform(rate, 296, 348);
    const Sample cold = cold_share(pool, rate, Distribution::exponential(100ms));
    EXPECT_TRUE(agrees(fmt::format("one request in {:.0f} s", mean_gap), cold, theory));
  }
}

TEST(KeepAlive, does_not_run_while_the_handler_does) {
  // The handler lasts longer than the keep-alive; the share stays what the gaps after it make it.
  const double rate = 1 / 50.0;
  const Sample cold =
      cold_share(one_at_a_time(Distribution::constant(60s)), rate, Distribution::lognormal(120s, 1.0));
  EXPECT_TRUE(agrees("handler of 120 s, keep-alive 60 s", cold, std::exp(-60 * rate)));
}

TEST(KeepAlive, after_exponential_times_is_outlived_as_by_a_race) {
  // A table of an exponential's quantiles, fine enough: P(cold) = 1 / (1 + rate / expiry rate) within 1e-4.
  std::vector<Distribution::Point> points{{0, 0s}};
  constexpr int pieces = 20000;
  for (int i = 1; i < pieces; ++i)
    points.push_back(
        {static_cast<double>(i) / pieces, from_seconds(-300 * std::log1p(-static_cast<double>(i) / pieces))});
  points.push_back({1, from_seconds(300 * 15)});
  for (const double mean_gap : {100.0, 300.0, 1000.0}) {
    const Sample cold = cold_share(one_at_a_time(Distribution::quantiles(points)), 1 / mean_gap,
                                   Distribution::exponential(100ms));
    EXPECT_TRUE(
        agrees(fmt::format("one request in {:.0f} s", mean_gap), cold, 1 / (1 + 300 / mean_gap), 1e-4));
  }
}

}  // namespace
}  // namespace isocost::validation
