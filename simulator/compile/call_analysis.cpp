#include "simulator/compile/call_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/graphml.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <cmath>
#include <sstream>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr double most_calls_of_a_request = 100'000;
constexpr double most_possible_calls = 1e9;

struct CallOfComponent {
  std::size_t number = 0;  ///< among the caller's calls
};
using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, CallOfComponent>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;
using Edge = boost::graph_traits<Graph>::edge_descriptor;

Graph graph_of(const std::vector<Component>& components) {
  Graph graph(components.size());
  for (Vertex from = 0; from < components.size(); ++from)
    for (std::size_t i = 0; i < components[from].calls.size(); ++i)
      boost::add_edge(from, components[from].calls[i].to, CallOfComponent{i}, graph);
  return graph;
}

/// Tells each call that leads back to where it came from.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  CycleFinder(const std::vector<Component>& components, Diagnostics& diagnostics)
      : components_(components), diagnostics_(diagnostics) {}

  void back_edge(Edge edge, const Graph& graph) const {
    const Component& from = components_[source(edge, graph)];
    const Component& to = components_[target(edge, graph)];
    add_error(
        diagnostics_, from.call_places[graph[edge].number],
        &from == &to ? fmt::format("\"{}\" calls itself, without an end", from.name)
                     : fmt::format("this call leads back to \"{}\", without an end", to.name),
        fmt::format("\"{}\" is at line {}; repetitions are written as times: N", to.name, to.where.line));
  }

 private:
  const std::vector<Component>& components_;
  Diagnostics& diagnostics_;
};

/// \param possible  if every call were made
void check_reached(const std::vector<Component>& components, const std::vector<double>& calls,
                   const std::vector<double>& possible, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (possible[i] <= 0)
      add_error(diagnostics, components[i].where,
                fmt::format("no request reaches \"{}\"", components[i].name),
                fmt::format("the first component, \"{}\" at line {}, takes the requests; others are called",
                            components[0].name, components[0].where.line));
    else if (calls[i] > most_calls_of_a_request)
      add_error(diagnostics, components[i].where,
                fmt::format("one request calls \"{}\" {:.3g} times", components[i].name, calls[i]),
                "the most is 100,000");
    else if (possible[i] > most_possible_calls)
      add_error(diagnostics, components[i].where,
                fmt::format("one request may call \"{}\" {:.3g} times", components[i].name, possible[i]),
                "the most is 1,000,000,000, however improbable");
  }
}

std::string label_of(const Call& call) {
  std::vector<std::string> parts;
  if (call.is_after_error) parts.emplace_back("on error");
  if (call.probability < 1) parts.push_back(describe_share(call.probability));
  if (call.again < 1)
    parts.push_back(fmt::format("again {}, {} times at most", describe_share(call.again), call.times));
  else if (call.times > 1)
    parts.push_back(fmt::format("{} times", call.times));
  if (call.at_once > 1) parts.push_back(fmt::format("{} at once", call.at_once));
  if (call.retries > 0)
    parts.push_back(fmt::format("{} {}", call.retries, call.retries == 1 ? "retry" : "retries"));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Backslashes would be commands of the label.
std::string dot_text(std::string text) {
  for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at + 2))
    text.insert(at, 1, '\\');
  return boost::escape_dot_string(text);
}

std::string work_text(const Component& component) {
  if (component.kind == ComponentKind::workflow) return "a workflow";
  if (component.kind == ComponentKind::group) return "";
  if (component.kind == ComponentKind::service)
    return fmt::format("a service, {}", describe(component.application.duration->mean()));
  return component.application.duration ? describe(component.application.duration->mean())
                                        : std::string("as in the trace");
}

/// cpu_share of work that several components do one after the other.
double cpu_share_of_all(const std::vector<Component>& components, const CallAnalysis& analysis) {
  double cpu = 0, all = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const Application& one = components[i].application;
    if (components[i].kind == ComponentKind::service) continue;
    const double work = analysis.calls[i] * (one.duration ? to_seconds(one.duration->mean()) : 0);
    cpu += work * one.cpu_share;
    all += work;
  }
  return all > 0 ? cpu / all : components[0].application.cpu_share;
}

