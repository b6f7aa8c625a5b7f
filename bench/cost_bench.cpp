/// Loading the catalogue, rating a bill, and a whole scenario.
#include <benchmark/benchmark.h>

#include "simulator/cost/bill.h"
#include "simulator/experiment/experiment.h"

namespace isocost {
namespace {

std::shared_ptr<const Catalogue> shipped_catalogue() {
  static const auto catalogue = std::make_shared<const Catalogue>(
      load_catalogue(ISOCOST_SOURCE_DIR "/models").value.value_or(Catalogue{}));
  return catalogue;
}

void BM_Catalogue_Load(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(load_catalogue(ISOCOST_SOURCE_DIR "/models").value.has_value());
}
BENCHMARK(BM_Catalogue_Load)->Unit(benchmark::kMillisecond);

/// 10,000 lines of usage, each at one of the catalogue's prices.
void BM_Rating(benchmark::State& state) {
  const auto catalogue = shipped_catalogue();
  std::vector<UsageItem> items;
  for (std::size_t i = 0; i < 10000; ++i) {
    const Price& price = catalogue->prices[i % catalogue->prices.size()];
    items.push_back({&price, price.id, Decimal(static_cast<std::uint64_t>(1000 * i + 1))});
  }
  for (auto _ : state) benchmark::DoNotOptimize(rate(items, *catalogue, true).lines.size());
  state.SetItemsProcessed(state.iterations() * 10000);
}
BENCHMARK(BM_Rating)->Unit(benchmark::kMillisecond);

/// The same scenario on one thread and on two: real time shows the scaling.
void BM_Sweep(benchmark::State& state) {
  const auto experiment = load_experiment(ISOCOST_SOURCE_DIR "/scenarios/web-shop.yaml", shipped_catalogue());
  for (auto _ : state) {
    RunOptions options;
    options.threads = static_cast<int>(state.range(0));
    benchmark::DoNotOptimize(run_experiment(*experiment.value, options).alternatives.size());
  }
}
BENCHMARK(BM_Sweep)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_Scenario_WebShop(benchmark::State& state) {
  const auto experiment = load_experiment(ISOCOST_SOURCE_DIR "/scenarios/web-shop.yaml", shipped_catalogue());
  double requests = 0;
  for (auto _ : state) {
    RunOptions options;
    options.threads = 1;
    const Result result = run_experiment(*experiment.value, options);
    for (const AlternativeResult& one : result.alternatives)
      requests += one.estimate(MetricId::requests).value * result.manifest.replications;
  }
  state.counters["requests_billed/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Scenario_WebShop)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isocost
