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
  FleetParameters parameters = std::get<FleetParameters>(compiled.parameters);
  parameters.begin = what.run.begin;
  parameters.outages = what.outages;
  if (RoundRobinFleet::serves(parameters))
    return std::make_unique<RoundRobinFleet>(parameters, what.seed, what.replication, what.entity, recorder);
  return std::make_unique<Fleet>(parameters, what.seed, what.replication, what.entity, recorder);
}

}  // namespace

std::size_t ComponentPlace::peak() const {
  if (compiled.is_orchestrator()) return 0;
  const auto* const pool = dynamic_cast<const FunctionPool*>(station.get());
  return pool != nullptr ? pool->peak_in_use() : peak_servers(served);
}

CallRun::CallRun(const CompiledAlternative& alternative, const Outages& outages, Window run, Window measured,
                 Seed seed, std::uint64_t replication, std::uint64_t entity, Recorder& users,
                 Observer* capacity)
    : network_(*alternative.calls, alternative.is_fused, seed, replication, entity, users) {
  const std::size_t count = alternative.is_fused ? 1 : alternative.components.size();
  std::vector<CallNetwork::Place> stations;
  for (std::size_t i = 0; i < count; ++i) {
    const CompiledAlternative& compiled = alternative.is_fused ? alternative : alternative.components[i];
    places_.push_back(std::make_unique<ComponentPlace>(
        ComponentPlace{compiled, Meter(compiled.billing, measured), {}, nullptr, nullptr}));
    ComponentPlace& place = *places_.back();
    std::vector<Observer*> observers{&place.meter, &place.served};
    if (capacity != nullptr) observers.push_back(capacity);
    place.recorder = std::make_unique<Recorder>(measured, std::move(observers), &network_);
    const Outages befall = alternative.is_fused ? outages : outages.of(compiled.name);
    place.station =
        station_of(compiled, {befall, run, seed, replication, entity << 32U | i}, *place.recorder);
    stations.push_back({place.station.get(), compiled.reply_limit(), compiled.delivery, {}, {}});
    if (const auto* const orchestrator = std::get_if<OrchestratorParameters>(&compiled.parameters)) {
      stations.back().call_overhead = orchestrator->call_overhead;
      stations.back().parallel_overhead = orchestrator->parallel_overhead;
    }
  }
  network_.run_at(std::move(stations));
}

}  // namespace isocost
