/// The charts of the views, drawn from plain data.
#pragma once

#include "gui/viewmodels/charts.h"
#include "gui/widgets/chart.h"

namespace isocost::gui {

class LatencyPlot : public Chart {
  Q_OBJECT

 public:
  explicit LatencyPlot(QWidget* parent = nullptr);
  void setChart(const LatencyChart& chart);

 protected:
  void fit() override;

 private:
  LatencyChart chart_;
};

class CostPlot : public Chart {
  Q_OBJECT

 public:
  explicit CostPlot(QWidget* parent = nullptr);
  void setChart(const CostChart& chart);

 signals:
  /// A piece of a bar was clicked. \param number  of the line in the bill
  void lineClicked(int place, int number);

 protected:
  void fit() override;

 private:
  void addGroups();
  void addTotals();
  void addLevel(double at, double amount);

  CostChart chart_;
};

/// One area for each measure, along one axis of time.
class TimelinePlot : public Chart {
  Q_OBJECT

 public:
  explicit TimelinePlot(QWidget* parent = nullptr);
  void setChart(const TimelineChart& chart);

 protected:
  void fit() override;

 private:
  void drawMeasure(const TimelineChart::Measure& measure, int number, bool isLast);
};

/// Curves of both alternatives above, their difference with its interval below.
class BreakEvenPlot : public Chart {
  Q_OBJECT

 public:
  explicit BreakEvenPlot(QWidget* parent = nullptr);
  void setChart(const BreakEvenChart& chart);

 protected:
  void fit() override;
};

}  // namespace isocost::gui
