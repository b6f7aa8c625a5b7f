/// What is wrong with the scenario, with the place in its text.
#pragma once

#include <QAbstractTableModel>
#include <QList>

namespace isocost {
struct Diagnostic;
}

namespace isocost::gui {

struct Problem {
  enum class Severity : std::uint8_t { note, warning, error };
  Severity severity = Severity::error;
  QString file;
  bool isInScenario = false;  ///< otherwise of a price, a trace, a what-if change
  int line = 0;               ///< from 1; 0: of no line
  int column = 0;
  int width = 1;  ///< characters
  QString message;
  QString hint;
};

class ProblemsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { severity, place, message, hint, columnCount_ };

  using QAbstractTableModel::QAbstractTableModel;

  /// \param scenarioFile  name of the scenario's text in the diagnostics
  void setProblems(const std::vector<Diagnostic>& diagnostics, const QString& scenarioFile);
  [[nodiscard]] const QList<Problem>& problems() const { return problems_; }
  [[nodiscard]] int errorCount() const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QList<Problem> problems_;
};

}  // namespace isocost::gui
