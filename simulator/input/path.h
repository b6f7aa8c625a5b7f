/// The places inside a scenario: "workload.rate", "alternatives[0].memory". And the parts of a quantity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "simulator/input/node.h"

namespace isocost {

/// "a.b[0].c" set to the scalar `text`; names may be new, items must exist. A value that looks like a flow
/// collection (`{…}` or `[…]`) is read as one. For `--set path=value`.
void set_path(Node& root, std::string_view path, std::string_view text, Diagnostics& diagnostics);

/// What stands at a path; null where nothing does, or where it is no path.
[[nodiscard]] const Node* find_path(const Node& root, std::string_view path);

/// The number in front and what is behind it: "40/s" is 40 and "/s".
[[nodiscard]] std::optional<std::pair<double, std::string>> split_value(const std::string& text);

}  // namespace isocost
