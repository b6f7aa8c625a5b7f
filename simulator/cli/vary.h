/// What --vary says: an entry of the scenario and the values it takes.
#pragma once

#include <string>
#include <variant>

#include "simulator/batch/sweep.h"

namespace isocost::cli {

/// path=value,value,… or path=LOW:HIGH:N (N values, evenly apart) or path=LOW:HIGH:N:log (evenly apart in the
/// logarithm). LOW and HIGH are values as the scenario has them, in one unit. A comma inside brackets is part
/// of a value. Otherwise the sentence that says what is wrong.
[[nodiscard]] std::variant<Axis, std::string> parse_axis(const std::string& assignment);

}  // namespace isocost::cli
