/// The part of a pool that keeps requests which wait for others.
#include <algorithm>

#include "simulator/platform/function/function_pool.h"

namespace isocost {

void FunctionPool::serve_held(Slot index, const Waiting& request, bool is_cold) {
  Held& held = held_[index];
  begin_record(held.record, index, request, is_cold);
  held.is_there = true;
  held.taken = engine_.now() + held.record.cold_start;
  Duration work = held.record.handler;
  if (share_.outages != nullptr) work = share_.outages->time_for(held.taken, work);
  held.is_waiting = work > parameters_.execution_limit;  // and is killed at the first timer
  engine_.set(first_instance + index, held.taken + std::min(work, parameters_.execution_limit));
  use_one_more();
}

/// Either its own work is done, or it has reached the execution limit.
void FunctionPool::on_held_timer(Slot index) {
  Held& held = held_[index];
  if (held.is_waiting) return end_held(index, true);
  held.is_waiting = true;
  if (parameters_.execution_limit < unbounded)
    engine_.set(first_instance + index, held.taken + parameters_.execution_limit);
  recorder_.hold({index, held.record.sender});
}

void FunctionPool::end_held(Slot index, bool is_killed) {
  Held& held = held_[index];
  held.is_there = false;
  held.record.handler = engine_.now() - held.taken;
  close_record(held.record, is_killed);
  recorder_.add(held.record);
  free_alone(index);
}

void FunctionPool::leave(Time now, const HeldRequest& held, bool has_failed) {
  advance_to(now);
  const Slot index = held.place;
  if (!is_shared()) {
    Held& one = held_[index];
    if (!one.is_there || one.record.sender != held.sender) return;
    engine_.clear(first_instance + index);
    if (has_failed) one.record.outcome = Outcome::failed;
    return end_held(index, false);
  }
  Sharing& instance = sharing_[index];
  const auto one = std::find_if(instance.held.begin(), instance.held.end(),
                                [&](const Active& other) { return other.record.sender == held.sender; });
  if (one == instance.held.end()) return;
  Active leaving = *one;
  instance.held.erase(one);
  if (has_failed) leaving.record.outcome = Outcome::failed;
  leave_shared(instance, leaving, false);
  after_departures(index);
}

}  // namespace isocost
