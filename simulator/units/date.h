/// Calendar days. Prices, billing rules and profiles are dated; a scenario is billed by the rules in force on
/// the first day of its billing period.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace isocost {

using Date = std::chrono::sys_days;

/// "2025-08-01"; nothing else. Impossible days (2025-02-30) are refused.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);

/// 0 = Monday … 6 = Sunday.
[[nodiscard]] int weekday_of(Date date);

}  // namespace isocost
