/// What overload did: how many attempts were made, and how long after an outage the system was itself again.
#pragma once

#include <vector>

#include "simulator/observe/observer.h"
#include "simulator/units/wide.h"

namespace isocost {

/// Counted by stretches of 10 s, so its size grows with the length of the window and not with the traffic.
inline constexpr Duration overload_stretch = std::chrono::seconds(10);

/// Attempts of senders, each a request to the station.
class AttemptSummary : public Observer {
 public:
  explicit AttemptSummary(Window measured);
  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord>) override {}

  std::uint64_t attempts = 0;
  Wide handler_sum = 0;
  /// Most in one stretch, per second.
  [[nodiscard]] double peak_rate() const;

 private:
  Time begin_;
  std::vector<std::uint64_t> counts_;
};

/// Requests of users, by when they came: those without a good answer are errors.
class AnswerSummary : public Observer {
 public:
  AnswerSummary(Window measured, Window outage);
  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord>) override {}

  Wide useful_handler_sum = 0;  ///< of the attempts whose answer a user got

  /// Seconds from the end of the outage until the begin of the first stretch from which on the share of
  /// errors is in no stretch more than 5 percentage points above that before the first outage. Infinity: in
  /// the last one it still is. Not a number: the outage ends in the last stretch, so that nothing is known.
  [[nodiscard]] double time_to_recover() const;

 private:
  struct Stretch {
    std::uint64_t requests = 0;
    std::uint64_t errors = 0;
  };
  [[nodiscard]] double errors_before() const;

  Time begin_;
  Window outage_;
  std::vector<Stretch> stretches_;
};

}  // namespace isocost
