#include "simulator/cli/vary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "simulator/input/path.h"

namespace isocost::cli {
namespace {

constexpr std::size_t most_values = 100'000;

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Outside of brackets and quotation marks.
std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts{""};
  int depth = 0;
  char quotation = '\0';
  for (const char c : text) {
    if (quotation != '\0')
      quotation = c == quotation ? '\0' : quotation;
    else if (c == '"' || c == '\'')
      quotation = c;
    else if (c == '{' || c == '[')
      ++depth;
    else if (c == '}' || c == ']')
      --depth;
    if (c == mark && depth == 0 && quotation == '\0')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string& part : parts) part = trimmed(part);
  return parts;
}

/// Of LOW:HIGH:N and LOW:HIGH:N:log.
std::variant<std::vector<std::string>, std::string> values_of_range(const std::vector<std::string>& parts) {
  const auto low = split_value(parts[0]), high = split_value(parts[1]), count = split_value(parts[2]);
  const bool is_log = parts.size() == 4;
  if (is_log && parts[3] != "log") return fmt::format("\"{}\" is not known here; expected log", parts[3]);
  if (!low || !high || low->second != high->second)
    return std::string("expected LOW:HIGH:N with LOW and HIGH in one unit, such as 1/s:100/s:12:log");
  if (!count || !count->second.empty() || count->first < 2 ||
      count->first > static_cast<double>(most_values) || count->first != std::floor(count->first))
    return fmt::format("\"{}\" values: expected a whole number from 2 to {}", parts[2], most_values);
  if (low->first >= high->first || (is_log && low->first <= 0))
    return std::string(is_log ? "expected LOW above 0 and below HIGH" : "expected LOW below HIGH");
  const double last = count->first - 1;
  std::vector<std::string> values;
  for (double i = 0; i <= last; ++i) {
    const double at = is_log ? low->first * std::pow(high->first / low->first, i / last)
                             : low->first + (high->first - low->first) * (i / last);
    values.push_back(fmt::format("{:.6g}{}", i == last ? high->first : at, low->second));
  }
  return values;
}

}  // namespace

std::variant<Axis, std::string> parse_axis(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == assignment.size())
    return std::string("expected path=value,value,… or path=LOW:HIGH:N");
  Axis axis{trimmed(assignment.substr(0, equals)), {}};
  const std::string right = assignment.substr(equals + 1);
  const std::vector<std::string> parts = split(right, ':');
  if (parts.size() == 3 || parts.size() == 4) {
    auto values = values_of_range(parts);
    if (auto* const why = std::get_if<std::string>(&values)) return std::move(*why);
    axis.values = std::move(std::get<std::vector<std::string>>(values));
  } else {
    axis.values = split(right, ',');
  }
  std::set<std::string> seen;
  for (const std::string& value : axis.values) {
    if (value.empty()) return std::string("a value is empty");
    if (!seen.insert(value).second) return fmt::format("{} stands there twice", value);
  }
  return axis;
}

}  // namespace isocost::cli
