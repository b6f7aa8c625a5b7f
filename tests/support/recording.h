/// Keeps everything a platform reports and prints it as a table, so that a test can assert a whole small
/// world.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "simulator/observe/observer.h"

namespace isocost::testing_support {

/// "1500", "0.25": milliseconds without trailing zeros.
inline std::string ms(Duration span) { return fmt::format("{:g}", static_cast<double>(span.count()) * 1e-6); }
inline std::string ms(Time at) { return ms(at.time_since_epoch()); }

/// A request of a small world.
struct Arrival {
  Duration at;
  Duration work;
};

class Recording : public Observer {
 public:
  void requests(std::span<const RequestRecord> records) override {
    requests_.insert(requests_.end(), records.begin(), records.end());
  }
  void capacity(std::span<const CapacityRecord> records) override {
    capacity_.insert(capacity_.end(), records.begin(), records.end());
  }

  [[nodiscard]] const std::vector<RequestRecord>& all_requests() const { return requests_; }
  [[nodiscard]] const std::vector<CapacityRecord>& all_capacity() const { return capacity_; }

  /// One line a request, in the order of arrival (reported first at the same instant first), milliseconds:
  /// `1000: waited 0, start 0, handler 200 -> 200 completed`, then what it was: cold, provisioned, init.
  [[nodiscard]] std::string request_table() const {
    std::vector<RequestRecord> rows = requests_;
    std::stable_sort(rows.begin(), rows.end(),
                     [](const RequestRecord& a, const RequestRecord& b) { return a.arrival < b.arrival; });
    std::string text = "\n";
    for (const RequestRecord& row : rows) {
      constexpr std::array words{"completed", "failed", "timed out", "refused"};
      text += fmt::format("{}: waited {}, start {}, handler {} -> {} {}{}{}{}{}\n", ms(row.arrival),
                          ms(row.waited), ms(row.cold_start), ms(row.handler), ms(row.response),
                          words[static_cast<std::size_t>(row.outcome)], row.is_cold ? ", cold" : "",
                          row.init > Duration::zero() ? ", init " + ms(row.init) : "",
                          row.is_provisioned ? ", provisioned" : "", row.is_served ? "" : ", not served");
    }
    return text;
  }

  /// One line a stretch of capacity, in the order of begin and end: `instance 0 to 600000`, with its work if
  /// any.
  [[nodiscard]] std::string capacity_table() const {
    std::vector<CapacityRecord> rows = capacity_;
    std::stable_sort(rows.begin(), rows.end(), [](const CapacityRecord& a, const CapacityRecord& b) {
      return std::tuple(a.kind, a.begin, a.end) < std::tuple(b.kind, b.begin, b.end);
    });
    std::string text = "\n";
    for (const CapacityRecord& row : rows) {
      constexpr std::array words{"busy", "instance", "server"};
      text += fmt::format("{} {} to {}{}{}\n", words[static_cast<std::size_t>(row.kind)], ms(row.begin),
                          ms(row.end), row.work > Duration::zero() ? ", work " + ms(row.work) : "",
                          row.is_provisioned ? ", provisioned" : "");
    }
    return text;
  }

 private:
  std::vector<RequestRecord> requests_;
  std::vector<CapacityRecord> capacity_;
};

}  // namespace isocost::testing_support
