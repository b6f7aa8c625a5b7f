/// A managed service, or a server that is not simulated: a database, a queue, somebody's interface. It takes
/// the time its work says, up to so many calls at once and so many a second; what comes beyond waits for a
/// while, where it may wait, or is refused.
///
/// Unused calls of a second are saved up for one second and no longer; what is refused for want of a
/// connection does not count. A call that is held
/// (`Request::is_held`) is answered in its time, and keeps its connection until told to leave: a connection
/// that its caller opened and does not give back.
#pragma once

#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "simulator/platform/station.h"
#include "simulator/random/stream.h"
#include "simulator/workload/outages.h"
#include "simulator/workload/service_limits.h"

namespace isocost {

struct ServiceParameters {
  ServiceLimits limits;
  double failure_share = 0;
  Outages outages{};
};

class ManagedService final : public Station {
 public:
  ManagedService(ServiceParameters parameters, Seed seed, std::uint64_t replication, std::uint64_t entity,
                 Recorder& recorder);
  ManagedService(const ManagedService&) = delete;
  ManagedService& operator=(const ManagedService&) = delete;

  void offer(const Request& request) override;
  [[nodiscard]] Time next_time() const override;
  void advance_to(Time until) override;
  void leave(Time now, const HeldRequest& held, bool has_failed) override;
  void finish(Time horizon) override;

 private:
  [[nodiscard]] bool takes_one_more(Time now);
  void serve(Time now, const Request& request);
  void refuse(Time now, const Request& request);
  void serve_waiting(Time now);
  [[nodiscard]] std::uint32_t keep(Time end);

  ServiceParameters parameters_;
  Recorder& recorder_;
  UniformSequence failures_;
  double saved_ = 0;  ///< calls that the rate allows now
  Time saved_at_{};
  bool is_at_work_ = false;
  std::uint64_t kept_ = 0;       ///< connections that callers have not given back
  std::vector<Time> kept_ends_;  ///< of the call that opened each
  std::vector<std::uint32_t> free_places_;
  std::priority_queue<Time, std::vector<Time>, std::greater<>> ends_;  ///< of the calls under way
  std::deque<Request> waiting_;
};

}  // namespace isocost
