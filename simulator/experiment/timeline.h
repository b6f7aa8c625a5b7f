/// What happened when: one row per stretch of time, for `--timeline` and charts.
#pragma once

#include <string>
#include <vector>

#include "simulator/observe/observer.h"

namespace isocost {

struct TimelineRow {
  Time begin{};
  std::uint64_t requests = 0;
  std::uint64_t attempts = 0;  ///< of clients that try again; 0 where each request is one attempt
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
  /// Rows of the finest step that gives at most 300: 1 s, 10 s, 1 min, 5 min, 15 min, 1 h, 6 h or 1 d.
  void begin_window(Window window);

  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord> records) override;

  void count_attempts(std::span<const RequestRecord> records);

  [[nodiscard]] const std::vector<TimelineRow>& rows() const { return rows_; }
  [[nodiscard]] Duration step_of_last_window() const { return step_; }

 private:
  [[nodiscard]] TimelineRow& row_of(const RequestRecord& record);

  Window window_{};
  Duration step_{1};
  std::size_t first_row_ = 0;
  std::vector<TimelineRow> rows_;
};

/// Adds what capacity served to a timeline that sees requests of users.
class CapacityTimeline : public Observer {
 public:
  explicit CapacityTimeline(Timeline& timeline) : timeline_(timeline) {}
  void requests(std::span<const RequestRecord>) override {}
  void capacity(std::span<const CapacityRecord> records) override { timeline_.capacity(records); }

 private:
  Timeline& timeline_;
};

/// Adds the attempts of clients to a timeline that sees requests of users, and what capacity served them.
class AttemptTimeline : public Observer {
 public:
  explicit AttemptTimeline(Timeline& timeline) : timeline_(timeline) {}
  void requests(std::span<const RequestRecord> records) override { timeline_.count_attempts(records); }
  void capacity(std::span<const CapacityRecord> records) override { timeline_.capacity(records); }

 private:
  Timeline& timeline_;
};

}  // namespace isocost
