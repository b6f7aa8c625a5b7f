/// The call graph of the selected alternative: boxes in columns, filled by their share of the users' time.
///
/// | hand | does |
/// |---|---|
/// | move, hold | every figure of a component, with its interval |
/// | click, arrows | selects a component; what it calls and what calls it stays dark, the rest pales |
/// | double click, Enter | its place in the scenario's text |
/// | Ctrl+C | copies picture and figures |
/// | right button | copy, or save as SVG |
#pragma once

#include <QWidget>

#include "gui/viewmodels/call_picture.h"

namespace isocost::gui {

class GraphPane : public QWidget {
  Q_OBJECT

 public:
  explicit GraphPane(QWidget* parent = nullptr);

  void setPicture(const CallPicture& picture);
  [[nodiscard]] const CallPicture& picture() const { return picture_; }
  /// Number of the selected component; -1: none.
  [[nodiscard]] int selected() const { return selected_; }
  [[nodiscard]] QRectF boxOf(int node) const;
  void copy();

  [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

 signals:
  /// A component's place in the text is asked for.
  void opened(const QString& component);
  /// Something for the status line.
  void told(const QString& sentence);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  [[nodiscard]] int nodeAt(QPointF at) const;
  [[nodiscard]] bool isNearSelected(int node) const;
  void select(int node);
  void move(int columns, int rows);
  void save();
  void drawEdge(QPainter& painter, const CallPicture::Edge& edge) const;
  void drawNode(QPainter& painter, int node) const;

  CallPicture picture_;
  int selected_ = -1;
};

}  // namespace isocost::gui
