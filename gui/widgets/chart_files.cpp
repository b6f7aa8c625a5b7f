#include "gui/widgets/chart_files.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QCoreApplication>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace isocost::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(chart)
};

QByteArray pngOf(QCustomPlot& chart) {
  constexpr double scale = 2;
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  chart.toPixmap(chart.width(), chart.height(), scale).toImage().save(&buffer, "PNG");
  return bytes;
}

QByteArray svgOf(QCustomPlot& chart) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  QSvgGenerator picture;
  picture.setOutputDevice(&buffer);
  picture.setSize(chart.size());
  picture.setViewBox(QRect(QPoint(0, 0), chart.size()));
  picture.setTitle(chart.accessibleName());
  QCPPainter painter;
  painter.begin(&picture);
  painter.setMode(QCPPainter::pmVectorized);
  painter.fillRect(QRect(QPoint(0, 0), chart.size()), chart.palette().color(QPalette::Base));
  chart.toPainter(&painter, chart.width(), chart.height());
  painter.end();
  return bytes;
}

QByteArray pdfOf(QCustomPlot& chart) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter page(&buffer);
  constexpr double pointsPerPixel = 0.75;
  page.setPageSize(QPageSize(QSizeF(chart.size()) * pointsPerPixel, QPageSize::Point));
  page.setPageMargins(QMarginsF());
  page.setResolution(96);
  QCPPainter painter;
  painter.begin(&page);
  painter.setMode(QCPPainter::pmVectorized);
  painter.setMode(QCPPainter::pmNoCaching);
  chart.toPainter(&painter, chart.width(), chart.height());
  painter.end();
  return bytes;
}

QString separated(const QList<QStringList>& table, QChar separator, bool isQuoted) {
  QString text;
  for (const QStringList& row : table) {
    QStringList cells;
    for (QString cell : row) {
      const bool needsQuotes = cell.contains(separator) || cell.contains('"') || cell.contains('\n');
      if (isQuoted && needsQuotes) cell = '"' + cell.replace('"', QLatin1String("\"\"")) + '"';
      cells.append(cell);
    }
    text += cells.join(separator) + '\n';
  }
  return text;
}

}  // namespace

QString chartFileFilter() {
  return Words::tr("Pictures and data") + QStringLiteral(" (*.png *.svg *.pdf *.csv)");
}

QString tabSeparated(const QList<QStringList>& table) { return separated(table, '\t', false); }
QString commaSeparated(const QList<QStringList>& table) { return separated(table, ',', true); }

QString saveChart(QCustomPlot& chart, const QList<QStringList>& table, const QString& path) {
  const QString ending = path.section('.', -1).toLower();
  QByteArray bytes;
  if (ending == "png")
    bytes = pngOf(chart);
  else if (ending == "svg")
    bytes = svgOf(chart);
  else if (ending == "pdf")
    bytes = pdfOf(chart);
  else if (ending == "csv")
    bytes = commaSeparated(table).toUtf8();
  else
    return Words::tr("%1: the name has to end in .png, .svg, .pdf or .csv.").arg(path);
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) < 0 || !file.commit())
    return Words::tr("%1 cannot be written: %2.").arg(path, file.errorString());
  return {};
}

}  // namespace isocost::gui
