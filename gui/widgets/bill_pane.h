/// The bills as a tree, and beside it what the selected line follows from.
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QSplitter;
class QTreeView;

namespace isocost::gui {

class TreeModel;

class BillPane : public QWidget {
  Q_OBJECT

 public:
  explicit BillPane(TreeModel& model, QWidget* parent = nullptr);

  /// \param number  of the line in the bill; negative: the bill itself
  void showLine(int place, int number);
  void setExplanation(const QString& text);
  [[nodiscard]] QString explanation() const;

 signals:
  void lineSelected(int place, const QString& line);

  /// Something for the status line.
  void told(const QString& sentence);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void arrange();

  TreeModel& model_;
  QTreeView* tree_;
  QPlainTextEdit* explanation_;
  bool isArranged_ = true;
};

}  // namespace isocost::gui
