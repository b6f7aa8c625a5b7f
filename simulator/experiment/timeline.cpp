#include "simulator/experiment/timeline.h"

#include <algorithm>
#include <array>

namespace isocost {

void Timeline::begin_window(Window window) {
  constexpr std::array steps{Duration(std::chrono::seconds(1)),
                             Duration(std::chrono::seconds(10)),
                             Duration(std::chrono::minutes(1)),
                             Duration(std::chrono::minutes(5)),
                             Duration(std::chrono::minutes(15)),
                             hour,
                             6 * hour,
                             day};
  constexpr std::int64_t most_rows = 300;
  window_ = window;
  step_ = steps.back();
  for (const Duration step : steps)
    if (window.length() <= most_rows * step) {
      step_ = step;
      break;
    }
  first_row_ = rows_.size();
  for (Time at = window.begin; at < window.end; at += step_) {
    TimelineRow row;
    row.begin = at;
    rows_.push_back(row);
  }
}

TimelineRow& Timeline::row_of(const RequestRecord& record) {
  return rows_[first_row_ + static_cast<std::size_t>((record.arrival - window_.begin) / step_)];
}

void Timeline::count_attempts(std::span<const RequestRecord> records) {
  for (const RequestRecord& record : records) ++row_of(record).attempts;
}

void Timeline::requests(std::span<const RequestRecord> records) {
  for (const RequestRecord& record : records) {
    TimelineRow& row = row_of(record);
    ++row.requests;
    row.cold += record.is_cold ? 1 : 0;
    row.timed_out += record.outcome == Outcome::timed_out ? 1 : 0;
    row.failed += record.outcome == Outcome::failed ? 1 : 0;
    row.refused += record.outcome == Outcome::refused ? 1 : 0;
    if (record.outcome == Outcome::refused || record.outcome == Outcome::timed_out) continue;
    row.response_sum += to_seconds(record.response);
    row.longest = std::max(row.longest, record.response);
  }
}

void Timeline::capacity(std::span<const CapacityRecord> records) {
  for (const CapacityRecord& record : records) {
    if (record.kind == CapacityRecord::Kind::busy) continue;
    auto index = static_cast<std::size_t>((record.begin - window_.begin) / step_);
    for (Time at = window_.begin + static_cast<std::int64_t>(index) * step_; at < record.end;
         at += step_, ++index)
      rows_[first_row_ + index].capacity_time +=
          to_seconds(overlap({at, at + step_}, record.begin, record.end));
  }
}

}  // namespace isocost
