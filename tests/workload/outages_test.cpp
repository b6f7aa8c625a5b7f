#include "simulator/workload/outages.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using namespace std::chrono_literals;

Window window(Duration begin, Duration end) { return {Time(begin), Time(end)}; }

const Outages eventful({{Outage::Kind::stalls, window(10s, 20s), 1},
                        {Outage::Kind::slows, window(30s, 40s), 5},
                        {Outage::Kind::refuses, window(50s, 60s), 1}});

TEST(Outages, work_stands_still_while_its_dependency_stalls) {
  EXPECT_EQ(eventful.time_for(Time(0s), 10s), 10s);
  EXPECT_EQ(eventful.time_for(Time(8s), 3s), 13s);
  EXPECT_EQ(eventful.time_for(Time(12s), 1s), 9s);
  EXPECT_EQ(eventful.time_for(Time(20s), 10s), 10s);
}

TEST(Outages, work_takes_several_times_as_long_while_its_dependency_is_slow) {
  EXPECT_EQ(eventful.time_for(Time(30s), 1s), 5s);
  EXPECT_EQ(eventful.time_for(Time(30s), 2s), 10s);
  EXPECT_EQ(eventful.time_for(Time(29s), 4s), 12s);
  EXPECT_EQ(eventful.time_for(Time(5s), 20s), 38s);
}

TEST(Outages, work_on_a_crowded_processor_goes_on_at_the_lower_of_both_speeds) {
  EXPECT_EQ(eventful.time_for(Time(30s), 1s, 0.5), 5s);   // the dependency is slower
  EXPECT_EQ(eventful.time_for(Time(30s), 1s, 0.1), 10s);  // the crowd is
  EXPECT_EQ(eventful.time_for(Time(0s), 10s, 0.5), 30s);
  EXPECT_EQ(eventful.work_in(Time(0s), Time(30s), 0.5), 10s);
}

TEST(Outages, an_outage_that_refuses_leaves_those_inside_alone) {
  EXPECT_EQ(eventful.time_for(Time(45s), 10s), 10s);
  EXPECT_FALSE(eventful.refuses(Time(49s)));
  EXPECT_TRUE(eventful.refuses(Time(50s)));
  EXPECT_FALSE(eventful.refuses(Time(60s)));
  EXPECT_FALSE(eventful.refuses(Time(15s)));
}

TEST(Outages, what_is_done_until_the_end_is_the_work_asked_for) {
  for (const Duration start : {0s, 7s, 13s, 29s, 33s})
    for (const Duration work : {1s, 5s, 30s}) {
      const Time end = Time(start) + eventful.time_for(Time(start), work);
      EXPECT_EQ(eventful.work_in(Time(start), end), work) << to_seconds(start) << ", " << to_seconds(work);
    }
}

TEST(Outages, work_without_end_stays_within_the_clock) {
  EXPECT_LE(eventful.time_for(Time(0s), unbounded), unbounded);
  EXPECT_EQ(Outages().time_for(Time(5s), unbounded), unbounded);
}

}  // namespace
}  // namespace isocost
