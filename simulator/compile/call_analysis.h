/// What can be said of a call graph without simulating it: whether it ends, who is reached, how often.
///
/// Expected calls follow from the graph and the shares of failures alone, with retries and what is called
/// after errors: those of a component are the sum over its callers of their calls x attempts. Depth counts
/// calls within calls, a request of a user alone being 1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/input/diagnostic.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

struct CallAnalysis {
  std::vector<double> calls;         ///< of each component, expected for one request of a user
  double messages = 0;               ///< expected for one request of a user
  double messages_to_services = 0;   ///< of them: what no program takes
  std::vector<std::uint32_t> depth;  ///< of each component: the longest way there
};

/// A component that calls itself, by whatever way, one that no request reaches, and more than 100,000
/// expected or 10^9 possible calls for one request are errors, each at its place.
/// \pre components is not empty
[[nodiscard]] std::optional<CallAnalysis> analyse_calls(const std::vector<Component>& components,
                                                        Diagnostics& diagnostics);

[[nodiscard]] CallGraph call_graph_of(const std::vector<Component>& components);

/// Everything that the components together are, as one program.
[[nodiscard]] Application fused(const std::vector<Component>& components, const CallAnalysis& analysis);

/// In the language of Graphviz.
[[nodiscard]] std::string write_dot(const std::vector<Component>& components, const CallAnalysis& analysis);

/// GraphML, for programs that read graphs.
[[nodiscard]] std::string write_graphml(const std::vector<Component>& components,
                                        const CallAnalysis& analysis);

}  // namespace isocost
