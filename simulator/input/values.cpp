#include "simulator/input/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace isocost {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array duration_units{Unit{"ns", 1},     Unit{"us", 1e3},   Unit{"ms", 1e6},   Unit{"s", 1e9},
                                    Unit{"min", 6e10}, Unit{"h", 3.6e12}, Unit{"d", 8.64e13}};
constexpr std::array data_units{
    Unit{"B", 1},         Unit{"kB", 1e3},           Unit{"MB", 1e6},
    Unit{"GB", 1e9},      Unit{"TB", 1e12},          Unit{"KiB", 1024},
    Unit{"MiB", 1048576}, Unit{"GiB", 1073741824.0}, Unit{"TiB", 1099511627776.0}};
constexpr std::array rate_periods{Unit{"s", 1},          Unit{"min", 60},    Unit{"h", 3600},
                                  Unit{"d", 86400},      Unit{"day", 86400}, Unit{"week", 604800},
                                  Unit{"month", 2592000}};
constexpr std::array count_suffixes{Unit{"", 1}, Unit{"k", 1e3}, Unit{"M", 1e6}, Unit{"G", 1e9}};

/// The number in front and the rest without the blanks between.
struct NumberAndUnit {
  double number;
  std::string_view unit;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<NumberAndUnit> split_number(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || !std::isfinite(number)) return std::nullopt;
  return NumberAndUnit{number, trimmed(text.substr(static_cast<std::size_t>(stop - text.data())))};
}

template <std::size_t N>
std::vector<std::string> names_of(const std::array<Unit, N>& units) {
  std::vector<std::string> names;
  for (const Unit& unit : units) names.emplace_back(unit.name);
  return names;
}

template <std::size_t N>
std::optional<double> factor_of(const std::array<Unit, N>& units, std::string_view name) {
  for (const Unit& unit : units)
    if (unit.name == name) return unit.factor;
  return std::nullopt;
}

bool is_scalar(const Node& node, std::string_view expected, Diagnostics& diagnostics) {
  if (node.kind == Node::Kind::scalar) return true;
  add_error(diagnostics, node.where, fmt::format("expected {}, not a list or a group of keys", expected));
  return false;
}

std::string shown(const Node& node) {
  if (node.text.empty()) return "nothing";
  return node.text.size() <= 40 ? "\"" + node.text + "\"" : "\"" + node.text.substr(0, 37) + "…\"";
}

template <std::size_t N>
std::optional<double> read_with_unit(const Node& node, const std::array<Unit, N>& units,
                                     std::string_view what, std::string_view example,
                                     Diagnostics& diagnostics) {
  if (!is_scalar(node, what, diagnostics)) return std::nullopt;
  const auto parts = split_number(node.text);
  if (!parts) {
    add_error(diagnostics, node.where, fmt::format("expected {}, found {}", what, shown(node)),
              fmt::format("write a number and a unit, such as {}", example));
    return std::nullopt;
  }
  if (parts->unit.empty() && parts->number != 0) {
    add_error(diagnostics, node.where, fmt::format("expected {}, found {} without a unit", what, shown(node)),
              fmt::format("write the unit, such as {}", example));
    return std::nullopt;
  }
  const auto factor = parts->unit.empty() ? std::optional<double>(1) : factor_of(units, parts->unit);
  if (!factor) {
    add_error(diagnostics, node.where, fmt::format("\"{}\" is not a unit of {}", parts->unit, what),
              known_words_hint(parts->unit, names_of(units)));
    return std::nullopt;
  }
  if (parts->number < 0) {
    add_error(diagnostics, node.where,
              fmt::format("expected {}, found {}, which is negative", what, shown(node)));
    return std::nullopt;
  }
  return parts->number * *factor;
}

std::string short_number(double value) {
  std::string text = fmt::format("{:.4g}", value);
  if (text.find('e') == std::string::npos) return text;
  return std::abs(value) < 1 ? fmt::format("{:.2g}", value) : fmt::format("{:.0f}", value);
}

