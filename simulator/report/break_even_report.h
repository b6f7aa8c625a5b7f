/// The search for a break-even, printed: the answer in a sentence, its crossings, and every value looked at.
#pragma once

#include <string>

#include "simulator/compare/break_even.h"
#include "simulator/report/report_model.h"

namespace isocost {

struct BreakEvenReport {
  std::string path;    ///< what was varied: "workload.rate"
  std::string unit;    ///< "/s"
  std::string metric;  ///< cost or p99
  std::string first;   ///< names of the alternatives
  std::string second;
  BreakEven found;
  Manifest manifest;  ///< of the last run
};

/// Both curves with their intervals over the value, on a logarithmic axis, and where the answer flips.
[[nodiscard]] LineChart break_even_chart(const BreakEvenReport& report);
[[nodiscard]] ReportModel make_break_even_report(const BreakEvenReport& report);
[[nodiscard]] std::string write_break_even_json(const BreakEvenReport& report);
[[nodiscard]] std::string write_break_even_csv(const BreakEvenReport& report);

}  // namespace isocost