/// What is expected of one visit of a component: attempts of each of its calls, and that it ends in an error.
/// Refusals and time-outs are not known here.
struct Visit {
  std::vector<double> calls;
  double fails = 0;
};

/// What is expected of one call that is made.
struct Outcomes {
  double attempts = 0;
  double fails = 0;  ///< for good, in one of its repetitions
};

/// Repetitions end with the first that fails for good.
Outcomes outcomes_of(const Call& call, double failure_share) {
  const double fails = std::pow(failure_share, call.retries + 1);
  const double attempts = failure_share < 1 ? (1 - fails) / (1 - failure_share) : call.retries + 1;
  double begun = 0, goes_on = 1, survives = 1;
  for (std::uint32_t k = 0; k < call.times; ++k) {
    const bool is_certain = k < call.at_once && call.again >= 1;  // they begin together
    begun += is_certain ? 1 : goes_on;
    survives -= goes_on * fails * (call.may_fail ? 0 : 1);
    goes_on *= call.again * (call.may_fail ? 1 : 1 - fails);
  }
  return {begun * attempts, 1 - survives};
}

/// \param visits  of those that it calls
Visit visit_of(const Component& component, const std::vector<Visit>& visits) {
  Visit made;
  double reached = 1 - component.application.failure_share;
  double step_survives = 1, chosen_fails = 0;
  for (std::size_t i = 0; i < component.calls.size(); ++i) {
    const Call& call = component.calls[i];
    if (i > 0 && call.step != component.calls[i - 1].step) {
      reached *= step_survives - chosen_fails;
      step_survives = 1;
      chosen_fails = 0;
    }
    const Outcomes outcomes =
        call.is_awaited ? outcomes_of(call, visits[call.to].fails) : Outcomes{call.mean_times(), 0};
    if (call.is_after_error) {
      const Call& caught = component.calls[i - 1];
      const double errors = caught.probability * outcomes_of(caught, visits[caught.to].fails).fails;
      made.calls.push_back(reached * errors * outcomes.attempts);
      step_survives *= 1 - errors * outcomes.fails;
      continue;
    }
    made.calls.push_back(reached * call.probability * outcomes.attempts);
    const bool is_caught = i + 1 < component.calls.size() && component.calls[i + 1].is_after_error;
    if (call.kind == StepKind::choice && !is_caught)
      chosen_fails += call.probability * outcomes.fails;
    else if (!is_caught)
      step_survives *= 1 - call.probability * outcomes.fails;
  }
  made.fails = 1 - reached * (step_survives - chosen_fails);
  return made;
}

}  // namespace

std::optional<CallAnalysis> analyse_calls(const std::vector<Component>& components,
                                          Diagnostics& diagnostics) {
  const Graph graph = graph_of(components);
  const std::size_t found_before = diagnostics.size();
  boost::depth_first_search(graph, boost::visitor(CycleFinder(components, diagnostics)));
  if (diagnostics.size() > found_before) return std::nullopt;

  CallAnalysis made;
  std::vector<Vertex> backwards;
  boost::topological_sort(graph, std::back_inserter(backwards));
  made.calls.assign(components.size(), 0);
  made.depth.assign(components.size(), 1);
  std::vector<double> possible(components.size(), 0);
  made.calls[0] = possible[0] = 1;
  std::vector<Visit> visits(components.size());
  for (const Vertex one : backwards) visits[one] = visit_of(components[one], visits);
  for (auto from = backwards.rbegin(); from != backwards.rend(); ++from)
    for (std::size_t i = 0; i < components[*from].calls.size(); ++i) {
      const Call& call = components[*from].calls[i];
      const double calls = made.calls[*from] * visits[*from].calls[i];
      made.calls[call.to] += calls;
      if (call.probability > 0) possible[call.to] += possible[*from] * call.times * (call.retries + 1);
      if (!call.is_awaited) made.messages += calls;
      if (!call.is_awaited && components[call.to].kind == ComponentKind::service)
        made.messages_to_services += calls;
      const bool is_deeper = components[call.to].kind != ComponentKind::group;
      made.depth[call.to] = std::max(made.depth[call.to], made.depth[*from] + (is_deeper ? 1 : 0));
    }
  check_reached(components, made.calls, possible, diagnostics);
  if (has_errors(diagnostics)) return std::nullopt;
  return made;
}

