#include "simulator/compare/guard.h"

#include <gtest/gtest.h>

#include "simulator/report/guard_report.h"

namespace isocost {
namespace {

AlternativeResult alternative(const std::string& name, const std::vector<double>& cost, const Estimate& p99) {
  AlternativeResult made;
  made.name = name;
  made.cost = cost;
  for (std::size_t i = 0; i < metric_count; ++i) made.metrics.push_back({static_cast<MetricId>(i), {}});
  made.metrics[static_cast<std::size_t>(MetricId::cost)].estimate = estimate_mean(cost);
  made.metrics[static_cast<std::size_t>(MetricId::latency_p99)].estimate = p99;
  BillLine line;
  line.name = "Requests";
  line.price_id = "aws/lambda/requests";
  line.quantity = 1;
  line.unit_price = Decimal(estimate_mean(cost).value);
  line.exact = {line.unit_price};
  made.bill.lines.push_back(line);
  return made;
}

Result result_of(const std::vector<double>& cost, const Estimate& p99 = {0.3, 0.01}) {
  Result made;
  made.alternatives.push_back(alternative("A", cost, p99));
  made.manifest.traffic_checksums = {1, 2, 3};
  return made;
}

Limit limit(const std::string& text) {
  const auto parsed = parse_limit(text);
  if (const auto* why = std::get_if<std::string>(&parsed)) throw std::runtime_error(*why);
  return std::get<Limit>(parsed);
}

LimitStatus status_of(const std::string& text, const Result& result) {
  return check(result, nullptr, {limit(text)}, 0.1).checks.at(0).status;
}

std::string problem_of(const std::string& text) { return std::get<std::string>(parse_limit(text)); }

TEST(Limit, is_read_in_the_unit_of_what_it_limits) {
  EXPECT_DOUBLE_EQ(limit("monthly.p90<500 USD").most, 500);
  EXPECT_DOUBLE_EQ(limit("monthly.mean < 12.50 USD").most, 12.5);
  EXPECT_DOUBLE_EQ(limit("p99<300ms").most, 0.3);
  EXPECT_DOUBLE_EQ(limit("errors<0.1 %").most, 0.001);
}

TEST(Limit, says_what_was_expected) {
  EXPECT_EQ(problem_of("500 USD"), "expected WHAT<LIMIT, such as \"monthly.p90<500 USD\"");
  EXPECT_EQ(problem_of("monthly.p90<500"), "expected an amount such as 500 USD");
  EXPECT_EQ(problem_of("p99<300"), "expected a duration such as 300 ms");
  EXPECT_EQ(problem_of("errors<often"), "expected a share such as 0.1 %");
  EXPECT_EQ(problem_of("p98<1 s"), "\"p98\" is not known here; did you mean \"p95\"?");
}

TEST(Guard, decides_by_the_interval_and_not_by_the_figure) {
  // 100 ± t(2, 0.975) x 1 / sqrt(3) = 2.484
  const Result result = result_of({99, 100, 101});
  EXPECT_EQ(status_of("monthly.mean<102.5 USD", result), LimitStatus::held);
  EXPECT_EQ(status_of("monthly.mean<102.4 USD", result), LimitStatus::undecided);
  EXPECT_EQ(status_of("monthly.mean<97.6 USD", result), LimitStatus::undecided);
  EXPECT_EQ(status_of("monthly.mean<97.5 USD", result), LimitStatus::broken);
  EXPECT_EQ(status_of("p99<310 ms", result), LimitStatus::held);
  EXPECT_EQ(status_of("p99<305 ms", result), LimitStatus::undecided);
  EXPECT_EQ(status_of("p99<280 ms", result), LimitStatus::broken);
}

TEST(Guard, the_month_in_ten_follows_from_the_spread_of_the_replications) {
  // 100 + 1.2816 x 1, ± t(2, 0.975) sqrt(1/3 + 1.2816^2 / 4)
  const Estimate figure =
      check(result_of({99, 100, 101}), nullptr, {limit("monthly.p90<1 USD")}, 0.1).checks.at(0).figure;
  EXPECT_NEAR(figure.value, 101.28155, 1e-5);
  EXPECT_NEAR(*figure.half_width, 4.30265 * std::sqrt(1.0 / 3 + 1.2815516 * 1.2815516 / 4), 1e-4);
}

TEST(Guard, a_period_of_another_length_is_held_against_thirty_days) {
  Result result = result_of({9, 10, 11});
  result.months = 0.1;
  EXPECT_NEAR(check(result, nullptr, {limit("monthly.mean<1 USD")}, 0).checks.at(0).figure.value, 100, 1e-9);
}

TEST(Guard, a_lower_bound_and_a_figure_without_an_interval_hold_nothing) {
  Result result = result_of({1, 1, 1});
  result.alternatives[0].metrics[0].estimate.status = EstimateStatus::lower_bound;
  EXPECT_EQ(status_of("monthly.mean<500 USD", result), LimitStatus::undecided);
  EXPECT_EQ(status_of("p99<1 s", result_of({1, 1, 1}, {0.3, std::nullopt, EstimateStatus::insufficient})),
            LimitStatus::undecided);
  EXPECT_EQ(status_of("p99<1 s", result_of({1, 1, 1}, {0.3, std::nullopt, EstimateStatus::unanswered})),
            LimitStatus::broken);
}

TEST(Guard, a_rise_over_the_same_traffic_is_told_by_pairs_with_the_price_that_moved) {
  const Result before = result_of({90, 100, 110}), now = result_of({105, 115, 125});
  const CostChange change = check(now, &before, {}, 0.1).changes.at(0);
  EXPECT_TRUE(change.is_paired);
  EXPECT_TRUE(change.is_rise);
  EXPECT_NEAR(change.change.value, 15, 1e-12);
  EXPECT_NEAR(*change.change.half_width, 0, 1e-9);
  ASSERT_EQ(change.movers.size(), 1U);
  EXPECT_EQ(change.movers[0].first, "aws/lambda/requests");
  EXPECT_EQ(to_string(change.movers[0].second.amount), "15");
  Result other = before;
  other.manifest.traffic_checksums = {4, 5, 6};
  const CostChange unpaired = check(now, &other, {}, 0.1).changes.at(0);
  EXPECT_FALSE(unpaired.is_rise);
  EXPECT_NEAR(*unpaired.change.half_width, std::sqrt(2.0) * 4.30265 * 10 / std::sqrt(3.0), 1e-3);
}

TEST(Guard, a_comment_stays_below_its_length_and_says_what_is_left_out) {
  GuardReport report;
  for (int i = 0; i < 2000; ++i)
    report.outcome.checks.push_back(
        {"Alternative " + std::to_string(i), limit("p99<1 s"), {0.3, 0.01}, LimitStatus::held});
  report.verdict = verdict_of(report.outcome);
  const std::string text = write_comment(make_guard_report(report));
  EXPECT_LE(text.size(), longest_comment);
  EXPECT_NE(text.find("HELD: all 2000 limits."), std::string::npos);
  EXPECT_NE(text.find("\nLeft out: "), std::string::npos);
}

}  // namespace
}  // namespace isocost
