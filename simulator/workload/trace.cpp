#include "simulator/workload/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "simulator/workload/trace_file/counts.h"
#include "simulator/workload/trace_file/rows.h"

namespace isocost {

using namespace trace_file;  // NOLINT: this file is where the pieces meet

namespace {

using TracePointer = std::shared_ptr<const Trace>;

class ShapeReader {
 public:
  virtual ~ShapeReader() = default;
  /// One row behind the header; false and the fault when it is wrong.
  virtual bool read(std::string_view row, Fault& fault) = 0;
  /// After the last row, when all were right. Null and the fault (its field aside) when they make no trace.
  virtual TracePointer finish(TraceSummary summary, Fault& fault) = 0;
};

/// A row a function, a column a minute.
class FunctionCountsReader : public ShapeReader {
 public:
  FunctionCountsReader(std::size_t names, std::uint32_t first_minute, std::uint32_t minutes,
                       Placement placement)
      : names_(names), first_minute_(first_minute), minutes_(minutes) {
    counts_.placement = placement;
    counts_.step = std::chrono::minutes(1);
  }

  bool read(std::string_view row, Fault& fault) override {
    if (!has_fields(row, names_ + minutes_, fault)) return false;
    for (std::size_t i = 0; i < names_; ++i) take_field(row);
    for (std::uint32_t minute = 0; minute < minutes_; ++minute) {
      const std::string_view field = take_field(row);
      const auto count = parse_count(field);
      if (!count) {
        fault = not_a_count(field, fmt::format("the requests of minute {}", first_minute_ + minute));
        return false;
      }
      if (*count > 0) counts_.cells.push_back({minute, functions_, *count});
    }
    ++functions_;
    return true;
  }

  TracePointer finish(TraceSummary summary, Fault&) override {
    counts_.cells.shrink_to_fit();
    counts_.by_time = order_by_time(counts_.cells, minutes_);
    summary.shape = "counts per function";
    summary.functions = functions_;
    summary.requests = total(counts_.cells);
    summary.length = counts_.step * minutes_;
    return make_counts_trace(std::move(summary), std::move(counts_));
  }

 private:
  std::size_t names_;
  std::uint32_t first_minute_;
  std::uint32_t minutes_;
  std::uint32_t functions_ = 0;
  Counts counts_;
};

/// `minute,requests` and its like: numbered intervals of one length.
class NumberedCountsReader : public ShapeReader {
 public:
  NumberedCountsReader(std::string unit, Duration length, Placement placement) : unit_(std::move(unit)) {
    counts_.placement = placement;
    counts_.step = length;
  }

  bool read(std::string_view row, Fault& fault) override {
    std::array<std::string_view, 2> fields;
    if (!split(row, fields, fault)) return false;
    const auto interval = read_interval(fields[0], fault);
    if (!interval) return false;
    const auto count = parse_count(fields[1]);
    if (!count) fault = not_a_count(fields[1], fmt::format("the requests of the {}", unit_));
    if (count.value_or(0) > 0) counts_.cells.push_back({*interval, 0, *count});
    return count.has_value();
  }

  TracePointer finish(TraceSummary summary, Fault&) override {
    counts_.cells.shrink_to_fit();
    summary.shape = fmt::format("counts per {}", unit_);
    summary.requests = total(counts_.cells);
    summary.length = counts_.step * static_cast<std::int64_t>(*last_ - *first_ + 1);
    return make_counts_trace(std::move(summary), std::move(counts_));
  }

 private:
  /// Counted from the first row's.
  std::optional<std::uint32_t> read_interval(std::string_view field, Fault& fault) {
    const auto number = parse_number<std::uint64_t>(field);
    if (!number)
      fault = {field, fmt::format("expected the number of the {}, found {}", unit_, shown(field)), {}};
    else if (last_ && *number <= *last_)
      fault = {field, fmt::format("expected a number above {}, found {}", *last_, shown(field)),
               "sort the rows by time"};
    else if (*number - first_.value_or(*number) >= most_intervals())
      fault = {field, fmt::format("{} {} is more than 136 years behind the first row", unit_, *number), {}};
    else
      return accept(*number);
    return std::nullopt;
  }

  /// So that an interval's number fits 32 bits and its end is a time.
  [[nodiscard]] std::uint64_t most_intervals() const {
    constexpr Duration longest = std::chrono::seconds(std::numeric_limits<std::uint32_t>::max());
    return static_cast<std::uint64_t>(longest / counts_.step);
  }

  std::uint32_t accept(std::uint64_t number) {
    if (!first_) first_ = number;
    last_ = number;
    return static_cast<std::uint32_t>(number - *first_);
  }

  std::string unit_;
  std::optional<std::uint64_t> first_;
  std::optional<std::uint64_t> last_;
  Counts counts_;
};

/// `start,count` and `timestamp,value`: an interval reaches to the next row.
class DatedCountsReader : public ShapeReader {
 public:
  explicit DatedCountsReader(Placement placement) { counts_.placement = placement; }

