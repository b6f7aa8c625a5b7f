#include "simulator/compare/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;

/// An alternative with these costs and p99 (in seconds), one a replication.
AlternativeResult alternative(const std::string& name, const std::vector<double>& costs,
                              const std::vector<double>& p99) {
  AlternativeResult made;
  made.name = name;
  made.cost = costs;
  made.p99 = p99;
  for (std::size_t i = 0; i < metric_count; ++i)
    made.metrics.push_back({static_cast<MetricId>(i), {0, 0.0, EstimateStatus::ok}});
  made.metrics[static_cast<std::size_t>(MetricId::cost)].estimate = estimate_mean(costs);
  made.metrics[static_cast<std::size_t>(MetricId::latency_p99)].estimate = estimate_mean(p99);
  return made;
}

void set(AlternativeResult& one, MetricId id, const Estimate& estimate) {
  one.metrics[static_cast<std::size_t>(id)].estimate = estimate;
}

/// The same p99 of half a second, where it does not matter.
AlternativeResult alternative(const std::string& name, const std::vector<double>& costs) {
  return alternative(name, costs, std::vector<double>(costs.size(), 0.5));
}

Result result_of(std::vector<AlternativeResult> alternatives) {
  Result result;
  result.alternatives = std::move(alternatives);
  return result;
}

TEST(Compare, a_clear_difference_has_a_cheapest) {
  const Comparison made =
      compare(result_of({alternative("A", {20, 21, 22}), alternative("B", {10, 11, 12})}));
  EXPECT_EQ(made.reference, "B");
  ASSERT_EQ(made.differences.size(), 1U);
  EXPECT_EQ(made.differences[0].name, "A");
  EXPECT_EQ(made.differences[0].cost.value, 10);
  EXPECT_TRUE(made.differences[0].is_cost_different);
  EXPECT_EQ(made.verdict,
            "Cheapest: B at 11.00 USD. A costs 10.00 USD more, no demonstrable difference in p99.");
}

TEST(Compare, a_difference_below_a_cent_is_said_in_words) {
  const Comparison made =
      compare(result_of({alternative("A", {10.004, 10.004}), alternative("B", {10, 10})}));
  EXPECT_TRUE(made.differences[0].is_cost_different);
  EXPECT_EQ(made.verdict,
            "Cheapest: B at 10.00 USD. A costs less than a cent more, no demonstrable difference in p99.");
}

TEST(Compare, the_baseline_asked_for_takes_the_differences_and_leaves_the_verdict) {
  const Result result = result_of(
      {alternative("A", {20, 21, 22}), alternative("B", {10, 11, 12}), alternative("C", {30, 31, 32})});
  const Comparison made = compare(result, "C");
  EXPECT_EQ(made.reference, "C");
  ASSERT_EQ(made.differences.size(), 2U);
  EXPECT_EQ(made.differences[0].name, "A");
  EXPECT_EQ(made.differences[0].cost.value, -10);
  EXPECT_EQ(made.differences[1].name, "B");
  EXPECT_EQ(made.differences[1].cost.value, -20);
  EXPECT_EQ(made.verdict, compare(result).verdict);
  EXPECT_EQ(compare(result, "nobody").reference, "B");
}

TEST(Compare, no_winner_is_named_when_the_difference_is_not_significant) {
  // Means 10.3 and 10.0; the differences 0.9, -0.3, 0.3 have a half-width of 1.49.
  const Comparison made =
      compare(result_of({alternative("A", {10.9, 10.1, 9.9}), alternative("B", {10, 10.4, 9.6})}));
  EXPECT_EQ(made.reference, "B");
  EXPECT_FALSE(made.differences[0].is_cost_different);
  EXPECT_EQ(made.verdict, "No demonstrable difference in cost between B and A.");
}

