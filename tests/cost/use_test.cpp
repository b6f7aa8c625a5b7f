// What is used becomes units of a price: sizes and times are rounded up before anything is multiplied.
#include "simulator/cost/use.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

Price price_in(const std::string& unit, std::int64_t bytes_per_unit = 0, const UseRounding& rounding = {}) {
  Price price;
  price.id = "provider/service/meter";
  price.unit = unit;
  price.bytes_per_unit = bytes_per_unit;
  price.rounding = rounding;
  return price;
}

Use use(const Decimal& count, std::optional<Bytes> size = {}, std::optional<Duration> time = {}) {
  Use made;
  made.count = count;
  made.size = size;
  made.time = time;
  return made;
}

std::string units(const Price& price, const Use& use) { return to_string(units_of(price, use)); }

TEST(Use, unit_that_ends_in_a_word_of_time_is_counted_over_time) {
  EXPECT_EQ(time_of_unit("vCPU-hour", {}), hour);
  EXPECT_EQ(time_of_unit("hour", {}), hour);
  EXPECT_EQ(time_of_unit("GB-second", {}), std::chrono::seconds(1));
  EXPECT_EQ(time_of_unit("GB-month", std::chrono::hours(744)), std::chrono::hours(744));
  EXPECT_EQ(time_of_unit("request", {}), std::nullopt);
  EXPECT_EQ(time_of_unit("GB", {}), std::nullopt);
}

// Amazon API Gateway: a call is metered in steps of 512 KB, and an empty one is one call.
TEST(Use, item_counts_once_for_each_started_step_of_its_size) {
  const Price price = price_in("request", 0, {Bytes{512 * 1024}, {}, {}});
  EXPECT_EQ(units(price, use(1000, Bytes{0}, {})), "1000");
  EXPECT_EQ(units(price, use(1000, Bytes{512 * 1024}, {})), "1000");
  EXPECT_EQ(units(price, use(1000, Bytes{512 * 1024 + 1}, {})), "2000");
  EXPECT_EQ(units(price, use(1000, {}, {})), "1000");
}

// AWS Fargate: 5 tasks of 2 GB, 10 minutes on each of 30 days, are 180,000 GB-seconds.
TEST(Use, memory_over_time_is_a_product) {
  EXPECT_EQ(units(price_in("GB-second", bytes_per_gib),
                  use(150, Bytes{2 * bytes_per_gib}, std::chrono::minutes(10))),
            "180000");
  EXPECT_EQ(units(price_in("GB-month", bytes_per_gib), use(1, Bytes{bytes_per_gib}, std::chrono::hours(365))),
            "0.5");
}

// Amazon EC2: by the second, at least a minute.
TEST(Use, time_is_rounded_up_and_is_at_least_the_least) {
  const Price price = price_in("second", 0, {{}, std::chrono::seconds(1), std::chrono::seconds(60)});
  EXPECT_EQ(units(price, use(1, {}, std::chrono::milliseconds(200))), "60");
  EXPECT_EQ(units(price, use(2, {}, std::chrono::milliseconds(60200))), "122");
}

TEST(Use, direction_of_rounding_is_up_down_or_to_the_nearest_step) {
  using std::chrono::milliseconds;
  const auto rounded = [](RoundingDirection direction, Duration time) {
    const UseRounding rule{Bytes{1024}, std::chrono::seconds(1), Duration::zero(), direction};
    return units(price_in("request", 0, rule), use(1, Bytes{time.count() / 1'000'000}, {})) + " " +
           units(price_in("second", 0, rule), use(1, {}, time));
  };
  // 1,540 bytes or ms: one step and half of the next; 1,499: less than half; 100: none.
  EXPECT_EQ(rounded(RoundingDirection::up, milliseconds(1540)), "2 2");
  EXPECT_EQ(rounded(RoundingDirection::down, milliseconds(1540)), "1 1");
  EXPECT_EQ(rounded(RoundingDirection::nearest, milliseconds(1540)), "2 2");
  EXPECT_EQ(rounded(RoundingDirection::nearest, milliseconds(1499)), "1 1");
  EXPECT_EQ(rounded(RoundingDirection::down, milliseconds(100)), "1 0");  // an item is at least one
}

// The least time is that of the rounded use: 90.5 s down to 90 s, 10.5 s raised to 60 s.
TEST(Use, least_time_holds_after_rounding_down) {
  const UseRounding rule{{}, std::chrono::seconds(1), std::chrono::seconds(60), RoundingDirection::down};
  EXPECT_EQ(units(price_in("second", 0, rule), use(1, {}, std::chrono::milliseconds(90'500))), "90");
  EXPECT_EQ(units(price_in("second", 0, rule), use(1, {}, std::chrono::milliseconds(10'500))), "60");
}

// An LCU of AWS holds 25 new connections/s, 3,000 active ones or 1 GB an hour: 100/s, 2,000 and 2 GB are 4 of
// them.
TEST(Use, capacity_units_are_of_the_dimension_used_most) {
  Price price = price_in("LCU-hour");
  price.max_of = BalancerDimensions{25, 3000, {1'000'000'000}};
  Use day = use(1, {}, std::chrono::hours(24));
  day.dimensions = BalancerDimensions{100, 2000, {2'000'000'000}};
  EXPECT_EQ(units(price, day), "96");
  EXPECT_EQ(why_not_countable(price_in("hour"), day), "provider/service/meter does not depend on dimensions");
}

TEST(Use, size_or_time_that_a_price_does_not_depend_on_is_refused) {
  EXPECT_EQ(why_not_countable(price_in("request"), use(1, Bytes{5}, {})),
            "provider/service/meter is counted in requests, whatever their size");
  EXPECT_EQ(why_not_countable(price_in("request"), use(1, {}, hour)),
            "provider/service/meter is counted in requests, not over time");
  EXPECT_EQ(why_not_countable(price_in("hour"), use(1, {}, hour)), std::nullopt);
}

}  // namespace
}  // namespace isocost
