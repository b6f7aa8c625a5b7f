/// The components of an application in a report: where each runs, how often it is called, what of the latency
/// passes there and how much of its time is spent waiting.
#pragma once

#include <optional>

#include "simulator/report/report_model.h"

namespace isocost {

/// Nothing where the application is one piece.
[[nodiscard]] std::optional<ReportSection> call_section(const Result& result);

}  // namespace isocost
