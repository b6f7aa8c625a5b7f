/// What the charts show, as plain data: measured points with their intervals. The same numbers go to the
/// screen, to the clipboard and to CSV files.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <limits>

namespace isocost::gui {

inline constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

struct ChartPoint {
  double x = 0;
  double y = 0;
  double halfWidth = noNumber;  ///< of the 95 % interval; none where there is no interval
  QString text;                 ///< for the reader: value, interval or why there is none, and n
};

struct ChartSeries {
  QString name;
  int style = 0;  ///< place of the alternative in the scenario: seriesStyle(style)
  QList<ChartPoint> points;
};

/// Percentiles on the axis -log10(1 - p): every nine of the tail has the same room.
struct LatencyChart {
  QList<ChartSeries> series;  ///< y in seconds
  QStringList marks;          ///< "p50" at the x of marksAt
  QList<double> marksAt;
  QList<double> limits;  ///< promised, in seconds; at the x of limitsAt
  QList<double> limitsAt;
};

struct CostSegment {
  QString line;       ///< of the bill, or the kind of a term of the account: "discounts"
  double amount = 0;  ///< USD, rounded as billed; below 0 for discounts and credits
  int billLine = 0;   ///< its place in the bill; -1: a term of the account
};

struct CostBar {
  QString alternative;
  int style = 0;
  QList<CostSegment> segments;   ///< lines that cost something, then terms; they add up to the total
  double total = 0;              ///< to pay
  double difference = noNumber;  ///< to the baseline's total
  QString totalText;
  bool isLowerBound = false;
};

struct CostChart {
  QStringList groups;  ///< names of lines, dearest first; those beyond the eighth are "other"; then terms
  QList<int> colors;   ///< of each group: pieceColor(color)
  QList<CostBar> bars;
  QString unit;  ///< "USD in 30 d"
};

/// Of the first replication; one step of time for all.
struct TimelineChart {
  struct Measure {
    QString title;
    QList<ChartSeries> series;  ///< x in seconds from the beginning of the period
  };
  QList<Measure> measures;
};

struct BreakEvenChart {
  QString axis;               ///< "workload.rate, M/month"
  QString unit;               ///< of y: "USD" or "s"
  QList<ChartSeries> curves;  ///< of both alternatives
  ChartSeries difference;     ///< second less first
  struct Crossing {
    double from = 0, to = 0, estimate = 0;
    QString text;
  };
  QList<Crossing> crossings;
  QString answer;  ///< in plain words
};

/// Rows for the clipboard and CSV files: numbers in the C locale.
[[nodiscard]] QList<QStringList> tableOf(const LatencyChart& chart);
[[nodiscard]] QList<QStringList> tableOf(const CostChart& chart);
[[nodiscard]] QList<QStringList> tableOf(const TimelineChart& chart);
[[nodiscard]] QList<QStringList> tableOf(const BreakEvenChart& chart);

}  // namespace isocost::gui
