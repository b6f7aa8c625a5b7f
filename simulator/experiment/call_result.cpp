#include "simulator/experiment/call_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace isocost {
namespace {

/// Of replications in which there was something to take a share of.
template <class Part, class Whole>
Estimate ratio_of(std::span<const CellResult> cells, Part&& part, Whole&& whole) {
  std::vector<double> values;
  for (const CellResult& cell : cells)
    if (const double all = whole(cell); all > 0) values.push_back(part(cell) / all);
  if (values.empty())
    return {std::numeric_limits<double>::quiet_NaN(), std::nullopt, EstimateStatus::no_requests};
  return estimate_mean(values);
}

double requests_of(const CellResult& cell) {
  return cell.metrics[static_cast<std::size_t>(MetricId::requests)];
}

template <class Figure>
double sum_of(const CellResult& cell, Figure&& figure) {
  double sum = 0;
  for (const ComponentUse& one : cell.components) sum += figure(one);
  return sum;
}

double critical(const ComponentUse& use) { return use.critical; }

/// Of the messages sent to a component, where some are.
std::optional<Estimate> lost_share_of(std::size_t i, std::span<const CellResult> cells) {
  const auto messages = [i](const CellResult& cell) { return cell.components[i].messages; };
  if (std::none_of(cells.begin(), cells.end(), [&](const CellResult& cell) { return messages(cell) > 0; }))
    return std::nullopt;
  return ratio_of(
      cells, [i](const CellResult& cell) { return cell.components[i].lost; }, messages);
}

ComponentResult component_of(const CompiledAlternative& compiled, std::size_t i,
                             std::span<const CellResult> cells) {
  const CompiledAlternative& place = compiled.place_of(i);
  const auto use = [i](const CellResult& cell) -> const ComponentUse& { return cell.components[i]; };
  const auto calls = [&](const CellResult& cell) { return use(cell).calls; };
  return {compiled.calls->components[i].name,
          fmt::format("{}, {}", place.platform_name, place.size),
          ratio_of(cells, calls, requests_of),
          ratio_of(
              cells, [&](const CellResult& cell) { return use(cell).critical; },
              [](const CellResult& cell) { return sum_of(cell, critical); }),
          ratio_of(
              cells, [&](const CellResult& cell) { return use(cell).waiting; },
              [&](const CellResult& cell) { return use(cell).handler; }),
          ratio_of(
              cells, [&](const CellResult& cell) { return use(cell).cold; }, calls),
          ratio_of(
              cells, [&](const CellResult& cell) { return use(cell).errors; }, calls),
          lost_share_of(i, cells)};
}

/// Calls that a group makes are those of its owner.
std::vector<CallEdge> edges_of(const CallGraph& graph, const std::vector<ComponentResult>& shown) {
  const auto is_shown = [&](const std::string& name) {
    return std::any_of(shown.begin(), shown.end(), [&](const auto& one) { return one.name == name; });
  };
  std::vector<CallEdge> edges;
  for (const CallGraph::Component& one : graph.components)
    for (const Call& call : one.calls) {
      const CallGraph::Component& to = graph.components[call.to];
      const std::string& from =
          one.kind == ComponentKind::group ? graph.components[one.owner].name : one.name;
      if (to.kind == ComponentKind::group || !is_shown(from) || !is_shown(to.name)) continue;
      const CallEdge edge{from, to.name, !call.is_awaited};
      if (std::find(edges.begin(), edges.end(), edge) == edges.end()) edges.push_back(edge);
    }
  return edges;
}

}  // namespace

std::optional<CallResult> call_result_of(const CompiledAlternative& compiled,
                                         std::span<const CellResult> cells) {
  if (!compiled.calls) return std::nullopt;
  CallResult made;
  for (std::size_t i = 0; i < compiled.calls->components.size(); ++i) {
    if (compiled.calls->components[i].kind == ComponentKind::group) continue;
    ComponentResult one = component_of(compiled, i, cells);
    if (!compiled.is_fused || i == 0 || one.calls.value > 0) made.components.push_back(std::move(one));
  }
  made.edges = edges_of(*compiled.calls, made.components);
  // Where an orchestrator waits, no function does.
  const auto of_programs = [&](double ComponentUse::*figure) {
    return [&compiled, figure](const CellResult& cell) {
      double sum = 0;
      for (std::size_t i = 0; i < cell.components.size(); ++i) {
        const bool is_workflow = compiled.calls->components[i].kind == ComponentKind::workflow;
        if (compiled.is_fused || !is_workflow) sum += cell.components[i].*figure;
      }
      return sum;
    };
  };
  made.waiting_share =
      ratio_of(cells, of_programs(&ComponentUse::waiting), of_programs(&ComponentUse::handler));
  return made;
}

}  // namespace isocost
