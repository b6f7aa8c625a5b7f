#include "simulator/engine/timer_set.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace isocost {
namespace {

using namespace std::chrono_literals;

TEST(TimerSet, is_empty_at_first) {
  const TimerSet timers(4);
  EXPECT_EQ(timers.next_time(), never);
  for (TimerSet::Slot slot = 0; slot < 4; ++slot) EXPECT_EQ(timers.time_at(slot), never);
}

TEST(TimerSet, the_earliest_is_at_hand) {
  TimerSet timers(4);
  timers.set(0, Time(30s));
  timers.set(1, Time(10s));
  timers.set(3, Time(20s));
  EXPECT_EQ(timers.next_time(), Time(10s));
  EXPECT_EQ(timers.next_slot(), 1U);
  timers.clear(1);
  EXPECT_EQ(timers.next_time(), Time(20s));
  EXPECT_EQ(timers.next_slot(), 3U);
  EXPECT_EQ(timers.time_at(0), Time(30s));
  EXPECT_EQ(timers.time_at(1), never);
}

TEST(TimerSet, timers_at_the_same_time_come_in_the_order_they_were_set) {
  TimerSet timers(8);
  for (const TimerSet::Slot slot : {5U, 2U, 7U, 0U}) timers.set(slot, Time(1s));
  std::vector<TimerSet::Slot> order;
  while (timers.next_time() != never) {
    order.push_back(timers.next_slot());
    timers.clear(timers.next_slot());
  }
  EXPECT_EQ(order, (std::vector<TimerSet::Slot>{5, 2, 7, 0}));
}

TEST(TimerSet, setting_a_slot_again_moves_it_and_puts_it_last_among_equals) {
  TimerSet timers(4);
  timers.set(0, Time(1s));
  timers.set(1, Time(1s));
  timers.set(0, Time(1s));
  EXPECT_EQ(timers.next_slot(), 1U);
  timers.set(1, Time(2s));
  EXPECT_EQ(timers.next_slot(), 0U);
  EXPECT_EQ(timers.time_at(1), Time(2s));
}

TEST(TimerSet, the_stamp_changes_with_every_setting) {
  TimerSet timers(2);
  timers.set(0, Time(1s));
  const auto first = timers.stamp(0);
  timers.set(1, Time(5s));
  EXPECT_EQ(timers.stamp(0), first);
  timers.set(0, Time(1s));
  EXPECT_NE(timers.stamp(0), first);
}

TEST(TimerSet, growing_keeps_the_timers_and_their_order) {
  TimerSet timers(1);
  timers.set(0, Time(5s));
  for (TimerSet::Slot slot = 1; slot < 1000; ++slot) {
    timers.reserve(slot + 1);
    timers.set(slot, Time(5s));
  }
  EXPECT_GE(timers.capacity(), 1000U);
  timers.reserve(10);  // fewer than there are: nothing happens
  EXPECT_GE(timers.capacity(), 1000U);
  for (TimerSet::Slot slot = 0; slot < 1000; ++slot) {
    ASSERT_EQ(timers.next_slot(), slot);
    ASSERT_EQ(timers.next_time(), Time(5s));
    timers.clear(slot);
  }
  EXPECT_EQ(timers.next_time(), never);
}

TEST(TimerSet, instants_of_two_centuries_fit) {
  TimerSet timers(2);
  timers.set(0, Time(200 * 366 * day));
  timers.set(1, Time(0s));
  EXPECT_EQ(timers.next_slot(), 1U);
  timers.clear(1);
  EXPECT_EQ(timers.next_time(), Time(200 * 366 * day));
}

TEST(TimerSet, does_what_an_ordered_map_does) {
  std::mt19937_64 random(20261101);
  TimerSet timers(2);
  std::size_t slots = 2;
  std::multimap<std::pair<Time, std::uint64_t>, TimerSet::Slot> expected;
  std::map<TimerSet::Slot, std::pair<Time, std::uint64_t>> set;
  std::uint64_t sequence = 0;
  const auto forget = [&](TimerSet::Slot slot) {
    const auto found = set.find(slot);
    if (found == set.end()) return;
    expected.erase(found->second);
    set.erase(found);
  };
  for (int step = 0; step < 200'000; ++step) {
    const auto slot = static_cast<TimerSet::Slot>(random() % slots);
    switch (random() % 8) {
      case 0:
        timers.clear(slot);
        forget(slot);
        break;
      case 1:
        if (slots < 3000) timers.reserve(slots += random() % 5);
        break;
      case 2:  // what the engine does with the earliest
        if (timers.next_time() == never) break;
        forget(timers.next_slot());
        timers.clear(timers.next_slot());
        break;
      default: {
        const Time at(Duration(static_cast<std::int64_t>(random() % 500)));  // many ties
        forget(slot);
        timers.set(slot, at);
        const std::pair place{at, ++sequence};
        set[slot] = place;
        expected.emplace(place, slot);
      }
    }
    if (expected.empty()) {
      ASSERT_EQ(timers.next_time(), never) << step;
    } else {
      ASSERT_EQ(timers.next_time(), expected.begin()->first.first) << step;
      ASSERT_EQ(timers.next_slot(), expected.begin()->second) << step;
    }
  }
}

}  // namespace
}  // namespace isocost
