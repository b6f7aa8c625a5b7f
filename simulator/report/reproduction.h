/// Whether a result came out again: what differs between two results of `isocost run --format json`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace isocost {

struct Reproduction {
  std::size_t compared = 0;            ///< values
  std::vector<std::string> differing;  ///< "manifest.inputs.version: \"0.1.0\", now \"0.2.0\""; inputs first
};

/// \pre both are JSON. Digests follow from the rest and are not compared.
[[nodiscard]] Reproduction compare_results(const std::string& saved, const std::string& fresh);

}  // namespace isocost