template <std::size_t N>
std::string in_largest_unit(double value, const std::array<Unit, N>& units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units)
    if (value >= unit.factor) best = &unit;
  return fmt::format("{} {}", short_number(value / best->factor), best->name);
}

}  // namespace

std::optional<std::string> read_text(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a text", diagnostics)) return std::nullopt;
  if (node.text.empty()) {
    add_error(diagnostics, node.where, "expected a text, found nothing");
    return std::nullopt;
  }
  return node.text;
}

std::optional<double> read_number(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a number", diagnostics)) return std::nullopt;
  const auto parts = split_number(node.text);
  if (parts && parts->unit.empty()) return parts->number;
  add_error(diagnostics, node.where, fmt::format("expected a number, found {}", shown(node)));
  return std::nullopt;
}

std::optional<std::int64_t> read_count(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a whole number", diagnostics)) return std::nullopt;
  const auto parts = split_number(node.text);
  const auto factor = parts ? factor_of(count_suffixes, parts->unit) : std::nullopt;
  if (factor) {
    const double value = parts->number * *factor;
    if (value >= 0 && value < 9e15 && value == std::floor(value)) return static_cast<std::int64_t>(value);
  }
  add_error(diagnostics, node.where, fmt::format("expected a whole number, 0 or more, found {}", shown(node)),
            "write a number such as 20, 250k or 3M");
  return std::nullopt;
}

std::optional<bool> read_bool(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "on or off", diagnostics)) return std::nullopt;
  if (node.text == "true" || node.text == "yes" || node.text == "on") return true;
  if (node.text == "false" || node.text == "no" || node.text == "off") return false;
  add_error(diagnostics, node.where, fmt::format("expected on or off, found {}", shown(node)),
            "write on or off");
  return std::nullopt;
}

std::optional<Duration> read_duration(const Node& node, Diagnostics& diagnostics) {
  const auto ticks = read_with_unit(node, duration_units, "a duration", "250 ms or 15 min", diagnostics);
  if (!ticks) return std::nullopt;
  if (*ticks > static_cast<double>(unbounded.count())) {
    add_error(diagnostics, node.where, fmt::format("{} is longer than 146 years", shown(node)));
    return std::nullopt;
  }
  return Duration(static_cast<std::int64_t>(std::llround(*ticks)));
}

std::optional<Bytes> read_bytes(const Node& node, Diagnostics& diagnostics) {
  const auto count = read_with_unit(node, data_units, "an amount of data", "512 MiB or 20 kB", diagnostics);
  if (!count) return std::nullopt;
  if (*count > 9e18) {
    add_error(diagnostics, node.where, fmt::format("{} is more than 9 EB", shown(node)));
    return std::nullopt;
  }
  return Bytes{static_cast<std::int64_t>(std::llround(*count))};
}

std::optional<Rate> read_rate(const Node& node, Diagnostics& diagnostics) {
  constexpr std::string_view hint = "write requests per time, such as 40/s or 3M/month";
  if (!is_scalar(node, "a rate", diagnostics)) return std::nullopt;
  const std::string_view text = node.text;
  const std::size_t slash = text.find('/');
  const auto parts = split_number(text.substr(0, slash));
  if (slash == std::string_view::npos || !parts) {
    add_error(diagnostics, node.where, fmt::format("expected a rate, found {}", shown(node)),
              std::string(hint));
    return std::nullopt;
  }
  const auto factor = factor_of(count_suffixes, parts->unit);
  const std::string_view period_name = trimmed(text.substr(slash + 1));
  const auto period = factor_of(rate_periods, period_name);
  if (!factor || !period) {
    const std::string_view word = factor ? period_name : parts->unit;
    add_error(diagnostics, node.where, fmt::format("\"{}\" is not a unit of a rate", word),
              factor ? known_words_hint(word, names_of(rate_periods)) : std::string(hint));
    return std::nullopt;
  }
  if (parts->number < 0) {
    add_error(diagnostics, node.where,
              fmt::format("expected a rate, found {}, which is negative", shown(node)));
    return std::nullopt;
  }
  return Rate{parts->number * *factor / *period};
}