TEST(Compare, pairs_replications_that_saw_the_same_traffic) {
  // The means differ by 1 and each varies by 10 from replication to replication, but always together.
  const Comparison made =
      compare(result_of({alternative("A", {11, 21, 31.1}), alternative("B", {10, 20, 30})}));
  EXPECT_TRUE(made.differences[0].is_cost_different);
  EXPECT_NEAR(made.differences[0].cost.value, 1.0333, 1e-3);
}

TEST(Compare, the_more_alternatives_the_wider_the_intervals) {
  // Differences 1, 2, 3: mean 2, standard error 0.577. One comparison: t(2, 0.975) = 4.303, half-width 2.484;
  // so not shown. With differences 2, 2.5, 3 (standard error 0.289): 1.242 for one comparison, and for four
  // at once t(2, 0.99375) = 8.860: half-width 2.558 around 2.5.
  const AlternativeResult reference = alternative("R", {10, 10, 10}), near = alternative("N", {12, 12.5, 13});
  const Comparison two = compare(result_of({reference, near}));
  ASSERT_TRUE(two.differences[0].cost.half_width);
  EXPECT_NEAR(*two.differences[0].cost.half_width, 1.242, 1e-3);
  EXPECT_TRUE(two.differences[0].is_cost_different);
  const Comparison five =
      compare(result_of({reference, near, alternative("X", {90, 91, 92}), alternative("Y", {80, 81, 82}),
                         alternative("Z", {70, 71, 72})}));
  EXPECT_NEAR(*five.differences[0].cost.half_width, 2.558, 1e-3);
  EXPECT_FALSE(five.differences[0].is_cost_different);
}

TEST(Compare, costs_that_do_not_vary_differ_by_what_they_differ) {
  const Comparison made =
      compare(result_of({alternative("A", {10, 10, 10}), alternative("B", {10.01, 10.01, 10.01})}));
  EXPECT_TRUE(made.differences[0].is_cost_different);
  EXPECT_EQ(made.verdict,
            "Cheapest: A at 10.00 USD. B costs 0.01 USD more, no demonstrable difference in p99.");
}

TEST(Compare, of_one_replication_nothing_can_be_shown) {
  const Comparison made = compare(result_of({alternative("A", {10}), alternative("B", {90})}));
  EXPECT_FALSE(made.differences[0].is_cost_different);
  EXPECT_EQ(made.differences[0].cost.status, EstimateStatus::insufficient);
  EXPECT_EQ(made.verdict,
            "One replication has no interval: the figures stand beside each other, nothing is compared.");
}

TEST(Compare, tells_the_difference_in_p99_of_the_next) {
  const Comparison made = compare(result_of(
      {alternative("A", {10, 10, 10}, {2, 2.1, 2.2}), alternative("B", {20, 20, 20}, {0.5, 0.6, 0.7})}));
  EXPECT_TRUE(made.differences[0].is_p99_different);
  // What the histograms cannot tell apart: (2.1 s + 0.6 s) / 256.
  EXPECT_NEAR(made.differences[0].p99.half_width.value(), 2.7 / 256, 1e-9);
  EXPECT_EQ(made.verdict,
            "Cheapest: A at 10.00 USD. B costs 10.00 USD more, its p99 is 1.50 s shorter (± 10.5 ms).");
}

// --- service levels
// --------------------------------------------------------------------------------------------------

SloStatus status_of(const AlternativeResult& one, const Slo& slo) {
  Result result = result_of({one});
  result.slo = slo;
  return compare(result).verdicts.at(0).slo;
}

Slo p99_below(Duration limit) { return {{{0.99, limit}}, std::nullopt}; }

TEST(SloStatus, follows_from_the_whole_interval) {
  AlternativeResult one = alternative("A", {10, 10, 10});
  set(one, MetricId::latency_p99, {0.5, 0.1, EstimateStatus::ok});
  EXPECT_EQ(status_of(one, p99_below(700ms)), SloStatus::met);
  EXPECT_EQ(status_of(one, p99_below(600ms)), SloStatus::met);
  EXPECT_EQ(status_of(one, p99_below(599ms)), SloStatus::undecided);
  EXPECT_EQ(status_of(one, p99_below(401ms)), SloStatus::undecided);
  EXPECT_EQ(status_of(one, p99_below(399ms)), SloStatus::missed);
  EXPECT_EQ(status_of(one, Slo{}), SloStatus::none);
}

