#include "simulator/platform/calls/managed_service.h"

#include <algorithm>

namespace isocost {

ManagedService::ManagedService(ServiceParameters parameters, Seed seed, std::uint64_t replication,
                               std::uint64_t entity, Recorder& recorder)
    : parameters_(std::move(parameters)),
      recorder_(recorder),
      failures_(stream_key(seed, Purpose::failures, replication, entity)),
      saved_(std::max(1.0, parameters_.limits.per_second.value_or(1))) {}

bool ManagedService::takes_one_more(Time now) {
  if (!parameters_.limits.per_second) return true;
  const double rate = *parameters_.limits.per_second;
  saved_ = std::min(std::max(1.0, rate), saved_ + to_seconds(now - saved_at_) * rate);
  saved_at_ = now;
  if (saved_ < 1) return false;
  saved_ -= 1;
  return true;
}

void ManagedService::offer(const Request& request) {
  advance_to(request.arrival);
  const bool has_room = request.has_connection || ends_.size() + kept_ < parameters_.limits.at_once;
  const bool may_come = has_room || parameters_.limits.queue_for.has_value();
  if (parameters_.outages.refuses(request.arrival) || !may_come || !takes_one_more(request.arrival))
    return refuse(request.arrival, request);
  if (!has_room) return waiting_.push_back(request);
  serve(request.arrival, request);
  serve_waiting(request.arrival);
}

void ManagedService::serve(Time now, const Request& request) {
  is_at_work_ = true;
  RequestRecord record;
  record.arrival = request.arrival;
  record.waited = now - request.arrival;
  const Duration work = parameters_.outages.time_for(now, request.work);
  record.response = record.waited + work;
  if (parameters_.failure_share > 0 && failures_.next() < parameters_.failure_share)
    record.outcome = Outcome::failed;
  record.is_served = true;
  record.sender = request.sender;
  if (request.is_held)
    recorder_.hold({keep(now + work), request.sender});
  else if (!request.has_connection)
    ends_.push(now + work);
  recorder_.add(record);
  is_at_work_ = false;
}

std::uint32_t ManagedService::keep(Time end) {
  if (free_places_.empty()) {
    free_places_.push_back(static_cast<std::uint32_t>(kept_ends_.size()));
    kept_ends_.emplace_back();
  }
  const std::uint32_t place = free_places_.back();
  free_places_.pop_back();
  kept_ends_[place] = end;
  ++kept_;
  return place;
}

void ManagedService::refuse(Time now, const Request& request) {
  RequestRecord record;
  record.arrival = request.arrival;
  record.waited = record.response = now - request.arrival;
  record.outcome = Outcome::refused;
  record.sender = request.sender;
  recorder_.add(record);
}

Time ManagedService::next_time() const {
  if (waiting_.empty()) return never;
  const Time given_up = waiting_.front().arrival + *parameters_.limits.queue_for;
  return ends_.empty() ? given_up : std::min(given_up, ends_.top());
}

void ManagedService::advance_to(Time until) {
  while (next_time() <= until) {
    const Time now = next_time();
    if (!ends_.empty() && ends_.top() <= now) {
      ends_.pop();
      serve_waiting(now);
    } else {
      const Request given_up = waiting_.front();
      waiting_.pop_front();
      refuse(now, given_up);
    }
  }
  while (!ends_.empty() && ends_.top() <= until) ends_.pop();
}

void ManagedService::serve_waiting(Time now) {
  while (!waiting_.empty() && ends_.size() + kept_ < parameters_.limits.at_once) {
    const Request next = waiting_.front();
    waiting_.pop_front();
    serve(now, next);
  }
}

/// A call that goes on takes its connection until it ends. What is at work looks after those that wait
/// itself.
void ManagedService::leave(Time now, const HeldRequest& held, bool) {
  if (!is_at_work_) advance_to(now);
  --kept_;
  free_places_.push_back(held.place);
  if (kept_ends_[held.place] > now) ends_.push(kept_ends_[held.place]);
  if (!is_at_work_) serve_waiting(now);
}

void ManagedService::finish(Time horizon) {
  advance_to(horizon);
  recorder_.flush();
}

}  // namespace isocost
