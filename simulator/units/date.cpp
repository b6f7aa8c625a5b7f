#include "simulator/units/date.h"

#include <fmt/format.h>

#include <charconv>

namespace isocost {

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + from + length;
    return std::from_chars(text.data() + from, end, value).ptr == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), in_month = number(8, 2);
  if (year < 0 || month < 0 || in_month < 0) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(year),
                                             std::chrono::month(static_cast<unsigned>(month)),
                                             std::chrono::day(static_cast<unsigned>(in_month))};
  if (!calendar.ok()) return std::nullopt;
  return Date(calendar);
}

std::string to_string(Date date) {
  const std::chrono::year_month_day calendar(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.year()),
                     static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()));
}

int weekday_of(Date date) { return static_cast<int>(std::chrono::weekday(date).iso_encoding()) - 1; }

}  // namespace isocost
