/// Networks of components against the same requests to one function: what a visited stage costs, with summary
/// and meter listening to each as they do in a run.
#include <benchmark/benchmark.h>

#include <memory>

#include "bench/offered.h"
#include "simulator/cost/meter.h"
#include "simulator/platform/calls/call_network.h"
#include "simulator/platform/function/function_pool.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {
namespace {

constexpr std::int64_t requests = 200'000;

FunctionParameters function() {
  FunctionParameters parameters;
  parameters.init = Distribution::constant(std::chrono::milliseconds(250));
  parameters.keep_alive = Distribution::constant(std::chrono::minutes(10));
  parameters.execution_limit = std::chrono::minutes(15);
  parameters.holds_requests = true;
  return parameters;
}

Distribution work() { return Distribution::lognormal(std::chrono::milliseconds(100), 0.5); }

/// `size` components: a chain, or a tree of which each calls two.
CallGraph graph_of(std::uint32_t size, bool is_chain) {
  CallGraph graph;
  for (std::uint32_t i = 0; i < size; ++i) {
    graph.components.push_back({"c" + std::to_string(i), work(), {}});
    const std::uint32_t caller = i == 0 ? 0 : is_chain ? i - 1 : (i - 1) / 2;
    if (i == 0) continue;
    Call call;
    call.to = i;
    call.step = static_cast<std::uint32_t>(graph.components[caller].calls.size());
    graph.components[caller].calls.push_back(call);
  }
  return graph;
}

struct Place {
  RequestSummary summary;
  std::unique_ptr<Meter> meter;
  std::unique_ptr<Recorder> recorder;
  std::unique_ptr<FunctionPool> pool;
};

void run_network(const CallGraph& graph, double rate, std::int64_t count) {
  const Window whole{Time{}, Time{day * 365}};
  RequestSummary users;
  Recorder recorder(whole, {&users});
  CallNetwork network(graph, false, Seed{1}, 0, 0, recorder);
  BillingRule rule;
  rule.memory = mebibytes(512);
  std::vector<Place> places(graph.components.size());
  std::vector<CallNetwork::Place> stations;
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i].meter = std::make_unique<Meter>(rule, whole);
    places[i].recorder = std::make_unique<Recorder>(
        whole, std::vector<Observer*>{&places[i].summary, places[i].meter.get()}, &network);
    places[i].pool = std::make_unique<FunctionPool>(function(), Seed{1}, 0, i, *places[i].recorder);
    stations.push_back({places[i].pool.get(), unbounded});
  }
  network.run_at(std::move(stations));
  offer_and_finish(network, rate, work(), whole, count);
  benchmark::DoNotOptimize(users.arrived);
}

void BM_Calls_Chain(benchmark::State& state) {
  const CallGraph graph = graph_of(static_cast<std::uint32_t>(state.range(0)), true);
  for (auto _ : state) run_network(graph, 100, requests);
  state.SetItemsProcessed(state.iterations() * requests * state.range(0));
}
BENCHMARK(BM_Calls_Chain)->Arg(1)->Arg(2)->Arg(3)->Arg(8)->Unit(benchmark::kMillisecond);

/// The size of the PetShop graph, at 1,000 requests a second: seconds simulated in a second of the clock.
void BM_Calls_FortyOneComponents(benchmark::State& state) {
  const CallGraph graph = graph_of(41, false);
  constexpr std::int64_t count = 20'000;
  for (auto _ : state) run_network(graph, 1000, count);
  state.SetItemsProcessed(state.iterations() * count * 41);
  state.counters["times_real_time"] =
      benchmark::Counter(static_cast<double>(state.iterations() * count) / 1000, benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Calls_FortyOneComponents)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isocost
