#include "gui/widgets/charts_of_views.h"

#include <QApplication>
#include <cmath>

#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/series_style.h"
#include "gui/widgets/series_drawing.h"

namespace isocost::gui {
namespace {

void fromZero(QCPAxis* axis, double room) {
  axis->setRange(0, axis->range().upper > 0 ? axis->range().upper * (1 + room) : 1);
}

double top(const CostBar& bar) {
  double sum = 0;
  for (const CostSegment& segment : bar.segments) sum += std::max(segment.amount, 0.0);
  return std::max(sum, bar.total);
}

double bottom(const CostBar& bar) {
  double sum = 0;
  for (const CostSegment& segment : bar.segments) sum += std::min(segment.amount, 0.0);
  return sum;
}

bool hasTermsOf(const CostBar& bar) {
  return std::any_of(bar.segments.begin(), bar.segments.end(),
                     [](const CostSegment& segment) { return segment.billLine < 0; });
}

}  // namespace

LatencyPlot::LatencyPlot(QWidget* parent) : Chart(tr("Latency chart"), parent) {
  yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new LatencyTicker));
  yAxis->setLabel(tr("latency as users see it"));
  xAxis->setLabel(tr("percentile; every nine of the tail has the same room"));
  setHint(tr("Open a scenario: its percentiles are drawn here with their intervals."));
  finish();
}

void LatencyPlot::setChart(const LatencyChart& chart) {
  chart_ = chart;
  begin(chart.series.isEmpty() ? QList<QStringList>() : tableOf(chart));
  QSharedPointer<QCPAxisTickerText> marks(new QCPAxisTickerText);
  for (qsizetype i = 0; i < chart.marks.size(); ++i) marks->addTick(chart.marksAt[i], chart.marks[i]);
  xAxis->setTicker(marks);
  for (const ChartSeries& series : chart.series) {
    QCPGraph* const graph = drawSeries(xAxis, yAxis, series, true);
    belongTogether(series.name, graph);
    if (QCPErrorBars* const bars = drawIntervals(graph, series)) belongTogether(series.name, bars);
    for (const ChartPoint& point : series.points)
      if (!std::isnan(point.y)) addStop({point.x, point.y, point.text, axisRect(), graph});
  }
  for (qsizetype i = 0; i < chart.limits.size(); ++i) {
    auto* const limit = new QCPItemLine(this);
    limit->setPen(QPen(QApplication::palette().color(QPalette::Text), 1.5, Qt::DashLine));
    constexpr double reach = 0.12;
    limit->start->setCoords(chart.limitsAt[i] - reach, chart.limits[i]);
    limit->end->setCoords(chart.limitsAt[i] + reach, chart.limits[i]);
    addStop({chart.limitsAt[i], chart.limits[i], tr("SLO: at most %1").arg(latencyText(chart.limits[i])),
             axisRect(), nullptr});
  }
  finish();
}

void LatencyPlot::fit() {
  rescaleAxes(true);
  for (const double limit : chart_.limits) yAxis->setRange(yAxis->range().expanded(QCPRange(0, limit)));
  fromZero(yAxis, 0.08);
  xAxis->setRange(0.1, 3.3);
}

CostPlot::CostPlot(QWidget* parent) : Chart(tr("Cost chart"), parent) {
  setHint(tr("Open a scenario: its bills are stacked here, line by line."));
  putLegendBeside();
  connect(this, &QCustomPlot::plottableClick, this, [this](QCPAbstractPlottable* piece, int bar) {
    if (bar < 0 || bar >= chart_.bars.size()) return;
    for (const CostSegment& segment : chart_.bars[bar].segments)
      if (segment.line == piece->name()) {
        emit lineClicked(chart_.bars[bar].style, segment.billLine);
        return;
      }
  });
  finish();
}

void CostPlot::setChart(const CostChart& chart) {
  chart_ = chart;
  begin(chart.bars.isEmpty() ? QList<QStringList>() : tableOf(chart));
  QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
  for (qsizetype i = 0; i < chart.bars.size(); ++i) {
    const int longest = chart.bars.size() > 5 ? 18 : 26;
    QString name = chart.bars[i].alternative;
    if (name.size() > longest) name = name.left(longest - 1) + QStringLiteral("…");
    names->addTick(static_cast<double>(i), name);
  }
  xAxis->setTicker(names);
  xAxis->setTickLabelRotation(chart.bars.size() > 4 ? 20 : 0);
  xAxis->setSubTicks(false);
  xAxis->grid()->setVisible(false);
  yAxis->setLabel(chart.unit);
  addGroups();
  addTotals();
  finish();
}

