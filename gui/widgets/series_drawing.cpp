#include "gui/widgets/series_drawing.h"

#include <cmath>

namespace isocost::gui {
namespace {

QCPScatterStyle::ScatterShape shapeOf(Marker marker) {
  switch (marker) {
    case Marker::disc: return QCPScatterStyle::ssDisc;
    case Marker::square: return QCPScatterStyle::ssSquare;
    case Marker::diamond: return QCPScatterStyle::ssDiamond;
    case Marker::triangle: return QCPScatterStyle::ssTriangle;
    case Marker::cross: return QCPScatterStyle::ssCross;
    case Marker::plus: return QCPScatterStyle::ssPlus;
    case Marker::circle: return QCPScatterStyle::ssCircle;
    case Marker::star: return QCPScatterStyle::ssStar;
  }
  return QCPScatterStyle::ssDisc;
}

}  // namespace

QCPGraph* drawSeries(QCPAxis* across, QCPAxis* up, const ChartSeries& series, bool hasMarkers) {
  const SeriesStyle style = seriesStyle(series.style, isDarkPalette());
  auto* const graph = new QCPGraph(across, up);
  graph->setName(series.name);
  graph->setPen(QPen(style.color, 1.5, style.dash));
  if (hasMarkers)
    graph->setScatterStyle(
        QCPScatterStyle(shapeOf(style.marker), QPen(style.color, 1.8), QBrush(style.color), 8));
  for (const ChartPoint& point : series.points) graph->addData(point.x, point.y);
  return graph;
}

QCPErrorBars* drawIntervals(QCPGraph* graph, const ChartSeries& series) {
  bool hasAny = false;
  QVector<double> halves;
  for (const ChartPoint& point : series.points) {
    const bool has = !std::isnan(point.halfWidth);
    hasAny = hasAny || has;
    halves.append(has ? point.halfWidth : 0);
  }
  if (!hasAny) return nullptr;
  auto* const bars = new QCPErrorBars(graph->keyAxis(), graph->valueAxis());
  bars->removeFromLegend();
  bars->setName(series.name);
  bars->setDataPlottable(graph);
  bars->setData(halves);
  bars->setPen(QPen(graph->pen().color(), 1.2));
  bars->setSymbolGap(0);
  return bars;
}

}  // namespace isocost::gui
