#include "gui/widgets/bill_pane.h"

#include <QDesktopServices>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTreeView>
#include <QUrl>

#include "gui/viewmodels/tree_model.h"

namespace isocost::gui {

BillPane::BillPane(TreeModel& model, QWidget* parent)
    : QWidget(parent), model_(model), tree_(new QTreeView), explanation_(new QPlainTextEdit) {
  auto* const layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* const split = new QSplitter(Qt::Horizontal);
  split->setChildrenCollapsible(false);
  layout->addWidget(split);
  tree_->setModel(&model);
  tree_->setAccessibleName(tr("Bills"));
  tree_->setAlternatingRowColors(true);
  tree_->setMinimumWidth(240);
  tree_->setUniformRowHeights(true);
  explanation_->setReadOnly(true);
  explanation_->setAccessibleName(tr("What the line follows from"));
  explanation_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  explanation_->setLineWrapMode(QPlainTextEdit::NoWrap);
  explanation_->setPlaceholderText(
      tr("Select a line of a bill: where its amount comes from stands here, down to the "
         "page the price was read on."));
  explanation_->setMinimumWidth(200);
  split->addWidget(tree_);
  split->addWidget(explanation_);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  connect(&model, &QAbstractItemModel::modelReset, this, &BillPane::arrange);
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            const QString line = now.data(TreeModel::lineRole).toString();
            if (!line.isEmpty()) emit lineSelected(now.data(TreeModel::placeRole).toInt(), line);
          });
  connect(tree_, &QTreeView::doubleClicked, this, [this](const QModelIndex& index) {
    const QString address = index.data(TreeModel::addressRole).toString();
    if (!index.data(TreeModel::lineRole).toString().isEmpty() || address.isEmpty()) return;
    if (!QDesktopServices::openUrl(QUrl(address))) emit told(tr("No program opens %1.").arg(address));
  });
}

void BillPane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!isArranged_) arrange();
}

void BillPane::arrange() {
  isArranged_ = isVisible();
  if (!isArranged_) return;
  explanation_->clear();
  for (int i = 0; i < model_.rowCount(); ++i) tree_->setExpanded(model_.index(i, 0), true);
  tree_->setColumnWidth(0, tree_->fontMetrics().horizontalAdvance(QLatin1Char('x')) * 44);
  for (int column = 1; column < model_.columnCount() - 1; ++column) tree_->resizeColumnToContents(column);
}

void BillPane::showLine(int place, int number) {
  const QModelIndex line = model_.find(place, number);
  if (!line.isValid()) return;
  tree_->expand(line.parent());
  tree_->setCurrentIndex(line);
  tree_->scrollTo(line, QAbstractItemView::PositionAtCenter);
}

void BillPane::setExplanation(const QString& text) { explanation_->setPlainText(text); }
QString BillPane::explanation() const { return explanation_->toPlainText(); }

}  // namespace isocost::gui
