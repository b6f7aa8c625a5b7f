/// A fast path for the plainest fleet: a fixed number of servers, each first come first served, filled round
/// robin.
///
/// With nothing to decide between arrivals there is nothing to wait for: a request's start is the moment the
/// server's first worker is free (Kiefer and Wolfowitz, "On the theory of queues with many servers", Trans.
/// AMS 78, 1955), so every request is settled when it comes and no event is scheduled. The records are those
/// of `Fleet`, bit for bit (tests/validation/differential_test.cpp); it is here because it takes half the
/// time (BM_Fleet_RoundRobin).
#pragma once

#include <deque>
#include <vector>

#include "simulator/engine/timer_set.h"
#include "simulator/platform/server/fleet.h"

namespace isocost {

class RoundRobinFleet final : public Station {
 public:
  /// Whether the fast path answers for these parameters.
  [[nodiscard]] static bool serves(const FleetParameters& parameters) {
    const bool has_choice = parameters.servers > 1 && parameters.balancer != Balancer::round_robin;
    return parameters.discipline == Discipline::first_come_first_served && !parameters.autoscaling &&
           !has_choice && !parameters.holds_requests;
  }

  /// As Fleet's. \pre serves(parameters)
  RoundRobinFleet(const FleetParameters& parameters, Seed seed, std::uint64_t replication,
                  std::uint64_t entity, Recorder& recorder);

  void offer(const Request& request) override;
  [[nodiscard]] Time next_time() const override { return never; }
  void advance_to(Time) override {}
  void leave(Time, const HeldRequest&, bool) override {}
  void finish(Time horizon) override;

 private:
  struct Server {
    TimerSet free_at;        ///< one slot per worker: when it is free
    std::deque<Time> turns;  ///< of those who wait; only where the queue has an end
    Duration work_done{};
  };

  void turn_away(const Request& request, Duration waited, Duration response, Outcome outcome);
  void settle(Server& server, const Request& request, Duration handler, bool fails);
  [[nodiscard]] bool may_wait(Server& server, Time now) const;

  FleetParameters parameters_;
  bool is_queue_bounded_;
  Recorder& recorder_;
  UniformSequence failures_;
  std::vector<Server> servers_;
  std::size_t next_ = 0;
};

}  // namespace isocost
