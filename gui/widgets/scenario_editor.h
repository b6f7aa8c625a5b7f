/// The text of the scenario, with its parts coloured and its problems underlined. Undo and redo are the
/// document's.
#pragma once

#include <QPlainTextEdit>

#include "gui/viewmodels/problems_model.h"

class QSyntaxHighlighter;

namespace isocost::gui {

class ScenarioEditor : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit ScenarioEditor(QWidget* parent = nullptr);

  /// Keeps the cursor where it is; no `typed`. Line ends and characters that the editor has no way to show
  /// stay in the text.
  void setScenario(const QString& text);
  void setProblems(const QList<Problem>& problems);
  void goTo(int line, int column, int width);
  void applyPalette();

 signals:
  /// \param mergeKey  the same for what is typed in one go
  void typed(const QString& text, const QString& mergeKey);

 protected:
  bool event(QEvent* event) override;

 private:
  void tellChange();
  [[nodiscard]] QString content() const;

  QString text_;   ///< as the scenario has it
  QString shown_;  ///< what the editor made of it
  QList<Problem> problems_;
  QSyntaxHighlighter* highlighter_;
  qint64 lastTyped_ = 0;
  int stretch_ = 0;
  bool isFollowing_ = false;
};

}  // namespace isocost::gui
