/// Fleets with full statistics on; 100 servers of 8 workers at 80 % load, and one FCFS queue of c workers.
#include <benchmark/benchmark.h>

#include <cmath>
#include <functional>
#include <queue>

#include "bench/offered.h"
#include "bench/textbook.h"
#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {
namespace {

constexpr double mean_seconds = 0.1;
constexpr std::int64_t requests = 1'000'000;

template <class AnyFleet>
void run_fleet(const FleetParameters& parameters, double load) {
  const bool is_sharing = parameters.discipline == Discipline::processor_sharing;
  const double rate =
      load * parameters.servers * (is_sharing ? parameters.vcpus : parameters.concurrency) / mean_seconds;
  const Window whole{Time{}, Time{day * 365}};
  RequestSummary summary;
  Recorder recorder(whole, {&summary});
  AnyFleet fleet(parameters, Seed{1}, 0, 0, recorder);
  offer_and_finish(fleet, rate, Distribution::lognormal(from_seconds(mean_seconds), 0.5), whole, requests);
  benchmark::DoNotOptimize(summary.arrived);
}

FleetParameters hundred_servers(Balancer balancer, Discipline discipline) {
  FleetParameters parameters;
  parameters.servers = 100;
  parameters.vcpus = 8;
  parameters.concurrency = discipline == Discipline::processor_sharing ? 256 : 8;
  parameters.balancer = balancer;
  parameters.discipline = discipline;
  return parameters;
}

void run_hundred(benchmark::State& state, Balancer balancer, Discipline discipline) {
  const FleetParameters parameters = hundred_servers(balancer, discipline);
  for (auto _ : state) run_fleet<Fleet>(parameters, 0.8);
  state.SetItemsProcessed(state.iterations() * requests);
}

void BM_Fleet_RoundRobin_Generic(benchmark::State& state) {
  run_hundred(state, Balancer::round_robin, Discipline::first_come_first_served);
}
BENCHMARK(BM_Fleet_RoundRobin_Generic)->Unit(benchmark::kMillisecond);

void BM_Fleet_RoundRobin(benchmark::State& state) {
  const FleetParameters parameters =
      hundred_servers(Balancer::round_robin, Discipline::first_come_first_served);
  for (auto _ : state) run_fleet<RoundRobinFleet>(parameters, 0.8);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_Fleet_RoundRobin)->Unit(benchmark::kMillisecond);

void BM_Fleet_PowerOfTwo(benchmark::State& state) {
  run_hundred(state, Balancer::power_of_two, Discipline::first_come_first_served);
}
BENCHMARK(BM_Fleet_PowerOfTwo)->Unit(benchmark::kMillisecond);

void BM_Fleet_LeastConnections(benchmark::State& state) {
  run_hundred(state, Balancer::least_connections, Discipline::first_come_first_served);
}
BENCHMARK(BM_Fleet_LeastConnections)->Unit(benchmark::kMillisecond);

void BM_Fleet_ProcessorSharing(benchmark::State& state) {
  run_hundred(state, Balancer::round_robin, Discipline::processor_sharing);
}
BENCHMARK(BM_Fleet_ProcessorSharing)->Unit(benchmark::kMillisecond);

void BM_MGc_Generic(benchmark::State& state) {
  FleetParameters parameters;
  parameters.concurrency = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) run_fleet<Fleet>(parameters, 0.8);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_MGc_Generic)->Arg(1)->Arg(8)->Arg(64)->Arg(1000)->Unit(benchmark::kMillisecond);

void BM_MGc_Kernel(benchmark::State& state) {
  FleetParameters parameters;
  parameters.concurrency = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) run_fleet<RoundRobinFleet>(parameters, 0.8);
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_MGc_Kernel)->Arg(1)->Arg(8)->Arg(64)->Arg(1000)->Unit(benchmark::kMillisecond);

/// Kiefer and Wolfowitz with the standard heap and the standard library's variates.
void BM_MGc_StdQueue(benchmark::State& state) {
  const auto workers = static_cast<int>(state.range(0));
  for (auto _ : state) {
    std::mt19937_64 bits(1);
    std::exponential_distribution<double> gap(0.8 * workers / mean_seconds);
    std::lognormal_distribution<double> work(std::log(mean_seconds) - 0.125, 0.5);
    std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
    for (int i = 0; i < workers; ++i) free_at.push(0);
    double now = 0, sum = 0;
    for (std::int64_t i = 0; i < requests; ++i) {
      now += gap(bits);
      const double start = std::max(now, free_at.top());
      free_at.pop();
      const double end = start + work(bits);
      free_at.push(end);
      sum += end - now;
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * requests);
}
BENCHMARK(BM_MGc_StdQueue)->Arg(1)->Arg(8)->Arg(64)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isocost
