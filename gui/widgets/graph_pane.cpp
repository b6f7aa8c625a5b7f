#include "gui/widgets/graph_pane.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHelpEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QSaveFile>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/widgets/chart_files.h"

namespace isocost::gui {
namespace {

constexpr double space = 14, arrow = 8;

}  // namespace

GraphPane::GraphPane(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Call graph"));
}

void GraphPane::setPicture(const CallPicture& picture) {
  const QString name = selected_ >= 0 ? picture_.nodes[selected_].name : QString();
  picture_ = picture;
  selected_ = -1;
  for (int i = 0; i < picture_.nodes.size(); ++i)
    if (picture_.nodes[i].name == name) selected_ = i;
  setAccessibleDescription(picture_.nodes.isEmpty() ? QString()
                                                    : tr("Calls on %1").arg(picture_.alternative));
  update();
}

/// The columns share the width, the rows of each column the height below the heading.
QRectF GraphPane::boxOf(int node) const {
  int columns = 1;
  for (const CallPicture::Node& one : picture_.nodes) columns = std::max(columns, one.column + 1);
  const CallPicture::Node& at = picture_.nodes[node];
  const double line = fontMetrics().height();
  const double wide = (width() - 2 * space) / columns, high = (height() - 2 * space - 3 * line) / at.rows;
  const QSizeF size(std::min(wide * 0.72, 220.0), std::clamp(high - 6, 2.0, 3 * line + 12));
  const QPointF middle(space + (at.column + 0.5) * wide, space + 1.5 * line + (at.row + 0.5) * high);
  return {middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height()};
}

int GraphPane::nodeAt(QPointF at) const {
  for (int i = 0; i < picture_.nodes.size(); ++i)
    if (boxOf(i).contains(at)) return i;
  return -1;
}

bool GraphPane::isNearSelected(int node) const {
  if (selected_ < 0 || node == selected_) return true;
  return std::any_of(picture_.edges.begin(), picture_.edges.end(), [&](const CallPicture::Edge& edge) {
    return (edge.from == selected_ && edge.to == node) || (edge.to == selected_ && edge.from == node);
  });
}

void GraphPane::select(int node) {
  selected_ = node;
  update();
  if (node >= 0) emit told(picture_.nodes[node].all.split('\n').join(QStringLiteral(" · ")));
}

/// To the nearest component in that direction.
void GraphPane::move(int columns, int rows) {
  if (picture_.nodes.isEmpty()) return;
  if (selected_ < 0) return select(0);
  const QPointF from = boxOf(selected_).center();
  int nearest = -1;
  double least = HUGE_VAL;
  for (int i = 0; i < picture_.nodes.size(); ++i) {
    const QPointF step = boxOf(i).center() - from;
    const double along = columns != 0 ? step.x() * columns : step.y() * rows;
    const double across = columns != 0 ? step.y() : step.x();
    if (i == selected_ || along < 1) continue;
    const double distance = along + 2 * std::abs(across);
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  if (nearest >= 0) select(nearest);
}

void GraphPane::copy() {
  if (picture_.nodes.isEmpty()) return;
  auto* const mime = new QMimeData;
  mime->setImageData(grab().toImage());
  mime->setText(tabSeparated(tableOf(picture_)));
  mime->setData(QStringLiteral("image/svg+xml"), picture_.svg);
  QApplication::clipboard()->setMimeData(mime);
  emit told(tr("Picture and figures are on the clipboard."));
}

void GraphPane::save() {
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Save the call graph"), {}, tr("SVG picture (*.svg)"));
  if (path.isEmpty()) return;
  QSaveFile file(path);
  const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(picture_.svg) == picture_.svg.size();
  emit told(isWritten && file.commit() ? tr("%1 is written.").arg(path)
                                       : tr("%1 cannot be written: %2").arg(path, file.errorString()));
}

bool GraphPane::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* const help = static_cast<QHelpEvent*>(event);
    const int node = nodeAt(help->pos());
    if (node >= 0)
      QToolTip::showText(help->globalPos(), picture_.nodes[node].all, this);
    else
      QToolTip::hideText();
    return true;
  }
  return QWidget::event(event);
}

void GraphPane::mousePressEvent(QMouseEvent* event) { select(nodeAt(event->position())); }

