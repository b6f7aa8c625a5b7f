#include "simulator/platform/client/client.h"

#include <algorithm>

namespace isocost {
namespace {

constexpr double rounding_slack = 1e-9;

bool is_bad(const RequestRecord& answer) { return answer.outcome != Outcome::completed; }

}  // namespace

Client::Client(const RetryPolicy& policy, Duration reply_limit, StreamKey jitter, Recorder& users)
    : policy_(policy), patience_(std::min(policy.timeout, reply_limit)), jitter_(jitter), users_(users) {}

void Client::offer(const Request& request) {
  advance_to(request.arrival);
  if (policy_.retry_budget)
    saved_retries_ = std::min(RetryPolicy::most_saved_retries, saved_retries_ + *policy_.retry_budget);
  ++waiting_users_;
  const Slot slot = new_slot();
  Attempt& attempt = attempts_[slot];
  attempt.number = 0;
  attempt.first_arrival = request.arrival;
  attempt.request = requests_++;
  attempt.sent = request;
  send(slot);
}

void Client::finish(Time horizon) {
  advance_to(horizon);
  while (waiting_users_ > 0 && std::min(station_->next_time(), timers_.next_time()) != never) run_next();
  is_ending_ = true;
  station_->finish(std::max(horizon, now_));
  while (timers_.next_time() != never) run_next_timer();
  users_.flush();
}

void Client::advance_to(Time until) {
  while (std::min(station_->next_time(), timers_.next_time()) <= until) run_next();
  now_ = until;
}

void Client::run_next() {
  const Time theirs = station_->next_time();
  if (theirs > timers_.next_time()) return run_next_timer();
  now_ = std::max(now_, theirs);
  station_->advance_to(theirs);
}

void Client::run_next_timer() {
  const Slot slot = timers_.next_slot();
  now_ = std::max(now_, timers_.next_time());
  timers_.clear(slot);
  switch (attempts_[slot].state) {
    case State::waiting: return send(slot);
    case State::answered: return conclude(slot, attempts_[slot].answer);
    case State::sent:
    case State::late: {
      RequestRecord none;
      none.outcome = Outcome::timed_out;
      return conclude(slot, none);
    }
    case State::free:
    case State::given_up:
    case State::stopped: break;
  }
}

void Client::send(Slot slot) {
  Attempt& attempt = attempts_[slot];
  attempt.sent.arrival = now_;
  attempt.sent.sender = slot;
  if (policy_.breaker && !is_let_through(slot)) {
    RequestRecord stopped;
    stopped.outcome = Outcome::refused;
    attempt.state = State::stopped;
    return conclude(slot, stopped);
  }
  attempt.state = State::sent;
  if (patience_ < unbounded) timers_.set(slot, now_ + patience_);
  station_->offer(attempt.sent);
}

void Client::reply(const RequestRecord& record) {
  const Slot slot = record.sender;
  Attempt& attempt = attempts_[slot];
  if (attempt.state == State::given_up) return free(slot);
  const Time comes = record.arrival + record.response;
  if (patience_ < unbounded && comes > attempt.sent.arrival + patience_) {
    attempt.state = State::late;
    return;
  }
  attempt.state = State::answered;
  attempt.answer = record;
  timers_.set(slot, comes);
}

void Client::conclude(Slot slot, RequestRecord answer) {
  const Attempt attempt = attempts_[slot];
  if (policy_.breaker && attempt.state != State::stopped) note_answer(slot, is_bad(answer));
  if (attempt.state == State::sent)
    attempts_[slot].state = State::given_up;
  else
    free(slot);
  if (!is_bad(answer) || !may_retry(attempt)) return tell_user(attempt, answer);

  const Slot again = new_slot();
  attempts_[again] = attempt;
  attempts_[again].state = State::waiting;
  attempts_[again].answer = answer;
  ++attempts_[again].number;
  timers_.set(again, now_ + wait_before(attempt.request, attempt.number + 1));
}

bool Client::may_retry(const Attempt& attempt) {
  if (is_ending_ || attempt.number >= policy_.retries) return false;
  if (!policy_.retry_budget) return true;
  if (saved_retries_ < 1 - rounding_slack) return false;
  saved_retries_ -= 1;
  return true;
}

Duration Client::wait_before(std::uint64_t request, std::uint32_t retry) const {
  constexpr std::uint64_t draws_a_request = 128;
  const double longest = to_seconds(policy_.longest_backoff(retry));
  const double u = to_unit_interval(
      random_bits(jitter_, request * draws_a_request + std::min<std::uint64_t>(retry, draws_a_request - 1)));
  switch (policy_.jitter) {
    case Jitter::none: break;
    case Jitter::equal: return from_seconds(longest * (1 + u) / 2);
    case Jitter::full: return from_seconds(longest * u);
  }
  return from_seconds(longest);
}

void Client::tell_user(const Attempt& attempt, RequestRecord answer) {
  answer.arrival = attempt.first_arrival;
  answer.response = now_ - attempt.first_arrival;
  answer.sender = 0;
  --waiting_users_;
  users_.add(answer);
}

/// While the breaker is half open one attempt is under way, and no other is let through.
bool Client::is_let_through(Slot slot) {
  if (!is_open_) return true;
  if (now_ < open_until_ || probe_) return false;
  probe_ = slot;
  return true;
}

void Client::note_answer(Slot slot, bool is_bad) {
  const CircuitBreaker& rule = *policy_.breaker;
  if (probe_ == slot) {
    probe_.reset();
    last_answers_.clear();
    bad_answers_ = 0;
    is_open_ = is_bad;
    open_until_ = now_ + rule.open_for;
    return;
  }
  if (is_open_) return;
  last_answers_.push_back(is_bad);
  bad_answers_ += is_bad ? 1 : 0;
  if (last_answers_.size() > rule.of_last) {
    bad_answers_ -= last_answers_.front() ? 1 : 0;
    last_answers_.pop_front();
  }
  if (last_answers_.size() < rule.of_last || bad_answers_ < rule.errors * rule.of_last - rounding_slack)
    return;
  is_open_ = true;
  open_until_ = now_ + rule.open_for;
}

Client::Slot Client::new_slot() {
  if (!free_slots_.empty()) {
    const Slot slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
  }
  attempts_.emplace_back();
  timers_.reserve(attempts_.size());
  return static_cast<Slot>(attempts_.size() - 1);
}

void Client::free(Slot slot) {
  attempts_[slot].state = State::free;
  free_slots_.push_back(slot);
}

}  // namespace isocost
