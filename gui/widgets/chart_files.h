/// A chart and its data as files and as text.
#pragma once

#include <QList>
#include <QStringList>

class QCustomPlot;

namespace isocost::gui {

[[nodiscard]] QString chartFileFilter();
[[nodiscard]] QString tabSeparated(const QList<QStringList>& table);
[[nodiscard]] QString commaSeparated(const QList<QStringList>& table);

/// The kind follows from the ending: .png, .svg, .pdf, .csv. Written beside and renamed. What went wrong, in
/// one sentence with the path; empty: nothing.
[[nodiscard]] QString saveChart(QCustomPlot& chart, const QList<QStringList>& table, const QString& path);

}  // namespace isocost::gui
