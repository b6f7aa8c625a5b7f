#include "simulator/experiment/timeline.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using namespace std::chrono_literals;

RequestRecord at(Duration arrival, Duration response, Outcome outcome = Outcome::completed,
                 bool is_cold = false) {
  RequestRecord record;
  record.arrival = Time(arrival);
  record.response = response;
  record.outcome = outcome;
  record.is_cold = is_cold;
  return record;
}

TEST(Timeline, takes_the_finest_step_that_gives_at_most_300_rows) {
  for (const auto& [length, step, rows] : {std::tuple<Duration, Duration, std::size_t>{5min, 1s, 300},
                                           {10min, 10s, 60},
                                           {51min, 1min, 51},
                                           {5h, 1min, 300},
                                           {5h + 1min, 5min, 61},
                                           {24h, 5min, 288},
                                           {3 * day, 15min, 288},
                                           {7 * day, 1h, 168},
                                           {30 * day, 6h, 120},
                                           {366 * day, 24h, 366}}) {
    Timeline timeline;
    timeline.begin_window({Time(7 * day), Time(7 * day + length)});
    EXPECT_EQ(timeline.step_of_last_window(), step);
    EXPECT_EQ(timeline.rows().size(), rows);
  }
}

TEST(Timeline, puts_each_request_into_the_row_of_its_arrival) {
  Timeline timeline;
  timeline.begin_window({Time(1h), Time(2h)});
  timeline.requests(std::vector{at(1h, 100ms, Outcome::completed, true), at(1h + 59s, 300ms),
                                at(1h + 1min, 2s, Outcome::timed_out), at(1h + 1min, 50ms, Outcome::failed),
                                at(1h + 119s, 1ms, Outcome::refused)});
  const auto& rows = timeline.rows();
  EXPECT_EQ(rows[0].requests, 2U);
  EXPECT_EQ(rows[0].cold, 1U);
  EXPECT_NEAR(rows[0].response_sum, 0.4, 1e-12);
  EXPECT_EQ(rows[0].longest, 300ms);
  EXPECT_EQ(rows[1].requests, 3U);
  EXPECT_EQ(rows[1].timed_out, 1U);
  EXPECT_EQ(rows[1].failed, 1U);
  EXPECT_EQ(rows[1].refused, 1U);
  EXPECT_NEAR(rows[1].response_sum, 0.05, 1e-12);  // what timed out or was refused has no response
  EXPECT_EQ(rows[2].requests, 0U);
}

TEST(Timeline, spreads_capacity_over_the_rows_it_lives_in) {
  Timeline timeline;
  timeline.begin_window({Time(0s), Time(1h)});
  using Kind = CapacityRecord::Kind;
  timeline.capacity(std::vector{CapacityRecord{Kind::server, false, Time(30s), Time(150s), {}},
                                CapacityRecord{Kind::instance, false, Time(60s), Time(120s), {}},
                                CapacityRecord{Kind::busy, false, Time(0s), Time(3min), {}}});
  const auto& rows = timeline.rows();
  EXPECT_NEAR(rows[0].capacity_time, 30, 1e-9);
  EXPECT_NEAR(rows[1].capacity_time, 120, 1e-9);
  EXPECT_NEAR(rows[2].capacity_time, 30, 1e-9);
}

TEST(Timeline, windows_follow_each_other) {
  Timeline timeline;
  timeline.begin_window({Time(0s), Time(1h)});
  timeline.requests(std::vector{at(0s, 1ms)});
  timeline.begin_window({Time(1h), Time(2h)});
  timeline.requests(std::vector{at(1h + 61s, 1ms)});
  ASSERT_EQ(timeline.rows().size(), 120U);
  EXPECT_EQ(timeline.rows()[0].requests, 1U);
  EXPECT_EQ(timeline.rows()[60].requests, 0U);
  EXPECT_EQ(timeline.rows()[61].requests, 1U);
  EXPECT_EQ(timeline.rows()[61].begin, Time(1h + 1min));
}

}  // namespace
}  // namespace isocost
