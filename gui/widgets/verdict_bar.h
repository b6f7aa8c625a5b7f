/// The answer in plain words, and on demand the sentence of each alternative.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace isocost::gui {

class VerdictBar : public QFrame {
  Q_OBJECT

 public:
  explicit VerdictBar(QWidget* parent = nullptr);

  /// \param state  why the verdict may not be the last word; empty: it is
  void show(const QString& verdict, const QString& state, const QStringList& reasons);
  [[nodiscard]] QString verdict() const;
  [[nodiscard]] QString state() const;

 private:
  QLabel* verdict_;
  QLabel* state_;
  QLabel* reasons_;
  QToolButton* why_;
};

}  // namespace isocost::gui
