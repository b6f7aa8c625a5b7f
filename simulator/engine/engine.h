/// Start here: the simulation loop. The engine knows time and order and nothing else.
///
/// A model owns an engine, sets timers on its slots and is offered arrivals in the order of time; before it
/// looks at an arrival it lets the engine run its own timers up to that instant. Arrivals come sorted, so
/// they are merged against the timers and never pass through the pending event set.
///
/// At one instant timers run before the arrival (a server that frees itself at t serves a request that comes
/// at t), and timers run in the order they were set.
#pragma once

#include "simulator/engine/timer_set.h"

namespace isocost {

class Engine {
 public:
  using Slot = TimerSet::Slot;

  explicit Engine(std::size_t slots = 2, Time start = {}) : timers_(slots), now_(start) {}

  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] Time next_time() const { return timers_.next_time(); }

  void reserve(std::size_t slots) { timers_.reserve(slots); }
  void set(Slot slot, Time at) {
    assert(at >= now_);
    timers_.set(slot, at);
  }
  void clear(Slot slot) { timers_.clear(slot); }
  [[nodiscard]] Time timer(Slot slot) const { return timers_.time_at(slot); }

  /// Runs every timer at or before `until`, each by `on_timer(slot)` with now() at its time; afterwards now()
  /// is `until`. A handler may set any slot, its own included.
  template <class OnTimer>
  void advance_to(Time until, OnTimer&& on_timer) {
    while (timers_.next_time() <= until) {
      const Slot slot = timers_.next_slot();
      now_ = timers_.next_time();
      const std::uint64_t stamp = timers_.stamp(slot);
      on_timer(slot);
      if (timers_.stamp(slot) == stamp) timers_.clear(slot);
    }
    assert(until >= now_);
    now_ = until;
  }

 private:
  TimerSet timers_;
  Time now_{};
};

/// Offers every request of a source to a model up to the horizon. `Arrivals` has `fill(block)`, which returns
/// false at its end; a block has `size` and `request(i)`; `Model` has `offer(request)`; `goes_on()` is asked
/// once a block.
template <class Block, class Arrivals, class Model, class GoesOn>
void offer_all(Arrivals& arrivals, Model& model, Block& block, Time horizon, GoesOn&& goes_on) {
  while (goes_on() && arrivals.fill(block)) {
    for (std::size_t i = 0; i < block.size; ++i) {
      const auto request = block.request(i);
      if (request.arrival >= horizon) return;
      model.offer(request);
    }
  }
}

}  // namespace isocost
