/// The alternatives of the scenario, in its order: switched on or off, which is the baseline, and their
/// latest figures.
#pragma once

#include <QAbstractListModel>
#include <QList>

namespace isocost::gui {

struct AlternativeEntry {
  QString name;
  bool isShown = true;
  bool isBaseline = false;
  QString figures;  ///< "0.40 USD, p99 1.03 s"
  bool operator==(const AlternativeEntry&) const = default;
};

class AlternativesModel : public QAbstractListModel {
  Q_OBJECT

 public:
  using QAbstractListModel::QAbstractListModel;

  void setEntries(const QList<AlternativeEntry>& entries, bool isDark);
  [[nodiscard]] const QList<AlternativeEntry>& entries() const { return entries_; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// Check state and name only ask: the document makes the change, and the model follows it.
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 Q_SIGNALS:
  void showAsked(int row, bool isShown);
  void renameAsked(int row, const QString& name);

 private:
  QList<AlternativeEntry> entries_;
  bool isDark_ = false;
};

}  // namespace isocost::gui
