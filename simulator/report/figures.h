/// Figures as people read them; the same in every report.
#pragma once

#include <string>

#include "simulator/cost/bill.h"
#include "simulator/experiment/result.h"

namespace isocost {

/// "2,009,702", "51.06": four significant digits below a thousand.
[[nodiscard]] std::string quantity_text(const Decimal& quantity);

/// "0.2 / 1,000,000", "free", "UNPRICED"
[[nodiscard]] std::string price_text(const BillLine& line);

/// "models/aws/lambda.yaml:59, read 2026-09-24", "-" when there is no price
[[nodiscard]] std::string source_text(const BillLine& line);

/// "Duration" of "Duration (free)" and of "Duration (first 6,000,000,000)".
[[nodiscard]] std::string kind_of(const BillLine& line);

/// "81.2 ms ± 0.4 ms", "95 ms (INSUFFICIENT)", "-" where nothing came; a half-width that reads 0.00 is left
/// out. \param half  writes half the width
[[nodiscard]] std::string with_half_width(const Estimate& estimate, const std::string& value,
                                          std::string (*half)(double));

/// "12.5 % ± 0.31 %", "0"
[[nodiscard]] std::string share_text(const Estimate& estimate);
/// "0.31 %": two significant digits are what a half-width can carry.
[[nodiscard]] std::string share_half_width(double half);

/// "4.02 ± 0.01"
[[nodiscard]] std::string number_text(const Estimate& estimate);

/// "1,234.50", or "UNPRICED"
[[nodiscard]] std::string amount_text(const BillLine& line);

/// How long the period is that is billed: "30 d", "10 min".
[[nodiscard]] std::string period_text(const Manifest& manifest);

}  // namespace isocost
