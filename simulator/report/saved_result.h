/// A result (`isocost run --format json`) or a bill (`isocost price --format json`) read back from its file,
/// for commands that look into what was computed before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulator/cost/bill.h"
#include "simulator/input/diagnostic.h"

namespace isocost {

/// One measure as it was written; no value where it was not finite.
struct SavedFigure {
  std::optional<double> value;
  std::optional<double> half_width;
  std::string unit;
  std::string status;
};

struct SavedAlternative {
  std::string name;  ///< empty for a bill without simulation
  std::string platform;
  std::string region;
  std::string size;
  std::map<std::string, SavedFigure> metrics;  ///< by name: "latency_p99"; none for a bill
  Bill bill;
  std::vector<std::string> assumptions;
  std::vector<std::string> notes;

  [[nodiscard]] const SavedFigure* metric(const std::string& name) const;
};

struct SavedResult {
  std::string file;
  std::string title;
  bool is_simulated = true;
  bool has_free_tier = true;
  std::string as_of;                           ///< prices and rules in force on that day
  std::vector<SavedAlternative> alternatives;  ///< at least one
  std::map<std::string, std::string> inputs;   ///< of the manifest: "seed", "method"; none for a bill

  /// The alternative asked for, or the only one. Otherwise a diagnostic that names them.
  [[nodiscard]] const SavedAlternative* find(const std::string& name, Diagnostics& diagnostics) const;
};

/// Every problem at once: what is missing or is no figure, with its place. Amounts are not checked against
/// quantities here.
[[nodiscard]] Loaded<SavedResult> read_saved_result(const std::string& path);

/// The same of a text that no file holds.
[[nodiscard]] Loaded<SavedResult> read_saved_text(const std::string& name, const std::string& text);

}  // namespace isocost
