#include "simulator/report/graph_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "simulator/compile/call_analysis.h"
#include "simulator/input/values.h"
#include "simulator/report/private_folder.h"
#include "simulator/report/program.h"
#include "simulator/scenario/application_reader.h"

namespace isocost {
namespace {

constexpr const char* drawer = "dot";

std::string work_text(const std::optional<Distribution>& duration) {
  return duration ? describe(duration->mean()) : "the trace's";
}

ReportSection components_section(const Scenario& scenario, const CallAnalysis& analysis) {
  ReportSection section{"Components", {}, {}, {}};
  ReportTable table{{{"component", false},
                     {"own work, mean", true},
                     {"calls a request", true},
                     {"depth", true},
                     {"calls", false}},
                    {}};
  double work = 0, calls = 0;
  for (std::size_t i = 0; i < scenario.components.size(); ++i) {
    const Component& one = scenario.components[i];
    if (one.kind == ComponentKind::group) continue;
    const auto& duration = one.application.duration;
    calls += analysis.calls[i];
    work += duration ? analysis.calls[i] * to_seconds(duration->mean()) : 0;
    const bool is_workflow = one.kind == ComponentKind::workflow;
    table.rows.push_back({one.name, is_workflow ? "a workflow" : work_text(duration),
                          fmt::format("{:.4g}", analysis.calls[i]), std::to_string(analysis.depth[i]),
                          describe_calls(one, scenario)});
  }
  section.tables.push_back(std::move(table));
  section.notes.push_back(fmt::format(
      "expected for one request: {:.4g} calls, {:.4g} of them messages; {} of work on one full vCPU", calls,
      analysis.messages, describe(from_seconds(work))));
  if (!scenario.components.front().application.duration)
    section.notes.emplace_back("that is without the work of the first component, which is the trace's");
  return section;
}

ReportSection places_section(const Experiment& experiment) {
  ReportSection section{"Where they run", {}, {}, {}};
  ReportTable table{{{"alternative", false}, {"component", false}, {"runs on", false}}, {}};
  for (const CompiledAlternative& one : experiment.model.alternatives) {
    if (one.is_fused)
      table.rows.push_back({one.name, "all together", fmt::format("{}, {}", one.platform_name, one.size)});
    for (const CompiledAlternative& place : one.components)
      table.rows.push_back({one.name, place.name, fmt::format("{}, {}", place.platform_name, place.size)});
  }
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace

ReportModel make_graph_report(const Experiment& experiment) {
  const Scenario& scenario = experiment.scenario;
  return {scenario.title.empty() ? scenario.file : scenario.title,
          {components_section(scenario, *experiment.model.calls), places_section(experiment)}};
}

std::string graph_as_dot(const Experiment& experiment) {
  return write_dot(experiment.scenario.components, *experiment.model.calls);
}

std::string graph_as_graphml(const Experiment& experiment) {
  return write_graphml(experiment.scenario.components, *experiment.model.calls);
}

bool has_graph_drawer() { return find_program(drawer).has_value(); }

std::string graph_as_svg(const Experiment& experiment) {
  const PrivateFolder folder;
  const std::string from = folder.file("graph.dot"), to = folder.file("graph.svg");
  std::ofstream file(from, std::ios::binary);
  file << graph_as_dot(experiment);
  file.close();
  if (!file) throw std::runtime_error(from + " cannot be written");
  run_program(find_program(drawer).value(), {"-Tsvg", "-o", to, from});
  return content_of(to);
}

}  // namespace isocost
