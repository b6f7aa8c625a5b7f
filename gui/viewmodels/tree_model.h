/// A tree of cells that is built whole and then only read: the bills.
#pragma once

#include <QAbstractItemModel>
#include <memory>
#include <vector>

namespace isocost::gui {

struct TreeRow {
  QStringList cells;
  QString address;  ///< of a page on the web; empty: none
  int place = -1;   ///< of the alternative in the scenario
  QString line;     ///< of the bill; empty for rows that are none
  int number = -1;  ///< of the line in the bill
  bool isStrong = false;
  TreeRow* parent = nullptr;
  std::vector<std::unique_ptr<TreeRow>> rows = {};

  TreeRow& add(TreeRow row);
};

class TreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  static constexpr int placeRole = Qt::UserRole;
  static constexpr int lineRole = Qt::UserRole + 1;
  static constexpr int addressRole = Qt::UserRole + 2;
  static constexpr int numberRole = Qt::UserRole + 3;

  explicit TreeModel(QObject* parent = nullptr);

  /// \param numbers  columns that are aligned to the right
  void setRows(const QStringList& headings, const QList<int>& numbers, std::unique_ptr<TreeRow> root);

  [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// The row of that line of that alternative's bill; invalid when there is none.
  [[nodiscard]] QModelIndex find(int place, int number) const;

 private:
  [[nodiscard]] const TreeRow* rowAt(const QModelIndex& index) const;

  QStringList headings_;
  QList<int> numbers_;
  std::unique_ptr<TreeRow> root_;
};

}  // namespace isocost::gui
