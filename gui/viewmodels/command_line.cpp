#include "gui/viewmodels/command_line.h"

#include <QRegularExpression>

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

}  // namespace

QString shellWord(const QString& word) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
  if (plain.match(word).hasMatch()) return word;
  QString inside = word;
  return '\'' + inside.replace('\'', QLatin1String("'\\''")) + '\'';
}

QString runCommand(const QString& path, const DocumentState& state, const QStringList& names) {
  QStringList words{"isocost", "run", path};
  words += setOptions(state);
  if (!state.hidden.isEmpty())
    for (const QString& name : names)
      if (!state.hidden.contains(name)) words << "--alternative" << name;
  if (!state.baseline.isEmpty()) words << "--baseline" << state.baseline;
  return joined(words);
}

QString breakEvenCommand(const QString& path, const DocumentState& state, const QStringList& options) {
  if (state.changes.isEmpty()) return joined(QStringList{"isocost", "breakeven", path} + options);
  return joined(QStringList{"isocost", "breakeven", path} + options) +
         QStringLiteral("  # after saving: the what-if changes are not in the file yet");
}

}  // namespace isocost::gui
