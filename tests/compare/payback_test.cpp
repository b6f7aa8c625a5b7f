#include "simulator/compare/payback.h"

#include <gtest/gtest.h>

#include <limits>

namespace isocost {
namespace {

UncertainInput amount() {
  UncertainInput input;
  input.path = "migration";
  return input;
}

/// From A, which costs 100 USD in two months, to B: 20, 60, 140 USD in three samples. Moving costs 120, 240,
/// 1 USD.
InputStudy study() {
  InputStudy made;
  made.alternatives = {"A", "B"};
  made.people = {{}, {std::nullopt, amount()}};
  made.migration_costs = {{}, {120, 240, 1}};
  made.months = 2;
  made.points.resize(4);
  return made;
}

std::vector<StudyPoint> points() {
  const auto point = [](std::size_t number, double b) {
    return StudyPoint{number, {{{100, 100}, {}}, {{b - 1, b + 1}, {}}}};
  };
  return {point(0, 100), point(1, 20), point(2, 60), point(3, 140)};
}

TEST(Payback, is_what_moving_costs_over_what_a_month_saves) {
  const auto made = paybacks(study(), points(), 0);
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].name, "B");
  EXPECT_EQ(made[0].samples, 3U);
  EXPECT_DOUBLE_EQ(made[0].saving_p50.value, 20);  // 40, 20 and -20 a month
  EXPECT_DOUBLE_EQ(made[0].p50.value, 12);         // 3 and 12 months, and never
  EXPECT_EQ(made[0].p90.value, std::numeric_limits<double>::infinity());
  EXPECT_EQ(made[0].within_a_year, 2U);
}

TEST(Payback, counts_hours_of_operations_where_an_hour_has_a_price) {
  InputStudy with_people = study();
  with_people.people[0].operations = 3 * hour;
  EXPECT_DOUBLE_EQ(paybacks(with_people, points(), 0)[0].saving_p50.value, 20);
  with_people.hour_of_work = Usd{10};
  EXPECT_DOUBLE_EQ(paybacks(with_people, points(), 0)[0].saving_p50.value, 20);  // B states none
  with_people.people[1].operations = Duration::zero();
  EXPECT_DOUBLE_EQ(paybacks(with_people, points(), 0)[0].saving_p50.value, 50);
}

TEST(Payback, is_not_asked_of_who_need_not_move) { EXPECT_TRUE(paybacks(study(), points(), 1).empty()); }

}  // namespace
}  // namespace isocost