  bool read(std::string_view row, Fault& fault) override {
    std::array<std::string_view, 2> fields;
    if (!split(row, fields, fault)) return false;
    if (!read_start(fields[0], fault)) return false;
    const auto count = parse_count(fields[1]);
    if (!count) fault = not_a_count(fields[1], "a number of requests");
    const auto interval = static_cast<std::uint32_t>(counts_.edges.size() - 1);
    if (count.value_or(0) > 0) counts_.cells.push_back({interval, 0, *count});
    return count.has_value();
  }

  TracePointer finish(TraceSummary summary, Fault& fault) override {
    std::vector<Time>& edges = counts_.edges;
    if (edges.size() < 2) {
      fault = {{},
               "the trace has one row, so the length of its interval is not known",
               "an interval reaches to the next row: add one, with 0 requests if there are none"};
      return nullptr;
    }
    edges.push_back(edges.back() + (edges.back() - edges[edges.size() - 2]));
    counts_.cells.shrink_to_fit();
    edges.shrink_to_fit();
    summary.shape = "counts";
    summary.requests = total(counts_.cells);
    summary.length = edges.back().time_since_epoch();
    return make_counts_trace(std::move(summary), std::move(counts_));
  }

 private:
  bool read_start(std::string_view field, Fault& fault) {
    const auto at = instants_.read(field, fault);
    if (!at) return false;
    const Time start{*at - first_.value_or(*at)};
    if (first_ && start <= counts_.edges.back()) {
      fault = {field, fmt::format("expected a time after that of the row before, found {}", shown(field)),
               "sort the rows by time"};
      return false;
    }
    if (!first_) first_ = at;
    counts_.edges.push_back(start);
    return true;
  }

  InstantReader instants_;
  std::optional<Duration> first_;
  Counts counts_;
};

/// Invocations and events.
class EventsReader : public ShapeReader {
 public:
  explicit EventsReader(RowShape shape) : reader_(shape) { rows_.shape = shape; }

  bool read(std::string_view text, Fault& fault) override {
    const auto row = reader_.read(text, fault);
    if (!row) return false;
    if (!rows_.functions.contains(row->function))
      rows_.functions.emplace(row->function, static_cast<std::uint32_t>(rows_.functions.size()));
    rows_.earliest = std::min(rows_.earliest, row->start);
    rows_.latest = std::max(rows_.latest, row->start);
    rows_.disorder = std::max(rows_.disorder, rows_.latest - row->start);
    ++rows_.count;
    return true;
  }

  /// The last request too has its share of the trace: the mean gap.
  TracePointer finish(TraceSummary summary, Fault& fault) override {
    const Duration span = rows_.latest - rows_.earliest;
    if (span <= Duration::zero()) {
      fault = {{},
               "all requests of the trace start at one instant, so its length is not known",
               "a trace of rows needs two times at least"};
      return nullptr;
    }
    rows_.path = summary.path;
    summary.shape = rows_.shape == RowShape::invocations ? "invocations" : "events";
    summary.functions = static_cast<std::uint32_t>(rows_.functions.size());
    summary.requests = rows_.count;
    summary.length = span + std::max(Duration(1), span / static_cast<std::int64_t>(rows_.count - 1));
    summary.has_durations = rows_.shape != RowShape::starts;
    return make_rows_trace(std::move(summary), std::move(rows_));
  }

 private:
  EventRowReader reader_;
  Rows rows_;
};

using ReaderPointer = std::unique_ptr<ShapeReader>;

constexpr std::array function_names{"HashOwner", "HashApp", "HashFunction", "Trigger"};

bool is_function_name(std::string_view word) {
  return std::find(function_names.begin(), function_names.end(), word) != function_names.end();
}

/// "17", "minute_17" or "17_minute"
std::optional<std::uint32_t> parse_minute(std::string_view word) {
  constexpr std::string_view before = "minute_", behind = "_minute";
  if (word.starts_with(before))
    word.remove_prefix(before.size());
  else if (word.ends_with(behind))
    word.remove_suffix(behind.size());
  const auto minute = parse_number<std::uint32_t>(word);
  return minute && *minute < 1'000'000 ? minute : std::nullopt;
}

/// \pre the header starts with one of the function names
ReaderPointer recognise_functions(std::string_view header, Placement placement, Fault& fault) {
  std::string_view rest = header;
  std::string_view word = take_field(rest);
  std::size_t names = 0;
  for (; is_function_name(word); ++names) word = take_field(rest);
  const auto minutes =
      static_cast<std::uint32_t>(count_fields(header) - std::min(names, count_fields(header)));
  const auto first = parse_minute(word);
  for (std::uint32_t i = 0; i < minutes; ++i, word = take_field(rest)) {
    const std::uint32_t expected = first.value_or(1) + i;
    if (parse_minute(word) == expected) continue;
    fault = {word, fmt::format("expected minute {} here, found {}", expected, shown(word)),
             "a column a minute, in order, behind the names of the function"};
    return nullptr;
  }
  if (minutes > 0) return std::make_unique<FunctionCountsReader>(names, *first, minutes, placement);
  fault = {header, "expected a column a minute behind the names of the function", {}};
  return nullptr;
}

struct KnownHeader {
  std::string_view text;
  ReaderPointer (*make)(Placement);
};

template <RowShape shape>
ReaderPointer make_events(Placement) {
  return std::make_unique<EventsReader>(shape);
}
ReaderPointer make_dated(Placement placement) { return std::make_unique<DatedCountsReader>(placement); }

constexpr std::array known_headers{
    KnownHeader{"app,func,end_timestamp,duration", make_events<RowShape::invocations>},
    KnownHeader{"time", make_events<RowShape::starts>},
    KnownHeader{"time,duration", make_events<RowShape::starts_and_durations>},
    KnownHeader{"timestamp", make_events<RowShape::starts>},
    KnownHeader{"timestamp,duration", make_events<RowShape::starts_and_durations>},
    KnownHeader{"timestamp,value", make_dated},
    KnownHeader{"start,count", make_dated},
    KnownHeader{"second,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("second", std::chrono::seconds(1), placement);
                }},
    KnownHeader{"minute,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("minute", std::chrono::minutes(1), placement);
                }},
    KnownHeader{"hour,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("hour", hour, placement);
                }},
};

