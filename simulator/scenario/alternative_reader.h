/// Reads one alternative of a scenario and checks it against the catalogue: what a platform does not offer is
/// shown where it is written.
#pragma once

#include <optional>

#include "simulator/input/node.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

/// \param scenario  its period and application are read already; defaults that are taken are added to its
/// list
[[nodiscard]] std::optional<Alternative> read_alternative(const Node& node, const Catalogue& catalogue,
                                                          Scenario& scenario, Diagnostics& diagnostics);

/// One place: an alternative without regard to components.
/// \param application  what runs there
[[nodiscard]] std::optional<Alternative> read_place(const Node& node, const Catalogue& catalogue,
                                                    const Application& application, Scenario& scenario,
                                                    Diagnostics& diagnostics);

}  // namespace isocost
