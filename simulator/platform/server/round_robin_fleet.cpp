#include "simulator/platform/server/round_robin_fleet.h"

namespace isocost {

RoundRobinFleet::RoundRobinFleet(const FleetParameters& parameters, Seed seed, std::uint64_t replication,
                                 std::uint64_t entity, Recorder& recorder)
    : parameters_(parameters),
      is_queue_bounded_(parameters.queue_capacity != ~0ULL),
      recorder_(recorder),
      failures_(stream_key(seed, Purpose::failures, replication, entity)),
      servers_(parameters.servers) {
  assert(serves(parameters));
  parameters_.request_timeout = std::min(parameters_.request_timeout, longest_patience);
  for (Server& server : servers_) {
    server.free_at.reserve(parameters_.concurrency);
    for (std::uint32_t worker = 0; worker < parameters_.concurrency; ++worker)
      server.free_at.set(worker, parameters_.begin);
  }
}

void RoundRobinFleet::offer(const Request& request) {
  const Duration handler(
      static_cast<std::int64_t>(static_cast<double>(request.work.count()) * parameters_.handler_scale + 0.5));
  const bool fails = parameters_.failure_share > 0 && failures_.next() < parameters_.failure_share;
  if (!parameters_.outages.empty() && parameters_.outages.refuses(request.arrival))
    return turn_away(request, {}, parameters_.overhead, Outcome::refused);
  if (next_ == servers_.size()) next_ = 0;
  settle(servers_[next_++], request, handler, fails);
}

bool RoundRobinFleet::may_wait(Server& server, Time now) const {
  while (!server.turns.empty() && server.turns.front() <= now) server.turns.pop_front();
  return server.turns.size() < parameters_.queue_capacity;
}

void RoundRobinFleet::turn_away(const Request& request, Duration waited, Duration response, Outcome outcome) {
  RequestRecord record;
  record.arrival = request.arrival;
  record.waited = waited;
  record.response = response;
  record.outcome = outcome;
  record.sender = request.sender;
  recorder_.add(record);
}

void RoundRobinFleet::settle(Server& server, const Request& request, Duration handler, bool fails) {
  const Time start = std::max(request.arrival, server.free_at.next_time());
  if (is_queue_bounded_ && start > request.arrival) {
    if (!may_wait(server, request.arrival))
      return turn_away(request, {}, parameters_.overhead, Outcome::refused);
    server.turns.push_back(start);
  }
  const Duration waited = start - request.arrival;
  if (waited > parameters_.request_timeout)
    return turn_away(request, waited, parameters_.request_timeout, Outcome::timed_out);
  server.work_done += handler;
  if (!parameters_.outages.empty()) handler = parameters_.outages.time_for(start, handler);
  server.free_at.set(server.free_at.next_slot(), start + handler);

  RequestRecord& record = recorder_.next_request();
  record = {};
  record.arrival = request.arrival;
  record.waited = waited;
  record.handler = handler;
  record.is_served = true;
  record.sender = request.sender;
  if (fails) record.outcome = Outcome::failed;
  record.response = record.waited + handler + parameters_.overhead;
  if (record.response > parameters_.request_timeout) {
    record.response = parameters_.request_timeout;
    record.outcome = Outcome::timed_out;
  }
  recorder_.keep_request();
}

void RoundRobinFleet::finish(Time horizon) {
  for (Server& server : servers_) {
    // A worker that is busy at the horizon is busy without a gap until it is free.
    for (std::uint32_t worker = 0; worker < parameters_.concurrency; ++worker)
      if (const Time busy_until = server.free_at.time_at(worker); busy_until > horizon)
        server.work_done -= parameters_.outages.work_in(horizon, busy_until);
    recorder_.add(
        CapacityRecord{CapacityRecord::Kind::server, false, parameters_.begin, horizon, server.work_done});
  }
  recorder_.flush();
}

}  // namespace isocost
