/// What the replications of an alternative say of its components.
#pragma once

#include <optional>
#include <span>

#include "simulator/compile/compile.h"
#include "simulator/experiment/cell.h"
#include "simulator/experiment/result.h"

namespace isocost {

/// Nothing where the application is one piece. Of a fused application: of the whole, and of the components
/// that messages go to.
[[nodiscard]] std::optional<CallResult> call_result_of(const CompiledAlternative& compiled,
                                                       std::span<const CellResult> cells);

}  // namespace isocost
