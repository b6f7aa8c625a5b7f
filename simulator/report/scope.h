/// What a figure holds and what it leaves out: generated from the bills themselves, so that no report can
/// claim more than was computed. `excluded` is never empty: some costs no simulation of traffic can know.
#pragma once

#include <string>
#include <vector>

#include "simulator/experiment/result.h"
#include "simulator/experiment/usage_file.h"

namespace isocost {

struct Scope {
  std::vector<std::string> included;  ///< "AWS Lambda: Requests, Duration", one for each alternative
  std::vector<std::string> excluded;  ///< UNPRICED lines first
  std::vector<std::string> assumed;   ///< what holds for some alternatives only names them in brackets
};

[[nodiscard]] Scope scope_of(const Result& result);
[[nodiscard]] Scope scope_of(const PricedUsage& priced);

}  // namespace isocost
