/// Reference figures and measured data that lie outside the project: tests that read them are skipped without
/// them.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "simulator/validation/logs.h"

namespace isocost::validation {

/// Folder that holds data/ and reference/; empty when there is none.
[[nodiscard]] inline std::filesystem::path shared_folder() { return ISOCOST_SHARED; }

[[nodiscard]] inline bool has_shared(const std::string& folder) {
  return !shared_folder().empty() && std::filesystem::is_directory(shared_folder() / folder);
}

[[nodiscard]] inline std::string read_shared(const std::string& name) {
  return read_text_file((shared_folder() / name).string());
}

}  // namespace isocost::validation
