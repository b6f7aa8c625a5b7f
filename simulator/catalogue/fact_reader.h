/// Reads the value of a fact by the fact's name; the table of names and shapes is in format.md.
#pragma once

#include <optional>
#include <string_view>

#include "simulator/catalogue/catalogue.h"
#include "simulator/input/values.h"

namespace isocost {

/// An unknown name is a diagnostic at `name_where`.
[[nodiscard]] std::optional<FactValue> read_fact_value(std::string_view name, const SourceRange& name_where,
                                                       const Node& value, Diagnostics& diagnostics);

/// {new_connections_per_second: 25, active_connections: 3000, bytes_per_hour: 1 GB}: all three, above 0.
[[nodiscard]] std::optional<BalancerDimensions> read_balancer_dimensions(const Node& node,
                                                                         Diagnostics& diagnostics);

}  // namespace isocost