void CostPlot::addGroups() {
  QCPBars* below = nullptr;
  for (qsizetype g = 0; g < chart_.groups.size(); ++g) {
    const QString& group = chart_.groups[g];
    auto* const bars = new QCPBars(xAxis, yAxis);
    bars->setName(group);
    bars->setWidth(0.6);
    QColor color = pieceColor(chart_.colors.value(g, static_cast<int>(g)), isDarkPalette());
    bars->setPen(QPen(color.darker(130)));
    color.setAlpha(200);
    bars->setBrush(color);
    if (below != nullptr) bars->moveAbove(below);
    below = bars;
    belongTogether(group, bars);
    for (qsizetype i = 0; i < chart_.bars.size(); ++i) {
      double amount = 0, under = 0;
      for (const CostSegment& segment : chart_.bars[i].segments)
        if (segment.line == group) amount += segment.amount;
      for (const CostSegment& segment : chart_.bars[i].segments)
        if (chart_.groups.indexOf(segment.line) < g && (segment.amount < 0) == (amount < 0))
          under += segment.amount;
      bars->addData(static_cast<double>(i), amount);
      if (amount != 0)
        addStop({static_cast<double>(i), under + amount / 2,
                 tr("%1\n%2: %3 USD\na click shows the line of the bill")
                     .arg(chart_.bars[i].alternative, group, moneyText(amount)),
                 axisRect(), bars});
    }
  }
}

void CostPlot::addTotals() {
  for (qsizetype i = 0; i < chart_.bars.size(); ++i) {
    const CostBar& bar = chart_.bars[i];
    auto* const total = new QCPItemText(this);
    total->position->setCoords(static_cast<double>(i), top(bar));
    total->setPositionAlignment(Qt::AlignBottom | Qt::AlignHCenter);
    total->setPadding(QMargins(0, 0, 0, 3));
    const QString text = QString(bar.totalText).replace(QStringLiteral(" ± "), QStringLiteral("\n± "));
    const bool hasTerms = hasTermsOf(bar);
    total->setText(hasTerms ? tr("to pay %1").arg(text) : text);
    if (hasTerms) addLevel(static_cast<double>(i), bar.total);
    total->setColor(QApplication::palette().color(QPalette::Text));
    addStop({static_cast<double>(i), bar.total, tr("%1: %2 USD").arg(bar.alternative, bar.totalText),
             axisRect(), nullptr});
    if (std::isnan(bar.difference) || bar.difference == 0) continue;
    auto* const hatched = new QCPItemRect(this);
    hatched->setPen(QPen(QApplication::palette().color(QPalette::Text), 1));
    hatched->setBrush(QBrush(QApplication::palette().color(QPalette::Text), Qt::BDiagPattern));
    hatched->topLeft->setCoords(static_cast<double>(i) + 0.32, bar.total);
    hatched->bottomRight->setCoords(static_cast<double>(i) + 0.42, bar.total - bar.difference);
    addStop({static_cast<double>(i) + 0.37, bar.total - bar.difference / 2,
             tr("%1: %2 USD against the baseline").arg(bar.alternative, moneyText(bar.difference)),
             axisRect(), nullptr});
  }
}

/// Where terms go below 0, a line over the bar shows what is left to pay.
void CostPlot::addLevel(double at, double amount) {
  auto* const level = new QCPItemLine(this);
  level->setPen(QPen(QApplication::palette().color(QPalette::Text), 1.5, Qt::DashLine));
  level->start->setCoords(at - 0.34, amount);
  level->end->setCoords(at + 0.34, amount);
}

void CostPlot::fit() {
  double most = 0, least = 0;
  for (const CostBar& bar : chart_.bars) {
    most = std::max({most, top(bar), std::isnan(bar.difference) ? 0 : bar.total - bar.difference});
    least = std::min(least, bottom(bar));
  }
  yAxis->setRange(least * 1.1, most > 0 ? most * 1.2 : 1);
  xAxis->setRange(-0.6, std::max(static_cast<double>(chart_.bars.size()), 1.0) - 0.4);
}

TimelinePlot::TimelinePlot(QWidget* parent) : Chart(tr("Timeline chart"), parent) {
  setHint(tr("Open a scenario: what happens when is drawn here, of its first replication."));
  finish();
}

void TimelinePlot::setChart(const TimelineChart& chart) {
  begin({});
  if (chart.measures.isEmpty()) return finish();
  if (legend->layout() != nullptr) legend->layout()->take(legend);
  plotLayout()->clear();
  // Areas in a column of their own, so that the legend's height is not that of one of them.
  auto* const areas = new QCPLayoutGrid;
  plotLayout()->addElement(0, 0, areas);
  auto* const sides = new QCPMarginGroup(this);
  for (qsizetype m = 0; m < chart.measures.size(); ++m) {
    auto* const area = new QCPAxisRect(this);
    areas->addElement(static_cast<int>(m), 0, area);
    area->setMarginGroup(QCP::msLeft | QCP::msRight, sides);
    area->setMinimumMargins(QMargins(8, 20, 8, 2));
  }
  putLegendBeside();
  begin(tableOf(chart));
  for (qsizetype m = 0; m < chart.measures.size(); ++m)
    drawMeasure(chart.measures[m], static_cast<int>(m), m + 1 == chart.measures.size());
  finish();
}