TEST(SloStatus, without_an_interval_is_undecided) {
  AlternativeResult one = alternative("A", {10, 10, 10});
  set(one, MetricId::latency_p99, {0.001, std::nullopt, EstimateStatus::insufficient});
  EXPECT_EQ(status_of(one, p99_below(1h)), SloStatus::undecided);
}

TEST(SloStatus, of_a_quantile_that_was_never_answered_is_missed) {
  AlternativeResult one = alternative("A", {10, 10, 10});
  set(one, MetricId::latency_p99,
      {std::numeric_limits<double>::infinity(), std::nullopt, EstimateStatus::unanswered});
  EXPECT_EQ(status_of(one, p99_below(1h)), SloStatus::missed);
}

TEST(SloStatus, one_miss_decides_and_one_doubt_leaves_it_open) {
  AlternativeResult one = alternative("A", {10, 10, 10});
  set(one, MetricId::latency_p99, {0.5, 0.1, EstimateStatus::ok});
  set(one, MetricId::latency_p95, {0.2, 0.01, EstimateStatus::ok});
  set(one, MetricId::error_share, {0.01, 0.001, EstimateStatus::ok});
  const auto promise = [](Duration p95, Duration p99, double errors) {
    return Slo{{{0.95, p95}, {0.99, p99}}, errors};
  };
  EXPECT_EQ(status_of(one, promise(300ms, 1s, 0.02)), SloStatus::met);
  EXPECT_EQ(status_of(one, promise(300ms, 550ms, 0.02)), SloStatus::undecided);
  EXPECT_EQ(status_of(one, promise(300ms, 550ms, 0.005)), SloStatus::missed);
  EXPECT_EQ(status_of(one, promise(100ms, 1s, 0.02)), SloStatus::missed);
  EXPECT_EQ(status_of(one, promise(300ms, 1s, 0.0105)), SloStatus::undecided);
}

TEST(SloStatus, no_errors_at_all_meet_a_promise_of_none) {
  const AlternativeResult one = alternative("A", {10, 10, 10});
  EXPECT_EQ(status_of(one, Slo{{}, 0.0}), SloStatus::met);
}

TEST(SloStatus, details_tell_figure_interval_and_limit) {
  AlternativeResult one = alternative("A", {10, 10, 10});
  set(one, MetricId::latency_p99, {0.31, 0.004, EstimateStatus::ok});
  set(one, MetricId::error_share, {0.0012, 0.0001, EstimateStatus::ok});
  Result result = result_of({one});
  result.slo = Slo{{{0.99, 500ms}}, 0.001};
  EXPECT_EQ(compare(result).verdicts[0].slo_details,
            (std::vector<std::string>{"p99 310 ms ± 4.00 ms against 500 ms: met",
                                      "errors 0.12 % ± 0.01 % against 0.1 %: missed"}));
}

TEST(Compare, the_reference_is_the_cheapest_of_those_that_meet_the_promise) {
  Result result = result_of({alternative("cheap and slow", {1, 1, 1}, {5, 5, 5}),
                             alternative("dear", {30, 30, 30}), alternative("good", {20, 20, 20})});
  result.slo = p99_below(1s);
  const Comparison made = compare(result);
  EXPECT_EQ(made.reference, "good");
  EXPECT_EQ(made.verdict,
            "Cheapest that meets the SLO: good at 20.00 USD. dear costs 10.00 USD more, no demonstrable "
            "difference in p99.");
}

TEST(Compare, says_when_none_is_shown_to_meet_the_promise) {
  Result result =
      result_of({alternative("A", {10, 10, 10}, {5, 5, 5}), alternative("B", {20, 20, 20}, {4, 4, 4})});
  result.slo = p99_below(1s);
  EXPECT_EQ(compare(result).verdict,
            "No alternative is shown to meet the SLO. Cheapest: A at 10.00 USD. B costs 10.00 USD more, its "
            "p99 is 1.00 s shorter (± 35.2 ms).");
}

