/// What is remembered of the requests of one run: counts, sums in integer nanoseconds and one histogram. Its
/// size does not depend on how many requests there were.
#pragma once

#include "simulator/observe/observer.h"
#include "simulator/statistics/histogram.h"
#include "simulator/units/wide.h"

namespace isocost {

class RequestSummary : public Observer {
 public:
  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord> records) override;

  std::uint64_t arrived = 0;
  std::uint64_t failed = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t refused = 0;
  std::uint64_t cold = 0;     ///< waited for a start
  std::uint64_t started = 0;  ///< reached a handler
  Wide response_sum = 0;      ///< of requests that were answered
  Wide wait_sum = 0;          ///< of requests that reached a handler
  Wide handler_sum = 0;
  Wide occupied_sum = 0;        ///< cold start + handler
  Wide instance_time = 0;       ///< life of instances
  Wide server_time = 0;         ///< life of servers
  Wide server_work = 0;         ///< handler time inside servers
  Wide shared_busy_time = 0;    ///< time that shared instances had a request inside
  std::uint64_t instances = 0;  ///< lives seen
  std::vector<Window> server_lives;
  Histogram response;  ///< of requests that were answered

  /// The sender has no reply in hand.
  [[nodiscard]] std::uint64_t unanswered() const { return refused + timed_out; }
};

/// Most servers alive at once.
[[nodiscard]] std::size_t peak_servers(const RequestSummary& summary);

/// Adds two summaries of different stretches of time.
void merge(RequestSummary& into, const RequestSummary& other);

}  // namespace isocost
