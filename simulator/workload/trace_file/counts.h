/// Traces of counts: how many requests in which interval. Kept as they are non-zero, 12 B each; their
/// requests are made when they are asked for.
#pragma once

#include <memory>
#include <vector>

#include "simulator/workload/trace.h"
#include "simulator/workload/trace_file/fields.h"

namespace isocost::trace_file {

struct Cell {
  std::uint32_t interval;
  std::uint32_t function;
  Count count;
};

struct Counts {
  Placement placement = Placement::random;
  Duration step{};          ///< length of every interval, unless there are edges
  std::vector<Time> edges;  ///< where each interval begins, then where the last ends
  std::vector<Cell> cells;  ///< non-zero, by function, then by interval
  std::vector<std::uint32_t>
      by_time;  ///< the cells by interval, then by function; empty when that is the same

  [[nodiscard]] Window interval(std::uint32_t i) const {
    if (!edges.empty()) return {edges[i], edges[i + 1]};
    return {Time(step * i), Time(step * i + step)};
  }
};

[[nodiscard]] std::uint64_t total(const std::vector<Cell>& cells);

/// Positions of the cells by interval, the functions of an interval in their order.
[[nodiscard]] std::vector<std::uint32_t> order_by_time(const std::vector<Cell>& cells, std::size_t intervals);

[[nodiscard]] std::shared_ptr<const Trace> make_counts_trace(TraceSummary summary, Counts counts);

/// Nearest nanosecond; a draw below 0 is 0.
[[nodiscard]] inline Duration to_work(double nanoseconds) {
  return Duration(static_cast<std::int64_t>((nanoseconds > 0 ? nanoseconds : 0) + 0.5));
}

}  // namespace isocost::trace_file
