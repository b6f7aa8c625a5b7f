#include "gui/viewmodels/tree_model.h"

#include <QFont>

namespace isocost::gui {

TreeRow& TreeRow::add(TreeRow row) {
  rows.push_back(std::make_unique<TreeRow>(std::move(row)));
  rows.back()->parent = this;
  return *rows.back();
}

TreeModel::TreeModel(QObject* parent) : QAbstractItemModel(parent), root_(std::make_unique<TreeRow>()) {}

void TreeModel::setRows(const QStringList& headings, const QList<int>& numbers,
                        std::unique_ptr<TreeRow> root) {
  beginResetModel();
  headings_ = headings;
  numbers_ = numbers;
  root_ = std::move(root);
  endResetModel();
}

const TreeRow* TreeModel::rowAt(const QModelIndex& index) const {
  return index.isValid() ? static_cast<const TreeRow*>(index.constInternalPointer()) : root_.get();
}

QModelIndex TreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, rowAt(parent)->rows[static_cast<std::size_t>(row)].get());
}

QModelIndex TreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid()) return {};
  TreeRow* const above = rowAt(child)->parent;
  if (above == nullptr || above->parent == nullptr) return {};
  for (std::size_t i = 0; i < above->parent->rows.size(); ++i)
    if (above->parent->rows[i].get() == above) return createIndex(static_cast<int>(i), 0, above);
  return {};
}

int TreeModel::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(rowAt(parent)->rows.size());
}

int TreeModel::columnCount(const QModelIndex&) const { return static_cast<int>(headings_.size()); }

QVariant TreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const TreeRow& row = *rowAt(index);
  switch (role) {
    case Qt::DisplayRole: return row.cells.value(index.column());
    case Qt::ToolTipRole: return row.address.isEmpty() ? QVariant() : row.address;
    case Qt::TextAlignmentRole:
      return static_cast<int>((numbers_.contains(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                              Qt::AlignVCenter);
    case Qt::FontRole: {
      QFont bold;
      bold.setBold(true);
      return row.isStrong ? QVariant(bold) : QVariant();
    }
    case placeRole: return row.place;
    case lineRole: return row.line;
    case addressRole: return row.address;
    case numberRole: return row.number;
    default: return {};
  }
}

QVariant TreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return static_cast<int>((numbers_.contains(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  return role == Qt::DisplayRole ? QVariant(headings_.value(section)) : QVariant();
}

QModelIndex TreeModel::find(int place, int number) const {
  for (int i = 0; i < rowCount(); ++i) {
    const QModelIndex top = index(i, 0);
    if (top.data(placeRole).toInt() != place) continue;
    if (number < 0) return top;
    for (int k = 0; k < rowCount(top); ++k)
      if (const QModelIndex line = index(k, 0, top); line.data(numberRole).toInt() == number) return line;
  }
  return {};
}

}  // namespace isocost::gui
