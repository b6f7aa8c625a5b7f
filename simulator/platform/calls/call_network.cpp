#include "simulator/platform/calls/call_network.h"

#include <algorithm>
#include <numeric>

namespace isocost {
namespace {

bool is_bad(Outcome outcome) { return outcome != Outcome::completed; }

double sum_of(const std::vector<double>& path) { return std::accumulate(path.begin(), path.end(), 0.0); }

double ticks(Duration span) { return static_cast<double>(span.count()); }

}  // namespace

CallNetwork::CallNetwork(const CallGraph& graph, bool is_fused, Seed seed, std::uint64_t replication,
                         std::uint64_t entity, Recorder& users)
    : graph_(graph), is_fused_(is_fused), users_(users), use_(graph.components.size()) {
  for (std::uint32_t i = 0; i < graph.components.size(); ++i) {
    const auto key = [&](Purpose purpose) {
      return stream_key(seed, purpose, replication, entity << 32U | i);
    };
    visited_.push_back({0,
                        {},
                        DurationBlocks(graph.components[i].work, key(Purpose::component_work)),
                        key(Purpose::calls),
                        key(Purpose::failures),
                        key(Purpose::repetitions),
                        key(Purpose::orchestration)});
  }
  number_visits();
}

void CallNetwork::run_at(std::vector<Place> places) {
  places_ = std::move(places);
  std::size_t services = 0;
  for (std::uint32_t i = 0; i < graph_.components.size(); ++i) {
    const bool has_own_place = !is_fused_ || is_service(i);
    place_numbers_.push_back(!has_own_place ? 0 : is_fused_ ? ++services : owner_of(i));
  }
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
  return ready_.empty() ? std::min({stations_.next_time(), timers_.next_time(), pauses_.next_time()}) : now_;
}

void CallNetwork::advance_to(Time until) {
  while (next_time() <= until) run_next();
  now_ = std::max(now_, until);
}

void CallNetwork::run_next() {
  const Time theirs = stations_.next_time();
  const Time ours = ready_.empty() ? std::min(timers_.next_time(), pauses_.next_time()) : now_;
  if (theirs <= ours) {
    now_ = std::max(now_, theirs);
    const Slot place = stations_.next_slot();
    places_[place].station->advance_to(theirs);
    touch(place);
  } else if (!ready_.empty()) {
    const Slot slot = ready_.front();
    ready_.pop_front();
    go_on(slot);
  } else if (pauses_.next_time() <= timers_.next_time()) {
    now_ = std::max(now_, pauses_.next_time());
    const Slot slot = pauses_.next_slot();
    pauses_.clear(slot);
    ready_.push_back(slot);
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
    pauses_.reserve(frames_.size());
  }
  const Slot slot = free_frames_.back();
  free_frames_.pop_back();
  if (is_fused_) pauses_.clear(slot);
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

void CallNetwork::send(Slot slot, Duration work) {
  Frame& frame = frames_[slot];
  frame.began = now_;
  frame.path_before = sum_of(frame.path);
  if (frame.caller != nobody && !is_group(frame.component)) enter_states(frame.from, 1);
  const auto& calls = graph_.components[frame.component].calls;
  bool has_calls = false;
  if (is_service(frame.component)) {
    has_calls = places_[place_numbers_[frame.component]].keeps_connections && frame.caller != nobody;
  } else if (is_fused_) {
    outside_.messages.clear();
    outside_.services.clear();
    outside_.rest = {};
    const Unfolded all = unfold({frame.component, frame.visit, frame.errors}, work, outside_);
    work = all.work;
    has_calls = all.fails || !outside_.messages.empty() || !outside_.services.empty() ||
                outside_.rest > Duration::zero();
  } else {
    for (std::size_t i = 0; i < calls.size(); ++i)
      if (is_made(frame.component, i, frame.visit)) frame.made |= std::uint64_t{1} << i;
    has_calls = frame.made != 0 || graph_.components[frame.component].kind == ComponentKind::workflow;
  }
  if (!is_group(frame.component))
    frame.patience = std::min(frame.patience, place_of(frame.component).patience);
  if (frame.patience < unbounded) timers_.set(slot, now_ + frame.patience);
  if (is_group(frame.component)) {
    frame.is_held = true;
    ready_.push_back(slot);
    return;
  }
  frame.is_at_station = true;
  const std::size_t place = place_numbers_[frame.component];
  const bool has_connection = is_service(frame.component) && takes_kept_connection(slot);
  places_[place].station->offer({now_, work, 0, slot, has_calls && !has_connection, has_connection});
  touch(place);
}

void CallNetwork::held(const HeldRequest& request) {
  Frame& frame = frames_[request.sender];
  if (is_service(frame.component))
    return keep_connection({place_numbers_[frame.component], request, request.sender});
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
    if (frame.is_held) use.waiting += std::min(ticks(record.handler), ticks(now_ - frame.held_since));
  }
  frame.handler += ticks(record.handler);
  frame.is_at_station = false;
  frame.is_held = false;
  frame.is_cold = frame.is_cold || record.is_cold;
  if (!frame.kept.empty()) give_back_connections(slot);
  if (frame.is_told) return free_if_over(slot);
  const Time comes = record.arrival + record.response;
  if (frame.patience < unbounded && comes > frame.began + frame.patience) return;
  frame.answer = record;
  frame.has_answer = true;
  timers_.set(slot, std::max(now_, comes));
}

void CallNetwork::run_frame_timer() {
  const Slot slot = timers_.next_slot();
  now_ = std::max(now_, timers_.next_time());
  timers_.clear(slot);
  if (frames_[slot].is_resting) return is_stopped(slot) ? drop(slot) : begin_after(slot, {});
  RequestRecord answer = frames_[slot].answer;
  if (!frames_[slot].has_answer) {
    answer.outcome = Outcome::timed_out;
    stop_calls_of(slot);
  }
  conclude(slot, answer);
}

/// A group that is given up makes no further calls, and a workflow at its limit ends there. A program, or a
/// workflow that somebody does not wait for any longer, does not notice.
void CallNetwork::stop_calls_of(Slot slot) {
  Frame& frame = frames_[slot];
  if (is_group(frame.component)) frame.is_held = false;
  const bool is_workflow = is_orchestrated(frame.component) && !is_group(frame.component);
  if (!is_workflow || !frame.is_held || now_ - frame.began < place_of(frame.component).patience) return;
  frame.has_failed = true;
  let_go(slot);
  timers_.clear(slot);
}

/// Whether it belongs to a group or a workflow that has failed or was given up.
bool CallNetwork::is_stopped(Slot slot) const {
  for (Slot caller = frames_[slot].caller; caller != nobody; caller = frames_[caller].caller) {
    const Frame& one = frames_[caller];
    if (!is_orchestrated(one.component) && !is_group(one.component)) return false;
    if (one.has_failed || (one.is_told && !one.is_held)) return true;
    if (!is_group(one.component)) return false;
  }
  return false;
}

/// A call that nobody needs is not made.
void CallNetwork::drop(Slot slot) {
  const Slot caller = frames_[slot].caller;
  frames_[slot].is_told = true;
  free_if_over(slot);
  --frames_[caller].open;
  if (!frames_[caller].is_held) return free_if_over(caller);
  if (frames_[caller].open == 0) ready_.push_back(caller);
}

/// Makes calls until one has to be waited for; after the last the request leaves its station.
void CallNetwork::go_on(Slot slot) {
  if (!frames_[slot].is_held || frames_[slot].open > 0) return;
  if (is_fused_) return go_on_in_one_place(slot);
  if (is_group(frames_[slot].component) && is_stopped(slot)) frames_[slot].has_failed = true;
  const auto& calls = graph_.components[frames_[slot].component].calls;
  while (!frames_[slot].has_failed && frames_[slot].next < calls.size()) {
    const Call& first = calls[frames_[slot].next];
    enter_states(frames_[slot].component, first.kind == StepKind::one ? 0 : 1);
    for (; frames_[slot].next < calls.size() && calls[frames_[slot].next].step == first.step;
         ++frames_[slot].next) {
      const bool is_made = (frames_[slot].made >> frames_[slot].next & 1U) != 0;
      if (is_made && !calls[frames_[slot].next].is_after_error) make_call(slot, frames_[slot].next);
    }
    if (frames_[slot].open > 0) return;
  }
  let_go(slot);
}

void CallNetwork::enter_states(std::uint32_t component, std::uint32_t count) {
  if (is_orchestrated(component) && users_.measured().contains(now_))
    use_[owner_of(component)].states += count;
}

void CallNetwork::make_call(Slot slot, std::uint32_t call) {
  const Call& made = graph_.components[frames_[slot].component].calls[call];
  if (made.at_once > 1) enter_states(frames_[slot].component, 1);
  if (!made.is_awaited) {
    for (std::uint32_t k = 0; k < made.times; ++k) {
      enter_states(frames_[slot].component, 1);
      const std::uint64_t visit = visit_of(frames_[slot].component, frames_[slot].visit, call, k);
      const bool is_sent_by_workflow = is_orchestrated(frames_[slot].component);
      send_message(
          made.to, visit,
          is_sent_by_workflow
              ? place_of(frames_[slot].component).call_overhead.draw(visited_[made.to].overheads, visit)
              : Duration::zero());
    }
    return;
  }
  frames_[slot].begun.resize(graph_.components[frames_[slot].component].calls.size(), 0);
  for (std::uint32_t k = 0; k < std::min(made.times, made.at_once); ++k) begin_repetition(slot, call, {});
}

void CallNetwork::begin_repetition(Slot caller, std::uint32_t call, std::vector<double> path) {
  const std::uint32_t from = frames_[caller].component;
  const std::uint32_t repetition = frames_[caller].begun[call]++;
  begin_call(caller, {from, call, visit_of(from, frames_[caller].visit, call, repetition)}, std::move(path));
}

void CallNetwork::begin_call(Slot caller, const ServiceCall& call, std::vector<double> path) {
  const Call& made = graph_.components[call.from].calls[call.call];
  ++frames_[caller].open;
  const Slot slot = new_frame(made.to, call.visit);
  Frame& frame = frames_[slot];
  frame.caller = caller;
  frame.from = call.from;
  frame.call = call.call;
  frame.attempts = call.attempts;
  frame.is_forgiven = call.is_forgiven;
  frame.patience = made.timeout;
  if (!path.empty()) frame.path = std::move(path);
  begin_after(slot, is_orchestrated(call.from) ? overhead_of(slot) : Duration::zero());
}

/// What the orchestrator takes before a call is made.
Duration CallNetwork::overhead_of(Slot slot) const {
  const Frame& frame = frames_[slot];
  const Call& made = graph_.components[frame.from].calls[frame.call];
  const Place& orchestrator = place_of(frame.from);
  Duration overhead{};
  const bool is_beside_others = made.kind == StepKind::parallel || made.at_once > 1;
  const bool is_first_round = frame.errors == 0 && frames_[frame.caller].begun[frame.call] <= made.at_once;
  if (is_beside_others && is_first_round && !made.is_after_error) overhead += orchestrator.parallel_overhead;
  if (!is_group(made.to))
    overhead += orchestrator.call_overhead.draw(visited_[made.to].overheads, frame.visit);
  return overhead;
}

/// The rest passes with the caller.
void CallNetwork::begin_after(Slot slot, Duration rest) {
  Frame& frame = frames_[slot];
  frame.is_resting = rest > Duration::zero();
  if (!frame.is_resting) return send(slot, work_of(frame.component, frame.visit));
  if (frame.caller != nobody) {
    frame.path.resize(graph_.components.size(), 0);
    frame.path[owner_of(frames_[frame.caller].component)] += ticks(rest);
  }
  timers_.set(slot, now_ + rest);
}

void CallNetwork::send_message(std::uint32_t component, std::uint64_t visit, Duration rest) {
  const Slot slot = new_frame(component, visit);
  frames_[slot].sent = now_;
  if (users_.measured().contains(now_)) use_[component].messages += 1;
  begin_after(slot, rest);
}

void CallNetwork::let_go(Slot slot) {
  Frame& frame = frames_[slot];
  if (is_group(frame.component)) {
    frame.is_held = false;
    if (frame.is_told) return free_if_over(slot);
    timers_.clear(slot);
    RequestRecord answer;
    answer.outcome = frame.has_failed ? Outcome::failed : Outcome::completed;
    return conclude(slot, answer);
  }
  const std::size_t place = place_numbers_[frame.component];
  places_[place].station->leave(now_, frame.held, frame.has_failed);
  touch(place);
}

void CallNetwork::conclude(Slot slot, RequestRecord answer) {
  Frame& frame = frames_[slot];
  frame.is_told = true;
  const Duration response = now_ - frame.began;
  const double on_path = sum_of(frame.path) - frame.path_before;
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
    if (frame.has_answer && is_service(frame.component)) free_connection(slot);
    if (is_bad(answer.outcome) && is_tried_again(slot))
      try_again(slot, own);
    else
      tell_caller(slot, is_bad(answer.outcome), own);
  } else if (is_bad(answer.outcome)) {
    deliver_again(slot, answer.outcome);
  }
  free_if_over(slot);
}

