#include "gui/widgets/verdict_bar.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

namespace isocost::gui {

VerdictBar::VerdictBar(QWidget* parent)
    : QFrame(parent),
      verdict_(new QLabel(this)),
      state_(new QLabel(this)),
      reasons_(new QLabel(this)),
      why_(new QToolButton(this)) {
  auto* const layout = new QGridLayout(this);
  layout->setContentsMargins(10, 4, 10, 4);
  layout->addWidget(verdict_, 0, 0);
  layout->addWidget(state_, 0, 1);
  layout->addWidget(why_, 0, 2);
  layout->addWidget(reasons_, 1, 0, 1, 3);
  layout->setColumnStretch(0, 1);
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.15);
  large.setBold(true);
  verdict_->setFont(large);
  for (QLabel* const label : {verdict_, state_, reasons_}) {
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setTextFormat(Qt::PlainText);
  }
  verdict_->setWordWrap(true);
  verdict_->setAccessibleName(tr("Verdict"));
  state_->setAccessibleName(tr("State of the verdict"));
  reasons_->setWordWrap(true);
  reasons_->setAccessibleName(tr("Reasons"));
  reasons_->hide();
  why_->setText(tr("why?"));
  why_->setCheckable(true);
  why_->setAccessibleName(tr("Why? Shows the sentence of each alternative"));
  why_->setToolTip(tr("What each alternative costs, how slow it is and whether it meets the SLO"));
  connect(why_, &QToolButton::toggled, reasons_, &QLabel::setVisible);
}

void VerdictBar::show(const QString& verdict, const QString& state, const QStringList& reasons) {
  verdict_->setText(verdict);
  state_->setText(state);
  state_->setVisible(!state.isEmpty());
  reasons_->setText(reasons.join('\n'));
  why_->setVisible(!reasons.isEmpty());
  if (reasons.isEmpty()) why_->setChecked(false);
}

QString VerdictBar::verdict() const { return verdict_->text(); }
QString VerdictBar::state() const { return state_->text(); }

}  // namespace isocost::gui
