#include "gui/viewmodels/shown.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/series_style.h"
#include "simulator/report/figures.h"

namespace isocost::gui {
namespace {

struct Percentile {
  MetricId id;
  double probability;
  const char* mark;
};
constexpr std::array<Percentile, 4> percentiles{{{MetricId::latency_p50, 0.5, "p50"},
                                                 {MetricId::latency_p95, 0.95, "p95"},
                                                 {MetricId::latency_p99, 0.99, "p99"},
                                                 {MetricId::latency_p999, 0.999, "p99.9"}}};

double tailAxis(double probability) { return -std::log10(1 - probability); }

struct Words {
  Q_DECLARE_TR_FUNCTIONS(charts)
};

/// "Duration (first 6,000,000,000)" -> "Duration"
QString groupOf(const std::string& line) {
  const QString name = QString::fromStdString(line);
  const qsizetype bracket = name.indexOf(QLatin1String(" ("));
  return bracket < 0 ? name : name.left(bracket);
}

QString groupOf(Adjustment::Kind kind) {
  switch (kind) {
    case Adjustment::Kind::discount: return Words::tr("discounts");
    case Adjustment::Kind::credit: return Words::tr("credits");
    case Adjustment::Kind::tax: return Words::tr("tax");
  }
  return {};
}

/// The dearest lines over all alternatives get a colour of their own.
QStringList dearestGroups(const Shown& shown) {
  constexpr qsizetype most = dearestPieces;
  std::map<QString, double> totals;
  for (const AlternativeResult& one : shown.result.alternatives)
    for (const BillLine& line : one.bill.lines)
      if (const double amount = line.rounded().amount.to_double(); amount > 0)
        totals[groupOf(line.name)] += amount;
  std::vector<std::pair<double, QString>> sorted;
  for (const auto& [name, total] : totals) sorted.emplace_back(-total, name);
  std::sort(sorted.begin(), sorted.end());
  QStringList names;
  for (const auto& [total, name] : sorted)
    if (names.size() < most) names.append(name);
  if (static_cast<qsizetype>(sorted.size()) > most) names.append(Words::tr("other"));
  return names;
}

bool hasTerm(const Shown& shown, Adjustment::Kind kind) {
  for (const AlternativeResult& one : shown.result.alternatives)
    for (const Adjustment& term : one.bill.adjustments)
      if (term.kind == kind && term.rounded().amount != 0) return true;
  return false;
}

CostBar costBar(const Shown& shown, std::size_t index, const QStringList& groups) {
  const AlternativeResult& one = shown.result.alternatives[index];
  CostBar bar;
  bar.alternative = QString::fromStdString(one.name);
  bar.style = shown.places[index];
  for (std::size_t i = 0; i < one.bill.lines.size(); ++i) {
    const double amount = one.bill.lines[i].rounded().amount.to_double();
    if (amount <= 0) continue;
    const QString group = groupOf(one.bill.lines[i].name);
    bar.segments.append({groups.contains(group) ? group : Words::tr("other"), amount, static_cast<int>(i)});
  }
  for (const Adjustment& term : one.bill.adjustments)
    if (const double amount = term.rounded().amount.to_double(); amount != 0)
      bar.segments.append({groupOf(term.kind), amount, -1});
  const Estimate& cost = one.estimate(MetricId::cost);
  bar.total = cost.value;
  bar.totalText = moneyText(cost);
  bar.isLowerBound = one.bill.has_unpriced();
  if (const PairedDifference* const difference = shown.difference(one.name))
    bar.difference = difference->cost.value;
  return bar;
}

using RowValue = double (*)(const TimelineRow& row, double step);

double requestsPerSecond(const TimelineRow& row, double step) {
  return static_cast<double>(row.requests) / step;
}
double instances(const TimelineRow& row, double step) { return row.capacity_time / step; }
double coldStarts(const TimelineRow& row, double) { return static_cast<double>(row.cold); }
double unanswered(const TimelineRow& row, double) {
  return static_cast<double>(row.refused + row.timed_out + row.failed);
}
double meanResponse(const TimelineRow& row, double) {
  const auto answered = static_cast<double>(row.requests - row.refused - row.timed_out);
  return answered > 0 ? row.response_sum / answered : noNumber;
}

TimelineChart::Measure measureOf(const Shown& shown, const QString& title, RowValue value) {
  TimelineChart::Measure measure{title, {}};
  const Time origin =
      shown.outcome->experiment->plan.method == Plan::Method::trace ? Time{} : Time{Plan::origin};
  for (std::size_t i = 0; i < shown.places.size(); ++i) {
    const Timeline& timeline = shown.outcome->timelines[static_cast<std::size_t>(shown.places[i])];
    const Duration step = timeline.step_of_last_window();
    ChartSeries series{QString::fromStdString(shown.result.alternatives[i].name), shown.places[i], {}};
    Time end{};
    for (const TimelineRow& row : timeline.rows()) {
      // Days that were not simulated are a gap, not a line.
      if (!series.points.isEmpty() && row.begin != end)
        series.points.append({to_seconds(end - origin), noNumber, noNumber, {}});
      series.points.append({to_seconds(row.begin - origin), value(row, to_seconds(step)), noNumber, {}});
      end = row.begin + step;
    }
    measure.series.append(series);
  }
  return measure;
}

}  // namespace

const PairedDifference* Shown::difference(const std::string& alternative) const {
  for (const PairedDifference& one : comparison.differences)
    if (one.name == alternative) return &one;
  return nullptr;
}

Shown show(std::shared_ptr<const Outcome> outcome, const std::vector<std::string>& hidden,
           const std::string& baseline) {
  Shown shown;
  shown.result = outcome->result;
  shown.result.alternatives.clear();
  for (std::size_t i = 0; i < outcome->result.alternatives.size(); ++i) {
    const AlternativeResult& one = outcome->result.alternatives[i];
    if (std::find(hidden.begin(), hidden.end(), one.name) != hidden.end()) continue;
    shown.result.alternatives.push_back(one);
    shown.places.push_back(static_cast<int>(i));
  }
  if (shown.places.size() < outcome->result.alternatives.size())
    for (const AlternativeResult& one : shown.result.alternatives)
      shown.result.manifest.alternatives.push_back(one.name);
  shown.comparison = compare(shown.result, baseline);
  shown.outcome = std::move(outcome);
  return shown;
}

LatencyChart latencyChart(const Shown& shown) {
  LatencyChart chart;
  for (const Percentile& one : percentiles) {
    chart.marks.append(QLatin1String(one.mark));
    chart.marksAt.append(tailAxis(one.probability));
  }
  for (const Slo::Latency& promise : shown.result.slo.latencies) {
    chart.limits.append(to_seconds(promise.limit));
    chart.limitsAt.append(tailAxis(promise.probability));
  }
  for (std::size_t i = 0; i < shown.places.size(); ++i) {
    const AlternativeResult& one = shown.result.alternatives[i];
    ChartSeries series{QString::fromStdString(one.name), shown.places[i], {}};
    for (const Percentile& each : percentiles) {
      const Estimate& estimate = one.estimate(each.id);
      const double y = std::isfinite(estimate.value) ? estimate.value : noNumber;
      series.points.append({tailAxis(each.probability), y, estimate.half_width.value_or(noNumber),
                            QStringLiteral("%1 %2: %3\n%4, %5")
                                .arg(series.name, QLatin1String(each.mark), latencyText(estimate.value),
                                     intervalText(estimate, &latencyText),
                                     replicationsText(shown.result.manifest.replications))});
    }
    chart.series.append(series);
  }
  return chart;
}

CostChart costChart(const Shown& shown) {
  CostChart chart;
  chart.groups = dearestGroups(shown);
  for (int i = 0; i < chart.groups.size(); ++i) chart.colors.append(i);
  for (const auto kind : {Adjustment::Kind::tax, Adjustment::Kind::discount, Adjustment::Kind::credit})
    if (hasTerm(shown, kind)) {
      chart.groups.append(groupOf(kind));
      chart.colors.append(dearestPieces + 1 + static_cast<int>(kind));
    }
  for (std::size_t i = 0; i < shown.places.size(); ++i) chart.bars.append(costBar(shown, i, chart.groups));
  chart.unit = QCoreApplication::translate("charts", "USD in %1")
                   .arg(QString::fromStdString(period_text(shown.result.manifest)));
  return chart;
}

TimelineChart timelineChart(const Shown& shown) {
  return {{measureOf(shown, Words::tr("requests per s"), &requestsPerSecond),
           measureOf(shown, Words::tr("mean response, s"), &meanResponse),
           measureOf(shown, Words::tr("instances or servers"), &instances),
           measureOf(shown, Words::tr("cold starts in a step"), &coldStarts),
           measureOf(shown, Words::tr("refused, timed out, failed"), &unanswered)}};
}

}  // namespace isocost::gui
