/// A RESULT.json (`isocost run --format json`) read back whole, so that every writer gives the bytes it would
/// have given when the result was fresh.
#pragma once

#include <string>

#include "simulator/compare/comparison.h"
#include "simulator/experiment/result.h"
#include "simulator/input/node.h"

namespace isocost {

struct FinishedRun {
  Result result;
  Comparison comparison;
};

/// The document of a file that a program wrote. Where it is cut the diagnostic says so, in the words of JSON.
[[nodiscard]] Loaded<Node> parse_saved_file(const std::string& path);

/// Whether the document says that it is a result or a bill of this program, of whatever version.
[[nodiscard]] bool is_saved(const Node& root);

/// Every problem at once. A file whose digest does not fit was changed after it was written: an error, too,
/// since its figures need not belong together any more.
[[nodiscard]] Loaded<FinishedRun> read_run(const Node& root);

/// Whether the digest fits the rest of the text, white space aside.
[[nodiscard]] bool is_as_written(const std::string& json_text);

}  // namespace isocost
