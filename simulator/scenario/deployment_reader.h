/// Where the components of an application run in one alternative: all as the alternative says, some at other
/// sizes or on another platform of the same provider, or all together in one place (`fused`).
#pragma once

#include <optional>

#include "simulator/input/node.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

/// \pre the scenario has components
[[nodiscard]] std::optional<Alternative> read_deployment(const Node& node, const Catalogue& catalogue,
                                                         Scenario& scenario, Diagnostics& diagnostics);

}  // namespace isocost
