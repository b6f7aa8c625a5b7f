#include "simulator/experiment/plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::experiment_of;
using testing_support::InFolder;
using testing_support::models;

/// November 2026 begins on a Sunday; 21 weekdays and 9 days of weekends.
std::string month_at(const std::string& rate, const std::string& more = "") {
  return "period: {start: 2026-11-01, length: 30 d}\n" + more + "workload:\n  rate: " + rate +
         "\napplication: {duration: 100 ms}\nalternatives: [{platform: aws-lambda, memory: 512 MiB}]\n";
}

Plan plan_of(const std::string& text) { return experiment_of(text).plan; }

/// "weekday 21/2 weekend day 9/2": the kinds, their days and how many are sampled.
std::string kinds(const Plan& plan) {
  std::string text;
  for (const Stratum& one : plan.strata)
    text += (text.empty() ? "" : ", ") + one.name + " " + std::to_string(one.days.size()) + "/" +
            std::to_string(one.sampled);
  return text;
}

double billed_days(const Plan& plan) {
  Decimal sum = 0;
  for (std::size_t i = 0; i < plan.strata.size(); ++i) {
    for (const Window& one : sampled_days(plan, i, Seed{1}, 0))
      sum += weight_of(plan, i) * Decimal(one.length().count()) / Decimal(Duration(day).count());
  }
  return sum.to_double();
}

TEST(Plan, a_small_or_a_short_period_is_simulated_whole) {
  // A million requests in 30 days are 0.386 a second.
  EXPECT_EQ(plan_of(month_at("0.38/s")).method, Plan::Method::whole_period);
  EXPECT_EQ(plan_of(month_at("0.39/s")).method, Plan::Method::representative_days);
  const std::string short_one =
      "period: {start: 2026-11-01, length: 7 d}\nworkload: {rate: 100/s}\napplication: {duration: 100 ms}\n"
      "alternatives: [{platform: aws-lambda}]\n";
  EXPECT_EQ(plan_of(short_one).method, Plan::Method::whole_period);
}

TEST(Plan, a_whole_period_may_be_asked_for) {
  const Plan plan = plan_of(month_at("100/s", "horizon: whole-period\n"));
  EXPECT_EQ(plan.method, Plan::Method::whole_period);
  ASSERT_EQ(plan.strata.size(), 1U);
  EXPECT_EQ(plan.strata[0].days, (std::vector<Window>{{Time(Plan::origin), Time(Plan::origin + 30 * day)}}));
  EXPECT_EQ(weight_of(plan, 0), 1);
  EXPECT_NEAR(billed_days(plan), 30, 1e-9);
  EXPECT_NEAR(plan.expected_requests, 100 * 30 * 86400, 1e-3);
}

TEST(Plan, representative_days_may_be_asked_for) {
  EXPECT_EQ(kinds(plan_of(month_at("0.1/s", "horizon: {days_per_kind: 3}\n"))),
            "weekend day 9/3, weekday 21/3");
}

TEST(Plan, a_month_of_like_days_has_weekdays_and_weekend_days) {
  const Plan plan = plan_of(month_at("10/s"));
  // The first kind met is that of Sunday, the first of November.
  EXPECT_EQ(kinds(plan), "weekend day 9/2, weekday 21/2");
  EXPECT_EQ(to_string(weight_of(plan, 0), 4), "4.5");
  EXPECT_EQ(to_string(weight_of(plan, 1), 4), "10.5");
  EXPECT_NEAR(billed_days(plan), 30, 1e-9);
}

TEST(Plan, days_of_another_rate_are_a_kind_of_their_own) {
  const Plan plan =
      plan_of(month_at("10/s\n  profile: {hours: [1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 9, 11, "
                       "13, 14, 12, 8, 4], "
                       "days: [1, 1, 1, 1, 1.1, 1.3, 1.3]}"));
  // Saturdays and Sundays are alike; of the weekdays the four Fridays are not.
  EXPECT_EQ(kinds(plan), "weekend day 9/2, weekday 17/2, weekday 4/2");
  EXPECT_NEAR(billed_days(plan), 30, 1e-9);
  for (const Window& friday : plan.strata[2].days)
    EXPECT_EQ((friday.begin - Time(Plan::origin)) / day % 7, 5);  // 1 November is a Sunday
}

TEST(Plan, the_days_of_a_flash_crowd_are_kinds_of_their_own) {
  const Plan plan =
      plan_of(month_at("10/s\n  flash_crowds: [{start: 9 d, factor: 5, rise: 1 h, hold: 23 h, fall: 1 h}]"));
  // It begins on the 10th at midnight and is over at 1 o'clock on the 11th.
  EXPECT_EQ(kinds(plan), "weekend day 9/2, weekday 19/2, weekday 1/1, weekday 1/1");
  EXPECT_NEAR(billed_days(plan), 30, 1e-9);
}

