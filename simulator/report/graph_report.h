/// The call graph of a scenario, before anything is simulated: for people, for Graphviz, for other programs.
#pragma once

#include <string>

#include "simulator/experiment/experiment.h"
#include "simulator/report/report_model.h"

namespace isocost {

[[nodiscard]] inline bool has_graph(const Experiment& experiment) {
  return experiment.model.calls.has_value();
}

/// Components in the order of the file, with expected figures, and where each runs.
/// \pre has_graph(experiment); likewise below
[[nodiscard]] ReportModel make_graph_report(const Experiment& experiment);

[[nodiscard]] std::string graph_as_dot(const Experiment& experiment);
[[nodiscard]] std::string graph_as_graphml(const Experiment& experiment);

/// Whether Graphviz, which draws pictures, is there.
[[nodiscard]] bool has_graph_drawer();
/// \pre has_graph_drawer(). Throws std::runtime_error when the program fails.
[[nodiscard]] std::string graph_as_svg(const Experiment& experiment);

}  // namespace isocost