void GraphPane::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const int node = nodeAt(event->position()); node >= 0) emit opened(picture_.nodes[node].name);
}

void GraphPane::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy();
  switch (event->key()) {
    case Qt::Key_Left: return move(-1, 0);
    case Qt::Key_Right: return move(1, 0);
    case Qt::Key_Up: return move(0, -1);
    case Qt::Key_Down: return move(0, 1);
    case Qt::Key_Escape: return select(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (selected_ >= 0) emit opened(picture_.nodes[selected_].name);
      return;
    default: QWidget::keyPressEvent(event);
  }
}

void GraphPane::contextMenuEvent(QContextMenuEvent* event) {
  if (picture_.nodes.isEmpty()) return;
  QMenu menu;
  connect(menu.addAction(tr("Copy picture and figures")), &QAction::triggered, this, &GraphPane::copy);
  connect(menu.addAction(tr("Save as SVG…")), &QAction::triggered, this, &GraphPane::save);
  menu.exec(event->globalPos());
}

void GraphPane::drawEdge(QPainter& painter, const CallPicture::Edge& edge) const {
  const QRectF from = boxOf(edge.from), to = boxOf(edge.to);
  const QPointF begin(from.right(), from.center().y()), end(to.left(), to.center().y());
  const double bend = std::max((end.x() - begin.x()) / 2, 20.0);
  QPainterPath path(begin);
  path.cubicTo(begin + QPointF(bend, 0), end - QPointF(bend, 0), end - QPointF(arrow, 0));
  const bool isNear = selected_ < 0 || edge.from == selected_ || edge.to == selected_;
  QColor color = palette().color(QPalette::Text);
  color.setAlphaF(isNear ? 0.8F : 0.2F);
  painter.setPen(QPen(color, 1.3, edge.isMessage ? Qt::DashLine : Qt::SolidLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF({end, end + QPointF(-arrow, -arrow / 2), end + QPointF(-arrow, arrow / 2)}));
}

void GraphPane::drawNode(QPainter& painter, int node) const {
  const CallPicture::Node& one = picture_.nodes[node];
  const QRectF box = boxOf(node);
  const bool isNear = isNearSelected(node);
  QColor fill(0x56, 0xb4, 0xe9), line = palette().color(QPalette::Text);
  fill.setAlphaF(static_cast<float>(0.06 + 0.6 * one.weight) * (isNear ? 1.0F : 0.4F));
  line.setAlphaF(isNear ? 0.8F : 0.3F);
  painter.setBrush(fill);
  painter.setPen(node == selected_ ? QPen(palette().color(QPalette::Highlight), 2.5) : QPen(line, 1));
  painter.drawRoundedRect(box, 6, 6);
  QColor ink = palette().color(QPalette::Text);
  if (!isNear) ink.setAlphaF(0.45F);
  painter.setPen(ink);
  QFont bold = font();
  bold.setBold(true);
  const double row = fontMetrics().height();
  QRectF place = box.adjusted(4, 5, -4, 0);
  place.setHeight(row);
  painter.setFont(bold);
  painter.drawText(place, Qt::AlignCenter,
                   QFontMetrics(bold).elidedText(one.name, Qt::ElideRight, static_cast<int>(place.width())));
  painter.setFont(font());
  for (const QString& detail : one.details) {
    place.translate(0, row);
    if (place.bottom() > box.bottom()) break;
    painter.drawText(place, Qt::AlignCenter,
                     fontMetrics().elidedText(detail, Qt::ElideRight, static_cast<int>(place.width())));
  }
}

void GraphPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), palette().color(QPalette::Base));
  const QRectF inside = QRectF(rect()).adjusted(space, space, -space, -space);
  if (picture_.nodes.isEmpty()) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(
        inside, Qt::AlignCenter | Qt::TextWordWrap,
        tr("The components of an application and their calls stand here, once a scenario that names "
           "them under application.components has run."));
    return;
  }
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(inside, Qt::AlignTop | Qt::AlignLeft, tr("Calls on %1").arg(picture_.alternative));
  for (const CallPicture::Edge& edge : picture_.edges) drawEdge(painter, edge);
  for (int i = 0; i < picture_.nodes.size(); ++i) drawNode(painter, i);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(inside, Qt::AlignBottom | Qt::AlignLeft, picture_.legend);
}

}  // namespace isocost::gui
