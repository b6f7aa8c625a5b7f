/// A function pool written down as plainly as possible, to hold the real one against: every instance is
/// looked at for every request, nothing is scheduled, nothing is lazy. Fixed keep-alive and start; requests
/// in one instance do not slow each other.
#pragma once

#include <algorithm>
#include <vector>

#include "simulator/platform/function/idle_instances.h"
#include "simulator/workload/request.h"

namespace isocost::validation {

class PlainPool {
 public:
  struct Parameters {
    Routing routing = Routing::most_recently_used;
    std::size_t requests_per_instance = 1;
    Duration keep_alive{};
    Window measured;
  };
  struct Served {
    bool starts_instance = false;
    Duration waits_for_start{};
  };

  explicit PlainPool(const Parameters& parameters) : parameters_(parameters) {}

  /// \param start  how long an instance takes to start, if this request needs one
  Served offer(const Request& request, Duration start) {
    bring_up_to(request.arrival);
    Instance* chosen = nullptr;
    for (Instance& instance : instances_)
      if (instance.ends.size() < parameters_.requests_per_instance &&
          (chosen == nullptr || is_before(instance, *chosen)))
        chosen = &instance;
    const bool starts_instance = chosen == nullptr;
    if (starts_instance) {
      instances_.push_back({++started_, request.arrival, request.arrival + start, {}, {}, request.arrival});
      chosen = &instances_.back();
    }
    if (chosen->ends.empty()) chosen->busy_since = request.arrival;
    const Time begin = std::max(request.arrival, chosen->ready);
    chosen->ends.push_back(begin + request.work);
    return {starts_instance, begin - request.arrival};
  }

  void finish(Time horizon) {
    bring_up_to(horizon);
    for (const Instance& instance : instances_) {
      live_ += overlap(parameters_.measured, instance.created, horizon);
      if (!instance.ends.empty()) busy_ += overlap(parameters_.measured, instance.busy_since, horizon);
    }
  }

  [[nodiscard]] Duration live() const { return live_; }  ///< life of instances, within the measured window
  [[nodiscard]] Duration busy() const { return busy_; }  ///< time of instances with a request inside

 private:
  struct Instance {
    std::uint64_t number;
    Time created;
    Time ready;
    std::vector<Time> ends;
    Time last_finish;
    Time busy_since;
  };

  void bring_up_to(Time now) {
    for (Instance& instance : instances_) {
      if (instance.ends.empty()) continue;
      for (const Time end : instance.ends)
        if (end <= now) instance.last_finish = std::max(instance.last_finish, end);
      std::erase_if(instance.ends, [&](Time end) { return end <= now; });
      if (instance.ends.empty())
        busy_ += overlap(parameters_.measured, instance.busy_since, instance.last_finish);
    }
    std::erase_if(instances_, [&](const Instance& instance) {
      const Time expires = instance.last_finish + parameters_.keep_alive;
      if (!instance.ends.empty() || expires > now) return false;
      live_ += overlap(parameters_.measured, instance.created, expires);
      return true;
    });
  }

  /// Instances that have not finished anything yet come last, the oldest of them first.
  [[nodiscard]] bool is_before(const Instance& a, const Instance& b) const {
    switch (parameters_.routing) {
      case Routing::newest_created: return a.number > b.number;
      case Routing::oldest_created: return a.number < b.number;
      case Routing::least_recently_used: return a.last_finish < b.last_finish;
      default: break;
    }
    return a.last_finish == b.last_finish ? a.number < b.number : a.last_finish > b.last_finish;
  }

  Parameters parameters_;
  std::vector<Instance> instances_;
  std::uint64_t started_ = 0;
  Duration live_{};
  Duration busy_{};
};

}  // namespace isocost::validation
