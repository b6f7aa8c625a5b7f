#include "simulator/report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "simulator/report/figures.h"

namespace isocost {
namespace {

constexpr std::size_t most_groups = 8;

/// Kinds of lines that cost something, dearest over all bills first.
std::vector<std::string> groups_of(const Result& result) {
  std::map<std::string, Decimal> sums;
  for (const AlternativeResult& one : result.alternatives)
    for (const BillLine& line : one.bill.lines)
      if (!line.unpriced && line.rounded().amount > 0) sums[kind_of(line)] += line.rounded().amount;
  std::vector<std::string> groups;
  for (const auto& [name, sum] : sums) groups.push_back(name);
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const std::string& a, const std::string& b) { return sums[a] > sums[b]; });
  if (groups.size() > most_groups) {
    groups.resize(most_groups - 1);
    groups.emplace_back("other");
  }
  return groups;
}

BarChart::Bar bar_of(const AlternativeResult& one, const std::vector<std::string>& groups) {
  BarChart::Bar bar;
  bar.name = one.name;
  bar.parts.resize(groups.size());
  for (const BillLine& line : one.bill.lines) {
    if (line.unpriced || line.rounded().amount <= 0) continue;
    const auto found = std::find(groups.begin(), groups.end(), kind_of(line));
    const auto place = std::min<std::ptrdiff_t>(found - groups.begin(), std::ssize(groups) - 1);
    bar.parts[static_cast<std::size_t>(place)] += line.rounded().amount.to_double();
  }
  bar.total = one.bill.total().amount.to_double();
  if (one.bill.adjustments.empty()) bar.half_width = one.estimate(MetricId::cost).half_width;
  bar.total_text = (one.bill.has_unpriced() ? ">= " : "") + to_cents_text(one.bill.total());
  return bar;
}

/// In order of time: days that stand for others are drawn in any order, with gaps between them.
std::vector<LineChart::Point> response_times(const Timeline& timeline, Time origin) {
  std::vector<LineChart::Point> points;
  for (const TimelineRow& row : timeline.rows()) {
    const auto answered = static_cast<double>(row.requests - row.refused - row.timed_out);
    if (answered > 0) points.push_back({to_seconds(row.begin - origin) / 3600, row.response_sum / answered});
  }
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const double step = to_seconds(timeline.step_of_last_window()) / 3600;
  for (std::size_t i = 1; i < points.size(); ++i)
    points[i].is_joined = points[i].x - points[i - 1].x < 1.5 * step;
  return points;
}

}  // namespace

BarChart cost_chart(const Result& result) {
  BarChart chart;
  chart.title = "Cost of the period at list prices";
  chart.unit = "USD in " + period_text(result.manifest);
  chart.groups = groups_of(result);
  for (const AlternativeResult& one : result.alternatives) chart.bars.push_back(bar_of(one, chart.groups));
  return chart;
}

LineChart latency_chart(const Result& result) {
  struct Percentile {
    MetricId id;
    double tail;  ///< share beyond it
    const char* name;
  };
  constexpr std::array<Percentile, 4> percentiles{{{MetricId::latency_p50, 0.5, "p50"},
                                                   {MetricId::latency_p95, 0.05, "p95"},
                                                   {MetricId::latency_p99, 0.01, "p99"},
                                                   {MetricId::latency_p999, 0.001, "p99.9"}}};
  LineChart chart{"Latency tail",
                  "percentile of response time, refused and timed-out requests as never answered",
                  {},
                  "response time, s",
                  true,
                  {},
                  {}};
  for (const Percentile& one : percentiles) chart.x_marks.push_back({-std::log10(one.tail), one.name});
  for (const AlternativeResult& one : result.alternatives) {
    LineChart::Series series{one.name, {}};
    for (const Percentile& at : percentiles) {
      const Estimate& estimate = one.estimate(at.id);
      if (std::isfinite(estimate.value) && estimate.value > 0)
        series.points.push_back({-std::log10(at.tail), estimate.value, estimate.half_width});
    }
    chart.series.push_back(std::move(series));
  }
  for (const Slo::Latency& one : result.slo.latencies)
    if (one.probability < 1)
      chart.limits.push_back({-std::log10(1 - one.probability), to_seconds(one.limit)});
  return chart;
}

bool is_better_logarithmic(const LineChart& chart, double LineChart::Point::*axis) {
  double low = HUGE_VAL, high = 0;
  for (const LineChart::Series& series : chart.series)
    for (const LineChart::Point& point : series.points) {
      low = std::min(low, point.*axis);
      high = std::max(high, point.*axis);
    }
  return low > 0 && high / low > 50;
}

