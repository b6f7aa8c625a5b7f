/// The fields of a trace file's rows: cutting them out, reading counts, seconds and date-times, and saying
/// what is wrong with one.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "simulator/input/diagnostic.h"
#include "simulator/units/time.h"
#include "simulator/workload/trace_file/lines.h"

namespace isocost::trace_file {

/// A field that cannot be taken, as a part of its line.
struct Fault {
  std::string_view field;
  std::string message;
  std::string hint;
};

/// The text in quotes, shortened; "nothing" when it is empty.
[[nodiscard]] std::string shown(std::string_view text);

/// Collects the bad rows of one file: the first 20, then how many more. \pre a fault's field lies in its line
class RowProblems {
 public:
  RowProblems(std::string path, Diagnostics& diagnostics)
      : path_(std::move(path)), diagnostics_(diagnostics) {}

  void add(const Line& line, const Fault& fault);
  void add_to_file(std::string message, std::string hint = {});
  void count_the_rest();

 private:
  static constexpr std::uint64_t most_shown = 20;

  [[nodiscard]] SourceRange whole_file() const;

  std::string path_;
  Diagnostics& diagnostics_;
  std::uint64_t rows_ = 0;
};

[[nodiscard]] std::size_t count_fields(std::string_view row);
/// Cuts the first field off.
std::string_view take_field(std::string_view& rest);
[[nodiscard]] bool has_fields(std::string_view row, std::size_t expected, Fault& fault);
[[nodiscard]] bool split(std::string_view row, std::span<std::string_view> fields, Fault& fault);

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

using Count = std::uint32_t;
/// "94" or "94.0"
[[nodiscard]] std::optional<Count> parse_count(std::string_view text);
[[nodiscard]] Fault not_a_count(std::string_view field, std::string_view what);

/// A duration in seconds.
[[nodiscard]] std::optional<Duration> read_work(std::string_view field, Fault& fault);

/// Reads one column of instants: the first decides whether all are seconds or date-times.
class InstantReader {
 public:
  std::optional<Duration> read(std::string_view field, Fault& fault);

 private:
  Duration accept(Duration at, bool is_date);

  std::optional<Duration> first_;
  std::optional<bool> first_is_date_;
};

}  // namespace isocost::trace_file