TEST(Plan, the_rest_of_a_day_at_the_end_counts_as_what_it_is) {
  const Plan plan = plan_of(
      "period: {start: 2026-11-01, length: 252 h}\nworkload: {rate: 100/s}\napplication: {duration: 100 ms}\n"
      "alternatives: [{platform: aws-lambda}]\n");
  EXPECT_EQ(plan.method, Plan::Method::representative_days);
  EXPECT_EQ(kinds(plan), "weekend day 3/2, weekday 7/2, weekday 1/1");
  EXPECT_EQ(plan.strata[2].days[0].length(), 12h);
  EXPECT_NEAR(billed_days(plan), 10.5, 1e-9);
}

TEST(Plan, from_an_empty_system_everything_is_simulated) {
  const Plan plan = plan_of(month_at("100/s", "warm_up: none\n"));
  EXPECT_EQ(plan.method, Plan::Method::whole_period);
  EXPECT_EQ(plan.warm_up, 0h);
  EXPECT_EQ(plan_of(month_at("100/s")).warm_up, 2h);
}

TEST(SampledDays, are_different_days_of_the_kind_in_rising_order) {
  const Plan plan = plan_of(month_at("10/s", "horizon: {days_per_kind: 5}\n"));
  for (std::size_t i = 0; i < plan.strata.size(); ++i)
    for (std::uint64_t replication = 0; replication < 50; ++replication) {
      const auto days = sampled_days(plan, i, Seed{1}, replication);
      ASSERT_EQ(days.size(), 5U);
      for (std::size_t k = 0; k < days.size(); ++k) {
        EXPECT_EQ(std::count(plan.strata[i].days.begin(), plan.strata[i].days.end(), days[k]), 1);
        EXPECT_TRUE(k == 0 || days[k - 1].begin < days[k].begin);
      }
      EXPECT_EQ(days, sampled_days(plan, i, Seed{1}, replication));
    }
  EXPECT_NE(sampled_days(plan, 1, Seed{1}, 0), sampled_days(plan, 1, Seed{1}, 1));
  EXPECT_NE(sampled_days(plan, 1, Seed{1}, 0), sampled_days(plan, 1, Seed{2}, 0));
}

TEST(SampledDays, each_day_is_as_likely_as_any_other) {
  const Plan plan = plan_of(month_at("10/s"));
  std::map<Time, int> drawn;
  constexpr int replications = 4000;
  for (std::uint64_t replication = 0; replication < replications; ++replication)
    for (const Window& one : sampled_days(plan, 1, Seed{1}, replication)) ++drawn[one.begin];
  ASSERT_EQ(drawn.size(), 21U);
  const double p = 2.0 / 21;
  for (const auto& [begin, count] : drawn)
    EXPECT_LT(std::abs(count - p * replications), 4.5 * std::sqrt(replications * p * (1 - p)));
}

std::string replay(const std::string& length) {
  return "period: {start: 2026-11-01, length: " + length +
         "}\nworkload: {trace: {file: web.csv}}\napplication: {duration: 100 ms}\nalternatives: [{platform: "
         "aws-lambda}]\n";
}

Plan trace_plan(const std::string& length) {
  const InFolder folder;
  folder.write("web.csv", "start,count\n0,100\n21600,300\n43200,100\n64800,100\n");  // a day in quarters
  folder.write("scenario.yaml", replay(length));
  const auto loaded = load_experiment("scenario.yaml", models());
  EXPECT_EQ(render(loaded.diagnostics), "");
  return loaded.value.value().plan;
}

TEST(Plan, a_trace_is_simulated_once_and_repeated_to_fill_the_period) {
  const Plan plan = trace_plan("30 d");
  EXPECT_EQ(plan.method, Plan::Method::trace);
  ASSERT_EQ(plan.strata.size(), 1U);
  EXPECT_EQ(plan.strata[0].days, (std::vector<Window>{{Time(0s), Time(24h)}}));
  EXPECT_EQ(plan.warm_up, 0s);
  EXPECT_NEAR(weight_of(plan, 0).to_double(), 30, 1e-12);
  EXPECT_NEAR(plan.expected_requests, 600 * 30, 1e-6);
}

TEST(Plan, of_a_trace_longer_than_the_period_the_beginning_is_taken) {
  const Plan plan = trace_plan("12 h");
  EXPECT_EQ(plan.strata[0].days, (std::vector<Window>{{Time(0s), Time(12h)}}));
  EXPECT_NEAR(weight_of(plan, 0).to_double(), 1, 1e-12);
}

}  // namespace
}  // namespace isocost
