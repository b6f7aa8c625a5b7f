/// A series of measured points: markers, a line from one to the next, and bars for the intervals.
#pragma once

#include <qcustomplot.h>

#include "gui/viewmodels/charts.h"
#include "gui/viewmodels/series_style.h"

namespace isocost::gui {

/// \param hasMarkers  false for series of many points
QCPGraph* drawSeries(QCPAxis* across, QCPAxis* up, const ChartSeries& series, bool hasMarkers);

/// Bars over the graph's points; null when no point has an interval.
QCPErrorBars* drawIntervals(QCPGraph* graph, const ChartSeries& series);

}  // namespace isocost::gui
