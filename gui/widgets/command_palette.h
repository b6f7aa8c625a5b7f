/// Every action of the window by its words: Ctrl+K, a few letters, Enter.
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace isocost::gui {

class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  explicit CommandPalette(const QList<QAction*>& actions, QWidget* parent = nullptr);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void list(const QString& words);
  void runCurrent();

  QList<QAction*> actions_;
  QLineEdit* words_;
  QListWidget* found_;
};

}  // namespace isocost::gui