/// Nobody tries again who has failed himself meanwhile.
bool CallNetwork::is_tried_again(Slot slot) const {
  const Frame& frame = frames_[slot];
  const Frame& caller = frames_[frame.caller];
  const Call& made = graph_.components[frame.from].calls[frame.call];
  const std::uint32_t retries = frame.attempts > 0 ? frame.attempts - 1 : made.retries;
  return frame.errors < retries && caller.is_held && !caller.has_failed && !is_stopped(slot);
}

/// In a frame of its own, for the caller of the one before.
void CallNetwork::try_again(Slot slot, double own) {
  const Slot again = new_frame(frames_[slot].component, frames_[slot].visit);
  Frame& failed = frames_[slot];
  Frame& frame = frames_[again];
  const Call& made = graph_.components[failed.from].calls[failed.call];
  frames_[failed.caller].is_cold = frames_[failed.caller].is_cold || failed.is_cold;
  frame.caller = failed.caller;
  frame.from = failed.from;
  frame.attempts = failed.attempts;
  frame.is_forgiven = failed.is_forgiven;
  frame.call = failed.call;
  frame.errors = failed.errors + 1;
  frame.patience = made.timeout;
  frame.path = std::move(failed.path);
  frame.path.resize(graph_.components.size(), 0);
  frame.path[owner_of(failed.component)] += own;
  begin_after(again, made.wait_before(frame.errors) +
                         (is_orchestrated(frame.from) ? overhead_of(again) : Duration::zero()));
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
  frame.sent = failed.sent;
  frame.errors = failed.errors + (is_refused ? 0 : 1);
  frame.refusals = failed.refusals + (is_refused ? 1 : 0);
  begin_after(again, wait);
}

