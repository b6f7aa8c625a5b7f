/// The checks of the validation pack as a table for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "simulator/report/report_model.h"
#include "simulator/validation/study.h"

namespace isocost {

[[nodiscard]] ReportModel make_validation_report(const std::vector<validation::Check>& checks,
                                                 bool is_interrupted);

/// {"isocost_validation": 1, "passed": 40, "failed": 0, "interrupted": false, "checks": […]}
[[nodiscard]] std::string write_validation_json(const std::vector<validation::Check>& checks,
                                                bool is_interrupted);

}  // namespace isocost
