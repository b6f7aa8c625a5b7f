#include "simulator/platform/server/fleet.h"

#include <bit>
#include <cmath>

namespace isocost {

Fleet::Fleet(const FleetParameters& parameters, Seed seed, std::uint64_t replication, std::uint64_t entity,
             Recorder& recorder)
    : parameters_(parameters),
      share_{parameters.vcpus, parameters.cpu_share, true,
             parameters_.outages.empty() ? nullptr : &parameters_.outages},
      slot_shift_(parameters.discipline == Discipline::processor_sharing
                      ? 0U
                      : static_cast<unsigned>(std::bit_width(parameters.concurrency - 1))),
      recorder_(recorder),
      engine_(first_server + (parameters.servers << slot_shift_), parameters.begin),
      picks_(stream_key(seed, Purpose::routing, replication, entity)),
      failures_(stream_key(seed, Purpose::failures, replication, entity)),
      boot_key_(stream_key(seed, Purpose::cold_start, replication, entity)),
      cpu_since_(parameters.begin) {
  assert(parameters_.servers >= 1 && parameters_.concurrency >= 1);
  parameters_.request_timeout = std::min(parameters_.request_timeout, longest_patience);
  for (std::uint32_t i = 0; i < parameters_.servers; ++i) {
    servers_.emplace_back();
    servers_.back().launched = parameters_.begin;
    put_in_service(i);
  }
  if (parameters_.autoscaling)
    engine_.set(metric_timer, parameters_.begin + parameters_.autoscaling->metric_period);
}

void Fleet::offer(const Request& request) {
  advance_to(request.arrival);
  const Waiting waiting{request.arrival,
                        Duration(static_cast<std::int64_t>(
                            static_cast<double>(request.work.count()) * parameters_.handler_scale + 0.5)),
                        parameters_.failure_share > 0 && failures_.next() < parameters_.failure_share,
                        request.is_held, request.sender};
  count_in_system(+1);
  if (share_.outages != nullptr && share_.outages->refuses(request.arrival))
    return turn_away(waiting, Outcome::refused, parameters_.overhead);
  const Index index = pick_server();
  Server& server = servers_[index];
  if (server.busy < parameters_.concurrency) return serve(index, waiting);
  if (server.queue.size() >= parameters_.queue_capacity)
    return turn_away(waiting, Outcome::refused, parameters_.overhead);
  server.queue.push_back(waiting);
  change_load(index);
}

Fleet::Index Fleet::pick_server() {
  switch (parameters_.balancer) {
    case Balancer::round_robin: break;
    case Balancer::least_connections: return by_load_.next_slot();
    case Balancer::power_of_two: {
      const auto pick = [this] {
        return in_service_[static_cast<std::size_t>(picks_.next() * static_cast<double>(in_service_.size()))];
      };
      const Index first = pick(), second = pick();
      const auto load = [this](Index i) { return servers_[i].busy + servers_[i].queue.size(); };
      return load(second) < load(first) ? second : first;
    }
  }
  if (next_round_ >= in_service_.size()) next_round_ = 0;
  return in_service_[next_round_++];
}

double Fleet::in_system_integral() const {
  const std::int64_t now = engine_.now().time_since_epoch().count();
  return static_cast<double>(
      static_cast<std::int64_t>(left_minus_came_ + static_cast<std::uint64_t>(in_system_ * now)));
}

void Fleet::change_load(Index index) {
  if (parameters_.balancer != Balancer::least_connections) return;
  const Server& server = servers_[index];
  if (server.state != State::serving) return;
  by_load_.set(index, Time(Duration(static_cast<std::int64_t>(server.busy + server.queue.size()))));
}

void Fleet::begin_record(RequestRecord& record, const Waiting& request) const {
  record = {};
  record.arrival = request.arrival;
  record.waited = engine_.now() - request.arrival;
  record.handler = request.handler;
  record.is_served = true;
  record.sender = request.sender;
  if (request.fails) record.outcome = Outcome::failed;
}

void Fleet::close_record(RequestRecord& record) const {
  record.response = record.waited + record.handler + parameters_.overhead;
  if (record.response > parameters_.request_timeout) {
    record.response = parameters_.request_timeout;
    record.outcome = Outcome::timed_out;
  }
}

void Fleet::turn_away(const Waiting& request, Outcome outcome, Duration response) {
  count_in_system(-1);
  RequestRecord record;
  record.arrival = request.arrival;
  record.waited = engine_.now() - request.arrival;
  record.response = response;
  record.outcome = outcome;
  record.sender = request.sender;
  recorder_.add(record);
}

void Fleet::serve(Index index, const Waiting& request) {
  Server& server = servers_[index];
  RequestRecord& record = recorder_.next_request();
  begin_record(record, request);
  const bool is_held = request.is_held && !request.fails;
  if (is_sharing()) {
    const double before = share_.vcpus_used(server.working());
    server.inside.add(share_, engine_.now(), record.handler,
                      {engine_.now(), record.handler, is_held, 0, record});
    ++server.busy;
    track_cpu(server, share_.vcpus_used(server.working()) - before);
    schedule_sharing(index);
  } else {
    const std::uint32_t worker = server.free_workers.back();
    server.free_workers.pop_back();
    ++server.busy;
    server.work_done += record.handler;
    if (share_.outages != nullptr) record.handler = share_.outages->time_for(engine_.now(), record.handler);
    track_cpu(server, parameters_.cpu_share);
    engine_.set(slot_of(index, worker), engine_.now() + record.handler);
    if (is_held) {
      server.held.push_back({engine_.now(), record.handler, true, worker, record});
    } else {
      close_record(record);
      recorder_.keep_request();
    }
  }
  change_load(index);
}

/// Gives free places to those waiting; drops those whose senders have left.
void Fleet::serve_waiting(Index index) {
  Server& server = servers_[index];
  while (!server.queue.empty() && server.busy < parameters_.concurrency) {
    const Waiting next = server.queue.front();
    server.queue.pop_front();
    if (engine_.now() - next.arrival > parameters_.request_timeout)
      turn_away(next, Outcome::timed_out, parameters_.request_timeout);
    else
      serve(index, next);
  }
}

void Fleet::on_timer(Slot slot) {
  if (slot == metric_timer) return measure();
  if (slot == action_timer) return act_on_metric();
  const Index index = (slot - first_server) >> slot_shift_;
  if (servers_[index].state == State::booting) {
    --booting_;
    put_in_service(index);
  } else if (is_sharing()) {
    on_sharing_timer(index);
  } else {
    on_completion(index, (slot - first_server) & ((1U << slot_shift_) - 1));
  }
}

void Fleet::on_completion(Index index, std::uint32_t worker) {
  track_cpu(servers_[index], -parameters_.cpu_share);
  if (parameters_.holds_requests && begins_to_wait(index, worker)) return;
  free_worker(index, worker);
  after_departures(index);
}

void Fleet::free_worker(Index index, std::uint32_t worker) {
  count_in_system(-1);
  --servers_[index].busy;
  servers_[index].free_workers.push_back(worker);
}

void Fleet::after_departures(Index index) {
  Server& server = servers_[index];
  if (!server.queue.empty()) serve_waiting(index);
  if (is_sharing()) schedule_sharing(index);
  change_load(index);
  if (server.state == State::draining) end_if_drained(index);
}

void Fleet::on_sharing_timer(Index index) {
  Server& server = servers_[index];
  server.inside.complete(share_, engine_.now(), [&](Active& done) {
    track_cpu(server, share_.vcpus_used(server.working() - 1) - share_.vcpus_used(server.working()));
    server.work_done += done.demand;
    if (done.is_held) {
      ++server.idle;
      server.held.push_back(done);
      return recorder_.hold({index, done.record.sender});
    }
    count_in_system(-1);
    --server.busy;
    done.record.handler = engine_.now() - done.taken;
    close_record(done.record);
    recorder_.add(done.record);
  });
  after_departures(index);
}

void Fleet::schedule_sharing(Index index) {
  const Server& server = servers_[index];
  if (server.inside.empty()) return engine_.clear(slot_of(index, 0));
  engine_.set(slot_of(index, 0), std::max(engine_.now(), server.inside.next_completion(share_)));
}

double Fleet::cpu_of(const Server& server) const {
  return is_sharing() ? share_.vcpus_used(server.working()) : server.working() * parameters_.cpu_share;
}

void Fleet::add_up_cpu() {
  const double passed = to_seconds(engine_.now() - cpu_since_);
  const Duration worked = share_.outages != nullptr ? share_.outages->work_in(cpu_since_, engine_.now())
                                                    : engine_.now() - cpu_since_;
  cpu_since_ = engine_.now();
  cpu_integral_ += cpu_in_use_ * to_seconds(worked);
  service_integral_ += static_cast<double>(in_service_.size()) * passed;
}

void Fleet::track_cpu(const Server& server, double change) {
  if (!parameters_.autoscaling || server.state != State::serving) return;
  add_up_cpu();
  cpu_in_use_ += change;
}

void Fleet::measure() {
  const Autoscaling& rule = *parameters_.autoscaling;
  add_up_cpu();
  metrics_.push_back({engine_.now() + rule.metric_delay,
                      std::min(1.0, cpu_integral_ / (service_integral_ * parameters_.vcpus)),
                      service_integral_ / to_seconds(rule.metric_period)});
  cpu_integral_ = 0;
  service_integral_ = 0;
  if (metrics_.size() == 1) engine_.set(action_timer, metrics_.front().act_at);
  engine_.set(metric_timer, engine_.now() + rule.metric_period);
}

void Fleet::act_on_metric() {
  const Autoscaling& rule = *parameters_.autoscaling;
  const Metric metric = metrics_.front();
  metrics_.pop_front();
  if (!metrics_.empty()) engine_.set(action_timer, std::max(engine_.now(), metrics_.front().act_at));

  const auto wanted = std::clamp(
      static_cast<std::uint32_t>(std::ceil(metric.servers * metric.utilisation / rule.target - 1e-9)),
      rule.min_servers, rule.max_servers);
  if (metric.utilisation > rule.target) {
    low_since_ = never;
    while (in_service_.size() + booting_ < wanted) launch();
  } else if (metric.utilisation < 0.9 * rule.target && booting_ == 0 && in_service_.size() > wanted) {
    if (low_since_ == never) low_since_ = engine_.now();
    if (engine_.now() - low_since_ < rule.scale_in_cooldown) return;
    while (in_service_.size() > wanted) take_out_of_service();
    low_since_ = never;
  } else {
    low_since_ = never;
  }
}

void Fleet::launch() {
  Index index = 0;
  if (gone_.empty()) {
    index = static_cast<Index>(servers_.size());
    servers_.emplace_back();
    engine_.reserve(slot_of(index + 1, 0));
  } else {
    index = gone_.back();
    gone_.pop_back();
  }
  Server& server = servers_[index];
  server.state = State::booting;
  server.launched = engine_.now();
  server.work_done = {};
  ++booting_;
  engine_.set(slot_of(index, 0), engine_.now() + parameters_.boot_time.draw(boot_key_, launches_++));
}

void Fleet::put_in_service(Index index) {
  Server& server = servers_[index];
  server.state = State::serving;
  server.free_workers.clear();
  if (!is_sharing())
    for (std::uint32_t worker = parameters_.concurrency; worker > 0; --worker)
      server.free_workers.push_back(worker - 1);
  add_up_cpu();
  in_service_.push_back(index);
  by_load_.reserve(servers_.size());
  change_load(index);
}

/// The server that came into service last goes first: it has served least.
void Fleet::take_out_of_service() {
  const Index index = in_service_.back();
  add_up_cpu();
  cpu_in_use_ -= cpu_of(servers_[index]);
  in_service_.pop_back();
  servers_[index].state = State::draining;
  by_load_.clear(index);
  end_if_drained(index);
}

void Fleet::end_if_drained(Index index) {
  const Server& server = servers_[index];
  if (server.busy > 0 || !server.queue.empty()) return;
  end_server(index, engine_.now());
  gone_.push_back(index);
}

void Fleet::end_server(Index index, Time at) {
  Server& server = servers_[index];
  server.state = State::gone;
  recorder_.add(CapacityRecord{CapacityRecord::Kind::server, false, server.launched, at, server.work_done});
}

/// Lives and work end at the horizon. Requests inside or waiting then are served to the end as if no other
/// came: when they came counts, not when they were done.
void Fleet::finish(Time horizon) {
  engine_.advance_to(horizon, [this](Slot slot) { on_timer(slot); });
  for (Index index = 0; index < servers_.size(); ++index) {
    if (servers_[index].state == State::gone) continue;
    if (servers_[index].state != State::booting) cut_work(index, horizon);
    end_server(index, horizon);
    if (servers_[index].busy == 0) engine_.clear(slot_of(index, 0));
  }
  engine_.clear(metric_timer);
  engine_.clear(action_timer);
  while (engine_.next_time() != never)
    engine_.advance_to(engine_.next_time(), [this](Slot slot) { on_timer(slot); });
  recorder_.flush();
}

/// Work beyond the horizon does not count.
void Fleet::cut_work(Index index, Time horizon) {
  Server& server = servers_[index];
  if (is_sharing()) {
    server.inside.look_at_rest(
        share_, horizon, [&](const Active& one, Duration rest) { server.work_done += one.demand - rest; });
    return;
  }
  for (std::uint32_t worker = 0; worker < parameters_.concurrency; ++worker)
    if (const Time busy_until = engine_.timer(slot_of(index, worker)); busy_until != never)
      server.work_done -= parameters_.outages.work_in(horizon, busy_until);
}

}  // namespace isocost
