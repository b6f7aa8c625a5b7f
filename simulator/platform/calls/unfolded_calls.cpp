/// The part of the network that makes all calls of a request the work of one place.
#include "simulator/platform/calls/call_network.h"

namespace isocost {
namespace {

/// In one place: how far apart the draws of a visit's attempts are.
constexpr unsigned failures_apart = 40;

constexpr std::uint32_t most_attempts = 1000;

/// Of all waits before retries of a request: more is not told from this.
constexpr Duration longest_rest = 10 * 366 * day;

}  // namespace

/// A call and all that it waits for, in one place: the work of all, and whether it ends in an error.
CallNetwork::Unfolded CallNetwork::unfold(const Attempt& attempt, Duration own, Outside& outside) {
  const CallGraph::Component& one = graph_.components[attempt.component];
  Unfolded made{Duration(static_cast<std::int64_t>(static_cast<double>(own.count()) * one.scale + 0.5)),
                false};
  const std::uint64_t draw = attempt.visit + (attempt.failed_before << failures_apart);
  if (one.failure_share > 0 &&
      to_unit_interval(random_bits(visited_[attempt.component].failures, draw)) < one.failure_share)
    return {made.work, true};
  for (std::size_t i = 0; i < one.calls.size(); ++i) {
    if (made.fails && one.calls[i].step != one.calls[i - 1].step) break;
    if (!one.calls[i].is_after_error && is_made(attempt.component, i, attempt.visit))
      unfold_repetitions(attempt, i, made, outside);
  }
  return made;
}

void CallNetwork::unfold_repetitions(const Attempt& caller, std::size_t call, Unfolded& made,
                                     Outside& outside) {
  const CallGraph::Component& component = graph_.components[caller.component];
  const Call& one = component.calls[call];
  for (std::uint32_t k = 0; k == 0 || is_repeated(caller.component, call, caller.visit, k); ++k) {
    if (!one.is_awaited) {
      outside.messages.push_back({one.to, visit_of(caller.component, caller.visit, call, k)});
      continue;
    }
    if (graph_.components[one.to].kind == ComponentKind::service) {
      outside.services.push_back({caller.component, static_cast<std::uint32_t>(call),
                                  visit_of(caller.component, caller.visit, call, k),
                                  caller.attempts * (one.retries + 1), caller.is_forgiven});
      continue;
    }
    Unfolded answer = unfold_call(caller, call, k, outside);
    made.work += answer.work;
    if (!answer.fails || one.may_fail) continue;
    if (component.has_catch(call)) {
      answer = unfold_call(caller, call + 1, 0, outside);
      made.work += answer.work;
    }
    made.fails = made.fails || answer.fails;
    return;
  }
}

/// With its retries.
CallNetwork::Unfolded CallNetwork::unfold_call(const Attempt& caller, std::size_t call,
                                               std::uint32_t repetition, Outside& outside) {
  const Call& one = graph_.components[caller.component].calls[call];
  const std::uint64_t visit = visit_of(caller.component, caller.visit, call, repetition);
  const CallGraph::Component& component = graph_.components[caller.component];
  const bool is_forgiven = caller.is_forgiven || one.may_fail || component.has_catch(call);
  Unfolded made;
  for (std::uint32_t failed = 0; failed <= one.retries; ++failed) {
    if (failed > 0) outside.rest = std::min(outside.rest + one.wait_before(failed), longest_rest);
    const Unfolded answer =
        unfold({one.to, visit, caller.failed_before * (one.retries + 1) + failed,
                std::min(caller.attempts * (one.retries + 1), most_attempts), is_forgiven},
               work_of(one.to, visit), outside);
    made.work += answer.work;
    made.fails = answer.fails;
    if (!made.fails) break;
  }
  return made;
}

/// Its own work and that of all it calls is done: messages are sent, and services called one after the other.
void CallNetwork::go_on_in_one_place(Slot slot) {
  if (!frames_[slot].is_unfolded) {
    frames_[slot].is_unfolded = true;
    Outside outside;
    const Attempt attempt{frames_[slot].component, frames_[slot].visit, frames_[slot].errors};
    frames_[slot].fails_in_the_end = unfold(attempt, {}, outside).fails;
    frames_[slot].services = std::move(outside.services);
    for (const Message& one : outside.messages) send_message(one.component, one.visit, {});
    if (outside.rest > Duration::zero()) return pauses_.set(slot, now_ + outside.rest);
  }
  if (!frames_[slot].has_failed && frames_[slot].next < frames_[slot].services.size())
    return begin_call(slot, ServiceCall(frames_[slot].services[frames_[slot].next++]), {});
  frames_[slot].has_failed = frames_[slot].has_failed || frames_[slot].fails_in_the_end;
  let_go(slot);
}

}  // namespace isocost
