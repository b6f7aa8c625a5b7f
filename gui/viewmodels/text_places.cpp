#include "gui/viewmodels/text_places.h"

#include <algorithm>

#include "simulator/input/node.h"

namespace isocost::gui {
namespace {

/// A quote inside a plain word, as in it's, opens nothing.
bool opensQuotes(const QString& text, qsizetype at) {
  if (text[at] != '"' && text[at] != '\'') return false;
  qsizetype before = at - 1;
  while (before >= 0 && text[before].isSpace()) --before;
  return before < 0 || QStringLiteral("{[,:-").contains(text[before]);
}

qsizetype behindQuotes(const QString& text, qsizetype at) {
  const QChar quote = text[at];
  for (qsizetype i = at + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return text.size();
}

qsizetype endOfLine(const QString& text, qsizetype at) {
  const qsizetype end = text.indexOf('\n', at);
  return end < 0 ? text.size() : end;
}

qsizetype behindBrackets(const QString& text, qsizetype at) {
  int depth = 0;
  for (qsizetype i = at; i < text.size(); ++i) {
    const QChar c = text[i];
    if (opensQuotes(text, i))
      i = behindQuotes(text, i) - 1;
    else if (c == '#' && i > 0 && text[i - 1].isSpace())
      i = endOfLine(text, i);
    else if (c == '{' || c == '[')
      ++depth;
    else if ((c == '}' || c == ']') && --depth == 0)
      return i + 1;
  }
  return text.size();
}

}  // namespace

qsizetype beginOf(const QString& text, const SourceRange& where) {
  qsizetype at = 0;
  for (int line = 1; line < where.line; ++line) at = std::min(endOfLine(text, at) + 1, text.size());
  for (int column = 1; column < where.column && at < text.size(); ++column)
    at += text[at].isHighSurrogate() ? 2 : 1;
  return std::min(at, text.size());
}

bool isFlow(const QString& text, const Node& node) {
  const qsizetype at = beginOf(text, node.where);
  return node.kind != Node::Kind::scalar && at < text.size() && (text[at] == '{' || text[at] == '[');
}

qsizetype endOf(const QString& text, const Node& node) {
  const qsizetype begin = beginOf(text, node.where);
  if (isFlow(text, node)) return behindBrackets(text, begin);
  if (node.kind == Node::Kind::scalar) {
    if (node.is_quoted) return behindQuotes(text, begin);
    return std::min(begin + QString::fromStdString(node.text).size(), text.size());
  }
  qsizetype end = begin;
  for (const Node& item : node.items) end = std::max(end, endOf(text, item));
  for (const Node::Entry& entry : node.entries)
    end = std::max({end, beginOf(text, entry.key_where), endOf(text, entry.value)});
  return end;
}

int lineAt(const QString& text, qsizetype offset) {
  return static_cast<int>(QStringView(text).left(offset).count('\n')) + 1;
}

QString lineEndOf(const QString& text) {
  return text.contains(QLatin1String("\r\n")) ? QStringLiteral("\r\n") : QStringLiteral("\n");
}

}  // namespace isocost::gui
