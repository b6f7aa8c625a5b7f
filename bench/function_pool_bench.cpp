/// One function pool with full statistics on: summary, histogram and meter listen as they do in a run.
#include <benchmark/benchmark.h>

#include <cmath>

#include "bench/offered.h"
#include "bench/textbook.h"
#include "simulator/cost/meter.h"
#include "simulator/engine/engine.h"
#include "simulator/platform/function/function_pool.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {
namespace {

constexpr double mean_seconds = 0.1;
constexpr std::int64_t requests = 1'000'000;

void BM_FunctionPool_Textbook(benchmark::State& state) {
  const double rate = static_cast<double>(state.range(0)) / mean_seconds;
  for (auto _ : state)
    benchmark::DoNotOptimize(textbook::function_pool(rate, mean_seconds, 600, requests, 1));
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_FunctionPool_Textbook)->Arg(2)->Arg(100)->Arg(2000)->Arg(10000)->Unit(benchmark::kMillisecond);

Distribution drawn_keep_alive() {
  using std::chrono::seconds;
  return Distribution::mixture({{0.02, seconds(0), seconds(300)}, {0.98, seconds(296), seconds(348)}});
}

FunctionParameters usual(const Distribution& keep_alive) {
  FunctionParameters parameters;
  parameters.init = Distribution::constant(std::chrono::milliseconds(250));
  parameters.keep_alive = keep_alive;
  parameters.execution_limit = std::chrono::minutes(15);
  return parameters;
}

/// Offers `count` requests with `busy` in service on average; returns nanoseconds to nothing, only work.
void run_pool(const FunctionParameters& parameters, double busy, std::int64_t count) {
  const Window whole{Time{}, Time{day * 365}};
  RequestSummary summary;
  BillingRule rule;
  rule.rounding = {std::chrono::milliseconds(1), Duration::zero()};
  rule.memory = mebibytes(512);
  Meter meter(rule, whole);
  Recorder recorder(whole, {&summary, &meter});
  FunctionPool pool(parameters, Seed{1}, 0, 0, recorder);
  offer_and_finish(pool, busy / mean_seconds, Distribution::lognormal(from_seconds(mean_seconds), 0.5), whole,
                   count);
  benchmark::DoNotOptimize(summary.arrived);
}

void BM_FunctionPool_Generic_Drawn(benchmark::State& state) {
  const FunctionParameters parameters = usual(drawn_keep_alive());
  for (auto _ : state) run_pool(parameters, static_cast<double>(state.range(0)), requests);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_FunctionPool_Generic_Drawn)
    ->Arg(2)
    ->Arg(100)
    ->Arg(2000)
    ->Arg(10000)
    ->Unit(benchmark::kMillisecond);

void BM_FunctionPool_Generic_Fixed(benchmark::State& state) {
  const FunctionParameters parameters = usual(Distribution::constant(std::chrono::minutes(10)));
  for (auto _ : state) run_pool(parameters, static_cast<double>(state.range(0)), requests);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_FunctionPool_Generic_Fixed)
    ->Arg(2)
    ->Arg(100)
    ->Arg(2000)
    ->Arg(10000)
    ->Unit(benchmark::kMillisecond);

/// Offered load 100, limit 80: about a fifth is refused.
void BM_FunctionPool_Overload(benchmark::State& state) {
  FunctionParameters parameters = usual(drawn_keep_alive());
  parameters.concurrency_limit = 81;
  for (auto _ : state) run_pool(parameters, 100, requests);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_FunctionPool_Overload)->Unit(benchmark::kMillisecond);

/// Instances of 80 requests sharing one vCPU, half of their time on it.
void BM_FunctionPool_Shared(benchmark::State& state) {
  FunctionParameters parameters = usual(drawn_keep_alive());
  parameters.requests_per_instance = 80;
  parameters.cpu_share = 0.5;
  for (auto _ : state) run_pool(parameters, 100, requests);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_FunctionPool_Shared)->Unit(benchmark::kMillisecond);

/// Popularity of function i is 1 / i; four million requests a day.
Traffic traffic_of(std::int64_t function, double harmonic) {
  Traffic traffic;
  traffic.mean_rate = 4'000'000 / 86400.0 / harmonic / static_cast<double>(function);
  return traffic;
}

double harmonic_of(std::int64_t functions) {
  double sum = 0;
  for (std::int64_t i = 1; i <= functions; ++i) sum += 1 / static_cast<double>(i);
  return sum;
}

/// All functions at once, in order of time: the next arrival of each is a timer.
void BM_ManyFunctions_GlobalOrder(benchmark::State& state) {
  const auto functions = state.range(0);
  const double harmonic = harmonic_of(functions);
  const FunctionParameters parameters = usual(drawn_keep_alive());
  const Window whole{Time{}, Time{day}};
  struct Function {
    std::unique_ptr<RequestSource> source;
    std::unique_ptr<FunctionPool> pool;
    RequestBlock block;
    std::size_t at = 0;
  };
  std::int64_t offered = 0;
  for (auto _ : state) {
    RequestSummary summary;
    Recorder recorder(whole, {&summary});
    TimerSet next_arrival(static_cast<std::size_t>(functions));
    std::vector<Function> all(static_cast<std::size_t>(functions));
    const auto schedule = [&](std::size_t i) {
      Function& one = all[i];
      if (one.at == one.block.size) {
        one.at = 0;
        if (!one.source->fill(one.block)) return next_arrival.clear(static_cast<TimerSet::Slot>(i));
      }
      next_arrival.set(static_cast<TimerSet::Slot>(i), one.block.arrivals[one.at]);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto entity = static_cast<std::int64_t>(i + 1);
      all[i].source = generate_requests(traffic_of(entity, harmonic),
                                        Distribution::lognormal(from_seconds(mean_seconds), 0.5), whole,
                                        Seed{1}, 0, static_cast<std::uint64_t>(entity));
      all[i].pool = std::make_unique<FunctionPool>(parameters, Seed{1}, 0, static_cast<std::uint64_t>(entity),
                                                   recorder);
      schedule(i);
    }
    while (next_arrival.next_time() < whole.end) {
      const std::size_t i = next_arrival.next_slot();
      all[i].pool->offer(all[i].block.request(all[i].at++));
      schedule(i);
    }
    for (Function& one : all) one.pool->finish(whole.end);
    offered += static_cast<std::int64_t>(summary.arrived);
  }
  state.SetItemsProcessed(offered);
}
BENCHMARK(BM_ManyFunctions_GlobalOrder)->Arg(1000)->Arg(50000)->Unit(benchmark::kMillisecond);

/// One function from start to end, then the next.
void BM_ManyFunctions_FunctionMajor(benchmark::State& state) {
  const auto functions = state.range(0);
  const double harmonic = harmonic_of(functions);
  const FunctionParameters parameters = usual(drawn_keep_alive());
  std::int64_t offered = 0;
  const Window whole{Time{}, Time{day}};
  for (auto _ : state) {
    RequestSummary summary;
    Recorder recorder(whole, {&summary});
    for (std::int64_t i = 1; i <= functions; ++i) {
      const Traffic traffic = traffic_of(i, harmonic);
      const auto entity = static_cast<std::uint64_t>(i);
      FunctionPool pool(parameters, Seed{1}, 0, entity, recorder);
      const auto source = generate_requests(traffic, Distribution::lognormal(from_seconds(mean_seconds), 0.5),
                                            whole, Seed{1}, 0, entity);
      RequestBlock block;
      while (source->fill(block))
        for (std::size_t k = 0; k < block.size; ++k) pool.offer(block.request(k));
      pool.finish(whole.end);
    }
    offered += static_cast<std::int64_t>(summary.arrived);
  }
  state.SetItemsProcessed(offered);
}
BENCHMARK(BM_ManyFunctions_FunctionMajor)->Arg(1000)->Arg(50000)->Arg(200000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isocost
