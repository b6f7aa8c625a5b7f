#include "gui/viewmodels/figures.h"

#include <QCoreApplication>
#include <cmath>

#include "simulator/statistics/estimate.h"

namespace isocost::gui {
namespace {

QString threeDigits(double value, const QLocale& locale) {
  const double size = std::abs(value);
  return locale.toString(value, 'f', size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

QString wordOf(EstimateStatus status) {
  const std::string_view word = word_of(status);
  return QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
}

/// \param least  a half-width below it is not printed: it would read 0.00
QString withHalfWidth(const Estimate& estimate, QString (*text)(double, const QLocale&), double least,
                      const QLocale& locale) {
  const QString value = text(estimate.value, locale);
  switch (estimate.status) {
    case EstimateStatus::unanswered: return value;
    case EstimateStatus::no_requests: return QStringLiteral("-");
    case EstimateStatus::insufficient:
    case EstimateStatus::not_reached: return value + " (" + wordOf(estimate.status) + ")";
    case EstimateStatus::lower_bound: return QStringLiteral("≥ ") + value;
    case EstimateStatus::ok:
    case EstimateStatus::exact: break;
  }
  if (!estimate.half_width || *estimate.half_width < least) return value;
  return value + QStringLiteral(" ± ") + text(*estimate.half_width, locale);
}

}  // namespace

QString moneyText(double usd, const QLocale& locale) { return locale.toString(usd, 'f', 2); }

QString moneyText(const Estimate& usd, const QLocale& locale) {
  return withHalfWidth(usd, &moneyText, 0.005, locale);
}

QString latencyText(double seconds, const QLocale& locale) {
  if (std::isnan(seconds)) return QStringLiteral("-");
  if (std::isinf(seconds)) return QCoreApplication::translate("figures", "never");
  const double size = std::abs(seconds);
  if (size >= 120) return threeDigits(seconds / 60, locale) + QStringLiteral(" min");
  if (size >= 1) return threeDigits(seconds, locale) + QStringLiteral(" s");
  return threeDigits(seconds * 1000, locale) + QStringLiteral(" ms");
}

QString latencyText(const Estimate& seconds, const QLocale& locale) {
  return withHalfWidth(seconds, &latencyText, 5e-6, locale);
}

QString shareText(double share, const QLocale& locale) {
  if (share == 0) return QStringLiteral("0");
  return locale.toString(share * 100, 'g', 3) + QStringLiteral(" %");
}

QString shareText(const Estimate& share, const QLocale& locale) {
  if (share.value == 0) return QStringLiteral("0");
  return withHalfWidth(share, &shareText, 5e-7, locale);
}

QString numberText(double value, const QLocale& locale) { return threeDigits(value, locale); }

QString replicationsText(int count) {
  if (count == 1) return QCoreApplication::translate("figures", "1 replication");
  return QCoreApplication::translate("figures", "%1 replications").arg(count);
}

QString intervalText(const Estimate& estimate, QString (*text)(double, const QLocale&)) {
  const QLocale locale;
  if (estimate.half_width)
    return QCoreApplication::translate("figures", "95 % interval %1 to %2")
        .arg(text(estimate.value - *estimate.half_width, locale),
             text(estimate.value + *estimate.half_width, locale));
  return QCoreApplication::translate("figures", "no interval: %1").arg(wordOf(estimate.status));
}

}  // namespace isocost::gui
