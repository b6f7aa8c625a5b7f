#include "gui/widgets/chart.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <cmath>
#include <limits>

#include "gui/viewmodels/figures.h"
#include "gui/widgets/chart_files.h"

namespace isocost::gui {

QString LatencyTicker::getTickLabel(double tick, const QLocale& locale, QChar, int) {
  return std::abs(tick) < 1e-12 ? QStringLiteral("0") : latencyText(tick, locale);
}

Chart::Chart(const QString& name, QWidget* parent) : QCustomPlot(parent) {
  setAccessibleName(name);
  setObjectName(name);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  setNoAntialiasingOnDrag(true);
  setLocale(QLocale());
  legend->setVisible(true);
  axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);
  connect(this, &QCustomPlot::legendClick, this,
          [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent* event) {
            if (auto* const entry = qobject_cast<QCPPlottableLegendItem*>(item))
              toggle(entry->plottable()->name(), event->modifiers().testFlag(Qt::ControlModifier));
          });
  connect(this, &QCustomPlot::axisDoubleClick, this, [this](QCPAxis* axis) { askRange(axis); });
  begin({});
  applyPalette();
}

void Chart::setHint(const QString& hint) {
  hint_ = hint;
  setToolTip({});
  if (empty_ != nullptr) empty_->setText(hint);
}

void Chart::begin(const QList<QStringList>& table) {
  table_ = table;
  stops_.clear();
  parts_.clear();
  clearItems();
  clearPlottables();
  across_ = new QCPItemLine(this);
  down_ = new QCPItemLine(this);
  label_ = new QCPItemText(this);
  label_->setClipToAxisRect(false);
  label_->setTextAlignment(Qt::AlignLeft);
  label_->setPadding(QMargins(6, 4, 6, 4));
  label_->position->setType(QCPItemPosition::ptAbsolute);
  for (QCPItemLine* const line : {across_, down_})
    for (QCPItemPosition* const end : {line->start, line->end}) end->setType(QCPItemPosition::ptAbsolute);
  empty_ = new QCPItemText(this);
  empty_->setClipToAxisRect(false);
  empty_->setText(hint_);
  empty_->position->setType(QCPItemPosition::ptViewportRatio);
  empty_->position->setCoords(0.5, 0.5);
  hideCrosshair();
}

void Chart::finish() {
  const bool isEmpty = table_.size() < 2;
  empty_->setVisible(isEmpty);
  legend->setVisible(!isEmpty && plottableCount() > 1);
  applyPalette();
  showHidden();
  resetView();
}

void Chart::putLegendBeside() {
  if (legend->layout() != nullptr) legend->layout()->take(legend);
  auto* const column = new QCPLayoutGrid;
  QCPLayoutGrid* const grid = plotLayout();
  const int place = grid->columnCount();
  grid->addElement(0, place, column);
  grid->setColumnStretchFactor(place, 0.001);
  column->addElement(0, 0, legend);
  column->addElement(1, 0, new QCPLayoutElement(this));
  column->setRowStretchFactor(0, 0.001);
  column->setMargins(QMargins(4, 8, 8, 8));
  legend->setLayer("legend");
}

void Chart::fit() { rescaleAxes(true); }

