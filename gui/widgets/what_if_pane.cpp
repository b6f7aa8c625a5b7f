#include "gui/widgets/what_if_pane.h"

#include <QDateTime>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>
#include <cmath>

#include "gui/viewmodels/scenario_text.h"

namespace isocost::gui {
namespace {

constexpr int sliderSteps = 400;

QString numberWithUnit(const Parameter& parameter, double value) {
  return shownText({value, parameter.unit});
}

/// Undo and redo are the window's, but for what is being typed here.
class QuantityEdit : public QLineEdit {
 protected:
  bool event(QEvent* event) override {
    if (event->type() == QEvent::ShortcutOverride && !isModified()) {
      const auto* const key = static_cast<QKeyEvent*>(event);
      if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
        event->ignore();
        return true;
      }
    }
    return QLineEdit::event(event);
  }
};

QString baseText(const Parameter& parameter) {
  QString text = WhatIfPane::tr("base %1").arg(numberWithUnit(parameter, parameter.base));
  if (!parameter.isChanged()) return text;
  const double change = parameter.value - parameter.base;
  text += WhatIfPane::tr("  Δ %1%2").arg(change > 0 ? "+" : "", QLocale().toString(change, 'g', 4));
  if (parameter.base != 0)
    text += QStringLiteral(" (%1%2 %)")
                .arg(change > 0 ? "+" : "", QLocale().toString(change / parameter.base * 100, 'f', 0));
  return text;
}

}  // namespace

WhatIfPane::WhatIfPane(QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAccessibleName(tr("What-if"));
  setFocusPolicy(Qt::NoFocus);
  build();
}

void WhatIfPane::setParameters(const QString& alternative, const QList<Parameter>& parameters) {
  bool isSame = alternative == alternative_ && parameters.size() == parameters_.size();
  for (qsizetype i = 0; isSame && i < parameters.size(); ++i) {
    const Parameter &a = parameters[i], &b = parameters_[i];
    isSame = a.path == b.path && a.unit == b.unit && a.low == b.low && a.high == b.high;
  }
  alternative_ = alternative;
  parameters_ = parameters;
  if (!isSame) {
    build();
    return;
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i].parameter = parameters[static_cast<qsizetype>(i)];
    follow(rows_[i]);
  }
}

void WhatIfPane::build() {
  rows_.clear();
  auto* const page = new QWidget;
  auto* const layout = new QGridLayout(page);
  layout->setContentsMargins(8, 6, 8, 6);
  layout->setVerticalSpacing(2);
  layout->setColumnStretch(0, 1);
  int line = 0;
  if (parameters_.isEmpty()) {
    auto* const hint =
        new QLabel(tr("Open a scenario: its quantities get sliders here. What you drag lies over the text "
                      "until you save."));
    hint->setWordWrap(true);
    layout->addWidget(hint, line++, 0, 1, 3);
  }
  rows_.reserve(static_cast<std::size_t>(parameters_.size()));
  QString group;
  // The page that goes may be the one whose button or slider asked for this.
  if (QWidget* const old = takeWidget()) old->deleteLater();
  setWidget(page);
  for (std::size_t i = 0; i < static_cast<std::size_t>(parameters_.size()); ++i) {
    const Parameter& parameter = parameters_[static_cast<qsizetype>(i)];
    if (parameter.group != group)
      line = addGroup(parameter.path.startsWith("alternatives") ? alternative_ : parameter.group, line);
    group = parameter.group;
    line = addRow(i, line);
  }
  fork_ = new QPushButton(tr("Fork as new alternative"));
  fork_->setToolTip(tr("The selected alternative once more, with what was changed here"));
  resetAll_ = new QPushButton(tr("Reset all"));
  connect(fork_, &QPushButton::clicked, this, &WhatIfPane::forkAsked);
  connect(resetAll_, &QPushButton::clicked, this, &WhatIfPane::resetAllAsked);
  layout->addWidget(fork_, line++, 0, 1, 3);
  layout->addWidget(resetAll_, line++, 0, 1, 3);
  for (QPushButton* const button : {fork_, resetAll_}) {
    button->setAccessibleName(button->text());
    button->setVisible(!parameters_.isEmpty());
  }
  layout->setRowStretch(line, 1);
  setMinimumWidth(page->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width());
}

int WhatIfPane::addGroup(const QString& name, int line) {
  auto* const layout = static_cast<QGridLayout*>(widget()->layout());
  auto* const label = new QLabel(name);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  label->setContentsMargins(0, line == 0 ? 0 : 8, 0, 0);
  layout->addWidget(label, line, 0, 1, 3);
  return line + 1;
}