std::optional<double> read_share(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a share", diagnostics)) return std::nullopt;
  const auto parts = split_number(node.text);
  if (parts && (parts->unit.empty() || parts->unit == "%")) {
    const double share = parts->unit.empty() ? parts->number : parts->number / 100;
    if (share >= 0 && share <= 1) return share;
  }
  add_error(diagnostics, node.where, fmt::format("expected a share from 0 % to 100 %, found {}", shown(node)),
            "write a percentage such as 40 %");
  return std::nullopt;
}

std::optional<Date> read_date(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a date", diagnostics)) return std::nullopt;
  if (const auto date = parse_date(node.text)) return date;
  add_error(diagnostics, node.where, fmt::format("expected a date, found {}", shown(node)),
            "write year-month-day, such as 2026-11-01");
  return std::nullopt;
}

std::optional<Decimal> read_decimal(const Node& node, Diagnostics& diagnostics) {
  if (!is_scalar(node, "a decimal number", diagnostics)) return std::nullopt;
  if (const auto value = parse_decimal(node.text)) return value;
  add_error(diagnostics, node.where, fmt::format("expected a decimal number, found {}", shown(node)));
  return std::nullopt;
}

std::optional<std::size_t> read_word(const Node& node, const std::vector<std::string>& words,
                                     Diagnostics& diagnostics) {
  if (!is_scalar(node, "a word", diagnostics)) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  add_error(diagnostics, node.where, fmt::format("{} is not known here", shown(node)),
            known_words_hint(node.text, words));
  return std::nullopt;
}

std::string describe(Duration span) {
  if (span.count() == 0) return "0 s";
  return in_largest_unit(static_cast<double>(span.count()), duration_units);
}

std::string describe(Bytes size) {
  constexpr std::array binary{Unit{"B", 1}, Unit{"KiB", 1024}, Unit{"MiB", 1048576},
                              Unit{"GiB", 1073741824.0}};
  constexpr std::array decimal{Unit{"B", 1}, Unit{"kB", 1e3}, Unit{"MB", 1e6}, Unit{"GB", 1e9},
                               Unit{"TB", 1e12}};
  const auto count = static_cast<double>(size.count);
  return size.count % 1024 == 0 && size.count > 0 ? in_largest_unit(count, binary)
                                                  : in_largest_unit(count, decimal);
}

std::string describe(Rate rate) {
  if (rate.per_second >= 0.1 || rate.per_second == 0) return short_number(rate.per_second) + "/s";
  if (rate.per_second * 3600 >= 1) return short_number(rate.per_second * 3600) + "/h";
  return short_number(rate.per_second * 86400) + "/d";
}

std::string describe_share(double share) { return short_number(share * 100) + " %"; }

Fields::Fields(const Node& mapping, std::string what, Diagnostics& diagnostics)
    : mapping_(mapping), what_(std::move(what)), diagnostics_(diagnostics) {
  if (!is_mapping())
    add_error(diagnostics_, mapping_.where, fmt::format("expected the keys of {}", what_),
              "write one `key: value` a line, indented");
}

const Node* Fields::optional(std::string_view key) {
  known_.emplace_back(key);
  return mapping_.find(key);
}

const Node* Fields::required(std::string_view key) {
  const Node* const found = optional(key);
  if (found == nullptr && is_mapping())
    add_error(diagnostics_, mapping_.where, fmt::format("{} needs \"{}\"", what_, key));
  return found;
}

void Fields::finish() {
  for (const Node::Entry& entry : mapping_.entries)
    if (std::find(known_.begin(), known_.end(), entry.key) == known_.end())
      add_error(diagnostics_, entry.key_where, fmt::format("\"{}\" is not a key of {}", entry.key, what_),
                known_words_hint(entry.key, known_));
}

}  // namespace isocost
