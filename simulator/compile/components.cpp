#include "simulator/compile/components.h"

#include "simulator/input/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace isocost {
namespace {

bool is_same(const BilledKind& a, const BilledKind& b) {
  return a.kind == b.kind && a.price == b.price && a.price_id == b.price_id;
}

/// The kinds of all components, each once: allowances and tiers are the account's.
void join_kinds(CompiledAlternative& made) {
  std::vector<BilledKind>& all = made.billing.kinds;
  all.clear();
  for (CompiledAlternative& component : made.components)
    for (BilledKind& kind : component.billing.kinds) {
      const auto known =
          std::find_if(all.begin(), all.end(), [&](const BilledKind& other) { return is_same(kind, other); });
      if (known == all.end())
        all.push_back(kind);
      else
        kind.units.standing = 0;
    }
  std::stable_sort(all.begin(), all.end(),
                   [](const BilledKind& a, const BilledKind& b) { return a.kind < b.kind; });
  for (const CompiledAlternative& component : made.components) {
    made.kind_of.emplace_back();
    for (const BilledKind& kind : component.billing.kinds)
      made.kind_of.back().push_back(static_cast<std::size_t>(
          std::find_if(all.begin(), all.end(),
                       [&](const BilledKind& other) { return is_same(kind, other); }) -
          all.begin()));
  }
}

std::string place_of(const CompiledAlternative& one) {
  return fmt::format("{}, {}", one.platform_name, one.size);
}

/// Where the first program runs; an orchestrator runs none. \pre one of the places runs a program
const CompiledAlternative& first_program(const std::vector<CompiledAlternative>& places) {
  return *std::find_if(places.begin(), places.end(),
                       [](const CompiledAlternative& one) { return one.runs_program(); });
}

/// "3 x (512 MiB, 0.289 vCPU)", or how many places there are.
std::string size_of(const CompiledAlternative& made) {
  const CompiledAlternative& first = first_program(made.components);
  const bool are_alike =
      std::all_of(made.components.begin(), made.components.end(), [&](const CompiledAlternative& one) {
        return !one.runs_program() || place_of(one) == place_of(first);
      });
  const auto count = [&](bool (CompiledAlternative::*is)() const) {
    return std::count_if(made.components.begin(), made.components.end(),
                         [is](const CompiledAlternative& one) { return (one.*is)(); });
  };
  const auto programs = count(&CompiledAlternative::runs_program);
  const auto workflows = count(&CompiledAlternative::is_orchestrator),
             services = count(&CompiledAlternative::is_service);
  std::string text = programs == 1 ? first.size
                     : are_alike   ? fmt::format("{} x ({})", programs, first.size)
                                   : fmt::format("{} places", programs);
  if (workflows > 0) text += fmt::format(", {} workflow{}", workflows, workflows == 1 ? "" : "s");
  if (services > 0) text += fmt::format(", {} service{}", services, services == 1 ? "" : "s");
  return text;
}

/// What holds for several components is said once, with their names unless it holds for all.
void join_assumptions(CompiledAlternative& made) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> names;
  for (const CompiledAlternative& one : made.components)
    for (const std::string& text : one.assumptions) {
      if (!names.contains(text)) order.push_back(text);
      std::vector<std::string>& of_text = names[text];
      if (of_text.empty() || of_text.back() != one.name) of_text.push_back(one.name);
    }
  made.assumptions.clear();
  for (const std::string& text : order)
    made.assumptions.push_back(names[text].size() == made.components.size()
                                   ? text
                                   : fmt::format("{}: {}", fmt::join(names[text], ", "), text));
}

std::string describe(const MessageDelivery& delivery) {
  if (delivery.longest <= Duration::zero()) return "is lost";
  std::string waits;
  for (const Duration wait : delivery.after_errors)
    waits += (waits.empty() ? "" : " and ") + isocost::describe(wait);
  return fmt::format("is delivered again {} after an error, and {} to {} after a refusal, for {} at most",
                     waits, isocost::describe(delivery.refused_from), isocost::describe(delivery.refused_to),
                     isocost::describe(delivery.longest));
}

/// A service has no such rule.
MessageDelivery delivery_of(const Scenario& scenario, const CompiledAlternative& made, std::uint32_t to) {
  if (scenario.components[to].kind == ComponentKind::service) return {};
  return made.is_fused ? made.delivery : made.components[to].delivery;
}

/// By the platforms of those that messages go to; each rule once.
std::string what_becomes_of_messages(const Scenario& scenario, const CompiledAlternative& made) {
  std::vector<std::string> rules;
  for (const Component& one : scenario.components)
    for (const Call& call : one.calls) {
      if (call.is_awaited) continue;
      std::string rule = describe(delivery_of(scenario, made, call.to));
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(std::move(rule));
    }
  return fmt::format("a message whose receiver fails {}", fmt::join(rules, "; or "));
}

/// That one of a user's becomes in one place: itself, and each message to a program.
double requests_of(const CallAnalysis& analysis) {
  return 1 + analysis.messages - analysis.messages_to_services;
}