/// The last answer of a step decides when the caller goes on: its way there is the critical one.
void CallNetwork::tell_caller(Slot slot, bool is_bad, double own) {
  const Slot caller = frames_[slot].caller;
  const std::uint32_t call = frames_[slot].call;
  Frame& waiting = frames_[caller];
  const CallGraph::Component& component = graph_.components[frames_[slot].from];
  const std::vector<Call>& calls = component.calls;
  --waiting.open;
  waiting.is_cold = waiting.is_cold || frames_[slot].is_cold;
  if (!is_bad) waiting.handler += frames_[slot].handler;
  const bool is_caught = is_bad && !is_fused_ && component.has_catch(call) && waiting.is_held &&
                         !waiting.has_failed && !is_stopped(slot) && waiting.begun[call + 1] == 0;
  const bool matters = !calls[call].may_fail && !component.has_catch(call) && !frames_[slot].is_forgiven;
  if (is_bad && matters) waiting.has_failed = true;
  if (!waiting.is_held) return free_if_over(caller);
  std::vector<double>& path = frames_[slot].path;
  path.resize(graph_.components.size(), 0);
  path[owner_of(frames_[slot].component)] += own;
  if (is_caught) {
    waiting.begun[call] = calls[call].times;
    return begin_repetition(caller, call + 1, std::move(path));
  }
  const bool goes_on = !is_fused_ && !waiting.has_failed && !is_stopped(slot);
  if (goes_on && waiting.begun[call] < calls[call].times) {
    if (calls[call].again < 1) enter_states(waiting.component, 1);
    if (is_repeated(waiting.component, call, waiting.visit, waiting.begun[call]))
      return begin_repetition(caller, call, std::move(path));
    waiting.begun[call] = calls[call].times;
  }
  if (waiting.open > 0) return;
  waiting.path.resize(graph_.components.size(), 0);
  for (std::size_t i = 0; i < path.size(); ++i) waiting.path[i] += path[i];
  ready_.push_back(caller);
}

}  // namespace isocost
