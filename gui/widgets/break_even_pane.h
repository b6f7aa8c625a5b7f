/// Where does the answer flip? The question on top, the curves with their crossings below.
#pragma once

#include <QWidget>

#include "gui/viewmodels/break_even_search.h"
#include "gui/viewmodels/parameters.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace isocost::gui {

class BreakEvenPlot;

class BreakEvenPane : public QWidget {
  Q_OBJECT

 public:
  explicit BreakEvenPane(QWidget* parent = nullptr);

  /// Choices there are; what was chosen stays when it is still among them.
  void setChoices(const QStringList& alternatives, const QList<Parameter>& parameters);
  [[nodiscard]] BreakEvenQuestion question() const;
  void setAnswer(const BreakEvenChart& chart);
  void setMessage(const QString& sentence);
  /// The answer is of the scenario before its latest change.
  void setStale(bool isStale);
  /// No answer any more, and ranges are suggested anew.
  void forget();
  void setBusy(bool isBusy);
  [[nodiscard]] BreakEvenPlot& plot() { return *plot_; }
  [[nodiscard]] QString answer() const;

 signals:
  void asked();
  void stopAsked();

 private:
  void suggestRange();
  void addFields(QGridLayout* layout);

  QComboBox *first_, *second_, *path_, *metric_;
  QLineEdit *low_, *high_;
  QPushButton* find_;
  QLabel* answer_;
  QLabel* stale_;
  BreakEvenPlot* plot_;
  QList<Parameter> parameters_;
  bool isBusy_ = false;
};

}  // namespace isocost::gui
