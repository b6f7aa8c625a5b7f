#include "simulator/experiment/call_run.h"

#include <algorithm>

#include "simulator/platform/server/round_robin_fleet.h"

namespace isocost {
namespace {

struct RunOfPlace {
  const Outages& outages;
  Window run;
  Seed seed;
  std::uint64_t replication;
  std::uint64_t entity;
};

std::unique_ptr<Station> station_of(const CompiledAlternative& compiled, const RunOfPlace& what,
                                    Recorder& recorder) {
  if (const auto* const function = std::get_if<FunctionParameters>(&compiled.parameters)) {
    FunctionParameters parameters = *function;
    parameters.begin = what.run.begin;
    parameters.outages = what.outages;
    return std::make_unique<FunctionPool>(parameters, what.seed, what.replication, what.entity, recorder);
  }
  if (const auto* const orchestrator = std::get_if<OrchestratorParameters>(&compiled.parameters))
    return std::make_unique<Orchestrator>(*orchestrator, recorder);
  if (const auto* const service = std::get_if<ServiceParameters>(&compiled.parameters))
    return std::make_unique<ManagedService>(
        ServiceParameters{service->limits, service->failure_share, what.outages}, what.seed, what.replication,
        what.entity, recorder);
  FleetParameters parameters = std::get<FleetParameters>(compiled.parameters);
  parameters.begin = what.run.begin;
  parameters.outages = what.outages;
  if (RoundRobinFleet::serves(parameters))
    return std::make_unique<RoundRobinFleet>(parameters, what.seed, what.replication, what.entity, recorder);
  return std::make_unique<Fleet>(parameters, what.seed, what.replication, what.entity, recorder);
}

/// Where all programs are one, what befalls one of them befalls all; services are by themselves.
Outages of_programs(const Outages& outages, const CompiledAlternative& alternative) {
  std::vector<Outage> made;
  for (const Outage& one : outages.all())
    if (std::none_of(alternative.components.begin(), alternative.components.end(),
                     [&](const CompiledAlternative& service) { return service.name == one.of; }))
      made.push_back(one);
  return Outages(std::move(made));
}

}  // namespace

std::size_t ComponentPlace::peak() const {
  if (!compiled.runs_program()) return 0;
  const auto* const pool = dynamic_cast<const FunctionPool*>(station.get());
  return pool != nullptr ? pool->peak_in_use() : peak_servers(served);
}

CallRun::CallRun(const CompiledAlternative& alternative, const Outages& outages, Window run, Window measured,
                 Seed seed, std::uint64_t replication, std::uint64_t entity, Recorder& users,
                 Observer* capacity)
    : network_(*alternative.calls, alternative.is_fused, seed, replication, entity, users) {
  const std::size_t count = alternative.components.size() + (alternative.is_fused ? 1 : 0);
  std::vector<CallNetwork::Place> stations;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_whole = alternative.is_fused && i == 0;
    const CompiledAlternative& compiled =
        is_whole ? alternative : alternative.components[alternative.is_fused ? i - 1 : i];
    places_.push_back(std::make_unique<ComponentPlace>(
        ComponentPlace{compiled, Meter(compiled.billing, measured), {}, nullptr, nullptr}));
    ComponentPlace& place = *places_.back();
    std::vector<Observer*> observers{&place.meter, &place.served};
    if (capacity != nullptr) observers.push_back(capacity);
    place.recorder = std::make_unique<Recorder>(measured, std::move(observers), &network_);
    const Outages befall = is_whole ? of_programs(outages, alternative) : outages.of(compiled.name);
    place.station =
        station_of(compiled, {befall, run, seed, replication, entity << 32U | i}, *place.recorder);
    stations.push_back({place.station.get(), compiled.reply_limit(), compiled.delivery, false, {}, {}});
    if (const auto* const service = std::get_if<ServiceParameters>(&compiled.parameters))
      stations.back().keeps_connections = service->limits.keeps_connections;
    if (const auto* const orchestrator = std::get_if<OrchestratorParameters>(&compiled.parameters)) {
      stations.back().call_overhead = orchestrator->call_overhead;
      stations.back().parallel_overhead = orchestrator->parallel_overhead;
    }
  }
  network_.run_at(std::move(stations));
}

}  // namespace isocost
