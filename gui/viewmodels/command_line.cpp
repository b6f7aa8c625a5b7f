#include "gui/viewmodels/command_line.h"

#include <QRegularExpression>

#include "gui/viewmodels/break_even_search.h"
#include "gui/viewmodels/document.h"

namespace isocost::gui {
namespace {

QStringList setOptions(const DocumentState& state) {
  QStringList words;
  for (auto change = state.changes.begin(); change != state.changes.end(); ++change)
    words << "--set" << change.key() + '=' + change.value();
  return words;
}

QString joined(const QStringList& words) {
  QStringList quoted;
  for (const QString& word : words) quoted.append(shellWord(word));
  return quoted.join(' ');
}

/// A name that begins with a dash would be taken for an option.
QString fileWord(const QString& path) {
  if (path.isEmpty()) return QStringLiteral("SCENARIO.yaml");
  return path.startsWith('-') ? "./" + path : path;
}

QStringList optionWords(const QString& option, const QString& value) {
  return value.startsWith('-') ? QStringList{option + '=' + value} : QStringList{option, value};
}

}  // namespace

QString shellWord(const QString& word) {
  static const QRegularExpression plain(
      QRegularExpression::anchoredPattern(QStringLiteral("[A-Za-z0-9_@%+=:,./-]+")));
  if (plain.match(word).hasMatch()) return word;
  QString inside = word;
  return '\'' + inside.replace('\'', QLatin1String("'\\''")) + '\'';
}

QString runCommand(const QString& path, const DocumentState& state, const QStringList& names) {
  QStringList words{"isocost", "run", fileWord(path)};
  words += setOptions(state);
  if (!state.hidden.isEmpty())
    for (const QString& name : names)
      if (!state.hidden.contains(name)) words << optionWords("--alternative", name);
  // A baseline that is switched off holds for nothing, and the program would refuse it.
  if (names.contains(state.baseline) && !state.hidden.contains(state.baseline))
    words << optionWords("--baseline", state.baseline);
  return joined(words);
}

QString breakEvenCommand(const QString& path, const DocumentState& state, const BreakEvenQuestion& question) {
  const QStringList options = question.options();
  if (options.isEmpty()) return {};
  const QString line = joined(QStringList{"isocost", "breakeven", fileWord(path)} + options);
  return state.changes.isEmpty()
             ? line
             : line + QStringLiteral("  # after saving: the what-if changes are not in the file yet");
}

}  // namespace isocost::gui
