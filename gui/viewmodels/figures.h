/// Figures as they stand on the screen: in the user's locale, with the interval or the word why there is
/// none. Files and the clipboard get figures from the core's writers instead.
#pragma once

#include <QLocale>
#include <QString>

namespace isocost {
struct Estimate;
}

namespace isocost::gui {

/// "1,234.50", "1,234.50 ± 0.12"
[[nodiscard]] QString moneyText(double usd, const QLocale& locale = QLocale());
[[nodiscard]] QString moneyText(const Estimate& usd, const QLocale& locale = QLocale());

/// "310 ms", "1.20 s", "never", "-"
[[nodiscard]] QString latencyText(double seconds, const QLocale& locale = QLocale());
[[nodiscard]] QString latencyText(const Estimate& seconds, const QLocale& locale = QLocale());

/// "0.11 %"
[[nodiscard]] QString shareText(double share, const QLocale& locale = QLocale());
[[nodiscard]] QString shareText(const Estimate& share, const QLocale& locale = QLocale());

/// As many decimals as three digits need.
[[nodiscard]] QString numberText(double value, const QLocale& locale = QLocale());

/// "10 replications"
[[nodiscard]] QString replicationsText(int count);

/// "95 % interval 309 ms to 311 ms", or why there is none.
[[nodiscard]] QString intervalText(const Estimate& estimate, QString (*text)(double, const QLocale&));

}  // namespace isocost::gui
