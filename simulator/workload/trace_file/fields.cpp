#include "simulator/workload/trace_file/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "simulator/units/date.h"

namespace isocost::trace_file {

namespace {

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

constexpr double most_seconds = 4e9;
constexpr double longest_work = 1e9;

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Two digits at `from`, below `limit`.
std::optional<int> two_digits(std::string_view text, std::size_t from, int limit) {
  const std::string_view digits = text.substr(std::min(from, text.size()), 2);
  if (digits.size() < 2 || !is_digits(digits)) return std::nullopt;
  const auto value = parse_number<int>(digits);
  return *value < limit ? value : std::nullopt;
}

/// The part behind the date: "00:04", "00:04:00", "00:04:00.25".
std::optional<Duration> parse_time_of_day(std::string_view text) {
  const auto hours = two_digits(text, 0, 24), minutes = two_digits(text, 3, 60);
  if (!hours || !minutes || text[2] != ':') return std::nullopt;
  const Duration at = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (text.size() == 5) return at;
  const auto seconds = two_digits(text, 6, 60);
  if (!seconds || text[5] != ':') return std::nullopt;
  if (text.size() == 8) return at + std::chrono::seconds(*seconds);
  if (text[8] != '.' || !is_digits(text.substr(9))) return std::nullopt;
  return at + from_seconds(*parse_number<double>(text.substr(6)));
}

bool looks_like_date(std::string_view text) { return text.size() > 4 && text[4] == '-'; }

/// Since 1970.
std::optional<Duration> parse_date_time(std::string_view text) {
  const auto date = parse_date(text.substr(0, 10));
  if (!date || std::abs(date->time_since_epoch().count()) > static_cast<int>(most_seconds / 86400))
    return std::nullopt;
  std::string_view rest = text.substr(10);
  if (rest.empty()) return date->time_since_epoch();
  if (rest.front() != ' ' && rest.front() != 'T') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  const auto time_of_day = parse_time_of_day(rest);
  return time_of_day ? std::optional(date->time_since_epoch() + *time_of_day) : std::nullopt;
}

std::optional<Duration> parse_seconds(std::string_view text) {
  const auto seconds = parse_number<double>(text);
  return seconds && std::abs(*seconds) <= most_seconds ? std::optional(from_seconds(*seconds)) : std::nullopt;
}

Fault not_an_instant(std::string_view field) {
  const double seconds = parse_number<double>(field).value_or(0);
  const bool is_large = std::isfinite(seconds) && std::abs(seconds) > most_seconds;
  return {field, fmt::format("expected seconds or a date-time, found {}", shown(field)),
          is_large ? "seconds go up to 4e9; are these milliseconds?"
                   : "write seconds such as 12.5, or a date-time such as 2014-04-10 00:04:00"};
}

}  // namespace

std::string shown(std::string_view text) {
  if (text.empty()) return "nothing";
  return text.size() <= 40 ? fmt::format("\"{}\"", text) : fmt::format("\"{}…\"", text.substr(0, 37));
}

std::size_t count_fields(std::string_view row) {
  return static_cast<std::size_t>(std::count(row.begin(), row.end(), ',')) + 1;
}

std::string_view take_field(std::string_view& rest) {
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view field = rest.substr(0, comma);
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return trimmed(field);
}

bool has_fields(std::string_view row, std::size_t expected, Fault& fault) {
  const std::size_t found = count_fields(row);
  if (found == expected) return true;
  const std::string_view plural = expected == 1 ? "" : "s";
  fault = {row, fmt::format("expected {} field{} as in the header, found {}", expected, plural, found), {}};
  return false;
}

std::optional<Count> parse_count(std::string_view text) {
  if (const auto whole = parse_number<Count>(text)) return whole;
  const auto value = parse_number<double>(text);
  const bool fits =
      value && *value >= 0 && *value <= std::numeric_limits<Count>::max() && *value == std::floor(*value);
  return fits ? std::optional(static_cast<Count>(*value)) : std::nullopt;
}

Fault not_a_count(std::string_view field, std::string_view what) {
  return {field, fmt::format("expected {}, a whole number, 0 or more, found {}", what, shown(field)),
          parse_number<double>(field).value_or(0) > std::numeric_limits<Count>::max()
              ? "a count is at most 4294967295"
              : ""};
}

std::optional<Duration> read_work(std::string_view field, Fault& fault) {
  const auto seconds = parse_number<double>(field);
  if (seconds && *seconds >= 0 && *seconds <= longest_work) return from_seconds(*seconds);
  fault = {field, fmt::format("expected a duration in seconds, 0 or more, found {}", shown(field)), {}};
  return std::nullopt;
}

bool split(std::string_view row, std::span<std::string_view> fields, Fault& fault) {
  if (!has_fields(row, fields.size(), fault)) return false;
  for (std::string_view& field : fields) field = take_field(row);
  return true;
}

void RowProblems::add(const Line& line, const Fault& fault) {
  if (++rows_ > most_shown) return;
  const auto before = static_cast<std::size_t>(fault.field.data() - line.text.data());
  const auto number = static_cast<int>(line.number);
  auto row = std::make_shared<SourceFile>(SourceFile{path_, std::string(line.text), number});
  add_error(diagnostics_,
            {std::move(row), number, count_characters(line.text.substr(0, before)) + 1,
             std::max(count_characters(fault.field), 1)},
            fault.message, fault.hint);
}

void RowProblems::add_to_file(std::string message, std::string hint) {
  add_error(diagnostics_, whole_file(), std::move(message), std::move(hint));
}

void RowProblems::count_the_rest() {
  if (rows_ <= most_shown) return;
  const std::uint64_t more = rows_ - most_shown;
  diagnostics_.push_back({Severity::note,
                          whole_file(),
                          fmt::format("{} more {} wrong", more, more == 1 ? "row is" : "rows are"),
                          {}});
}

SourceRange RowProblems::whole_file() const {
  return {std::make_shared<SourceFile>(SourceFile{path_, {}}), 0, 0, 1};
}

std::optional<Duration> InstantReader::read(std::string_view field, Fault& fault) {
  const bool is_date = looks_like_date(field);
  const auto at = is_date ? parse_date_time(field) : parse_seconds(field);
  if (!at)
    fault = not_an_instant(field);
  else if (is_date != first_is_date_.value_or(is_date))
    fault = {field,
             fmt::format("expected {} as in the first row, found {}", is_date ? "seconds" : "a date-time",
                         shown(field)),
             {}};
  else if (std::chrono::abs(*at - first_.value_or(*at)) > unbounded / 2)
    fault = {field, fmt::format("{} is more than 73 years from the first row", shown(field)), {}};
  else
    return accept(*at, is_date);
  return std::nullopt;
}

Duration InstantReader::accept(Duration at, bool is_date) {
  if (!first_) first_ = at;
  first_is_date_ = is_date;
  return at;
}

}  // namespace isocost::trace_file