void Chart::resetView() {
  fit();
  hideCrosshair();
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::zoom(double factor) {
  for (QCPAxisRect* const area : axisRects())
    for (QCPAxis* const axis : {area->axis(QCPAxis::atBottom), area->axis(QCPAxis::atLeft)})
      axis->scaleRange(factor, axis->range().center());
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::pan(double x, double y) {
  for (QCPAxisRect* const area : axisRects()) {
    QCPAxis* const bottom = area->axis(QCPAxis::atBottom);
    bottom->moveRange(x * bottom->range().size());
    QCPAxis* const left = area->axis(QCPAxis::atLeft);
    left->moveRange(y * left->range().size());
  }
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::applyPalette() {
  const QPalette colors = QApplication::palette();
  const QColor ink = colors.color(QPalette::Text), ground = colors.color(QPalette::Base);
  QColor grid = ink;
  grid.setAlpha(40);
  setBackground(ground);
  for (QCPAxisRect* const area : axisRects())
    for (QCPAxis* const axis : area->axes()) {
      axis->setBasePen(QPen(ink));
      axis->setTickPen(QPen(ink));
      axis->setSubTickPen(Qt::NoPen);
      axis->setTickLabelColor(ink);
      axis->setLabelColor(ink);
      axis->setLabelFont(font());
      axis->setTickLabelFont(font());
      axis->grid()->setPen(QPen(grid));
      axis->grid()->setZeroLinePen(QPen(grid));
    }
  QColor sheet = ground;
  sheet.setAlpha(215);
  legend->setBrush(sheet);
  legend->setBorderPen(QPen(grid));
  legend->setTextColor(ink);
  legend->setFont(font());
  for (QCPItemText* const text : {label_, empty_}) {
    text->setColor(ink);
    text->setFont(font());
  }
  label_->setBrush(colors.color(QPalette::ToolTipBase));
  label_->setColor(colors.color(QPalette::ToolTipText));
  label_->setPen(QPen(grid));
  QPen hair(ink, 1, Qt::DotLine);
  across_->setPen(hair);
  down_->setPen(hair);
}

void Chart::hideCrosshair() {
  for (QCPAbstractItem* const item :
       {static_cast<QCPAbstractItem*>(across_), static_cast<QCPAbstractItem*>(down_),
        static_cast<QCPAbstractItem*>(label_)})
    item->setVisible(false);
  if (reading_.isEmpty()) return;
  reading_.clear();
  emit readingChanged(reading_);
}

void Chart::followPointer(QPointF at) {
  constexpr double reach = 40;  // pixels
  const ChartStop* nearest = nullptr;
  QPointF place;
  double least = reach * reach;
  for (const ChartStop& stop : stops_) {
    if (stop.owner != nullptr && !stop.owner->realVisibility()) continue;
    QCPAxisRect* const area = stop.area != nullptr ? stop.area : axisRect();
    const QPointF there(area->axis(QCPAxis::atBottom)->coordToPixel(stop.x),
                        area->axis(QCPAxis::atLeft)->coordToPixel(stop.y));
    const double distance = QPointF::dotProduct(there - at, there - at);
    if (distance >= least || !area->rect().contains(there.toPoint())) continue;
    least = distance;
    nearest = &stop;
    place = there;
  }
  if (nearest == nullptr) {
    if (!reading_.isEmpty()) {
      hideCrosshair();
      replot(QCustomPlot::rpQueuedReplot);
    }
    return;
  }
  const QRect area = (nearest->area != nullptr ? nearest->area : axisRect())->rect();
  across_->start->setCoords(area.left(), place.y());
  across_->end->setCoords(area.right(), place.y());
  down_->start->setCoords(place.x(), area.top());
  down_->end->setCoords(place.x(), area.bottom());
  label_->setText(nearest->text);
  const bool isRight = place.x() > width() / 2.0, isLow = place.y() > height() / 2.0;
  label_->setPositionAlignment((isRight ? Qt::AlignRight : Qt::AlignLeft) |
                               (isLow ? Qt::AlignBottom : Qt::AlignTop));
  label_->position->setCoords(place.x() + (isRight ? -10 : 10), place.y() + (isLow ? -10 : 10));
  for (QCPAbstractItem* const item :
       {static_cast<QCPAbstractItem*>(across_), static_cast<QCPAbstractItem*>(down_),
        static_cast<QCPAbstractItem*>(label_)})
    item->setVisible(true);
  if (reading_ != nearest->text) {
    reading_ = nearest->text;
    emit readingChanged(reading_);
  }
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::toggle(const QString& name, bool isAlone) {
  const QStringList all = parts_.uniqueKeys();
  if (isAlone) {
    const bool isAloneAlready = hidden_.size() == all.size() - 1 && !hidden_.contains(name);
    hidden_ = isAloneAlready ? QStringList() : all;
    hidden_.removeAll(name);
  } else if (!hidden_.removeOne(name)) {
    hidden_.append(name);
  }
  showHidden();
  hideCrosshair();
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::showHidden() {
  const QColor ink = QApplication::palette().color(QPalette::Text);
  QColor faint = ink;
  faint.setAlpha(90);
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    const bool isHidden = hidden_.contains(part.key());
    part.value()->setVisible(!isHidden);
    if (auto* const item = legend->itemWithPlottable(part.value()))
      item->setTextColor(isHidden ? faint : ink);
  }
}

/// A new result may redraw the chart, and take the axis away, while the question is open.
void Chart::askRange(QCPAxis* asked) {
  const QPointer<QCPAxis> axis(asked);
  const QPointer<Chart> self(this);
  const QLocale locale;
  bool isChosen = false;
  const QString answer = QInputDialog::getText(
      this, tr("Range of the axis"), tr("From and to, with a space between (%1):").arg(axis->label()),
      QLineEdit::Normal,
      locale.toString(axis->range().lower, 'g', 6) + ' ' + locale.toString(axis->range().upper, 'g', 6),
      &isChosen);
  if (!self || !axis || !isChosen) return;
  const QStringList ends = answer.split(' ', Qt::SkipEmptyParts);
  bool isLow = false, isHigh = false;
  const double low = locale.toDouble(ends.value(0), &isLow), high = locale.toDouble(ends.value(1), &isHigh);
  if (!isLow || !isHigh || low >= high)
    return emit told(tr("%1 is no range: two numbers, such as 0 10.").arg(answer));
  axis->setRange(low, high);
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
  QCustomPlot::mouseMoveEvent(event);
  if (event->buttons() == Qt::NoButton) followPointer(event->position());
}

void Chart::mousePressEvent(QMouseEvent* event) {
  const bool isBox = event->button() == Qt::MiddleButton ||
                     (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier) &&
                      legend->selectTest(event->position(), false) < 0);
  setSelectionRectMode(isBox ? QCP::srmZoom : QCP::srmNone);
  hideCrosshair();
  if (event->button() != Qt::MiddleButton) {
    QCustomPlot::mousePressEvent(event);
    return;
  }
  QMouseEvent left(event->type(), event->position(), event->globalPosition(), Qt::LeftButton, Qt::LeftButton,
                   event->modifiers());
  QCustomPlot::mousePressEvent(&left);
}

void Chart::mouseReleaseEvent(QMouseEvent* event) {
  QMouseEvent left(event->type(), event->position(), event->globalPosition(), Qt::LeftButton, Qt::NoButton,
                   event->modifiers());
  QCustomPlot::mouseReleaseEvent(event->button() == Qt::MiddleButton ? &left : event);
}

void Chart::wheelEvent(QWheelEvent* event) {
  const Qt::Orientations both = Qt::Horizontal | Qt::Vertical;
  for (QCPAxisRect* const area : axisRects())
    area->setRangeZoom(event->modifiers().testFlag(Qt::ShiftModifier) ? Qt::Orientations(Qt::Horizontal)
                                                                      : both);
  hideCrosshair();
  QCustomPlot::wheelEvent(event);
}

void Chart::keyPressEvent(QKeyEvent* event) {
  constexpr double part = 0.1;
  if (event->matches(QKeySequence::Copy)) return copy();
  switch (event->key()) {
    case Qt::Key_R:
    case Qt::Key_F: return resetView();
    case Qt::Key_Plus: return zoom(0.8);
    case Qt::Key_Minus: return zoom(1.25);
    case Qt::Key_Left: return pan(-part, 0);
    case Qt::Key_Right: return pan(part, 0);
    case Qt::Key_Up: return pan(0, part);
    case Qt::Key_Down: return pan(0, -part);
    default: QCustomPlot::keyPressEvent(event);
  }
}

void Chart::leaveEvent(QEvent* event) {
  QCustomPlot::leaveEvent(event);
  hideCrosshair();
  replot(QCustomPlot::rpQueuedReplot);
}

void Chart::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("Reset view\tR"), this, &Chart::resetView);
  menu.addAction(tr("Copy picture and data\tCtrl+C"), this, &Chart::copy);
  menu.addAction(tr("Save as PNG, SVG, PDF or CSV…"), this, [this] {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the chart"), {}, chartFileFilter());
    if (path.isEmpty()) return;
    const QString problem = saveAs(path);
    emit told(problem.isEmpty() ? tr("%1 is written.").arg(path) : problem);
  });
  menu.exec(event->globalPos());
}

void Chart::copy() {
  hideCrosshair();
  auto* const content = new QMimeData;
  content->setImageData(toPixmap(width(), height(), devicePixelRatioF()).toImage());
  content->setText(tabSeparated(table_));
  QApplication::clipboard()->setMimeData(content);
  replot(QCustomPlot::rpQueuedReplot);
  emit told(tr("Picture and data are copied."));
}

QString Chart::saveAs(const QString& path) {
  hideCrosshair();
  return saveChart(*this, table_, path);
}

}  // namespace isocost::gui
