/// What goes wrong from outside, at a given time, for every platform alike: what the application depends on
/// stalls or is slow, or nothing is let in.
///
/// Work goes on at speed 1, at 1 / `factor` while it is slow, and not at all while it stalls. So work that
/// would take h takes longer when an outage lies in its way, and what is done between two instants is less.
/// Work that shares CPUs goes on at the lower of its own speed and the outage's: who waits for others needs
/// less CPU meanwhile.
/// What waits for work (workers, instances, connections) stays taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/units/time.h"

namespace isocost {

struct Outage {
  enum class Kind : std::uint8_t {
    stalls,   ///< no work goes on; requests are still let in
    slows,    ///< work takes `factor` times as long
    refuses,  ///< requests are turned away; those inside are served on
  };
  Kind kind = Kind::stalls;
  Window when{};
  double factor = 1;  ///< of `slows`; >= 1
  std::string of{};   ///< only of this component of an application; empty: of everything
};

class Outages {
 public:
  Outages() = default;
  /// \pre in the order of time, without overlap
  explicit Outages(std::vector<Outage> outages) : outages_(std::move(outages)) {}

  [[nodiscard]] bool empty() const { return outages_.empty(); }
  [[nodiscard]] const std::vector<Outage>& all() const { return outages_; }

  /// How long work takes that begins at `start`, would take `work` undisturbed at speed 1, and goes on at
  /// `speed` at most.
  [[nodiscard]] Duration time_for(Time start, Duration work, double speed = 1) const;
  /// What is done between two instants by one that works all the time.
  [[nodiscard]] Duration work_in(Time from, Time to, double speed = 1) const;
  [[nodiscard]] bool refuses(Time at) const;
  /// Those of everything, and of one component.
  [[nodiscard]] Outages of(const std::string& component) const;

 private:
  std::vector<Outage> outages_;
};

}  // namespace isocost
