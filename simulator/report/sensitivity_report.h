/// What uncertain inputs do to the answer, printed: how often it holds, the range of each alternative, what
/// moves it, and the register of the assumptions.
#pragma once

#include <string>
#include <vector>

#include "simulator/compare/payback.h"
#include "simulator/compare/sensitivity.h"
#include "simulator/report/report_model.h"

namespace isocost {

struct SensitivityReport {
  InputStudy study;
  Sensitivity found;
  std::string from;               ///< the alternative that runs today
  std::vector<Payback> paybacks;  ///< of moving away from it; empty: no migration is stated
  bool is_interrupted = false;    ///< fewer samples than were asked for
};

/// What moves one alternative. \param alternative  its number
[[nodiscard]] RangeChart tornado_chart(const SensitivityReport& report, std::size_t alternative);
[[nodiscard]] ReportModel make_sensitivity_report(const SensitivityReport& report);
/// {"isocost_sensitivity": 1, "metric": …, "alternatives": […], "inputs": […], "manifest": {…}}
[[nodiscard]] std::string write_sensitivity_json(const SensitivityReport& report);
/// One row for each figure: alternative, item, input, at, value, low, high, status. `at`: the value of the
/// input. Low and high are an interval; a figure without a number is NEVER (answered, or paid back).
[[nodiscard]] std::string write_sensitivity_csv(const SensitivityReport& report);

}  // namespace isocost
