#include <fmt/format.h>

#include "simulator/input/values.h"
#include "simulator/scenario/application_reader.h"
#include "simulator/scenario/overload_reader.h"
#include "simulator/scenario/scenario.h"

namespace isocost {
namespace {

std::string describe_workload(const Scenario& scenario) {
  if (scenario.workload.trace) {
    const TraceSummary& trace = scenario.workload.trace->summary();
    return fmt::format("replay of {} ({}): {} requests of {} function{} over {}", trace.path, trace.shape,
                       trace.requests, trace.functions, trace.functions == 1 ? "" : "s",
                       describe(trace.length));
  }
  const Traffic& traffic = scenario.workload.traffic;
  std::string text = fmt::format("{} on average, {}", describe(Rate{traffic.mean_rate}),
                                 traffic.spacing == Spacing::poisson ? "a Poisson process" : "evenly spaced");
  if (traffic.profile) text += ", by hour and weekday";
  if (traffic.sinusoid)
    text += fmt::format(", a sinusoid of {} with amplitude {}", describe(traffic.sinusoid->period),
                        describe_share(traffic.sinusoid->amplitude));
  if (traffic.bursts)
    text +=
        fmt::format(", bursts of {:.4g} times the rate for {} of the time, {} long", traffic.bursts->factor,
                    describe_share(traffic.bursts->share), describe(traffic.bursts->mean_length));
  for (const FlashCrowd& crowd : traffic.flash_crowds)
    text += fmt::format(", a flash crowd of {:.4g} times the rate from {} on", crowd.factor,
                        describe(crowd.start));
  return text;
}

std::string describe_work(const Application& application) {
  std::string text = fmt::format(
      "{}; {} of it CPU; {} of memory used; {} in, {} out; {}",
      application.duration ? application.duration->describe() : "the trace's own durations",
      describe_share(application.cpu_share), describe(application.memory_used),
      describe(application.request_size), describe(application.response_size), application.runtime);
  if (!application.uses.empty()) text += fmt::format("\nUses, each request: {}", describe(application.uses));
  return text;
}

const char* word_of(ComponentKind kind) {
  switch (kind) {
    case ComponentKind::program: return "Component";
    case ComponentKind::workflow: return "Workflow";
    case ComponentKind::service: return "Service";
    case ComponentKind::group: return "";
  }
  return "";
}

std::string describe_own_work(const Component& one) {
  if (one.kind == ComponentKind::workflow) return "no work of its own";
  if (one.kind == ComponentKind::program) return describe_work(one.application);
  std::string text = fmt::format(
      "{}; {}", one.application.duration ? one.application.duration->describe() : "", describe(one.limits));
  if (!one.application.uses.empty())
    text += fmt::format("\nUses, each call: {}", describe(one.application.uses));
  return text;
}

std::string describe_component(const Component& one, const Scenario& scenario) {
  const bool is_first = &one == scenario.components.data();
  std::string text = fmt::format("{} {}{}: {}\n", word_of(one.kind), one.name,
                                 is_first ? " (takes the requests)" : "", describe_own_work(one));
  if (!one.calls.empty()) text += fmt::format("  calls {}\n", describe_calls(one, scenario));
  return text;
}

}  // namespace

std::string describe(const Scenario& scenario, const Catalogue& catalogue) {
  std::string text = fmt::format("{}: fine\n", scenario.file);
  if (!scenario.question.empty()) text += fmt::format("Question: {}\n", scenario.question);
  text += fmt::format("Traffic: {}\n", describe_workload(scenario));
  if (scenario.components.empty()) text += fmt::format("Work: {}\n", describe_work(scenario.application));
  for (const Component& one : scenario.components)
    if (one.kind != ComponentKind::group) text += describe_component(one, scenario);
  if (scenario.client) text += fmt::format("Clients: {}\n", describe(*scenario.client));
  for (const Alternative& one : scenario.alternatives)
    if (one.client && !(one.client == scenario.client))
      text += fmt::format("Clients of {}: {}\n", one.name, describe(*one.client));
  for (const Outage& one : scenario.outages) text += fmt::format("Outage: {}\n", describe(one));
  text += fmt::format("Period: {} from {}, prices as read until {}; free allowances {}\n",
                      describe(scenario.period.length), to_string(scenario.period.start),
                      to_string(catalogue.newest_read), scenario.has_free_tier ? "on" : "off");
  text += fmt::format("Measured: {}\n",
                      scenario.warm_up ? fmt::format("after a warm-up of {}", describe(*scenario.warm_up))
                                       : std::string("from an empty system, without warm-up"));
  text += fmt::format("Seed {}, {} replications\n", scenario.seed.value, scenario.replications);
  for (const UncertainInput& one : scenario.uncertain)
    text += fmt::format("Not known exactly: {}, {} here, may be {}\n", one.path,
                        one.own_value.empty() ? "the default" : one.own_value, describe(one));
  if (!scenario.defaults.empty()) text += "Taken as default:\n";
  for (const std::string& one : scenario.defaults) text += "  - " + one + "\n";
  return text;
}

}  // namespace isocost
