#include "simulator/units/time.h"

#include <gtest/gtest.h>

#include "simulator/units/bytes.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;

TEST(Time, seconds_are_rounded_to_the_nearest_nanosecond) {
  EXPECT_EQ(from_seconds(1.5), 1500ms);
  EXPECT_EQ(from_seconds(0.0000000014), 1ns);
  EXPECT_EQ(from_seconds(0.0000000016), 2ns);
  EXPECT_EQ(from_seconds(-0.0000000016), -2ns);
  EXPECT_EQ(from_seconds(0), 0ns);
  EXPECT_DOUBLE_EQ(to_seconds(from_seconds(86400.25)), 86400.25);
}

TEST(Time, a_window_holds_its_begin_and_not_its_end) {
  const Window window{Time(10s), Time(20s)};
  EXPECT_TRUE(window.contains(Time(10s)));
  EXPECT_TRUE(window.contains(Time(20s) - 1ns));
  EXPECT_FALSE(window.contains(Time(20s)));
  EXPECT_FALSE(window.contains(Time(10s) - 1ns));
  EXPECT_EQ(window.length(), 10s);
}

TEST(Time, overlap_is_the_part_inside_the_window) {
  const Window window{Time(10s), Time(20s)};
  EXPECT_EQ(overlap(window, Time(12s), Time(15s)), 3s);
  EXPECT_EQ(overlap(window, Time(5s), Time(15s)), 5s);
  EXPECT_EQ(overlap(window, Time(15s), Time(25s)), 5s);
  EXPECT_EQ(overlap(window, Time(0s), Time(99s)), 10s);
  EXPECT_EQ(overlap(window, Time(0s), Time(10s)), 0s);
  EXPECT_EQ(overlap(window, Time(20s), Time(30s)), 0s);
  EXPECT_EQ(overlap(window, Time(15s), Time(15s)), 0s);
}

TEST(Time, an_unbounded_span_can_be_added_to_any_instant_of_a_century) {
  EXPECT_LT(Time(100 * 366 * day) + unbounded, never);
  EXPECT_GT(Time(100 * 366 * day) + unbounded, Time(100 * 366 * day));
}

TEST(Bytes, a_mebibyte_is_1048576_bytes) {
  EXPECT_EQ(mebibytes(512).count, 536870912);
  EXPECT_DOUBLE_EQ(to_mebibytes(Bytes{1572864}), 1.5);
  EXPECT_EQ(bytes_per_gib, 1073741824);
}

}  // namespace
}  // namespace isocost
