#include "simulator/statistics/request_summary.h"

#include <algorithm>

namespace isocost {
namespace {

Wide wide(Duration span) { return static_cast<Wide>(std::max<std::int64_t>(span.count(), 0)); }

}  // namespace

void RequestSummary::requests(std::span<const RequestRecord> records) {
  // Within a block the sums fit 64 bits: 128 records of at most 2^56 ns (2.2 years).
  std::uint64_t responses = 0, waits = 0, handlers = 0, occupied = 0;
  for (const RequestRecord& record : records) {
    failed += record.outcome == Outcome::failed ? 1 : 0;
    timed_out += record.outcome == Outcome::timed_out ? 1 : 0;
    if (record.outcome == Outcome::refused) {
      ++refused;
      continue;
    }
    cold += record.is_cold ? 1 : 0;
    if (record.outcome != Outcome::timed_out) {
      response.add(record.response);
      responses += static_cast<std::uint64_t>(record.response.count());
    }
    if (!record.is_served) continue;
    ++started;
    waits += static_cast<std::uint64_t>(record.waited.count());
    handlers += static_cast<std::uint64_t>(record.handler.count());
    occupied += static_cast<std::uint64_t>((record.handler + record.cold_start).count());
  }
  arrived += records.size();
  response_sum += responses;
  wait_sum += waits;
  handler_sum += handlers;
  occupied_sum += occupied;
}

void RequestSummary::capacity(std::span<const CapacityRecord> records) {
  for (const CapacityRecord& record : records) {
    const Wide length = wide(record.end - record.begin);
    switch (record.kind) {
      case CapacityRecord::Kind::busy: shared_busy_time += length; break;
      case CapacityRecord::Kind::instance:
        instance_time += length;
        ++instances;
        break;
      case CapacityRecord::Kind::server:
        server_time += length;
        server_work += wide(record.work);
        server_lives.push_back({record.begin, record.end});
        break;
    }
  }
}

std::size_t peak_servers(const RequestSummary& summary) {
  std::vector<std::pair<Time, int>> changes;
  for (const Window& life : summary.server_lives) {
    changes.emplace_back(life.begin, +1);
    changes.emplace_back(life.end, -1);
  }
  std::sort(changes.begin(), changes.end());
  int alive = 0, most = 0;
  for (const auto& [at, change] : changes) most = std::max(most, alive += change);
  return static_cast<std::size_t>(most);
}

void merge(RequestSummary& into, const RequestSummary& other) {
  into.arrived += other.arrived;
  into.failed += other.failed;
  into.timed_out += other.timed_out;
  into.refused += other.refused;
  into.cold += other.cold;
  into.started += other.started;
  into.response_sum += other.response_sum;
  into.wait_sum += other.wait_sum;
  into.handler_sum += other.handler_sum;
  into.occupied_sum += other.occupied_sum;
  into.instance_time += other.instance_time;
  into.server_time += other.server_time;
  into.server_work += other.server_work;
  into.shared_busy_time += other.shared_busy_time;
  into.instances += other.instances;
  into.server_lives.insert(into.server_lives.end(), other.server_lives.begin(), other.server_lives.end());
  into.response.merge(other.response);
}

}  // namespace isocost