LineChart pareto_chart(const Result& result) {
  LineChart chart{"Cost against latency",
                  "USD in " + period_text(result.manifest),
                  {},
                  "p99 of response time, s",
                  false,
                  {},
                  {}};
  std::vector<LineChart::Point> all;
  for (const AlternativeResult& one : result.alternatives) {
    LineChart::Series series{one.name, {}};
    const Estimate &cost = one.estimate(MetricId::cost), &p99 = one.estimate(MetricId::latency_p99);
    if (!one.bill.has_unpriced() && std::isfinite(p99.value) && p99.value > 0) {
      series.points.push_back({cost.value, p99.value, p99.half_width, true, cost.half_width});
      all.push_back({cost.value, p99.value});
    }
    chart.series.push_back(std::move(series));
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); });
  LineChart::Series unbeaten{"none beats these in both (means)", {}, true};
  for (const LineChart::Point& point : all)
    if (unbeaten.points.empty() || point.y < unbeaten.points.back().y) unbeaten.points.push_back(point);
  chart.series.push_back(std::move(unbeaten));
  chart.has_logarithmic_x = is_better_logarithmic(chart, &LineChart::Point::x);
  chart.has_logarithmic_y = is_better_logarithmic(chart, &LineChart::Point::y);
  return chart;
}

LineChart timeline_chart(const Experiment& experiment, const std::vector<Timeline>& timelines) {
  LineChart chart{"Response time over the first replication",
                  "time from the beginning of the period, h",
                  {},
                  "mean response time, s",
                  false,
                  {},
                  {}};
  const Time origin = experiment.plan.method == Plan::Method::trace ? Time{} : Time{Plan::origin};
  for (std::size_t i = 0; i < timelines.size(); ++i)
    chart.series.push_back({experiment.model.alternatives[i].name, response_times(timelines[i], origin)});
  return chart;
}

GraphChart call_chart(const AlternativeResult& alternative) {
  const CallResult& calls = *alternative.calls;
  GraphChart chart{
      "Calls on " + alternative.name,
      "filled: share of the users' response time on the critical path; dashed: messages, nobody waits",
      {},
      {}};
  const auto number_of = [&](const std::string& name) {
    const auto found = std::find_if(calls.components.begin(), calls.components.end(),
                                    [&](const ComponentResult& one) { return one.name == name; });
    return static_cast<std::size_t>(found - calls.components.begin());
  };
  for (const ComponentResult& one : calls.components) {
    const double share = one.share_of_latency.value;
    chart.nodes.push_back(
        {one.name,
         {fmt::format("{} a request", number_text({one.calls.value, std::nullopt, one.calls.status})),
          fmt::format("{} of the time", share_text({share, std::nullopt, one.share_of_latency.status}))},
         std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0});
  }
  for (const CallEdge& edge : calls.edges) {
    const std::size_t from = number_of(edge.from), to = number_of(edge.to);
    if (from < chart.nodes.size() && to < chart.nodes.size())
      chart.edges.push_back({from, to, edge.is_message});
  }
  return chart;
}

std::vector<GraphPlace> places_of(const GraphChart& chart) {
  std::vector<GraphPlace> places(chart.nodes.size());
  // Once for each node is enough: no way without a circle is longer.
  for (std::size_t round = 0; round < places.size(); ++round)
    for (const GraphChart::Edge& edge : chart.edges)
      if (places[edge.from].column + 1 < places.size())
        places[edge.to].column = std::max(places[edge.to].column, places[edge.from].column + 1);
  std::size_t columns = 0;
  for (const GraphPlace& place : places) columns = std::max(columns, place.column + 1);
  for (std::size_t column = 0; column < columns; ++column) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t node = 0; node < places.size(); ++node) {
      if (places[node].column != column) continue;
      double sum = 0, callers = 0;
      for (const GraphChart::Edge& edge : chart.edges)
        if (edge.to == node && places[edge.from].column < column) {
          sum += (static_cast<double>(places[edge.from].row) + 0.5) /
                 static_cast<double>(places[edge.from].rows);
          ++callers;
        }
      order.emplace_back(callers > 0 ? sum / callers : 0, node);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t row = 0; row < order.size(); ++row) {
      places[order[row].second].row = row;
      places[order[row].second].rows = order.size();
    }
  }
  return places;
}

const char* color_of_series(std::size_t which) {
  constexpr std::array<const char*, color_count> colors{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                        "#b58900", "#56b4e9", "#7a7a7a", "#7f3fbf"};
  return colors[which % color_count];
}

const std::string& title_of(const Chart& chart) {
  return std::visit([](const auto& one) -> const std::string& { return one.title; }, chart);
}

}  // namespace isocost