PlaceWork service_work(const Component& service, const Alternative& chosen, std::vector<UsedServices> used) {
  return {service.application, std::move(used), true, false, &chosen.own_services.at(service.name).limits};
}

/// Where its provider is looked up.
Alternative managed_place(const Component& service, const Alternative& chosen) {
  Alternative place = chosen;
  place.name = service.name;
  place.client.reset();
  place.components.clear();
  return place;
}

CompiledAlternative compile_fused(const Scenario& scenario, const CallAnalysis& analysis,
                                  const Alternative& chosen, const Catalogue& catalogue,
                                  Diagnostics& diagnostics) {
  const Application application = fused(scenario.components, analysis);
  // A request that ends in an error is held for a moment, to be told so.
  const bool holds_requests =
      analysis.messages > 0 ||
      std::any_of(scenario.components.begin(), scenario.components.end(), [](const Component& one) {
        return one.application.failure_share > 0 || one.kind == ComponentKind::service;
      });
  PlaceWork work{application, {}, false, holds_requests, nullptr};
  for (std::size_t i = 0; i < scenario.components.size(); ++i) {
    // A message is a request to the same place, which no user sends or gets an answer to.
    const Decimal times(analysis.calls[i] / requests_of(analysis));
    work.used.push_back({&scenario.components[i].application.uses, times, times});
  }
  CompiledAlternative made = compile_place(scenario, work, chosen, catalogue, diagnostics);
  made.is_fused = true;
  if (auto* const function = std::get_if<FunctionParameters>(&made.parameters))
    function->handler_scale = 1;  // by component
  else
    std::get<FleetParameters>(made.parameters).handler_scale = 1;
  for (Bytes* const size : {&made.billing.request_size, &made.billing.response_size})
    size->count = std::llround(static_cast<double>(size->count) / requests_of(analysis));
  made.assumptions.emplace_back(
      "all components are one program: calls are made one after the other and take no "
      "time of their own");
  for (const Component& one : scenario.components)
    if (one.kind == ComponentKind::service)
      made.components.push_back(compile_place(scenario, service_work(one, chosen, {}),
                                              managed_place(one, chosen), catalogue, diagnostics));
  for (const CompiledAlternative& service : made.components)
    for (const std::string& text : service.assumptions)
      made.assumptions.push_back(fmt::format("{}: {}", service.name, text));
  if (!made.components.empty())
    made.assumptions.emplace_back(
        "services are called one after the other, when all work of the program is done; after an error of "
        "theirs "
        "nothing is called in its place");
  return made;
}

void set_what_one_place_cannot_know(const Scenario& scenario, double vcpus, CallGraph& graph) {
  for (std::size_t i = 0; i < graph.components.size(); ++i) {
    const Application& application = scenario.components[i].application;
    if (graph.components[i].kind == ComponentKind::service) continue;
    graph.components[i].scale = handler_scale(application.cpu_share, vcpus);
    graph.components[i].failure_share = application.failure_share;
  }
}

CompiledAlternative compile_apart(const Scenario& scenario, const Alternative& chosen,
                                  const Catalogue& catalogue, Diagnostics& diagnostics) {
  std::vector<CompiledAlternative> places;
  for (std::size_t i = 0; i < chosen.components.size(); ++i) {
    const Component& component = scenario.components[i];
    std::vector<UsedServices> used{{&component.application.uses, 1, 1}};
    const PlaceWork work =
        component.kind == ComponentKind::service
            ? service_work(component, chosen, std::move(used))
            : PlaceWork{component.application, std::move(used), i > 0, !component.calls.empty(), nullptr};
    places.push_back(compile_place(scenario, work, chosen.components[i], catalogue, diagnostics));
  }
  CompiledAlternative made = first_program(places);
  made.name = chosen.name;
  made.components = std::move(places);
  made.size = size_of(made);
  join_kinds(made);
  join_assumptions(made);
  made.assumptions.emplace_back(
      "a call between components takes what the platform adds to every response, and nothing more but for "
      "what "
      "an orchestrator adds; limits of an account hold for each component by itself");
  return made;
}

}  // namespace

CompiledAlternative compile_components(const Scenario& scenario, const CallAnalysis& analysis,
                                       const Alternative& chosen, const Catalogue& catalogue,
                                       Diagnostics& diagnostics) {
  CompiledAlternative made = chosen.is_fused
                                 ? compile_fused(scenario, analysis, chosen, catalogue, diagnostics)
                                 : compile_apart(scenario, chosen, catalogue, diagnostics);
  if (analysis.messages > 0) made.assumptions.push_back(what_becomes_of_messages(scenario, made));
  CallGraph graph = call_graph_of(scenario.components);
  for (CallGraph::Component& one : graph.components)
    if (const auto own = chosen.own_services.find(one.name);
        own != chosen.own_services.end() && one.kind == ComponentKind::service && own->second.duration)
      one.work = *own->second.duration;
  if (made.is_fused) set_what_one_place_cannot_know(scenario, made.billing.vcpus.to_double(), graph);
  made.calls = std::make_shared<const CallGraph>(std::move(graph));
  return made;
}

}  // namespace isocost
