#include "gui/viewmodels/problems_model.h"

#include <QFileInfo>
#include <algorithm>

#include "simulator/input/diagnostic.h"

namespace isocost::gui {

void ProblemsModel::setProblems(const Diagnostics& diagnostics, const QString& scenarioFile) {
  beginResetModel();
  problems_.clear();
  for (const Diagnostic& one : diagnostics) {
    const QString file = one.where.file ? QString::fromStdString(one.where.file->name) : QString();
    problems_.append({static_cast<Problem::Severity>(one.severity), file, file == scenarioFile,
                      one.where.line, one.where.column, one.where.width, QString::fromStdString(one.message),
                      QString::fromStdString(one.hint)});
  }
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.severity > b.severity; });
  endResetModel();
}

int ProblemsModel::errorCount() const {
  return static_cast<int>(std::count_if(problems_.begin(), problems_.end(), [](const Problem& one) {
    return one.severity == Problem::Severity::error;
  }));
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(problems_.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columnCount_;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
  const Problem& one = problems_[index.row()];
  switch (index.column()) {
    case severity:
      return one.severity == Problem::Severity::error     ? tr("error")
             : one.severity == Problem::Severity::warning ? tr("warning")
                                                          : tr("note");
    case place:
      if (one.line == 0) return QFileInfo(one.file).fileName();
      return QStringLiteral("%1:%2:%3").arg(QFileInfo(one.file).fileName()).arg(one.line).arg(one.column);
    case message: return one.message;
    case hint: return one.hint;
    default: return {};
  }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case severity: return tr("Kind");
    case place: return tr("Place");
    case message: return tr("What is wrong");
    case hint: return tr("What to do");
    default: return {};
  }
}

}  // namespace isocost::gui
