#include "gui/viewmodels/comparison_model.h"

#include <QBrush>
#include <QFont>
#include <QGuiApplication>
#include <QPalette>
#include <cmath>

#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/series_style.h"
#include "gui/viewmodels/shown.h"
#include "simulator/report/figures.h"

namespace isocost::gui {
namespace {

QString sloWord(SloStatus status) {
  switch (status) {
    case SloStatus::none: return QStringLiteral("-");
    case SloStatus::met: return ComparisonModel::tr("met");
    case SloStatus::missed: return ComparisonModel::tr("MISSED");
    case SloStatus::undecided: return ComparisonModel::tr("inconclusive");
  }
  return {};
}

QString sign(double value) { return value > 0 ? QStringLiteral("+") : QString(); }

}  // namespace

void ComparisonModel::setShown(const Shown* shown, bool isDark) {
  beginResetModel();
  rows_.clear();
  isDark_ = isDark;
  if (shown != nullptr) {
    period_ = tr("USD in %1").arg(QString::fromStdString(period_text(shown->result.manifest)));
    for (std::size_t i = 0; i < shown->result.alternatives.size(); ++i) rows_.append(rowOf(*shown, i));
  }
  endResetModel();
}

ComparisonModel::Row ComparisonModel::rowOf(const Shown& shown, std::size_t index) {
  const AlternativeResult& one = shown.result.alternatives[index];
  const AlternativeVerdict& verdict = shown.comparison.verdicts[index];
  const QString n = replicationsText(shown.result.manifest.replications);
  const auto figure = [&](MetricId id, QString (*text)(const Estimate&, const QLocale&),
                          QString (*plain)(double, const QLocale&)) {
    const Estimate& estimate = one.estimate(id);
    return Cell{text(estimate, QLocale()), intervalText(estimate, plain) + ", " + n, false, estimate.value};
  };
  const auto delta = [&](const Estimate& estimate, bool isDifferent,
                         QString (*text)(const Estimate&, const QLocale&),
                         QString (*plain)(double, const QLocale&)) {
    if (!estimate.half_width) return Cell{"-", intervalText(estimate, plain), true, 0};
    const QString against =
        tr("%1\nagainst %2, paired over the same requests, %3; intervals hold for all rows at once")
            .arg(intervalText(estimate, plain), QString::fromStdString(shown.comparison.reference), n);
    if (!isDifferent)
      return Cell{tr("n.s."), tr("no demonstrable difference: ") + against, true, estimate.value};
    return Cell{sign(estimate.value) + text(estimate, QLocale()), against, false, estimate.value};
  };
  Row row;
  row.place = shown.places[index];
  row.isBaseline = one.name == shown.comparison.reference;
  const Cell none{row.isBaseline ? tr("baseline") : QStringLiteral("-"), {}, true, 0};
  const PairedDifference* const difference = shown.difference(one.name);
  QStringList details;
  for (const std::string& detail : verdict.slo_details) details.append(QString::fromStdString(detail));
  row.cells = {
      {(row.isBaseline ? QStringLiteral("★ ") : QString()) + QString::fromStdString(one.name),
       QString::fromStdString(one.platform_name + ", " + one.region), false, static_cast<double>(index)},
      {QString::fromStdString(one.size), {}, false, static_cast<double>(index)},
      figure(MetricId::cost, &moneyText, &moneyText),
      difference == nullptr ? none
                            : delta(difference->cost, difference->is_cost_different, &moneyText, &moneyText),
      figure(MetricId::latency_p50, &latencyText, &latencyText),
      figure(MetricId::latency_p99, &latencyText, &latencyText),
      difference == nullptr
          ? none
          : delta(difference->p99, difference->is_p99_different, &latencyText, &latencyText),
      one.is_function ? figure(MetricId::cold_share, &shareText, &shareText) : Cell{"-", {}, true, 0},
      figure(MetricId::error_share, &shareText, &shareText),
      figure(MetricId::utilisation, &shareText, &shareText),
      {sloWord(verdict.slo), details.join('\n'), false, static_cast<double>(verdict.slo)}};
  return row;
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columnCount_;
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = rows_[index.row()];
  const Cell& cell = row.cells[index.column()];
  switch (role) {
    case Qt::DisplayRole: return cell.text;
    case Qt::ToolTipRole: return cell.more.isEmpty() ? QVariant() : cell.more;
    case Qt::TextAlignmentRole:
      return static_cast<int>(
          (index.column() <= size || index.column() == slo ? Qt::AlignLeft : Qt::AlignRight) |
          Qt::AlignVCenter);
    case Qt::DecorationRole:
      return index.column() == name ? QVariant(seriesIcon(row.place, isDark_)) : QVariant();
    case Qt::ForegroundRole:
      return cell.isQuiet ? QVariant(QGuiApplication::palette().brush(QPalette::PlaceholderText))
                          : QVariant();
    case Qt::FontRole: {
      QFont bold;
      bold.setBold(true);
      return row.isBaseline && index.column() == name ? QVariant(bold) : QVariant();
    }
    case placeRole: return row.place;
    case placeRole + 1: return cell.order;
    default: return {};
  }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case name: return tr("Alternative");
    case size: return tr("Size");
    case cost: return period_.isEmpty() ? tr("USD") : period_;
    case costDifference: return tr("Δ USD");
    case p50: return tr("p50");
    case p99: return tr("p99");
    case p99Difference: return tr("Δ p99");
    case cold: return tr("Cold starts");
    case errors: return tr("Errors");
    case utilisation: return tr("Utilisation");
    case slo: return tr("SLO");
    default: return {};
  }
}

}  // namespace isocost::gui
