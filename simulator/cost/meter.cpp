#include "simulator/cost/meter.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "simulator/cost/use.h"

namespace isocost {
namespace {

constexpr std::array<std::string_view, 16> words{
    "requests", "compute", "cpu",    "idle_compute", "idle_cpu", "provisioned", "provisioned_compute",
    "server",   "vcpu",    "memory", "disk",         "address",  "balancer",    "balancer_capacity",
    "egress",   "states"};

const Decimal ns_per_second("1000000000");
const Decimal ns_per_hour("3600000000000");
const Decimal hours_per_month(month_of_prices / hour);  // EBS bills GB-months by the second

Decimal seconds(Wide ns) { return to_decimal(ns) / ns_per_second; }

Wide wide(Duration span) { return static_cast<Wide>(std::max<std::int64_t>(span.count(), 0)); }

}  // namespace

UsageKind usage_kind_of(std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  assert(found != words.end());
  return static_cast<UsageKind>(found - words.begin());
}

Meter::Meter(const BillingRule& rule, Window measured)
    : rule_(rule), measured_(measured), server_life_of_(rule.kinds.size(), 0) {
  const bool has_balancer = std::any_of(rule_.kinds.begin(), rule_.kinds.end(), [](const BilledKind& one) {
    return one.kind == UsageKind::balancer_capacity;
  });
  if (has_balancer) hours_.resize(static_cast<std::size_t>((measured.length() + hour - Duration(1)) / hour));
}

Duration Meter::rounded(Duration span) const {
  const std::int64_t step = rule_.rounding.step.count();
  const std::int64_t ticks = std::max(span, rule_.rounding.minimum).count();
  return Duration((ticks + step - 1) / step * step);
}

void Meter::requests(std::span<const RequestRecord> records) {
  arrived_ += records.size();
  for (const RequestRecord& record : records) {
    if (!record.is_served) continue;
    ++invocations_;
    answered_ += record.outcome == Outcome::timed_out ? 0 : 1;
    if (!hours_.empty()) {
      HourOfTraffic& at = hours_[static_cast<std::size_t>((record.arrival - measured_.begin) / hour)];
      ++at.requests;
      at.response_ns += static_cast<std::uint64_t>(record.response.count());
    }
    if (rule_.is_shared) continue;
    const Duration init = rule_.is_init_billed ? record.init : Duration::zero();
    const Duration billed = rounded(init + record.handler);
    (record.is_provisioned ? provisioned_billed_ : billed_) += wide(billed);
    if (record.is_provisioned) provisioned_busy_ += wide(record.handler);
    Lost& lost = record.is_provisioned ? provisioned_lost_ : lost_;
    lost.rounding += wide(billed - init - record.handler);
    lost.init += wide(init);
    if (record.outcome == Outcome::timed_out) lost.timed_out += wide(record.handler);
  }
}

/// An instance's time is paid once: what rounding up a stretch has already paid for is not paid again by the
/// next.
void Meter::bill_busy(const CapacityRecord& record) {
  Time& paid_until = paid_until_[record.instance];
  const Duration starting = std::min(record.starting, record.end - record.begin);
  const Time ready = record.begin + starting;
  const Time begin = std::max(rule_.is_init_billed ? record.begin : ready, paid_until);
  if (record.is_provisioned) provisioned_busy_ += wide(record.end - record.begin);
  if (record.end <= begin) return;
  const Duration billed = rounded(record.end - begin);
  paid_until = begin + billed;
  (record.is_provisioned ? provisioned_billed_ : billed_) += wide(billed);
  Lost& lost = record.is_provisioned ? provisioned_lost_ : lost_;
  lost.rounding += wide(billed - (record.end - begin));
  if (rule_.is_init_billed) lost.init += wide(starting);
  // Requests share the stretch by their time in handlers.
  if (record.killed > Duration::zero())
    lost.timed_out += wide(record.end - ready) * wide(record.killed) / wide(record.work);
}

/// What began before the window, or goes on behind it, is no whole life: it is not raised to a least time.
void Meter::bill_server(const CapacityRecord& record) {
  const Duration life = record.end - record.begin;
  const bool is_whole = record.begin > measured_.begin && record.end < measured_.end;
  server_life_ += wide(life);
  server_work_ += wide(record.work);
  for (std::size_t i = 0; i < rule_.kinds.size(); ++i) {
    const Price* const price = rule_.kinds[i].price;
    server_life_of_[i] +=
        wide(price != nullptr && is_whole ? isocost::billed_time(life, price->rounding) : life);
  }
}

Wide Meter::server_life(UsageKind kind) const {
  for (std::size_t i = 0; i < rule_.kinds.size(); ++i)
    if (rule_.kinds[i].kind == kind) return server_life_of_[i];
  return server_life_;
}

void Meter::capacity(std::span<const CapacityRecord> records) {
  for (const CapacityRecord& record : records) {
    const Duration length = record.end - record.begin;
    switch (record.kind) {
      case CapacityRecord::Kind::busy:
        if (rule_.is_shared) bill_busy(record);
        break;
      case CapacityRecord::Kind::instance:
        if (record.is_provisioned) provisioned_life_ += wide(length);
        break;
      case CapacityRecord::Kind::server: bill_server(record); break;
    }
  }
}

/// Each hour is billed at the dimension used most; every request is taken to open a connection of its own.
Decimal Meter::capacity_unit_hours() const {
  Decimal sum = 0;
  for (const HourOfTraffic& one : hours_) {
    const double new_connections =
        static_cast<double>(one.requests) / 3600 / rule_.balancer.new_connections_per_second;
    const double active =
        static_cast<double>(one.response_ns) * 1e-9 / 3600 / rule_.balancer.active_connections;
    const double bytes = static_cast<double>(one.requests) *
                         static_cast<double>(rule_.request_size.count + rule_.response_size.count) /
                         static_cast<double>(rule_.balancer.bytes_per_hour.count);
    sum += Decimal(std::max({new_connections, active, bytes}));
  }
  return sum;
}

/// Where a platform has no price of its own for work on provisioned capacity, that work pays the usual price.
bool Meter::has_provisioned_price() const {
  return std::any_of(rule_.kinds.begin(), rule_.kinds.end(),
                     [](const BilledKind& one) { return one.kind == UsageKind::provisioned_compute; });
}

Wide Meter::idle() const {
  return provisioned_life_ > provisioned_busy_ ? provisioned_life_ - provisioned_busy_ : Wide{0};
}

Decimal Meter::quantity(UsageKind kind, std::int64_t bytes_per_unit) const {
  const Decimal unit = bytes_per_unit > 0 ? Decimal(bytes_per_unit) : Decimal(bytes_per_gib);
  const Decimal memory = Decimal(rule_.memory.count) / unit;
  const Decimal cpu = rule_.ghz > 0 ? rule_.ghz : rule_.vcpus;
  const Decimal server_hours = to_decimal(server_life(kind)) / ns_per_hour;
  const Wide on_demand = billed_ + (has_provisioned_price() ? Wide{0} : provisioned_billed_);
  switch (kind) {
    case UsageKind::requests: return Decimal(invocations_);
    case UsageKind::compute: return seconds(on_demand) * memory;
    case UsageKind::cpu: return seconds(on_demand) * cpu;
    case UsageKind::idle_compute: return seconds(idle()) * memory;
    case UsageKind::idle_cpu: return seconds(idle()) * cpu;
    case UsageKind::provisioned: return seconds(provisioned_life_) * memory;
    case UsageKind::provisioned_compute: return seconds(provisioned_billed_) * memory;
    case UsageKind::server: return server_hours;
    case UsageKind::vcpu: return server_hours * rule_.vcpus;
    case UsageKind::memory: return server_hours * memory;
    case UsageKind::disk: return server_hours / hours_per_month * Decimal(rule_.disk.count) / unit;
    case UsageKind::address: return server_hours;
    case UsageKind::balancer: return Decimal(measured_.length().count()) / ns_per_hour;
    case UsageKind::balancer_capacity: return capacity_unit_hours();
    case UsageKind::egress: return Decimal(answered_) * Decimal(rule_.response_size.count) / unit;
    case UsageKind::states:
    case UsageKind::service: break;
  }
  return 0;
}

Decimal Meter::quantity(const ServiceUnits& units) const {
  const Decimal hours = Decimal(measured_.length().count()) / ns_per_hour;
  return units.per_request * Decimal(arrived_) + units.per_invocation * Decimal(invocations_) +
         (units.per_hour + units.standing) * hours;
}

WasteQuantities Meter::waste(UsageKind kind, std::int64_t bytes_per_unit) const {
  const Decimal unit = bytes_per_unit > 0 ? Decimal(bytes_per_unit) : Decimal(bytes_per_gib);
  const Decimal memory = Decimal(rule_.memory.count) / unit;
  const Decimal cpu = rule_.ghz > 0 ? rule_.ghz : rule_.vcpus;
  const auto of_work = [](const Lost& lost, const Decimal& size) {
    return WasteQuantities{seconds(lost.rounding) * size, seconds(lost.init) * size,
                           seconds(lost.timed_out) * size, 0};
  };
  const auto of_idle = [](const Decimal& quantity) { return WasteQuantities{0, 0, 0, quantity}; };
  const Decimal rounding = to_decimal(server_life(kind) - server_life_) / ns_per_hour;
  const Decimal work = to_decimal(server_work_) / Decimal(rule_.workers_per_server);
  const Decimal idle_hours = std::max(Decimal(0), Decimal((to_decimal(server_life_) - work) / ns_per_hour));
  const Lost on_demand = has_provisioned_price() ? lost_ : lost();
  switch (kind) {
    case UsageKind::compute: return of_work(on_demand, memory);
    case UsageKind::cpu: return of_work(on_demand, cpu);
    case UsageKind::provisioned_compute: return of_work(provisioned_lost_, memory);
    case UsageKind::idle_compute:
    case UsageKind::provisioned: return of_idle(seconds(idle()) * memory);
    case UsageKind::idle_cpu: return of_idle(seconds(idle()) * cpu);
    case UsageKind::server: return {rounding, 0, 0, idle_hours};
    case UsageKind::vcpu: return {rounding * rule_.vcpus, 0, 0, idle_hours * rule_.vcpus};
    case UsageKind::memory: return {rounding * memory, 0, 0, idle_hours * memory};
    case UsageKind::requests:
    case UsageKind::disk:
    case UsageKind::address:
    case UsageKind::balancer:
    case UsageKind::balancer_capacity:
    case UsageKind::egress:
    case UsageKind::states:
    case UsageKind::service: break;
  }
  return {};
}

}  // namespace isocost
