#include "simulator/statistics/request_summary.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using namespace std::chrono_literals;

RequestRecord record(Outcome outcome, Duration response, Duration waited = {}, Duration start = {},
                     Duration handler = {}) {
  RequestRecord made;
  made.outcome = outcome;
  made.response = response;
  made.waited = waited;
  made.cold_start = start;
  made.handler = handler;
  made.is_cold = start > Duration::zero();
  made.is_served = handler > Duration::zero();
  return made;
}

CapacityRecord capacity(CapacityRecord::Kind kind, Duration begin, Duration end, Duration work = {}) {
  return {kind, false, Time(begin), Time(end), work};
}

TEST(RequestSummary, counts_outcomes_and_adds_up_times) {
  RequestSummary summary;
  summary.requests(std::vector{record(Outcome::completed, 250ms, 0ms, 150ms, 100ms),
                               record(Outcome::completed, 130ms, 30ms, 0ms, 100ms),
                               record(Outcome::failed, 100ms, 0ms, 0ms, 100ms),
                               record(Outcome::timed_out, 60s, 0ms, 0ms, 60s),
                               record(Outcome::timed_out, 30s), record(Outcome::refused, 1ms)});
  EXPECT_EQ(summary.arrived, 6U);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.timed_out, 2U);
  EXPECT_EQ(summary.refused, 1U);
  EXPECT_EQ(summary.cold, 1U);
  EXPECT_EQ(summary.started, 4U);
  EXPECT_EQ(static_cast<std::int64_t>(summary.response_sum), Duration(250ms + 130ms + 100ms).count());
  EXPECT_EQ(static_cast<std::int64_t>(summary.wait_sum), Duration(30ms).count());
  EXPECT_EQ(static_cast<std::int64_t>(summary.handler_sum), Duration(60300ms).count());
  EXPECT_EQ(static_cast<std::int64_t>(summary.occupied_sum), Duration(60450ms).count());
  EXPECT_EQ(summary.response.total(), 3U);  // what timed out or was refused has no response
  EXPECT_EQ(summary.unanswered(), 3U);
}

TEST(RequestSummary, tells_instances_servers_and_busy_stretches_apart) {
  RequestSummary summary;
  using Kind = CapacityRecord::Kind;
  summary.capacity(std::vector{capacity(Kind::busy, 0s, 3s, 2s), capacity(Kind::instance, 0s, 10s),
                               capacity(Kind::instance, 5s, 6s), capacity(Kind::server, 0s, 100s, 42s)});
  EXPECT_EQ(static_cast<std::int64_t>(summary.shared_busy_time), Duration(3s).count());
  EXPECT_EQ(static_cast<std::int64_t>(summary.instance_time), Duration(11s).count());
  EXPECT_EQ(summary.instances, 2U);
  EXPECT_EQ(static_cast<std::int64_t>(summary.server_time), Duration(100s).count());
  EXPECT_EQ(static_cast<std::int64_t>(summary.server_work), Duration(42s).count());
}

TEST(RequestSummary, a_server_that_ends_as_another_begins_does_not_raise_the_peak) {
  RequestSummary summary;
  using Kind = CapacityRecord::Kind;
  summary.capacity(std::vector{capacity(Kind::server, 0s, 10s), capacity(Kind::server, 10s, 20s),
                               capacity(Kind::server, 5s, 15s)});
  EXPECT_EQ(peak_servers(summary), 2U);
  EXPECT_EQ(peak_servers(RequestSummary()), 0U);
}

TEST(RequestSummary, merging_adds_everything) {
  RequestSummary a, b, both;
  const std::vector<RequestRecord> first{record(Outcome::completed, 250ms, 1ms, 150ms, 100ms),
                                         record(Outcome::refused, 1ms)};
  const std::vector<RequestRecord> second{record(Outcome::timed_out, 3s, 2ms, 0ms, 3s),
                                          record(Outcome::failed, 9ms, 0ms, 0ms, 9ms)};
  const std::vector<CapacityRecord> lives{capacity(CapacityRecord::Kind::instance, 0s, 10s),
                                          capacity(CapacityRecord::Kind::server, 0s, 4s, 2s)};
  a.requests(first);
  b.requests(second);
  b.capacity(lives);
  both.requests(first);
  both.requests(second);
  both.capacity(lives);
  merge(a, b);
  EXPECT_EQ(a.arrived, both.arrived);
  EXPECT_EQ(a.failed, both.failed);
  EXPECT_EQ(a.timed_out, both.timed_out);
  EXPECT_EQ(a.refused, both.refused);
  EXPECT_EQ(a.cold, both.cold);
  EXPECT_EQ(a.started, both.started);
  EXPECT_TRUE(a.response_sum == both.response_sum && a.wait_sum == both.wait_sum &&
              a.handler_sum == both.handler_sum && a.occupied_sum == both.occupied_sum &&
              a.instance_time == both.instance_time && a.server_time == both.server_time &&
              a.server_work == both.server_work && a.shared_busy_time == both.shared_busy_time);
  EXPECT_EQ(a.instances, 1U);
  EXPECT_EQ(a.server_lives, both.server_lives);
  EXPECT_EQ(a.response.total(), a.arrived - a.unanswered());
}

TEST(RequestSummary, a_month_of_long_requests_does_not_overflow) {
  RequestSummary summary;
  const std::vector<RequestRecord> block(128, record(Outcome::completed, 700 * day, 0s, 0s, 700 * day));
  for (int i = 0; i < 100'000; ++i) summary.requests(block);
  EXPECT_TRUE(summary.handler_sum ==
              Wide{12'800'000} * static_cast<std::uint64_t>(Duration(700 * day).count()));
}

}  // namespace
}  // namespace isocost
