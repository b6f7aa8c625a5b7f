#include "simulator/platform/function/function_pool.h"

#include <algorithm>
#include <cmath>

namespace isocost {
namespace {

/// Which window an instant is in; those before 0 have negative numbers.
std::int64_t window_of(Time at, Duration length) {
  const std::int64_t ticks = at.time_since_epoch().count();
  const std::int64_t window = ticks / length.count();
  return ticks % length.count() < 0 ? window - 1 : window;
}

}  // namespace

FunctionPool::FunctionPool(const FunctionParameters& parameters, Seed seed, std::uint64_t replication,
                           std::uint64_t entity, Recorder& recorder)
    : parameters_(parameters),
      entity_(entity),
      share_{parameters.vcpus, parameters.cpu_share, parameters.has_contention,
             parameters_.outages.empty() ? nullptr : &parameters_.outages},
      recorder_(recorder),
      engine_(first_instance + 2, parameters.begin),
      idle_(parameters.routing, stream_key(seed, Purpose::routing, replication, entity)),
      idle_provisioned_(Routing::most_recently_used, {}),
      cold_key_(stream_key(seed, Purpose::cold_start, replication, entity)),
      keep_alive_(parameters_.keep_alive, stream_key(seed, Purpose::keep_alive, replication, entity)),
      failures_(stream_key(seed, Purpose::failures, replication, entity)) {
  assert(!is_shared() || parameters_.routing == Routing::most_recently_used);
  for (std::uint32_t i = 0; i < parameters_.provisioned; ++i) {
    const Slot index = new_slot();
    instances_[index].started = parameters_.begin;
    instances_[index].is_provisioned = true;
    instances_[index].was_called = true;
    ++live_instances_;
    if (!is_shared()) idle_provisioned_.put({index, i, never});
  }
  if (is_shared())
    for (Slot i = parameters_.provisioned; i > 0; --i) {
      open_instances_.push_back(i - 1);
      sharing_[i - 1].is_open = true;
    }
}

void FunctionPool::offer(const Request& request) {
  advance_to(request.arrival);
  const bool fails = parameters_.failure_share > 0 && failures_.next() < parameters_.failure_share;
  const Waiting waiting{request.arrival, scaled(request.work), fails, request.is_held && !fails,
                        request.sender};
  count_in_system(+1);
  if (share_.outages != nullptr && share_.outages->refuses(request.arrival)) return refuse(waiting);
  if (parameters_.cpu_scaling) count_demand(waiting.handler);
  if (queue_.empty() && try_serve(waiting)) return;
  if (!parameters_.queue_for) return refuse(waiting);
  queue_.push_back(waiting);
  schedule_queue_timers();
}

double FunctionPool::in_system_integral() const {
  const std::int64_t now = engine_.now().time_since_epoch().count();
  return static_cast<double>(
      static_cast<std::int64_t>(left_minus_came_ + static_cast<std::uint64_t>(in_system_ * now)));
}

bool FunctionPool::try_serve(const Waiting& request) {
  if (requests_inside_ >= parameters_.concurrency_limit) return false;
  std::optional<Slot> index = warm_instance();
  const bool is_cold = !index;
  if (is_cold) {
    if (!may_start_instance()) return false;
    index = start_instance();
  }
  ++requests_inside_;
  if (is_shared())
    serve_shared(*index, request, is_cold);
  else
    serve_alone(*index, request, is_cold);
  return true;
}

std::optional<FunctionPool::Slot> FunctionPool::warm_instance() {
  const Time now = engine_.now();
  if (is_shared()) return open_instance();
  if (!idle_provisioned_.empty()) return idle_provisioned_.take().index;
  while (!idle_.empty()) {
    const IdleInstance found = idle_.take();
    if (found.expires > now) return found.index;
    end_instance(found.index, found.expires);
  }
  return std::nullopt;
}

bool FunctionPool::is_expired(const Sharing& instance) const {
  return !instance.is_busy && instance.expires <= engine_.now();
}

/// The most recently used with room; with CPU scaling, one that is packed no further than asked for, or the
/// emptiest.
std::optional<FunctionPool::Slot> FunctionPool::open_instance() {
  while (!open_instances_.empty() && is_expired(sharing_[open_instances_.back()])) {
    const Slot index = open_instances_.back();
    open_instances_.pop_back();
    sharing_[index].is_open = false;
    end_instance(index, sharing_[index].expires);
  }
  if (open_instances_.empty()) return std::nullopt;
  if (!parameters_.cpu_scaling) return open_instances_.back();
  std::optional<Slot> emptiest;
  for (auto it = open_instances_.rbegin(); it != open_instances_.rend(); ++it) {
    const Sharing& instance = sharing_[*it];
    if (is_expired(instance)) continue;
    const bool is_ready = instance.ready <= engine_.now();
    if (is_ready && instance.inside.size() < parameters_.cpu_scaling->packing) return *it;
    if (!emptiest || (is_ready && instance.inside.size() < sharing_[*emptiest].inside.size())) emptiest = *it;
  }
  return emptiest;
}

bool FunctionPool::may_start_instance() {
  if (live_instances_ >= parameters_.most_instances) return false;
  if (parameters_.starts_per_window == ~0ULL) return true;
  const std::int64_t window = window_of(engine_.now(), parameters_.start_window);
  if (window != start_window_index_) {
    const std::uint64_t most = std::max(parameters_.start_burst, parameters_.starts_per_window);
    const auto passed = static_cast<std::uint64_t>(window - start_window_index_.value_or(window));
    const bool is_full = !start_window_index_ || passed > most / parameters_.starts_per_window;
    starts_allowed_ =
        is_full ? most : std::min(most, starts_allowed_ + passed * parameters_.starts_per_window);
    start_window_index_ = window;
  }
  return starts_allowed_ > 0;
}

FunctionPool::Slot FunctionPool::start_instance() {
  const Slot index = new_slot();
  Instance& instance = instances_[index];
  instance.started = engine_.now();
  instance.is_provisioned = false;
  instance.was_called = false;
  ++live_instances_;
  --starts_allowed_;
  instance.created = ++cold_starts_;
  return index;
}

FunctionPool::Slot FunctionPool::new_slot() {
  if (!free_slots_.empty()) {
    const Slot index = free_slots_.back();
    free_slots_.pop_back();
    return index;
  }
  instances_.emplace_back();
  if (is_shared())
    sharing_.emplace_back();
  else if (parameters_.holds_requests)
    held_.emplace_back();
  engine_.reserve(first_instance + instances_.size());
  return static_cast<Slot>(instances_.size() - 1);
}

void FunctionPool::end_instance(Slot index, Time at) {
  const Instance& instance = instances_[index];
  recorder_.add(
      CapacityRecord{CapacityRecord::Kind::instance, instance.is_provisioned, instance.started, at, {}});
  --live_instances_;
  free_slots_.push_back(index);
}

void FunctionPool::begin_record(RequestRecord& record, Slot index, const Waiting& request, bool is_cold) {
  Instance& instance = instances_[index];
  record = {};
  record.arrival = request.arrival;
  record.waited = engine_.now() - request.arrival;
  record.handler = request.handler;
  record.is_provisioned = instance.is_provisioned;
  record.is_served = true;
  record.is_cold = is_cold;
  record.sender = request.sender;
  if (is_cold) {
    record.init = parameters_.init.draw(cold_key_, 2 * cold_starts_);
    record.cold_start = record.init + parameters_.cold_start_outside_init;
    if (parameters_.cold_handler)
      record.handler = parameters_.cold_handler->draw(cold_key_, 2 * cold_starts_ + 1);
  }
  if (!instance.was_called) record.handler += parameters_.first_call_extra;
  instance.was_called = true;
  if (request.fails) record.outcome = Outcome::failed;
}

/// The handler time is final: derives the response and what the sender sees.
void FunctionPool::close_record(RequestRecord& record, bool is_killed) const {
  if (is_killed) record.outcome = Outcome::timed_out;
  record.response = record.waited + record.cold_start + record.handler + parameters_.overhead;
  if (record.response > parameters_.reply_limit) {
    record.response = parameters_.reply_limit;
    record.outcome = Outcome::timed_out;
  }
}

void FunctionPool::serve_alone(Slot index, const Waiting& request, bool is_cold) {
  if (request.is_held) return serve_held(index, request, is_cold);
  RequestRecord& record = recorder_.next_request();
  begin_record(record, index, request, is_cold);
  if (share_.outages != nullptr)
    record.handler = share_.outages->time_for(engine_.now() + record.cold_start, record.handler);
  const bool is_killed = record.handler > parameters_.execution_limit;
  if (is_killed) record.handler = parameters_.execution_limit;
  engine_.set(first_instance + index, engine_.now() + record.cold_start + record.handler);
  use_one_more();
  close_record(record, is_killed);
  recorder_.keep_request();
}

void FunctionPool::use_one_more() {
  ++instances_in_use_;
  note_use();
}

void FunctionPool::use_one_less() {
  note_use();
  --instances_in_use_;
}

void FunctionPool::note_use() {
  if (instances_in_use_ > peak_in_use_ && engine_.now() >= recorder_.measured().begin)
    peak_in_use_ = instances_in_use_;
}

void FunctionPool::refuse(const Waiting& request) {
  count_in_system(-1);
  RequestRecord record;
  record.arrival = request.arrival;
  record.waited = engine_.now() - request.arrival;
  record.response = record.waited + parameters_.overhead;
  record.outcome = Outcome::refused;
  record.sender = request.sender;
  recorder_.add(record);
}

void FunctionPool::on_timer(Slot slot) {
  if (slot == queue_timer) return on_queue_timer();
  if (slot == start_timer) return serve_queue();
  if (slot == scaling_timer) return scale_to_demand();
  const Slot index = slot - first_instance;
  if (is_shared()) return on_shared_timer(index);
  if (parameters_.holds_requests && held_[index].is_there) return on_held_timer(index);
  free_alone(index);
}

void FunctionPool::free_alone(Slot index) {
  count_in_system(-1);
  --requests_inside_;
  use_one_less();
  release(index);
  if (!queue_.empty()) serve_queue();
}

void FunctionPool::release(Slot index) {
  const Instance& instance = instances_[index];
  if (instance.is_provisioned) return idle_provisioned_.put({index, 0, never});
  idle_.put({index, instance.created, engine_.now() + keep_alive_.next()});
}

void FunctionPool::on_queue_timer() {
  while (!queue_.empty() && queue_.front().arrival + *parameters_.queue_for <= engine_.now()) {
    refuse(queue_.front());
    queue_.pop_front();
  }
  schedule_queue_timers();
}

void FunctionPool::serve_queue() {
  while (!queue_.empty() && try_serve(queue_.front())) queue_.pop_front();
  schedule_queue_timers();
}

void FunctionPool::schedule_queue_timers() {
  if (queue_.empty()) {
    engine_.clear(queue_timer);
    engine_.clear(start_timer);
    return;
  }
  engine_.set(queue_timer, std::max(engine_.now(), queue_.front().arrival + *parameters_.queue_for));
  if (parameters_.starts_per_window != ~0ULL && live_instances_ < parameters_.most_instances &&
      requests_inside_ < parameters_.concurrency_limit)
    engine_.set(start_timer, Time(parameters_.start_window * (start_window_index_.value_or(-1) + 1)));
}

void FunctionPool::serve_shared(Slot index, const Waiting& request, bool is_cold) {
  const Time now = engine_.now();
  Sharing& instance = sharing_[index];
  RequestRecord record;
  begin_record(record, index, request, is_cold);
  if (is_cold) {
    instance.ready = now + record.cold_start;
    instance.init = record.init;
  }
  if (!instance.is_busy) become_busy(instance);
  const Time begins = std::max(now, instance.ready);
  record.cold_start = begins - now;
  record.is_cold = record.cold_start > Duration::zero();
  if (parameters_.execution_limit < unbounded)
    instance.deadline = std::min(instance.deadline, begins + parameters_.execution_limit);
  instance.inside.add(share_, begins, record.handler, {begins, request.is_held, record});

  const bool has_room = instance.crowd() < parameters_.requests_per_instance;
  if (is_cold && has_room) {
    open_instances_.insert(open_instances_.begin(), index);
    instance.is_open = true;
  } else if (!is_cold && !has_room) {
    open_instances_.erase(std::find(open_instances_.begin(), open_instances_.end(), index));
    instance.is_open = false;
  }
  schedule_shared(index);
}

void FunctionPool::become_busy(Sharing& instance) {
  const bool is_starting = instance.ready > engine_.now();
  instance.is_busy = true;
  instance.busy_since = is_starting ? instance.ready - instance.init : engine_.now();
  instance.starting = is_starting ? instance.init : Duration::zero();
  instance.work_done = {};
  instance.killed = {};
  instance.deadline = never;
  instance.expires = never;
  use_one_more();
}

/// Timer of a shared instance: its next completion or deadline.
void FunctionPool::schedule_shared(Slot index) {
  const Sharing& instance = sharing_[index];
  const Time next = std::min(instance.inside.next_completion(share_), instance.deadline);
  if (instance.crowd() == 0 || next == never) return engine_.clear(first_instance + index);
  engine_.set(first_instance + index, std::max(engine_.now(), next));
}

void FunctionPool::leave_shared(Sharing& instance, Active& done, bool is_killed) {
  done.record.handler = engine_.now() - done.taken;
  instance.work_done += done.record.handler;
  --requests_inside_;
  count_in_system(-1);
  close_record(done.record, is_killed);
  if (done.record.outcome == Outcome::timed_out) instance.killed += done.record.handler;
  recorder_.add(done.record);
}

void FunctionPool::report_busy(Slot index, Time until) {
  const Sharing& instance = sharing_[index];
  CapacityRecord record{CapacityRecord::Kind::busy, instances_[index].is_provisioned,
                        instance.busy_since,        until,
                        instance.work_done,         identity_of(index)};
  record.starting = instance.starting;
  record.killed = instance.killed;
  recorder_.add(record);
}

/// Kills what has reached the execution limit and finds the next deadline.
void FunctionPool::kill_overdue(Sharing& instance) {
  const Time now = engine_.now();
  Time oldest = never;
  const auto leaves = [&](Active& one) {
    if (one.taken + parameters_.execution_limit > now) {
      oldest = std::min(oldest, one.taken);
      return false;
    }
    leave_shared(instance, one, true);
    return true;
  };
  instance.inside.remove_if(leaves);
  std::erase_if(instance.held, leaves);
  instance.deadline = oldest == never ? never : oldest + parameters_.execution_limit;
}

void FunctionPool::fall_idle_shared(Slot index) {
  Sharing& instance = sharing_[index];
  const bool is_provisioned = instances_[index].is_provisioned;
  use_one_less();
  instance.is_busy = false;
  report_busy(index, engine_.now());
  if (is_provisioned) return;
  instance.expires = engine_.now() + keep_alive_.next();
}

void FunctionPool::list_as_last_used(Slot index) {
  Sharing& instance = sharing_[index];
  if (instance.is_open) {
    if (open_instances_.back() == index) return;
    open_instances_.erase(std::find(open_instances_.begin(), open_instances_.end(), index));
  }
  open_instances_.push_back(index);
  instance.is_open = true;
}

void FunctionPool::on_shared_timer(Slot index) {
  Sharing& instance = sharing_[index];
  instance.inside.complete(share_, engine_.now(), [&](Active& done) {
    if (!done.is_held) return leave_shared(instance, done, false);
    instance.held.push_back(done);
    recorder_.hold({index, done.record.sender});
  });
  if (instance.crowd() > 0 && instance.deadline <= engine_.now()) kill_overdue(instance);
  after_departures(index);
}

void FunctionPool::after_departures(Slot index) {
  const Sharing& instance = sharing_[index];
  if (instance.crowd() == 0) fall_idle_shared(index);
  if (instance.crowd() < parameters_.requests_per_instance) list_as_last_used(index);
  schedule_shared(index);
  if (!queue_.empty()) serve_queue();
}

/// Expired instances are given up here too: they must not be taken for capacity.
std::uint64_t FunctionPool::live_unexpired() {
  std::erase_if(open_instances_, [this](Slot index) {
    Sharing& instance = sharing_[index];
    if (!is_expired(instance)) return false;
    instance.is_open = false;
    end_instance(index, instance.expires);
    return true;
  });
  return live_instances_;
}

/// Starts an instance for requests to come; its start counts as busy.
void FunctionPool::start_ahead() {
  const Slot index = start_instance();
  Sharing& instance = sharing_[index];
  instance.init = parameters_.init.draw(cold_key_, 2 * cold_starts_);
  instance.ready = engine_.now() + instance.init + parameters_.cold_start_outside_init;
  become_busy(instance);
  open_instances_.insert(open_instances_.begin(), index);
  instance.is_open = true;
  engine_.set(first_instance + index, instance.ready);
}

void FunctionPool::end_shared(Slot index, Time horizon) {
  Sharing& instance = sharing_[index];
  if (!instance.is_busy) return end_instance(index, std::min(horizon, instance.expires));
  report_busy(index, horizon);
  instance.inside.drain(share_, horizon, [&](Active& one, Duration left) {
    one.record.handler = std::max(horizon, one.taken) - one.taken + left;
    close_record(one.record, false);
    recorder_.add(one.record);
  });
  end_instance(index, horizon);
}

void FunctionPool::finish(Time horizon) {
  engine_.advance_to(horizon, [this](Slot slot) { on_timer(slot); });
  note_use();
  for (const Waiting& waiting : queue_) refuse(waiting);
  queue_.clear();
  for (IdleInstances* idle : {&idle_, &idle_provisioned_}) {
    while (!idle->empty()) {
      const IdleInstance found = idle->take();
      end_instance(found.index, std::min(found.expires, horizon));
    }
  }
  std::vector<bool> is_free(instances_.size(), false);
  for (const Slot index : free_slots_) is_free[index] = true;
  for (Slot index = 0; index < instances_.size(); ++index) {
    if (is_free[index]) continue;
    if (is_shared())
      end_shared(index, horizon);
    else
      end_instance(index, horizon);
  }
  recorder_.flush();
}

}  // namespace isocost
