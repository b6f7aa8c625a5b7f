#include "simulator/platform/calls/call_network.h"

#include <algorithm>
#include <numeric>

namespace isocost {
namespace {

bool is_bad(Outcome outcome) { return outcome != Outcome::completed; }

double ticks(Duration span) { return static_cast<double>(span.count()); }

}  // namespace

ComponentUse& ComponentUse::operator+=(const ComponentUse& other) {
  calls += other.calls;
  errors += other.errors;
  cold += other.cold;
  handler += other.handler;
  waiting += other.waiting;
  critical += other.critical;
  messages += other.messages;
  lost += other.lost;
  useful += other.useful;
  return *this;
}

ComponentUse& ComponentUse::operator*=(double times) {
  for (double* const figure :
       {&calls, &errors, &cold, &handler, &waiting, &critical, &messages, &lost, &useful})
    *figure *= times;
  return *this;
}

CallNetwork::CallNetwork(const CallGraph& graph, bool is_fused, Seed seed, std::uint64_t replication,
                         std::uint64_t entity, Recorder& users)
    : graph_(graph), is_fused_(is_fused), users_(users), use_(graph.components.size()) {
  for (std::uint32_t i = 0; i < graph.components.size(); ++i)
    visited_.push_back({0,
                        {},
                        DurationBlocks(graph.components[i].work, stream_key(seed, Purpose::component_work,
                                                                            replication, entity << 32U | i)),
                        stream_key(seed, Purpose::calls, replication, entity << 32U | i),
                        stream_key(seed, Purpose::failures, replication, entity << 32U | i)});
  number_visits();
}

/// From callers to those they call: a component's turn comes when all who call it are numbered.
void CallNetwork::number_visits() {
  std::vector<std::size_t> callers_left(graph_.components.size(), 0);
  for (const CallGraph::Component& one : graph_.components)
    for (const Call& call : one.calls) ++callers_left[call.to];
  std::vector<std::uint32_t> turn{0};
  visited_[0].visits_a_request = 1;
  for (std::size_t i = 0; i < turn.size(); ++i)
    for (const Call& call : graph_.components[turn[i]].calls) {
      Visited& called = visited_[call.to];
      visited_[turn[i]].first_visit.push_back(called.visits_a_request);
      called.visits_a_request += visited_[turn[i]].visits_a_request * call.times;
      if (--callers_left[call.to] == 0) turn.push_back(call.to);
    }
}

std::uint64_t CallNetwork::visit_of(std::uint32_t component, std::uint64_t visit, std::size_t call,
                                    std::uint32_t repetition) const {
  const Visited& caller = visited_[component];
  const Call& made = graph_.components[component].calls[call];
  const std::uint64_t request = visit / caller.visits_a_request;
  const std::uint64_t in_request = visit % caller.visits_a_request;
  return request * visited_[made.to].visits_a_request + caller.first_visit[call] + in_request * made.times +
         repetition;
}

void CallNetwork::run_at(std::vector<Place> places) {
  assert(places.size() == (is_fused_ ? 1 : graph_.components.size()));
  places_ = std::move(places);
  stations_.reserve(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) touch(i);
}

void CallNetwork::touch(std::size_t place) {
  const Time next = places_[place].station->next_time();
  if (next == stations_.time_at(static_cast<Slot>(place))) return;
  if (next == never)
    stations_.clear(static_cast<Slot>(place));
  else
    stations_.set(static_cast<Slot>(place), next);
}

Time CallNetwork::next_time() const {
  return ready_.empty() ? std::min(stations_.next_time(), timers_.next_time()) : now_;
}

void CallNetwork::advance_to(Time until) {
  while (next_time() <= until) run_next();
  now_ = std::max(now_, until);
}

void CallNetwork::run_next() {
  const Time theirs = stations_.next_time();
  const Time ours = ready_.empty() ? timers_.next_time() : now_;
  if (theirs <= ours) {
    now_ = std::max(now_, theirs);
    const Slot place = stations_.next_slot();
    places_[place].station->advance_to(theirs);
    touch(place);
  } else if (!ready_.empty()) {
    const Slot slot = ready_.front();
    ready_.pop_front();
    go_on(slot);
  } else {
    run_frame_timer();
  }
}

void CallNetwork::offer(const Request& request) {
  advance_to(request.arrival);
  const Slot slot = new_frame(0, requests_++);
  frames_[slot].is_of_user = true;
  frames_[slot].sender = request.sender;
  send(slot, request.work);
}

void CallNetwork::finish(Time horizon) {
  advance_to(horizon);
  while (free_frames_.size() < frames_.size() && next_time() != never) run_next();
  assert(free_frames_.size() == frames_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) places_[i].station->finish(std::max(horizon, now_));
  users_.flush();
}

CallNetwork::Slot CallNetwork::new_frame(std::uint32_t component, std::uint64_t visit) {
  if (free_frames_.empty()) {
    free_frames_.push_back(static_cast<Slot>(frames_.size()));
    frames_.emplace_back();
    timers_.reserve(frames_.size());
  }
  const Slot slot = free_frames_.back();
  free_frames_.pop_back();
  Frame& frame = frames_[slot];
  std::vector<std::uint32_t> begun = std::move(frame.begun);
  std::vector<double> path = std::move(frame.path);
  frame = Frame{};
  begun.clear();
  path.clear();
  frame.begun = std::move(begun);
  frame.path = std::move(path);
  frame.component = component;
  frame.visit = visit;
  frame.began = now_;
  return slot;
}

void CallNetwork::free_if_over(Slot slot) {
  const Frame& frame = frames_[slot];
  if (frame.is_told && !frame.is_at_station && frame.open == 0) free_frames_.push_back(slot);
}

bool CallNetwork::is_made(std::uint32_t component, std::size_t call, std::uint64_t visit) const {
  const auto& calls = graph_.components[component].calls;
  return calls[call].probability >= 1 ||
         to_unit_interval(random_bits(visited_[component].choices, visit * calls.size() + call)) <
             calls[call].probability;
}

/// A call and all that it waits for, in one place: the work of all, and whether it ends in an error.
CallNetwork::Unfolded CallNetwork::unfold(std::uint32_t component, std::uint64_t visit, Duration own,
                                          std::vector<Message>& messages) {
  const CallGraph::Component& one = graph_.components[component];
  Unfolded made{Duration(static_cast<std::int64_t>(ticks(own) * one.scale + 0.5)), false};
  if (one.failure_share > 0 &&
      to_unit_interval(random_bits(visited_[component].failures, visit)) < one.failure_share)
    return {made.work, true};
  for (std::size_t i = 0; i < one.calls.size(); ++i) {
    const Call& call = one.calls[i];
    if (made.fails && call.step != one.calls[i - 1].step) break;
    if (!is_made(component, i, visit)) continue;
    for (std::uint32_t k = 0; k < call.times; ++k) {
      const std::uint64_t further = visit_of(component, visit, i, k);
      if (!call.is_awaited) {
        messages.push_back({call.to, further});
        continue;
      }
      const Unfolded answer = unfold(call.to, further, work_of(call.to, further), messages);
      made.work += answer.work;
      if (!answer.fails || call.may_fail) continue;
      made.fails = true;
      break;
    }
  }
  return made;
}

void CallNetwork::send(Slot slot, Duration work) {
  Frame& frame = frames_[slot];
  const auto& calls = graph_.components[frame.component].calls;
  bool has_calls = false;
  if (is_fused_) {
    messages_.clear();
    const Unfolded all = unfold(frame.component, frame.visit, work, messages_);
    work = all.work;
    has_calls = all.fails || !messages_.empty();
  } else {
    for (std::size_t i = 0; i < calls.size(); ++i)
      if (is_made(frame.component, i, frame.visit)) frame.made |= std::uint64_t{1} << i;
    has_calls = frame.made != 0;
  }
  frame.is_at_station = true;
  const Place& place = place_of(frame.component);
  if (place.patience < unbounded) timers_.set(slot, now_ + place.patience);
  place.station->offer({now_, work, 0, slot, has_calls});
  touch(is_fused_ ? 0 : frames_[slot].component);
}

void CallNetwork::held(const HeldRequest& request) {
  Frame& frame = frames_[request.sender];
  frame.is_held = true;
  frame.held = request;
  frame.held_since = now_;
  ready_.push_back(request.sender);
}

void CallNetwork::reply(const RequestRecord& record) {
  const Slot slot = record.sender;
  Frame& frame = frames_[slot];
  if (users_.measured().contains(frame.began)) {
    ComponentUse& use = use_[frame.component];
    use.handler += ticks(record.handler);
    if (frame.is_held) use.waiting += ticks(now_ - frame.held_since);
  }
  frame.handler += ticks(record.handler);
  frame.is_at_station = false;
  frame.is_held = false;
  frame.is_cold = frame.is_cold || record.is_cold;
  if (frame.is_told) return free_if_over(slot);
  const Time comes = record.arrival + record.response;
  const Duration patience = place_of(frame.component).patience;
  if (patience < unbounded && comes > frame.began + patience) return;
  frame.answer = record;
  frame.has_answer = true;
  timers_.set(slot, std::max(now_, comes));
}

void CallNetwork::run_frame_timer() {
  const Slot slot = timers_.next_slot();
  now_ = std::max(now_, timers_.next_time());
  timers_.clear(slot);
  if (frames_[slot].is_resting) {
    frames_[slot].is_resting = false;
    frames_[slot].began = now_;
    return send(slot, work_of(frames_[slot].component, frames_[slot].visit));
  }
  RequestRecord answer = frames_[slot].answer;
  if (!frames_[slot].has_answer) answer.outcome = Outcome::timed_out;
  conclude(slot, answer);
}

/// Makes calls until one has to be waited for; after the last the request leaves its station.
void CallNetwork::go_on(Slot slot) {
  if (!frames_[slot].is_held || frames_[slot].open > 0) return;
  if (is_fused_) {
    std::vector<Message> messages;
    frames_[slot].has_failed = unfold(frames_[slot].component, frames_[slot].visit, {}, messages).fails;
    for (const Message& one : messages) send_message(one.component, one.visit);
    return let_go(slot);
  }
  const auto& calls = graph_.components[frames_[slot].component].calls;
  while (!frames_[slot].has_failed && frames_[slot].next < calls.size()) {
    const std::uint32_t step = calls[frames_[slot].next].step;
    for (; frames_[slot].next < calls.size() && calls[frames_[slot].next].step == step; ++frames_[slot].next)
      if ((frames_[slot].made >> frames_[slot].next & 1U) != 0) make_call(slot, frames_[slot].next);
    if (frames_[slot].open > 0) return;
  }
  let_go(slot);
}

void CallNetwork::make_call(Slot slot, std::uint32_t call) {
  const Call& made = graph_.components[frames_[slot].component].calls[call];
  if (!made.is_awaited) {
    for (std::uint32_t k = 0; k < made.times; ++k)
      send_message(made.to, visit_of(frames_[slot].component, frames_[slot].visit, call, k));
    return;
  }
  frames_[slot].begun.resize(graph_.components[frames_[slot].component].calls.size(), 0);
  for (std::uint32_t k = 0; k < std::min(made.times, made.at_once); ++k) begin_repetition(slot, call, {});
}

void CallNetwork::begin_repetition(Slot caller, std::uint32_t call, std::vector<double> path) {
  const std::uint32_t to = graph_.components[frames_[caller].component].calls[call].to;
  const std::uint32_t repetition = frames_[caller].begun[call]++;
  ++frames_[caller].open;
  const std::uint64_t visit = visit_of(frames_[caller].component, frames_[caller].visit, call, repetition);
  const Slot slot = new_frame(to, visit);
  Frame& frame = frames_[slot];
  frame.caller = caller;
  frame.call = call;
  if (!path.empty()) frame.path = std::move(path);
  frame.path_before = std::accumulate(frame.path.begin(), frame.path.end(), 0.0);
  send(slot, work_of(to, visit));
}

void CallNetwork::send_message(std::uint32_t component, std::uint64_t visit) {
  const Slot slot = new_frame(component, visit);
  frames_[slot].sent = now_;
  if (users_.measured().contains(now_)) use_[component].messages += 1;
  send(slot, work_of(component, visit));
}

void CallNetwork::let_go(Slot slot) {
  const std::size_t place = is_fused_ ? 0 : frames_[slot].component;
  places_[place].station->leave(now_, frames_[slot].held, frames_[slot].has_failed);
  touch(place);
}

void CallNetwork::conclude(Slot slot, RequestRecord answer) {
  Frame& frame = frames_[slot];
  frame.is_told = true;
  const Duration response = now_ - frame.began;
  const double on_path = std::accumulate(frame.path.begin(), frame.path.end(), 0.0) - frame.path_before;
  const double own = ticks(response) - on_path;
  const bool is_measured = users_.measured().contains(frame.began);
  if (is_measured) {
    ComponentUse& use = use_[frame.component];
    use.calls += 1;
    use.errors += is_bad(answer.outcome) ? 1 : 0;
    use.cold += answer.is_cold ? 1 : 0;
    if (frame.caller == nobody && !is_bad(answer.outcome)) use.useful += frame.handler;
  }
  if (frame.is_of_user) {
    if (is_measured) {
      for (std::size_t i = 0; i < frame.path.size(); ++i) use_[i].critical += frame.path[i];
      use_[frame.component].critical += own;
    }
    answer.arrival = frame.began;
    answer.response = response;
    answer.sender = frame.sender;
    answer.is_cold = answer.is_cold || frame.is_cold;
    users_.add(answer);
  } else if (frame.caller != nobody) {
    tell_caller(slot, is_bad(answer.outcome), own);
  } else if (is_bad(answer.outcome)) {
    deliver_again(slot, answer.outcome);
  }
  free_if_over(slot);
}

/// In a frame of its own: the one before may still be at its station.
void CallNetwork::deliver_again(Slot slot, Outcome outcome) {
  const Frame failed = frames_[slot];
  const MessageDelivery& rule = place_of(failed.component).delivery;
  const bool is_refused = outcome == Outcome::refused;
  Duration wait = unbounded;
  if (is_refused) {
    wait = rule.refused_from;
    for (std::uint32_t i = 0; i < failed.refusals && wait < rule.refused_to; ++i) wait *= 2;
    wait = std::min(wait, rule.refused_to);
  } else if (failed.errors < rule.after_errors.size()) {
    wait = rule.after_errors[failed.errors];
  }
  const bool is_over = rule.longest <= Duration::zero() || wait == unbounded;
  if (is_over || now_ + wait - failed.sent > rule.longest) {
    if (users_.measured().contains(failed.sent)) use_[failed.component].lost += 1;
    return;
  }
  const Slot again = new_frame(failed.component, failed.visit);
  Frame& frame = frames_[again];
  frame.is_resting = true;
  frame.sent = failed.sent;
  frame.errors = failed.errors + (is_refused ? 0 : 1);
  frame.refusals = failed.refusals + (is_refused ? 1 : 0);
  timers_.set(again, now_ + wait);
}

/// The last answer of a step decides when the caller goes on: its way there is the critical one.
void CallNetwork::tell_caller(Slot slot, bool is_bad, double own) {
  const Slot caller = frames_[slot].caller;
  const std::uint32_t call = frames_[slot].call;
  Frame& waiting = frames_[caller];
  const Call& made = graph_.components[waiting.component].calls[call];
  --waiting.open;
  waiting.is_cold = waiting.is_cold || frames_[slot].is_cold;
  if (!is_bad) waiting.handler += frames_[slot].handler;
  if (is_bad && !made.may_fail) waiting.has_failed = true;
  if (!waiting.is_held) return free_if_over(caller);
  std::vector<double>& path = frames_[slot].path;
  if (waiting.begun[call] < made.times && !waiting.has_failed) {
    path.resize(graph_.components.size(), 0);
    path[frames_[slot].component] += own;
    return begin_repetition(caller, call, std::move(path));
  }
  if (waiting.open > 0) return;
  waiting.path.resize(graph_.components.size(), 0);
  for (std::size_t i = 0; i < path.size(); ++i) waiting.path[i] += path[i];
  waiting.path[frames_[slot].component] += own;
  ready_.push_back(caller);
}

}  // namespace isocost
