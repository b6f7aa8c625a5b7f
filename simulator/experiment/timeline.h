/// What happened when: one row per stretch of time, for `--timeline` and charts.
#pragma once

#include <string>
#include <vector>

#include "simulator/observe/observer.h"

namespace isocost {

struct TimelineRow {
  Time begin{};
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t failed = 0;
  std::uint64_t cold = 0;
  double response_sum = 0;  ///< seconds, of those answered
  Duration longest{};
  double capacity_time = 0;  ///< seconds that instances or servers lived
};

class Timeline : public Observer {
 public:
  /// Rows of the finest step that gives at most 300: 1 min, 5 min, 15 min, 1 h, 6 h or 1 d.
  void begin_window(Window window);

  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord> records) override;

  [[nodiscard]] const std::vector<TimelineRow>& rows() const { return rows_; }
  [[nodiscard]] Duration step_of_last_window() const { return step_; }

 private:
  Window window_{};
  Duration step_{1};
  std::size_t first_row_ = 0;
  std::vector<TimelineRow> rows_;
};

}  // namespace isocost
