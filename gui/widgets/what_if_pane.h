/// Sliders for every quantity of the traffic, the work, the promise and the selected alternative, with the
/// value in the text and the change beside it. What is dragged lies over the text until it is saved.
#pragma once

#include <QScrollArea>

#include "gui/viewmodels/parameters.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QToolButton;

namespace isocost::gui {

class WhatIfPane : public QScrollArea {
  Q_OBJECT

 public:
  explicit WhatIfPane(QWidget* parent = nullptr);

  void setParameters(const QString& alternative, const QList<Parameter>& parameters);

 signals:
  /// \param mergeKey  the same during one drag
  void changed(const isocost::gui::Parameter& parameter, double value, const QString& mergeKey);
  void resetAsked(const QString& path);
  void resetAllAsked();
  void forkAsked();

 private:
  struct Row {
    Parameter parameter;
    QSlider* slider;
    QLineEdit* value;
    QLabel* base;
    QToolButton* reset;
  };

  void build();
  int addGroup(const QString& name, int line);
  int addRow(std::size_t index, int line);
  void follow(Row& row);
  void takePosition(std::size_t index, int at);
  void takeText(std::size_t index);

  QString alternative_;
  QList<Parameter> parameters_;
  std::vector<Row> rows_;
  QPushButton* fork_ = nullptr;
  QPushButton* resetAll_ = nullptr;
  int drag_ = 0;
  qint64 lastMoved_ = 0;
  bool isFollowing_ = false;
};

}  // namespace isocost::gui