Fault unknown_header(std::string_view header) {
  std::vector<std::string> known{"HashOwner,HashApp,HashFunction,Trigger,1,2,…"};
  for (const KnownHeader& one : known_headers) known.emplace_back(one.text);
  std::string hint = fmt::format("known headers: {}", fmt::join(known, " | "));
  if (const auto near = nearest_word(header, known))
    hint = fmt::format("did you mean \"{}\"? {}", *near, hint);
  return {header, fmt::format("{} is not the header of a trace", shown(header)), std::move(hint)};
}

ReaderPointer recognise(std::string_view header, Placement placement, Fault& fault) {
  std::string_view rest = header;
  if (is_function_name(take_field(rest))) return recognise_functions(header, placement, fault);
  std::vector<std::string_view> words(count_fields(header));
  rest = header;
  for (std::string_view& word : words) word = take_field(rest);
  const std::string without_blanks = fmt::format("{}", fmt::join(words, ","));
  for (const KnownHeader& known : known_headers)
    if (without_blanks == known.text) return known.make(placement);
  fault = unknown_header(header);
  return nullptr;
}

bool is_text(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\t'; });
}

std::optional<std::string> why_not_there(const std::string& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) return fmt::format("there is no file \"{}\"", path);
  if (std::filesystem::is_directory(status)) return fmt::format("\"{}\" is a folder, not a file", path);
  if (!std::filesystem::is_regular_file(status)) return fmt::format("\"{}\" cannot be read twice", path);
  if (!std::ifstream(path)) return fmt::format("the file \"{}\" cannot be read", path);
  return std::nullopt;
}

ReaderPointer read_header(LineReader& lines, Line& header, Placement placement, RowProblems& problems) {
  if (!lines.next(header)) {
    problems.add_to_file("the trace is empty", "the first line tells the columns, such as time,duration");
    return nullptr;
  }
  if (!is_text(header.text)) {
    problems.add_to_file("the trace is neither text nor gzip", "unpack it first");
    return nullptr;
  }
  Fault fault;
  ReaderPointer reader = recognise(header.text, placement, fault);
  if (!reader) problems.add(header, fault);
  return reader;
}

TracePointer read_trace(const std::string& path, Placement placement, RowProblems& problems) {
  LineReader lines(path);
  Line line;
  const ReaderPointer reader = read_header(lines, line, placement, problems);
  if (!reader) return nullptr;
  bool is_right = true, has_rows = false;
  Fault fault;
  for (; lines.next(line); has_rows = true) {
    if (reader->read(line.text, fault)) continue;
    problems.add(line, fault);
    is_right = false;
  }
  if (!has_rows) problems.add_to_file("the trace has a header and no rows");
  if (!is_right || !has_rows) return nullptr;
  TraceSummary summary;
  summary.path = path;
  TracePointer trace = reader->finish(std::move(summary), fault);
  if (!trace) problems.add_to_file(fault.message, fault.hint);
  return trace;
}

}  // namespace

Loaded<std::shared_ptr<const Trace>> open_trace(const std::string& path, Placement placement,
                                                const SourceRange& at) {
  Loaded<TracePointer> loaded;
  if (auto reason = why_not_there(path)) {
    add_error(loaded.diagnostics, at, std::move(*reason), "the path counts from the scenario's folder");
    return loaded;
  }
  RowProblems problems(path, loaded.diagnostics);
  try {
    if (TracePointer trace = read_trace(path, placement, problems)) loaded.value = std::move(trace);
  } catch (const UnreadableFile& failure) {
    problems.add_to_file(failure.what());
  }
  problems.count_the_rest();
  return loaded;
}

}  // namespace isocost
