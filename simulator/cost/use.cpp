#include "simulator/cost/use.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace isocost {
namespace {

/// Half a step is rounded up by `nearest`.
std::int64_t steps_of(std::int64_t amount, std::int64_t step, RoundingDirection direction) {
  switch (direction) {
    case RoundingDirection::up: return (amount + step - 1) / step;
    case RoundingDirection::down: return amount / step;
    case RoundingDirection::nearest: return (amount + step / 2) / step;
  }
  return 0;
}

/// Exact for figures of few digits, which people write.
Decimal most_used(const BalancerDimensions& used, const BalancerDimensions& unit) {
  const double most = std::max(
      {used.new_connections_per_second / unit.new_connections_per_second,
       used.active_connections / unit.active_connections,
       static_cast<double>(used.bytes_per_hour.count) / static_cast<double>(unit.bytes_per_hour.count)});
  return parse_decimal(fmt::format("{}", most)).value_or(0);
}

}  // namespace

std::optional<Duration> time_of_unit(const std::string& unit, Duration month) {
  const std::array<std::pair<const char*, Duration>, 5> known{{{"second", std::chrono::seconds(1)},
                                                               {"minute", std::chrono::minutes(1)},
                                                               {"hour", hour},
                                                               {"day", day},
                                                               {"month", month}}};
  const std::string last = unit.substr(unit.find_last_of("- ") + 1);  // the whole when there is neither
  for (const auto& [word, time] : known)
    if (last == word) return time;
  return std::nullopt;
}

Duration billed_time(Duration time, const UseRounding& rounding) {
  const std::int64_t step = std::max<std::int64_t>(rounding.time.count(), 1);
  const Duration rounded(steps_of(time.count(), step, rounding.direction) * step);
  return std::max(rounded, rounding.least_time);
}

std::optional<std::string> why_not_countable(const Price& price, const Use& use) {
  const bool takes_size = price.bytes_per_unit > 0 || price.rounding.size.count > 0;
  if (use.size && !takes_size)
    return fmt::format("{} is counted in {}s, whatever their size", price.id, price.unit);
  if (use.time && !time_of_unit(price.unit, use.month))
    return fmt::format("{} is counted in {}s, not over time", price.id, price.unit);
  if (use.dimensions && !price.max_of) return fmt::format("{} does not depend on dimensions", price.id);
  return std::nullopt;
}

Decimal units_of(const Price& price, const Use& use) {
  Decimal units = use.count, divisor = 1;  // one division, at the end: quotients are not exact
  if (use.size && price.rounding.size.count > 0) {
    units *= std::max<std::int64_t>(
        steps_of(use.size->count, price.rounding.size.count, price.rounding.direction), 1);
  } else if (use.size) {
    units *= use.size->count;
    divisor *= price.bytes_per_unit;
  }
  if (use.dimensions) units *= most_used(*use.dimensions, *price.max_of);
  if (use.time) {
    units *= billed_time(*use.time, price.rounding).count();
    divisor *= time_of_unit(price.unit, use.month)->count();
  }
  return units / divisor;
}

}  // namespace isocost
