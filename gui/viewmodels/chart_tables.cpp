#include <QLocale>
#include <cmath>

#include "gui/viewmodels/charts.h"

namespace isocost::gui {
namespace {

QString plain(double value) { return std::isnan(value) ? QString() : QLocale::c().toString(value, 'g', 10); }

}  // namespace

QList<QStringList> tableOf(const LatencyChart& chart) {
  QList<QStringList> rows{{"alternative", "percentile", "seconds", "half_width"}};
  for (const ChartSeries& one : chart.series)
    for (const ChartPoint& point : one.points)
      rows.append({one.name, chart.marks.value(chart.marksAt.indexOf(point.x)), plain(point.y),
                   plain(point.halfWidth)});
  return rows;
}

QList<QStringList> tableOf(const CostChart& chart) {
  QList<QStringList> rows{{"alternative", "line", "usd"}};
  for (const CostBar& bar : chart.bars) {
    for (const CostSegment& segment : bar.segments)
      rows.append({bar.alternative, segment.line, plain(segment.amount)});
    rows.append({bar.alternative, bar.isLowerBound ? "total, at least" : "total", plain(bar.total)});
  }
  return rows;
}

QList<QStringList> tableOf(const TimelineChart& chart) {
  QList<QStringList> rows{{"measure", "alternative", "start_s", "value"}};
  for (const TimelineChart::Measure& measure : chart.measures)
    for (const ChartSeries& one : measure.series)
      for (const ChartPoint& point : one.points)
        rows.append({measure.title, one.name, plain(point.x), plain(point.y)});
  return rows;
}

QList<QStringList> tableOf(const BreakEvenChart& chart) {
  QList<QStringList> rows{{"series", "at", "value", "half_width"}};
  for (const ChartSeries& one : chart.curves + QList<ChartSeries>{chart.difference})
    for (const ChartPoint& point : one.points)
      rows.append({one.name, plain(point.x), plain(point.y), plain(point.halfWidth)});
  return rows;
}

}  // namespace isocost::gui
