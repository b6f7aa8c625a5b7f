/// Traces of single rows: invocations and events. Nothing of them is kept but a summary; the file is read
/// again for every run, through a buffer of the rows that are out of order.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "simulator/workload/trace.h"
#include "simulator/workload/trace_file/fields.h"

namespace isocost::trace_file {

enum class RowShape : std::uint8_t { invocations, starts, starts_and_durations };

struct EventRow {
  Duration start{};  ///< since any instant
  Duration duration{};
  std::string_view function;  ///< empty when there is one
};

class EventRowReader {
 public:
  explicit EventRowReader(RowShape shape) : shape_(shape) {}

  std::optional<EventRow> read(std::string_view text, Fault& fault) {
    std::array<std::string_view, 4> room;
    const std::span fields(room.data(), field_count());
    if (!split(text, fields, fault)) return std::nullopt;
    const auto at = instants_.read(fields[shape_ == RowShape::invocations ? 2 : 0], fault);
    if (!at) return std::nullopt;
    if (shape_ == RowShape::starts) return EventRow{*at, {}, {}};
    const auto duration = read_work(fields.back(), fault);
    if (!duration) return std::nullopt;
    if (shape_ == RowShape::starts_and_durations) return EventRow{*at, *duration, {}};
    return EventRow{*at - *duration, *duration, app_and_function(fields)};
  }

 private:
  [[nodiscard]] std::size_t field_count() const {
    if (shape_ == RowShape::invocations) return 4;
    return shape_ == RowShape::starts ? 1 : 2;
  }

  /// From the begin of the first field to the end of the second.
  static std::string_view app_and_function(std::span<const std::string_view> fields) {
    const char* const end = fields[1].data() + fields[1].size();
    return {fields[0].data(), static_cast<std::size_t>(end - fields[0].data())};
  }

  RowShape shape_;
  InstantReader instants_;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

using FunctionNumbers = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

/// What the first pass over the rows found.
struct Rows {
  std::string path;
  RowShape shape = RowShape::starts;
  FunctionNumbers functions;
  Duration earliest = Duration::max();
  Duration latest = Duration::min();
  Duration disorder{};  ///< the furthest that a start lies before one in an earlier row
  std::uint64_t count = 0;
};

[[nodiscard]] std::shared_ptr<const Trace> make_rows_trace(TraceSummary summary, Rows rows);

}  // namespace isocost::trace_file
