/// A small world of components that call each other, each on a function of its own or at an orchestrator.
#pragma once

#include <map>
#include <memory>

#include "simulator/platform/calls/call_network.h"
#include "simulator/platform/calls/managed_service.h"
#include "simulator/platform/calls/orchestrator.h"
#include "simulator/platform/function/function_pool.h"
#include "tests/support/recording.h"

namespace isocost::testing_support {

inline CallGraph::Component component(const char* name, Duration work, std::vector<Call> calls = {}) {
  return {name, Distribution::constant(work), std::move(calls)};
}

inline Call call(std::uint32_t to, std::uint32_t step = 0) {
  Call made;
  made.to = to;
  made.step = step;
  return made;
}

/// Warm at once, for ever, without limits.
inline FunctionParameters function() {
  FunctionParameters made;
  made.keep_alive = Distribution::constant(hour);
  made.holds_requests = true;
  return made;
}

struct World {
  CallGraph graph;
  std::vector<FunctionParameters> functions;  ///< one for each component but groups
  bool is_fused = false;
  std::vector<Duration> patience{};
  MessageDelivery delivery{};
  std::map<std::size_t, OrchestratorParameters> orchestrators{};  ///< in place of a function
  std::map<std::size_t, ServiceParameters> services{};            ///< likewise

  Recording users{};
  std::vector<Recording> at{};
  std::vector<ComponentUse> use{};

  void run(const std::vector<Arrival>& arrivals, Duration horizon = hour) {
    const Window window{Time{}, Time{} + horizon};
    Recorder user_recorder(window, {&users});
    CallNetwork network(graph, is_fused, Seed{7}, 0, 0, user_recorder);
    at.resize(functions.size());
    patience.resize(functions.size(), unbounded);
    std::vector<std::unique_ptr<Recorder>> recorders;
    std::vector<std::unique_ptr<Station>> stations;
    std::vector<CallNetwork::Place> places;
    for (std::size_t i = 0; i < functions.size(); ++i) {
      recorders.push_back(std::make_unique<Recorder>(window, std::vector<Observer*>{&at[i]}, &network));
      if (const auto one = orchestrators.find(i); one != orchestrators.end()) {
        stations.push_back(std::make_unique<Orchestrator>(one->second, *recorders.back()));
        places.push_back({stations.back().get(), one->second.execution_limit, delivery, false,
                          one->second.call_overhead, one->second.parallel_overhead});
        continue;
      }
      if (const auto one = services.find(i); one != services.end()) {
        stations.push_back(std::make_unique<ManagedService>(one->second, Seed{7}, 0, i, *recorders.back()));
        places.push_back(
            {stations.back().get(), unbounded, delivery, one->second.limits.keeps_connections, {}, {}});
        continue;
      }
      stations.push_back(std::make_unique<FunctionPool>(functions[i], Seed{7}, 0, i, *recorders.back()));
      places.push_back({stations.back().get(), patience[i], delivery, false, {}, {}});
    }
    network.run_at(std::move(places));
    for (const Arrival& one : arrivals) {
      Request request;
      request.arrival = Time{} + one.at;
      request.work = one.work;
      network.offer(request);
    }
    network.finish(Time{} + horizon);
    use = network.use();
  }
};

/// \param components  groups last, each with its owner
inline World world(std::vector<CallGraph::Component> components) {
  World made;
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    if (components[i].kind == ComponentKind::group) continue;
    components[i].owner = i;
    made.functions.push_back(function());
  }
  made.graph.components = std::move(components);
  return made;
}

}  // namespace isocost::testing_support
