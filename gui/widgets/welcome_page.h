/// Where to begin: unsaved work of last time, recent files, the shipped scenarios with the question each
/// answers, and a place to drop a file.
#pragma once

#include <QWidget>

class QLabel;
class QListWidget;

namespace isocost::gui {

class WelcomePage : public QWidget {
  Q_OBJECT

 public:
  explicit WelcomePage(QWidget* parent = nullptr);

  void setRecent(const QStringList& paths);
  /// \param sentence  what was left behind; empty: nothing
  void setLeftBehind(const QString& sentence);

 signals:
  void openAsked(const QString& path);
  void chooseAsked();
  void newAsked();
  void recoverAsked();
  void discardAsked();

 private:
  QWidget* makeRecoveryBar();
  QListWidget* makeList(const QString& name);

  QWidget* recovery_;
  QLabel* leftBehind_ = nullptr;
  QListWidget* recent_;
  QListWidget* shipped_;
};

}  // namespace isocost::gui
