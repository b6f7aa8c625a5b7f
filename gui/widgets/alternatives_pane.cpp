#include "gui/widgets/alternatives_pane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/viewmodels/alternatives_model.h"

namespace isocost::gui {

AlternativesPane::AlternativesPane(AlternativesModel& model, QWidget* parent)
    : QWidget(parent), model_(model), list_(new QListView(this)), hint_(new QLabel(this)) {
  auto* const layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  hint_->setText(
      tr("The alternatives of the scenario stand here when it is open: switch them on and off, star the "
         "baseline."));
  hint_->setWordWrap(true);
  hint_->setAlignment(Qt::AlignTop);
  layout->addWidget(hint_, 1);
  list_->setModel(&model);
  list_->setIconSize(QSize(36, 16));
  list_->setAccessibleName(tr("Alternatives"));
  list_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
  list_->setAlternatingRowColors(true);
  list_->setTextElideMode(Qt::ElideRight);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  layout->addWidget(list_, 1);
  auto* const buttons = new QHBoxLayout;
  layout->addLayout(buttons);
  connect(addButton(tr("★"), tr("Baseline (Ctrl+B)"), buttons), &QToolButton::clicked, this,
          [this] { emit baselineAsked(current()); });
  connect(addButton(tr("Duplicate"), tr("Duplicate (Ctrl+D)"), buttons), &QToolButton::clicked, this,
          [this] { emit duplicateAsked(current()); });
  connect(addButton(tr("Rename"), tr("Rename (F2)"), buttons), &QToolButton::clicked, this,
          [this] { rename(); });
  connect(addButton(tr("Delete"), tr("Delete (Del)"), buttons), &QToolButton::clicked, this,
          [this] { emit deleteAsked(current()); });
  buttons->addStretch();
  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (now.isValid()) emit currentChanged(now.row());
          });
  connect(&model, &QAbstractItemModel::modelReset, this, &AlternativesPane::showHint);
  showHint();
}

QToolButton* AlternativesPane::addButton(const QString& text, const QString& name, QLayout* layout) {
  auto* const button = new QToolButton(this);
  button->setText(text);
  button->setToolTip(name);
  button->setAccessibleName(name);
  layout->addWidget(button);
  return button;
}

void AlternativesPane::showHint() {
  const bool isEmpty = model_.rowCount() == 0;
  hint_->setVisible(isEmpty);
  list_->setVisible(!isEmpty);
}

int AlternativesPane::current() const { return list_->currentIndex().row(); }

void AlternativesPane::setCurrent(int row) {
  if (row != current()) list_->setCurrentIndex(model_.index(row));
}

void AlternativesPane::rename() {
  if (list_->currentIndex().isValid()) list_->edit(list_->currentIndex());
}

}  // namespace isocost::gui
