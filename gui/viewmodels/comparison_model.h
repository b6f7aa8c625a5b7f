/// The headline table: one row for each alternative that is switched on, with the difference to the baseline
/// and its interval. What is no demonstrable difference is greyed and says so.
#pragma once

#include <QAbstractTableModel>

namespace isocost::gui {

struct Shown;

class ComparisonModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    name,
    size,
    cost,
    costDifference,
    p50,
    p99,
    p99Difference,
    cold,
    errors,
    utilisation,
    slo,
    columnCount_
  };
  /// Place of the row's alternative in the scenario.
  static constexpr int placeRole = Qt::UserRole;

  using QAbstractTableModel::QAbstractTableModel;

  void setShown(const Shown* shown, bool isDark);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Cell {
    QString text;
    QString more;
    bool isQuiet = false;  ///< no demonstrable difference
    double order = 0;      ///< for sorting
  };
  struct Row {
    QList<Cell> cells;
    int place = 0;
    bool isBaseline = false;
  };
  static Row rowOf(const Shown& shown, std::size_t index);

  QList<Row> rows_;
  QString period_;
  bool isDark_ = false;
};

}  // namespace isocost::gui