CallGraph call_graph_of(const std::vector<Component>& components) {
  CallGraph graph;
  for (const Component& one : components)
    graph.components.push_back(
        {one.name, one.application.duration.value_or(Distribution{}), one.calls, one.kind, one.owner});
  return graph;
}

Application fused(const std::vector<Component>& components, const CallAnalysis& analysis) {
  Application made = components[0].application;
  made.uses.clear();  // by component: compile/services.h
  made.cpu_share = cpu_share_of_all(components, analysis);
  made.failure_share = 0;  // by component: workload/call_graph.h
  for (const Component& one : components)
    made.memory_used = std::max(made.memory_used, one.application.memory_used);
  return made;
}

std::string write_dot(const std::vector<Component>& components, const CallAnalysis& analysis) {
  const Graph graph = graph_of(components);
  std::ostringstream text;
  const auto write_component = [&](std::ostream& out, Vertex which) {
    const Component& one = components[which];
    if (one.kind == ComponentKind::group) {
      out << "[shape=point, xlabel=" << dot_text(fmt::format("{:.4g}", analysis.calls[which])) << "]";
      return;
    }
    const std::string label =
        fmt::format("{}\n{}, {:.4g} a request", one.name, work_text(one), analysis.calls[which]);
    const char* const shape = which == 0                            ? "doubleoctagon"
                              : one.kind == ComponentKind::workflow ? "component"
                              : one.kind == ComponentKind::service  ? "cylinder"
                                                                    : "box";
    out << "[shape=" << shape << ", label=" << dot_text(label) << "]";
  };
  const auto write_call = [&](std::ostream& out, Edge edge) {
    const Call& call = components[source(edge, graph)].calls[graph[edge].number];
    out << "[label=" << dot_text(label_of(call)) << (call.is_awaited ? "" : ", style=dashed") << "]";
  };
  const auto write_head = [](std::ostream& out) {
    out << "rankdir=LR;\nnode [fontname=\"sans-serif\"];\nedge [fontname=\"sans-serif\"];\n";
  };
  boost::write_graphviz(text, graph, write_component, write_call, write_head);
  return text.str();
}

std::string write_graphml(const std::vector<Component>& components, const CallAnalysis& analysis) {
  const Graph graph = graph_of(components);
  const auto call_of = [&](Edge edge) -> const Call& {
    return components[source(edge, graph)].calls[graph[edge].number];
  };
  const auto of_component = [](auto&& value) {
    return boost::make_function_property_map<Vertex>(std::forward<decltype(value)>(value));
  };
  const auto of_call = [](auto&& value) {
    return boost::make_function_property_map<Edge>(std::forward<decltype(value)>(value));
  };
  boost::dynamic_properties properties;
  properties.property("name", of_component([&](Vertex which) { return components[which].name; }));
  properties.property("work", of_component([&](Vertex which) { return work_text(components[which]); }));
  properties.property("calls", of_component([&](Vertex which) { return analysis.calls[which]; }));
  properties.property("step", of_call([&](Edge edge) { return static_cast<int>(call_of(edge).step); }));
  properties.property("probability", of_call([&](Edge edge) { return call_of(edge).probability; }));
  properties.property("times", of_call([&](Edge edge) { return static_cast<int>(call_of(edge).times); }));
  properties.property("at_once", of_call([&](Edge edge) { return static_cast<int>(call_of(edge).at_once); }));
  properties.property("again", of_call([&](Edge edge) { return call_of(edge).again; }));
  properties.property("retries", of_call([&](Edge edge) { return static_cast<int>(call_of(edge).retries); }));
  properties.property("on_error", of_call([&](Edge edge) { return call_of(edge).is_after_error; }));
  properties.property("wait", of_call([&](Edge edge) { return call_of(edge).is_awaited; }));
  std::ostringstream text;
  boost::write_graphml(text, graph, properties, true);
  return text.str();
}

}  // namespace isocost