int WhatIfPane::addRow(std::size_t index, int line) {
  auto* const layout = static_cast<QGridLayout*>(widget()->layout());
  const Parameter& parameter = parameters_[static_cast<qsizetype>(index)];
  Row row{parameter, new QSlider(Qt::Horizontal), new QuantityEdit, new QLabel, new QToolButton};
  auto* const label = new QLabel(parameter.label);
  label->setWordWrap(true);
  row.slider->setRange(0, sliderSteps);
  row.slider->setPageStep(sliderSteps / 20);
  row.slider->setSingleStep(sliderSteps / 100);
  row.slider->setAccessibleName(tr("%1, slider").arg(parameter.label));
  row.slider->setObjectName(parameter.path);
  row.slider->setToolTip(tr("%1: %2 to %3")
                             .arg(parameter.path, numberWithUnit(parameter, parameter.low),
                                  numberWithUnit(parameter, parameter.high)));
  row.value->setAccessibleName(tr("%1, value").arg(parameter.label));
  row.value->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("0000.0M/month")) + 14);
  row.value->setAlignment(Qt::AlignRight);
  row.reset->setText(QStringLiteral("↺"));
  row.reset->setAutoRaise(true);
  row.reset->setAccessibleName(tr("Reset %1").arg(parameter.label));
  row.reset->setToolTip(tr("Back to the value in the text"));
  QFont small = row.base->font();
  small.setPointSizeF(small.pointSizeF() * 0.88);
  row.base->setFont(small);
  row.base->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(label, line, 0);
  layout->addWidget(row.value, line, 1);
  layout->addWidget(row.reset, line, 2);
  layout->addWidget(row.slider, line + 1, 0, 1, 3);
  layout->addWidget(row.base, line + 2, 0, 1, 3);
  rows_.push_back(row);
  follow(rows_.back());
  connect(row.slider, &QSlider::sliderPressed, this, [this] { ++drag_; });
  connect(row.slider, &QSlider::valueChanged, this, [this, index](int at) { takePosition(index, at); });
  connect(row.slider, &QSlider::sliderReleased, this, [this] { ++drag_; });
  connect(row.value, &QLineEdit::editingFinished, this, [this, index] { takeText(index); });
  connect(row.reset, &QToolButton::clicked, this,
          [this, index] { emit resetAsked(rows_[index].parameter.path); });
  return line + 3;
}

/// A drag is one step; so is what keys and wheel do without a pause.
void WhatIfPane::takePosition(std::size_t index, int at) {
  if (isFollowing_) return;
  constexpr qint64 pause = 1000;  // ms
  const Row& mine = rows_[index];
  const qint64 time = QDateTime::currentMSecsSinceEpoch();
  if (!mine.slider->isSliderDown() && time - lastMoved_ > pause) ++drag_;
  lastMoved_ = time;
  emit changed(mine.parameter, mine.parameter.valueAt(static_cast<double>(at) / sliderSteps),
               QStringLiteral("%1 drag %2").arg(mine.parameter.path).arg(drag_));
}

void WhatIfPane::follow(Row& row) {
  isFollowing_ = true;
  if (!row.slider->isSliderDown())
    row.slider->setValue(static_cast<int>(std::lround(row.parameter.position() * sliderSteps)));
  if (!row.value->hasFocus() || !row.value->isModified())
    row.value->setText(numberWithUnit(row.parameter, row.parameter.value));
  row.base->setText(baseText(row.parameter));
  row.reset->setEnabled(row.parameter.isChanged());
  QFont font = row.value->font();
  font.setBold(row.parameter.isChanged());
  row.value->setFont(font);
  isFollowing_ = false;
}

/// A number alone, or with the unit of the text; anything else goes back to what it was.
void WhatIfPane::takeText(std::size_t index) {
  Row& row = rows_[index];
  if (!row.value->isModified()) return;
  row.value->setModified(false);
  const QString unit = row.parameter.unit.trimmed();
  const auto typed = typedQuantity(row.value->text());
  if (typed && (typed->unit.trimmed().isEmpty() || typed->unit.trimmed() == unit))
    emit changed(row.parameter, typed->number, {});
  else
    row.value->setToolTip(unit.isEmpty() ? tr("a number") : tr("a number, alone or in %1").arg(unit));
  follow(rows_[index]);
}

}  // namespace isocost::gui
