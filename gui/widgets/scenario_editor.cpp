#include "gui/widgets/scenario_editor.h"

#include <QDateTime>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QToolTip>

#include "gui/viewmodels/series_style.h"
#include "gui/viewmodels/typed_text.h"

namespace isocost::gui {
namespace {

/// Keys, quantities, words in quotes and comments.
class Highlighter : public QSyntaxHighlighter {
 public:
  using QSyntaxHighlighter::QSyntaxHighlighter;

 protected:
  void highlightBlock(const QString& text) override {
    static const QRegularExpression key(QStringLiteral("[A-Za-z_][A-Za-z0-9_.-]*(?=\\s*:(\\s|$))"));
    static const QRegularExpression quantity(QStringLiteral(
        "(?<![A-Za-z0-9_.-])[0-9]+(\\.[0-9]+)?\\s?(%|[A-Za-z]+(/[a-z]+)?|/[a-z]+)?(?![A-Za-z0-9.-])"));
    static const QRegularExpression quoted(QStringLiteral("\"[^\"]*\"|'[^']*'"));
    static const QRegularExpression comment(QStringLiteral("(^|\\s)#.*$"));
    const bool isDark = isDarkPalette();
    paint(text, quantity, QColor(isDark ? "#79c0ff" : "#0550ae"));
    paint(text, key, QColor(isDark ? "#7ee787" : "#116329"));
    paint(text, quoted, QColor(isDark ? "#ffab70" : "#953800"));
    paint(text, comment, QColor(isDark ? "#98a2ad" : "#5f6873"));
  }

 private:
  void paint(const QString& text, const QRegularExpression& what, const QColor& color) {
    auto matches = what.globalMatch(text);
    while (matches.hasNext()) {
      const QRegularExpressionMatch match = matches.next();
      setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), color);
    }
  }
};

/// Characters of the diagnostics are Unicode's; the editor counts UTF-16 units.
int unitsBefore(const QString& line, int column) {
  const QList<uint> characters = line.toUcs4();
  const qsizetype many = std::clamp<qsizetype>(column - 1, 0, characters.size());
  return static_cast<int>(
      QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()), many).size());
}

}  // namespace

ScenarioEditor::ScenarioEditor(QWidget* parent)
    : QPlainTextEdit(parent), highlighter_(new Highlighter(document())) {
  setAccessibleName(tr("Text of the scenario"));
  setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  setLineWrapMode(QPlainTextEdit::NoWrap);
  setUndoRedoEnabled(false);
  setPlaceholderText(tr("Open a scenario, or begin one with File → New."));
  setTabChangesFocus(true);
  connect(this, &QPlainTextEdit::textChanged, this, &ScenarioEditor::tellChange);
}

void ScenarioEditor::tellChange() {
  if (isFollowing_) return;
  constexpr qint64 pause = 1500;  // ms; after it a new step begins
  const qint64 time = QDateTime::currentMSecsSinceEpoch();
  if (time - lastTyped_ > pause) ++stretch_;
  lastTyped_ = time;
  const QString now = content();
  text_ = withTyped(text_, shown_, now);
  shown_ = now;
  emit typed(text_, QStringLiteral("typing %1").arg(stretch_));
}

/// `toPlainText` makes spaces of those that do not break.
QString ScenarioEditor::content() const {
  return document()->toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

void ScenarioEditor::setScenario(const QString& text) {
  if (text == text_) return;
  isFollowing_ = true;
  const int at = textCursor().position();
  setPlainText(withPlainLineEnds(text));
  text_ = text;
  shown_ = content();
  QTextCursor cursor = textCursor();
  cursor.setPosition(std::min(at, static_cast<int>(shown_.size())));
  setTextCursor(cursor);
  isFollowing_ = false;
  lastTyped_ = 0;
}

void ScenarioEditor::setProblems(const QList<Problem>& problems) {
  problems_ = problems;
  QList<QTextEdit::ExtraSelection> marks;
  for (const Problem& one : problems) {
    const QTextBlock block = document()->findBlockByNumber(one.line - 1);
    if (!one.isInScenario || one.line == 0 || !block.isValid()) continue;
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(block);
    const int begin = unitsBefore(block.text(), one.column);
    const int end = std::max(begin + 1, unitsBefore(block.text(), one.column + one.width));
    mark.cursor.setPosition(block.position() + std::min(begin, block.length() - 1));
    mark.cursor.setPosition(block.position() + std::min(end, block.length() - 1), QTextCursor::KeepAnchor);
    mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    mark.format.setUnderlineColor(one.severity == Problem::Severity::error ? QColor("#e5484d")
                                                                           : QColor("#d29922"));
    marks.append(mark);
  }
  setExtraSelections(marks);
}

void ScenarioEditor::goTo(int line, int column, int width) {
  const QTextBlock block = document()->findBlockByNumber(line - 1);
  if (!block.isValid()) return;
  QTextCursor cursor(block);
  cursor.setPosition(block.position() + unitsBefore(block.text(), column));
  cursor.setPosition(block.position() + unitsBefore(block.text(), column + width), QTextCursor::KeepAnchor);
  setTextCursor(cursor);
  centerCursor();
  setFocus();
}

void ScenarioEditor::applyPalette() { highlighter_->rehighlight(); }

/// Undo and redo are the window's: a text field would keep their keys for itself.
bool ScenarioEditor::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* const key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      event->ignore();
      return true;
    }
  }
  if (event->type() != QEvent::ToolTip) return QPlainTextEdit::event(event);
  const auto* const help = static_cast<QHelpEvent*>(event);
  const QTextCursor cursor = cursorForPosition(viewport()->mapFromGlobal(help->globalPos()));
  for (const Problem& one : problems_)
    if (one.isInScenario && one.line == cursor.blockNumber() + 1) {
      QToolTip::showText(help->globalPos(), one.message + (one.hint.isEmpty() ? QString() : '\n' + one.hint),
                         this);
      return true;
    }
  QToolTip::hideText();
  return true;
}

}  // namespace isocost::gui
