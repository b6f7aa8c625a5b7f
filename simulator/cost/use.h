/// How things used become units of a price: 432 million calls of 46 KB at a price counted in steps of 512 KB
/// are 432 million units; 5 tasks of 2 GiB for 10 minutes at a price per GB-second are 6,000.
///
/// Order: the size of one use is rounded to the price's step of size, its time to the step of time and then
/// raised to the least time (models/…, `rounding`); then everything is multiplied, exactly.
#pragma once

#include <optional>
#include <string>

#include "simulator/catalogue/catalogue.h"

namespace isocost {

/// The hours of a month where a price is per month and nothing else is said: 8,760 / 12, as AWS and Azure
/// count.
inline constexpr Duration month_of_prices = std::chrono::hours(730);

struct Use {
  Decimal count{1};
  std::optional<Bytes> size;                     ///< of one
  std::optional<Duration> time;                  ///< of one
  std::optional<BalancerDimensions> dimensions;  ///< carried by one, where a price takes the most used
  Duration month = month_of_prices;
};

/// The time in which a unit is counted: 1 h of "vCPU-hour", `month` of "GB-month"; nothing for "request".
[[nodiscard]] std::optional<Duration> time_of_unit(const std::string& unit, Duration month);

/// What a use over `time` is billed as.
[[nodiscard]] Duration billed_time(Duration time, const UseRounding& rounding);

/// Why this use cannot be counted in units of this price ("… is not counted over time"); nothing when it can.
[[nodiscard]] std::optional<std::string> why_not_countable(const Price& price, const Use& use);

/// \pre !why_not_countable(price, use)
[[nodiscard]] Decimal units_of(const Price& price, const Use& use);

}  // namespace isocost