void TimelinePlot::drawMeasure(const TimelineChart::Measure& measure, int number, bool isLast) {
  QCPAxisRect* const area = axisRect(number);
  QCPAxis *const bottom = area->axis(QCPAxis::atBottom), *const left = area->axis(QCPAxis::atLeft);
  QSharedPointer<QCPAxisTickerTime> days(new QCPAxisTickerTime);
  days->setTimeFormat(tr("day %d, %h:%m"));
  bottom->setTicker(days);
  bottom->setTickLabels(isLast);
  connect(bottom, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this](const QCPRange& range) {
    for (QCPAxisRect* const other : axisRects()) other->axis(QCPAxis::atBottom)->setRange(range);
  });
  auto* const title = new QCPItemText(this);
  title->setClipToAxisRect(false);
  title->position->setType(QCPItemPosition::ptAxisRectRatio);
  title->position->setAxisRect(area);
  title->position->setCoords(0, 0);
  title->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
  title->setText(measure.title);
  title->setFont(font());
  title->setColor(QApplication::palette().color(QPalette::Text));
  left->ticker()->setTickCount(3);
  setAutoAddPlottableToLegend(number == 0);
  for (const ChartSeries& series : measure.series) {
    QCPGraph* const graph = drawSeries(bottom, left, series, false);
    graph->setLineStyle(QCPGraph::lsStepLeft);
    belongTogether(series.name, graph);
    for (const ChartPoint& point : series.points)
      if (!std::isnan(point.y))
        addStop({point.x, point.y,
                 tr("%1, day %2\n%3: %4, one replication: no interval")
                     .arg(series.name, QLocale().toString(point.x / 86400, 'f', 2), measure.title,
                          numberText(point.y)),
                 area, graph});
  }
}

void TimelinePlot::fit() {
  for (QCPAxisRect* const area : axisRects()) {
    area->axis(QCPAxis::atBottom)->rescale(true);
    area->axis(QCPAxis::atLeft)->rescale(true);
    fromZero(area->axis(QCPAxis::atLeft), 0.1);
  }
}

BreakEvenPlot::BreakEvenPlot(QWidget* parent) : Chart(tr("Break-even chart"), parent) {
  setHint(tr("Choose two alternatives and a range, then Find: where the answer flips is drawn here."));
  finish();
}

void BreakEvenPlot::setChart(const BreakEvenChart& chart) {
  begin(tableOf(chart));
  xAxis->setLabel(chart.axis);
  yAxis->setLabel(chart.unit);
  xAxis->setScaleType(QCPAxis::stLogarithmic);
  xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog));
  xAxis->setNumberFormat("g");
  xAxis->setNumberPrecision(4);
  QList<ChartSeries> all = chart.curves;
  for (const ChartSeries& series : all) {
    QCPGraph* const graph = drawSeries(xAxis, yAxis, series, true);
    belongTogether(series.name, graph);
    for (const ChartPoint& point : series.points)
      if (std::isfinite(point.y)) addStop({point.x, point.y, point.text, axisRect(), graph});
  }
  // The interval of the difference, laid over the second curve: where it holds the first curve, no
  // difference is demonstrable.
  if (chart.curves.size() == 2) {
    ChartSeries band = chart.curves[1];
    for (qsizetype i = 0; i < band.points.size(); ++i)
      band.points[i].halfWidth = chart.difference.points[i].halfWidth;
    if (QCPErrorBars* const bars = drawIntervals(static_cast<QCPGraph*>(plottable(1)), band))
      belongTogether(band.name, bars);
  }
  for (const BreakEvenChart::Crossing& one : chart.crossings) {
    auto* const band = new QCPItemRect(this);
    QColor color = QApplication::palette().color(QPalette::Highlight);
    band->setPen(QPen(color));
    color.setAlpha(60);
    band->setBrush(color);
    band->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
    band->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    band->topLeft->setCoords(one.from, 0);
    band->bottomRight->setCoords(one.to, 1);
    auto* const text = new QCPItemText(this);
    text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    text->position->setCoords(one.estimate, 0.02);
    text->setPositionAlignment(Qt::AlignTop | Qt::AlignHCenter);
    text->setColor(QApplication::palette().color(QPalette::Text));
    text->setBrush(QApplication::palette().color(QPalette::Base));
    text->setText(one.text);
  }
  finish();
}

void BreakEvenPlot::fit() {
  rescaleAxes(true);
  fromZero(yAxis, 0.1);
  if (xAxis->range().lower > 0) xAxis->setRange(xAxis->range().lower / 1.1, xAxis->range().upper * 1.1);
}

}  // namespace isocost::gui
