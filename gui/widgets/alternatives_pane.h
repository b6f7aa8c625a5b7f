/// The list of alternatives: on and off, baseline, duplicate, rename, delete.
#pragma once

#include <QWidget>

class QLabel;
class QLayout;
class QListView;
class QToolButton;

namespace isocost::gui {

class AlternativesModel;

class AlternativesPane : public QWidget {
  Q_OBJECT

 public:
  explicit AlternativesPane(AlternativesModel& model, QWidget* parent = nullptr);

  [[nodiscard]] int current() const;
  void setCurrent(int row);
  void rename();

 signals:
  void currentChanged(int row);
  void baselineAsked(int row);
  void duplicateAsked(int row);
  void deleteAsked(int row);

 private:
  QToolButton* addButton(const QString& text, const QString& name, QLayout* layout);
  void showHint();

  AlternativesModel& model_;
  QListView* list_;
  QLabel* hint_;
};

}  // namespace isocost::gui
