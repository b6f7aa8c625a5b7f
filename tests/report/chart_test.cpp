#include "simulator/report/chart.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "simulator/report/break_even_report.h"
#include "simulator/report/escape.h"
#include "simulator/report/report_model.h"

namespace isocost {
namespace {

AlternativeResult alternative(const std::string& name,
                              const std::vector<std::pair<std::string, std::string>>& lines) {
  AlternativeResult one;
  one.name = name;
  for (std::size_t i = 0; i < metric_count; ++i)
    one.metrics.push_back({static_cast<MetricId>(i), {0.2, 0.01, EstimateStatus::ok}});
  for (const auto& [line, amount] : lines) {
    one.bill.lines.emplace_back();
    one.bill.lines.back().name = line;
    one.bill.lines.back().exact = {*parse_decimal(amount)};
  }
  return one;
}

Result two_bills() {
  Result result;
  result.manifest.period_days = 30;
  result.alternatives.push_back(
      alternative("A & <b>", {{"Requests (free)", "0"}, {"Requests", "0.404"}, {"Duration", "2.5"}}));
  result.alternatives.push_back(alternative(
      "B's `touch x`", {{"Requests", "0.1"}, {"Servers (first 10)", "7"}, {"Servers (next)", "1"}}));
  result.slo.latencies = {{0.99, std::chrono::seconds(1)}};
  return result;
}

TEST(CostChart, parts_are_kinds_of_lines_dearest_first_and_add_up) {
  const BarChart chart = cost_chart(two_bills());
  EXPECT_EQ(chart.unit, "USD in 30 d");
  EXPECT_EQ(chart.groups, (std::vector<std::string>{"Servers", "Duration", "Requests"}));
  ASSERT_EQ(chart.bars.size(), 2U);
  EXPECT_EQ(chart.bars[0].parts, (std::vector<double>{0, 2.5, 0.4}));
  EXPECT_EQ(chart.bars[1].parts, (std::vector<double>{8, 0, 0.1}));
  EXPECT_EQ(chart.bars[0].total, 2.9);
  EXPECT_EQ(chart.bars[0].half_width, 0.01);
  EXPECT_EQ(chart.bars[1].total_text, "8.10");
}

TEST(CostChart, the_cheapest_kinds_are_drawn_together) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (int i = 0; i < 12; ++i)
    lines.emplace_back(std::string("kind ") + static_cast<char>('a' + i), std::to_string(20 - i));
  Result result;
  result.alternatives.push_back(alternative("A", lines));
  const BarChart chart = cost_chart(result);
  EXPECT_EQ(chart.groups, (std::vector<std::string>{"kind a", "kind b", "kind c", "kind d", "kind e",
                                                    "kind f", "kind g", "other"}));
  EXPECT_EQ(chart.bars[0].parts.back(), 13 + 12 + 11 + 10 + 9);
}

TEST(CostChart, of_an_unpriced_bill_is_a_lower_bound_and_of_terms_has_no_interval) {
  Result result = two_bills();
  BillLine& duration = result.alternatives[0].bill.lines[2];
  duration.unpriced = "no page names it";
  duration.quantity = 1;
  duration.exact = {};
  result.alternatives[1].bill.adjustments = {{"Credit", {-1}, Adjustment::Kind::credit}};
  const BarChart chart = cost_chart(result);
  EXPECT_EQ(chart.bars[0].total_text, ">= 0.40");
  EXPECT_EQ(chart.bars[1].half_width, std::nullopt);
}

TEST(LatencyChart, each_nine_of_the_tail_has_the_same_room) {
  Result result = two_bills();
  result.alternatives[1].metrics[static_cast<std::size_t>(MetricId::latency_p999)].estimate = {
      std::numeric_limits<double>::infinity(), std::nullopt, EstimateStatus::unanswered};
  const LineChart chart = latency_chart(result);
  ASSERT_EQ(chart.x_marks.size(), 4U);
  EXPECT_NEAR(chart.x_marks[3].at - chart.x_marks[2].at, 1, 1e-12);
  EXPECT_EQ(chart.series[0].points.size(), 4U);
  EXPECT_EQ(chart.series[1].points.size(), 3U) << "what is never answered has no point";
  ASSERT_EQ(chart.limits.size(), 1U);
  EXPECT_NEAR(chart.limits[0].x, 2, 1e-9);
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

TEST(Svg, has_a_bar_for_each_part_names_escaped_and_a_title) {
  const std::string svg = write_svg(cost_chart(two_bills()));
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 "));
  EXPECT_EQ(count_of(svg, "height=\"22\""), 4U);
  EXPECT_NE(svg.find("A &amp; &lt;b&gt;"), std::string::npos);
  EXPECT_NE(svg.find("<title>Cost of the period at list prices, USD in 30 d</title>"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(write_inline_svg(cost_chart(two_bills())).find("http"), std::string::npos);
}

TEST(Svg, of_no_figures_is_still_a_picture) {
  for (const Chart& chart : {Chart(cost_chart(Result{})), Chart(latency_chart(Result{}))}) {
    const std::string svg = write_svg(chart);
    EXPECT_EQ(svg.find("nan"), std::string::npos) << svg;
    EXPECT_EQ(svg.find("inf\""), std::string::npos) << svg;
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
  }
}

TEST(Svg, a_line_is_broken_where_points_are_not_joined) {
  LineChart chart;
  chart.series.push_back({"A", {{0, 1}, {1, 1}, {5, 1, std::nullopt, false}, {6, 1}}});
  const std::string svg = write_svg(chart);
  const std::size_t begin = svg.find("<path d=\"M") + 9;
  const std::string path = svg.substr(begin, svg.find('"', begin) - begin);
  EXPECT_EQ(count_of(path, "M"), 2U) << path;
  EXPECT_EQ(count_of(path, "L"), 2U) << path;
}

TEST(Svg, long_names_are_cut_between_characters) {
  Result result = two_bills();
  result.alternatives[0].name.clear();
  for (int i = 0; i < 4000; ++i) result.alternatives[0].name += "ü";
  const std::string svg = write_svg(cost_chart(result));
  EXPECT_NE(svg.find(">üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü…<"), std::string::npos);
  EXPECT_LT(svg.size(), 20000U);
}

TEST(Gnuplot, names_are_in_single_quotes_where_nothing_is_computed) {
  const std::string script = write_gnuplot(latency_chart(two_bills()), "pngcairo", "it's.png");
  EXPECT_NE(script.find("title 'B''s `touch x`'"), std::string::npos) << script;
  EXPECT_NE(script.find("set output 'it''s.png'"), std::string::npos) << script;
  EXPECT_EQ(count_of(script, "with linespoints"), 2U);
  EXPECT_EQ(count_of(script, "with yerrorbars"), 2U);
}

TEST(TableOf, has_the_figures_of_the_chart) {
  EXPECT_EQ(write_text({"T", {{"S", {}, {table_of(cost_chart(two_bills()))}, {}}}}),
            "T\n=\n\nS\n\n"
            "  alternative    Servers  Duration  Requests  USD in 30 d\n"
            "  -------------  -------  --------  --------  -----------\n"
            "  A & <b>           0.00      2.50      0.40  2.90 ± 0.01\n"
            "  B's `touch x`     8.00      0.00      0.10  8.10 ± 0.01\n");
  const ReportTable lines = table_of(latency_chart(two_bills()));
  EXPECT_EQ(lines.rows.at(3), (std::vector<std::string>{"A & <b>", "p99.9", "0.2 ± 0.01"}));
}

TEST(ParetoChart, has_a_line_through_those_that_none_beats_in_both) {
  Result result;
  const auto place = [&](const std::string& name, double cost, double p99) {
    result.alternatives.push_back(alternative(name, {}));
    auto& metrics = result.alternatives.back().metrics;
    metrics[static_cast<std::size_t>(MetricId::cost)].estimate = {cost, 1, EstimateStatus::ok};
    metrics[static_cast<std::size_t>(MetricId::latency_p99)].estimate = {p99, 0.1, EstimateStatus::ok};
  };
  place("dear and quick", 90, 0.2);
  place("beaten", 60, 0.9);
  place("cheap and slow", 10, 0.8);
  place("never", 5, std::numeric_limits<double>::infinity());
  const LineChart chart = pareto_chart(result);
  ASSERT_EQ(chart.series.size(), 5U);
  EXPECT_TRUE(chart.series[3].points.empty());
  EXPECT_EQ(chart.series[1].points[0].x_half_width, 1);
  const LineChart::Series& line = chart.series.back();
  EXPECT_TRUE(line.is_guide);
  ASSERT_EQ(line.points.size(), 2U);
  EXPECT_EQ(line.points[0].x, 10);
  EXPECT_EQ(line.points[1].x, 90);
  EXPECT_FALSE(chart.has_logarithmic_x);
}

std::vector<std::array<std::size_t, 3>> places_in(const GraphChart& chart) {
  std::vector<std::array<std::size_t, 3>> all;
  for (const GraphPlace& one : places_of(chart)) all.push_back({one.column, one.row, one.rows});
  return all;
}

TEST(GraphChart, puts_each_component_behind_all_that_call_it_and_near_them) {
  GraphChart chart;
  for (const char* const name : {"a", "b", "c", "d", "e"}) chart.nodes.push_back({name, {}});
  // a calls b and c, c calls d, b calls e, d calls e.
  chart.edges = {{0, 1}, {0, 2}, {2, 3}, {1, 4}, {3, 4, true}};
  EXPECT_EQ(places_in(chart),
            (std::vector<std::array<std::size_t, 3>>{{0, 0, 1}, {1, 0, 2}, {1, 1, 2}, {2, 0, 1}, {3, 0, 1}}));
}

TEST(GraphChart, of_a_circle_that_a_file_claims_ends_too) {
  GraphChart chart;
  chart.nodes = {{"a", {}}, {"b", {}}};
  chart.edges = {{0, 1}, {1, 0}, {0, 0}};
  EXPECT_EQ(places_of(chart).size(), 2U);
  EXPECT_NE(write_svg(chart).find("</svg>"), std::string::npos);
}

TEST(GraphChart, names_components_what_they_take_and_whom_they_call) {
  AlternativeResult one = alternative("A & <b>", {});
  one.calls = CallResult{};
  const Estimate quarter{0.25, 0.01, EstimateStatus::ok};
  one.calls->components = {
      {"api <1>", "Lambda", {1, 0, EstimateStatus::ok}, quarter, quarter, quarter, quarter},
      {"mail",
       "Lambda",
       {0.3, 0.01, EstimateStatus::ok},
       {0, 0, EstimateStatus::ok},
       quarter,
       quarter,
       quarter}};
  one.calls->edges = {{"api <1>", "mail", true}, {"api <1>", "somebody else", false}};
  const GraphChart chart = call_chart(one);
  ASSERT_EQ(chart.edges.size(), 1U);
  EXPECT_TRUE(chart.edges[0].is_dashed);
  const ReportTable table = table_of(chart);
  EXPECT_EQ(table.rows, (std::vector<std::vector<std::string>>{
                            {"api <1>", "1.00 a request, 25 % of the time", "mail (message)"},
                            {"mail", "0.30 a request, 0 of the time", ""}}));
  const std::string svg = write_svg(chart);
  EXPECT_NE(svg.find("api &lt;1&gt;"), std::string::npos);
  EXPECT_NE(svg.find("stroke-dasharray"), std::string::npos);
  EXPECT_NE(write_gnuplot(chart, "pngcairo", "a.png").find("'api <1>'"), std::string::npos);
}

TEST(RangeChart, draws_what_each_input_moves_on_both_sides_of_the_own_value) {
  const RangeChart chart{"What moves A", "USD in 30 d", 10, {{"workload.rate", 6, 18, "20/s", "80/s"}}};
  const std::string svg = write_svg(chart);
  EXPECT_NE(svg.find("20/s: 6"), std::string::npos);
  EXPECT_NE(svg.find("80/s: 18"), std::string::npos);
  EXPECT_EQ(table_of(chart).rows,
            (std::vector<std::vector<std::string>>{{"workload.rate", "20/s", "80/s", "6", "18"}}));
  EXPECT_NE(write_gnuplot(chart, "pdfcairo", "a.pdf").find("boxxyerror"), std::string::npos);
}

TEST(RangeChart, of_nothing_that_moves_has_a_width_all_the_same) {
  EXPECT_EQ(write_svg(RangeChart{"A", "USD", 0, {{"x", 0, 0, "1", "2"}}}).find("nan"), std::string::npos);
}

BreakEvenReport flipping_report() {
  BreakEvenReport report;
  report.path = "workload.rate";
  report.unit = "/s";
  report.metric = "cost";
  report.first = "A";
  report.second = "B";
  const std::vector<std::vector<double>> first{{1, 1.2}, {10, 10.2}, {100, 102}},
      second{{20, 20}, {20, 20}, {20, 20}};
  int at = 0;
  report.found = find_break_even(1, 100, 3, 100, [&](double) {
    const auto i = static_cast<std::size_t>(at++);
    return std::optional(PairedValues{first[i % 3], second[i % 3]});
  });
  return report;
}

TEST(BreakEvenChart, has_both_curves_with_intervals_and_a_band_where_they_cross) {
  const BreakEvenReport report = flipping_report();
  const LineChart chart = break_even_chart(report);
  EXPECT_EQ(chart.x_title, "workload.rate, /s");
  EXPECT_EQ(chart.y_title, "USD a period");
  EXPECT_TRUE(chart.has_logarithmic_x);
  EXPECT_TRUE(chart.has_logarithmic_y);
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[0].name, "A");
  ASSERT_EQ(chart.series[0].points.size(), 3U);
  EXPECT_DOUBLE_EQ(chart.series[0].points[2].y, 101);
  EXPECT_TRUE(chart.series[0].points[2].half_width);
  ASSERT_EQ(chart.flips.size(), 1U);
  EXPECT_DOUBLE_EQ(chart.flips[0].from, 10);
  EXPECT_DOUBLE_EQ(chart.flips[0].to, 100);
  EXPECT_EQ(chart.flips[0].at, report.found.crossings[0].estimate);
}

TEST(BreakEvenChart, is_drawn_by_both_writers_and_stands_in_the_page) {
  const LineChart chart = break_even_chart(flipping_report());
  const std::string svg = write_svg(chart);
  EXPECT_NE(svg.find(">no demonstrable difference</text>"), std::string::npos);
  EXPECT_NE(svg.find(">" + chart.flips[0].text + "</text>"), std::string::npos);
  const std::string script = write_gnuplot(chart, "pdfcairo", "out");
  EXPECT_NE(script.find("set logscale x\n"), std::string::npos);
  EXPECT_NE(script.find("set object rectangle from first 10, graph 0 to first 100, graph 1 "),
            std::string::npos);
  EXPECT_EQ(make_break_even_report(flipping_report()).sections[0].charts.size(), 1U);
}

TEST(BreakEvenChart, of_one_value_or_none_can_be_drawn) {
  BreakEvenReport report = flipping_report();
  report.found.crossings.clear();
  for (const std::size_t points : {1U, 0U}) {
    report.found.points.resize(points);
    const std::string svg = write_svg(break_even_chart(report));
    EXPECT_EQ(svg.find("nan"), std::string::npos) << svg;
    EXPECT_EQ(svg.find("inf"), std::string::npos) << svg;
  }
}

TEST(BreakEvenChart, leaves_out_what_is_never_answered_and_has_a_linear_axis_from_0) {
  BreakEvenReport report = flipping_report();
  report.found.points[0].first = 0;
  report.found.points[1].first = std::numeric_limits<double>::infinity();
  const LineChart chart = break_even_chart(report);
  EXPECT_EQ(chart.series[0].points.size(), 2U);
  EXPECT_FALSE(chart.has_logarithmic_y);
}

}  // namespace
}  // namespace isocost