TEST(Compare, warns_of_a_cheapest_that_fails_its_users) {
  AlternativeResult cheap = alternative("A", {10, 10, 10});
  set(cheap, MetricId::error_share, {0.25, 0.01, EstimateStatus::ok});
  set(cheap, MetricId::refused_share, {0.25, 0.01, EstimateStatus::ok});
  const Comparison made = compare(result_of({cheap, alternative("B", {20, 20, 20})}));
  EXPECT_EQ(made.verdict,
            "Cheapest: A at 10.00 USD. But 25 % of its requests are refused, time out or fail. B costs 10.00 "
            "USD more, no demonstrable "
            "difference in p99.");
  EXPECT_EQ(made.verdicts[0].sentence, "10.00 USD, p99 500 ms, 0 % cold, 25 % refused.");
}

// --- what has no price
// -----------------------------------------------------------------------------------------------

AlternativeResult unpriced(const std::string& name, const std::vector<double>& costs) {
  AlternativeResult made = alternative(name, costs);
  BillLine line;
  line.quantity = 1;
  line.unpriced = "no price found";
  made.bill.lines.push_back(line);
  return made;
}

TEST(Compare, an_unpriced_alternative_never_wins) {
  const Comparison made = compare(
      result_of({unpriced("U", {1, 1, 1}), alternative("A", {10, 10, 10}), alternative("B", {20, 20, 20})}));
  EXPECT_EQ(made.reference, "A");
  ASSERT_EQ(made.differences.size(), 1U);
  EXPECT_EQ(made.differences[0].name, "B");
  EXPECT_EQ(made.verdicts[0].sentence, "at least 1.00 USD, p99 500 ms, 0 % cold.");
}

TEST(Compare, when_everything_has_an_unpriced_line_there_is_no_comparison) {
  const Comparison made = compare(result_of({unpriced("U", {1, 1, 1}), unpriced("V", {2, 2, 2})}));
  EXPECT_EQ(made.reference, "");
  EXPECT_TRUE(made.differences.empty());
  EXPECT_EQ(made.verdict, "Every alternative has an UNPRICED line: no comparison.");
}

TEST(Compare, one_alternative_is_told_by_itself) {
  EXPECT_EQ(compare(result_of({alternative("A", {10, 10, 10})})).verdict,
            "A: 10.00 USD, p99 500 ms, 0 % cold.");
}

TEST(Compare, a_difference_to_a_p99_that_never_comes_cannot_be_told) {
  const double never_comes = std::numeric_limits<double>::infinity();
  const Comparison made = compare(
      result_of({alternative("A", {10, 10, 10}), alternative("B", {20, 20, 20}, {1, never_comes, 1})}));
  EXPECT_EQ(made.differences[0].p99.status, EstimateStatus::unanswered);
  EXPECT_FALSE(made.differences[0].is_p99_different);
  EXPECT_TRUE(made.differences[0].is_cost_different);
}

TEST(LatencyText, has_three_digits_and_a_fitting_unit) {
  EXPECT_EQ(latency_text(0), "0.00 ms");
  EXPECT_EQ(latency_text(0.00117), "1.17 ms");
  EXPECT_EQ(latency_text(0.0123), "12.3 ms");
  EXPECT_EQ(latency_text(0.310), "310 ms");
  EXPECT_EQ(latency_text(0.99996), "1000 ms");
  EXPECT_EQ(latency_text(1.2), "1.20 s");
  EXPECT_EQ(latency_text(12.34), "12.3 s");
  EXPECT_EQ(latency_text(119.6), "120 s");
  EXPECT_EQ(latency_text(120), "2.00 min");
  EXPECT_EQ(latency_text(900), "15.0 min");
  EXPECT_EQ(latency_text(std::numeric_limits<double>::infinity()), "never");
}

}  // namespace
}  // namespace isocost
