#include "gui/viewmodels/alternatives_model.h"

#include "gui/viewmodels/series_style.h"

namespace isocost::gui {

void AlternativesModel::setEntries(const QList<AlternativeEntry>& entries, bool isDark) {
  const bool isSameList = entries.size() == entries_.size() && isDark == isDark_;
  if (isSameList) {
    if (entries == entries_) return;
    entries_ = entries;
    Q_EMIT dataChanged(index(0), index(static_cast<int>(entries_.size()) - 1));
    return;
  }
  beginResetModel();
  entries_ = entries;
  isDark_ = isDark;
  endResetModel();
}

int AlternativesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant AlternativesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const AlternativeEntry& one = entries_[index.row()];
  switch (role) {
    case Qt::DisplayRole:
      return (one.isBaseline ? QStringLiteral("★ ") : QString()) + one.name +
             (one.figures.isEmpty() ? QString() : '\n' + one.figures);
    case Qt::EditRole: return one.name;
    case Qt::CheckStateRole: return static_cast<int>(one.isShown ? Qt::Checked : Qt::Unchecked);
    case Qt::DecorationRole: return seriesIcon(index.row(), isDark_);
    case Qt::ToolTipRole: return one.isBaseline ? tr("%1 is the baseline").arg(one.name) : one.name;
    case Qt::AccessibleTextRole:
      return one.name + (one.isShown ? QString() : tr(", off")) +
             (one.isBaseline ? tr(", baseline") : QString());
    default: return {};
  }
}

Qt::ItemFlags AlternativesModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  return QAbstractListModel::flags(index) | Qt::ItemIsUserCheckable | Qt::ItemIsEditable;
}

bool AlternativesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid()) return false;
  if (role == Qt::CheckStateRole)
    Q_EMIT showAsked(index.row(), value.toInt() == Qt::Checked);
  else if (role == Qt::EditRole && !value.toString().trimmed().isEmpty())
    Q_EMIT renameAsked(index.row(), value.toString().trimmed());
  else
    return false;
  return true;
}

}  // namespace isocost::gui
