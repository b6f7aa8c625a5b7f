/// What all charts share: a crosshair that snaps to measured points and tells value, interval and n; zoom,
/// pan and reset by mouse and keys; series hidden and shown by the legend; copies and files of the picture
/// and of its data.
///
/// | hand | does |
/// |---|---|
/// | move | crosshair on the nearest measured point |
/// | wheel, Shift+wheel | zoom at the pointer, in both directions or along x |
/// | drag; middle-button or Ctrl+drag | pan; zoom into a box |
/// | double click on an axis | exact range |
/// | legend click, Ctrl+click | hide or show, show alone |
/// | R or F; + - arrows; Ctrl+C | reset; zoom and pan; copy picture and data |
#pragma once

#include <qcustomplot.h>

#include <QList>
#include <QStringList>

namespace isocost::gui {

/// A place on the chart that the crosshair can stop at.
struct ChartStop {
  double x = 0, y = 0;
  QString text;
  QCPAxisRect* area = nullptr;
  QCPAbstractPlottable* owner = nullptr;
};

class Chart : public QCustomPlot {
  Q_OBJECT

 public:
  explicit Chart(const QString& name, QWidget* parent = nullptr);

  /// Shown instead of an empty chart.
  void setHint(const QString& hint);
  [[nodiscard]] const QString& reading() const { return reading_; }
  [[nodiscard]] const QList<QStringList>& table() const { return table_; }

  void resetView();
  void zoom(double factor);
  void copy();
  /// By the ending: .png, .svg, .pdf or .csv. What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString saveAs(const QString& path);
  void applyPalette();

  [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

 signals:
  void readingChanged(const QString& reading);
  /// Something for the status line.
  void told(const QString& sentence);

 protected:
  /// Called when all is to be drawn anew. \param table  the data, first row headings
  void begin(const QList<QStringList>& table);
  /// Fits the axes, keeps hidden series hidden, draws.
  void finish();
  void addStop(const ChartStop& stop) { stops_.append(stop); }
  /// The legend beside the areas, where it covers nothing.
  void putLegendBeside();
  /// Series that belong together are hidden and shown together; by their name in the legend.
  void belongTogether(const QString& name, QCPAbstractPlottable* part) { parts_.insert(name, part); }
  virtual void fit();

  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void followPointer(QPointF at);
  void hideCrosshair();
  void toggle(const QString& name, bool isAlone);
  void askRange(QCPAxis* asked);
  void showHidden();
  void pan(double x, double y);

  QString hint_;
  QString reading_;
  QList<QStringList> table_;
  QList<ChartStop> stops_;
  QMultiMap<QString, QCPAbstractPlottable*> parts_;
  QStringList hidden_;
  QPoint menuPress_;
  QCPItemLine* across_ = nullptr;
  QCPItemLine* down_ = nullptr;
  QCPItemText* label_ = nullptr;
  QCPItemText* empty_ = nullptr;
};

/// Axis of seconds: "80 ms", "1.2 s".
class LatencyTicker : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;
};

}  // namespace isocost::gui
