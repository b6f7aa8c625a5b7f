/// What a guard found, for people and for pipelines.
#pragma once

#include <string>

#include "simulator/compare/guard.h"
#include "simulator/report/report_model.h"

namespace isocost {

struct GuardReport {
  GuardOutcome outcome;
  Manifest manifest;
  std::string baseline;  ///< file; empty: none
  std::string verdict;   ///< in one sentence
};

/// The sentence above all: what was broken, or what could not be decided, or that all is held.
[[nodiscard]] std::string verdict_of(const GuardOutcome& outcome);

[[nodiscard]] ReportModel make_guard_report(const GuardReport& report);
[[nodiscard]] std::string write_guard_json(const GuardReport& report);

}  // namespace isocost
