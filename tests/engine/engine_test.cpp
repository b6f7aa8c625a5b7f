#include "simulator/engine/engine.h"

#include <gtest/gtest.h>

#include <string>

namespace isocost {
namespace {

using namespace std::chrono_literals;
using Slot = Engine::Slot;

TEST(Engine, runs_timers_up_to_and_at_the_instant_asked_for) {
  Engine engine(4);
  engine.set(0, Time(1s));
  engine.set(1, Time(2s));
  engine.set(2, Time(3s));
  std::vector<std::pair<Slot, Time>> ran;
  engine.advance_to(Time(2s), [&](Slot slot) { ran.emplace_back(slot, engine.now()); });
  EXPECT_EQ(ran, (std::vector<std::pair<Slot, Time>>{{0, Time(1s)}, {1, Time(2s)}}));
  EXPECT_EQ(engine.now(), Time(2s));
  EXPECT_EQ(engine.next_time(), Time(3s));
  EXPECT_EQ(engine.timer(2), Time(3s));
  EXPECT_EQ(engine.timer(0), never);
}

TEST(Engine, events_at_the_same_time_run_in_the_order_scheduled) {
  Engine engine(8);
  for (const Slot slot : {6U, 1U, 4U}) engine.set(slot, Time(1s));
  std::string order;
  engine.advance_to(Time(1s), [&](Slot slot) {
    order += std::to_string(slot);
    if (slot == 1) engine.set(0, engine.now());  // comes after those already set
  });
  EXPECT_EQ(order, "6140");
}

TEST(Engine, a_timer_may_set_itself_again) {
  Engine engine(2);
  engine.set(0, Time(10s));
  int ticks = 0;
  engine.advance_to(Time(95s), [&](Slot slot) {
    ++ticks;
    engine.set(slot, engine.now() + 10s);
  });
  EXPECT_EQ(ticks, 9);
  EXPECT_EQ(engine.timer(0), Time(100s));
}

TEST(Engine, a_timer_may_clear_another_that_is_due) {
  Engine engine(2);
  engine.set(0, Time(1s));
  engine.set(1, Time(1s));
  std::string order;
  engine.advance_to(Time(2s), [&](Slot slot) {
    order += std::to_string(slot);
    engine.clear(1 - slot);
  });
  EXPECT_EQ(order, "0");
}

TEST(Engine, a_timer_may_grow_the_engine_while_it_runs) {
  Engine engine(2);
  engine.set(0, Time(1s));
  std::string order;
  engine.advance_to(Time(9s), [&](Slot slot) {
    order += std::to_string(slot) + " ";
    if (slot >= 20) return;
    engine.reserve(slot + 6);
    engine.set(slot + 5, engine.now() + 1s);
  });
  EXPECT_EQ(order, "0 5 10 15 20 ");
}

TEST(Engine, a_minute_timer_rings_525600_times_a_year) {
  Engine engine(2);
  engine.set(0, Time(1min));
  std::int64_t ticks = 0;
  engine.advance_to(Time(365 * day), [&](Slot slot) {
    ++ticks;
    engine.set(slot, engine.now() + 1min);
  });
  EXPECT_EQ(ticks, 525'600);
  EXPECT_EQ(engine.now(), Time(365 * day));
}

TEST(Engine, may_begin_at_any_instant) {
  Engine engine(2, Time(7 * day));
  EXPECT_EQ(engine.now(), Time(7 * day));
  engine.set(0, Time(7 * day));
  int ran = 0;
  engine.advance_to(Time(7 * day), [&](Slot) { ++ran; });
  EXPECT_EQ(ran, 1);
}

/// Blocks of at most three numbers from 0 on.
struct Block {
  struct Item {
    Time arrival;
  };
  std::size_t size = 0;
  std::size_t first = 0;
  [[nodiscard]] Item request(std::size_t i) const { return {Time(std::chrono::seconds(first + i))}; }
};
struct Numbers {
  std::size_t count;
  std::size_t given = 0;
  int fills = 0;
  bool fill(Block& block) {
    ++fills;
    block.first = given;
    block.size = std::min<std::size_t>(3, count - given);
    given += block.size;
    return block.size > 0;
  }
};
struct Model {
  std::vector<Time> offered;
  void offer(const Block::Item& item) { offered.push_back(item.arrival); }
};

TEST(OfferAll, stops_at_the_horizon_and_at_the_end) {
  Block block;
  Model model;
  Numbers ten{10};
  offer_all(ten, model, block, Time(100s), [] { return true; });
  EXPECT_EQ(model.offered.size(), 10U);
  Model early;
  Numbers again{10};
  offer_all(again, early, block, Time(4s), [] { return true; });
  EXPECT_EQ(early.offered, (std::vector<Time>{Time(0s), Time(1s), Time(2s), Time(3s)}));
}

TEST(OfferAll, asks_once_a_block_whether_to_go_on) {
  Block block;
  Model model;
  Numbers ten{10};
  int asked = 0;
  offer_all(ten, model, block, Time(100s), [&] { return ++asked < 3; });
  EXPECT_EQ(model.offered.size(), 6U);
  EXPECT_EQ(ten.fills, 2);
}

}  // namespace
}  // namespace isocost
