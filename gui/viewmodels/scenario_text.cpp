#include "gui/viewmodels/scenario_text.h"

#include <QLocale>
#include <QMap>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

#include "gui/viewmodels/text_places.h"
#include "gui/viewmodels/what_if_changes.h"
#include "simulator/input/node.h"

namespace isocost::gui {
namespace {

using Values = QMap<QString, QString>;  ///< path -> value

std::optional<Node> parsed(const QString& text) {
  return parse_yaml(std::make_shared<const SourceFile>(SourceFile{"", text.toStdString(), 1})).value;
}

void addScalars(const Node& node, const QString& path, QList<ScalarPlace>& places) {
  switch (node.kind) {
    case Node::Kind::scalar:
      places.append(
          {path, QString::fromStdString(node.text), node.where.line, node.where.column, node.where.width});
      break;
    case Node::Kind::mapping:
      for (const Node::Entry& entry : node.entries) {
        const QString key = QString::fromStdString(entry.key);
        if (!key.contains('.')) addScalars(entry.value, path.isEmpty() ? key : path + '.' + key, places);
      }
      break;
    case Node::Kind::sequence:
      for (std::size_t i = 0; i < node.items.size(); ++i)
        if (node.items[i].kind == Node::Kind::mapping)
          addScalars(node.items[i], QStringLiteral("%1[%2]").arg(path).arg(i), places);
      break;
  }
}

std::optional<Values> valuesOf(const QString& text) {
  const auto root = parsed(text);
  if (!root) return std::nullopt;
  QList<ScalarPlace> places;
  addScalars(*root, {}, places);
  Values values;
  for (const ScalarPlace& place : places) values[place.path] = place.value;
  return values;
}

QString entryOf(const Node& item, std::string_view key) {
  const Node* const found = item.kind == Node::Kind::mapping ? item.find(key) : nullptr;
  return found == nullptr ? QString() : QString::fromStdString(found->text);
}

/// The place of the alternative when its lines belong to it alone.
std::optional<AlternativePlace> ownPlace(const QString& text, int index) {
  const QList<AlternativePlace> all = alternativesOf(text);
  if (index < 0 || index >= all.size()) return std::nullopt;
  const AlternativePlace place = all[index];
  const QString first = text.split('\n').value(place.firstLine - 1);
  if (!first.trimmed().startsWith('-')) return std::nullopt;
  for (int i = 0; i < all.size(); ++i)
    if (i != index && all[i].firstLine <= place.lastLine && all[i].lastLine >= place.firstLine)
      return std::nullopt;
  return place;
}

QString inQuotes(const QString& value) {
  QString inside = value;
  inside.replace('\\', QLatin1String("\\\\")).replace('"', QLatin1String("\\\""));
  inside.replace('\n', QLatin1String("\\n")).replace('\t', QLatin1String("\\t"));
  return '"' + inside + '"';
}

bool isPlain(const QString& value) {
  static const QRegularExpression plain(QRegularExpression::anchoredPattern(
      QStringLiteral("[A-Za-z0-9]([A-Za-z0-9 ()._/%+-]*[A-Za-z0-9)%])?")));
  return plain.match(value).hasMatch();
}

/// Names of the path that the text has no value for, and the last value on the way that it has.
struct Way {
  const Node* last = nullptr;
  QStringList missing;
};

std::optional<Way> wayTo(const Node& root, const QString& path) {
  static const QRegularExpression step(QStringLiteral("([^.\\[\\]]+)|\\[([0-9]+)\\]"));
  Way way{&root, {}};
  auto steps = step.globalMatch(path);
  while (steps.hasNext()) {
    const QRegularExpressionMatch match = steps.next();
    if (!match.captured(2).isEmpty()) {
      const auto index = static_cast<std::size_t>(match.captured(2).toInt());
      if (!way.missing.isEmpty() || index >= way.last->items.size()) return std::nullopt;
      way.last = &way.last->items[index];
      continue;
    }
    const Node* const next = way.missing.isEmpty() && way.last->kind == Node::Kind::mapping
                                 ? way.last->find(match.captured(1).toStdString())
                                 : nullptr;
    if (next != nullptr)
      way.last = next;
    else
      way.missing.append(match.captured(1));
  }
  return way;
}

/// "p99: 5 s", or "slo: {p99: 5 s}" where a group is missing too.
QString entryText(const QStringList& names, const QString& value) {
  QString text = value;
  for (qsizetype i = names.size() - 1; i >= 0; --i)
    text = names[i] + QStringLiteral(": ") + (i == names.size() - 1 ? text : '{' + text + '}');
  return text;
}

/// A new entry as the first of a mapping; at the end of the text for the outermost one.
QString withEntry(const QString& text, const Node& root, const Way& way, const QString& value) {
  const QString entry = entryText(way.missing, value), lineEnd = lineEndOf(text);
  qsizetype at = beginOf(text, way.last->where);
  QString made = text;
  if (isFlow(text, *way.last)) return made.insert(at + 1, way.last->entries.empty() ? entry : entry + ", ");
  if (way.last == &root) return made + (text.endsWith('\n') ? QString() : lineEnd) + entry + lineEnd;
  return made.insert(at, entry + lineEnd + QString(way.last->where.column - 1, ' '));
}

QString changed(const QString& text, const Node& root, const Way& way, const QString& value) {
  const qsizetype begin = beginOf(text, way.last->where);
  const bool isLeftOut =
      way.last->kind == Node::Kind::scalar && way.last->text.empty() && !way.last->is_quoted;
  QString made = text;
  if (isLeftOut) {
    const QString whole = way.missing.isEmpty() ? value : '{' + entryText(way.missing, value) + '}';
    return made.insert(text.indexOf(':', begin) + 1, ' ' + whole);
  }
  if (way.missing.isEmpty()) return made.replace(begin, endOf(text, *way.last) - begin, value);
  return withEntry(text, root, way, value);
}

/// The values by the numbers that their alternatives have afterwards.
Values moved(const QString& text, const Values& values, int index, int (*place)(int number, int index)) {
  QList<int> places;
  for (int i = 0; i < alternativesOf(text).size(); ++i) places.append(place(i, index));
  return renumbered(values, places);
}

}  // namespace

QList<ScalarPlace> scalarsOf(const QString& text) {
  QList<ScalarPlace> places;
  if (const auto root = parsed(text)) addScalars(*root, {}, places);
  return places;
}

QList<AlternativePlace> alternativesOf(const QString& text) {
  QList<AlternativePlace> places;
  const auto root = parsed(text);
  const Node* const list = root && root->kind == Node::Kind::mapping ? root->find("alternatives") : nullptr;
  if (list == nullptr || list->kind != Node::Kind::sequence) return places;
  for (const Node& item : list->items)
    places.append({entryOf(item, "name"), entryOf(item, "platform"), item.where.line,
                   lineAt(text, std::max(endOf(text, item), qsizetype{1}) - 1)});
  return places;
}

std::optional<QString> withValue(const QString& text, const QString& path, const QString& value) {
  const auto root = parsed(text);
  const auto way = root ? wayTo(*root, path) : std::nullopt;
  auto expected = valuesOf(text);
  if (!way || !expected) return std::nullopt;
  // A group that was left out gives way to its first entry.
  for (qsizetype dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1))
    if (expected->value(path.left(dot)).isEmpty()) expected->remove(path.left(dot));
  expected->insert(path, value);
  if (isPlain(value))
    if (const QString made = changed(text, *root, *way, value); valuesOf(made) == expected) return made;
  const QString made = changed(text, *root, *way, inQuotes(value));
  return valuesOf(made) == expected ? std::optional(made) : std::nullopt;
}

std::optional<QString> withDuplicate(const QString& text, int index, const QString& newName) {
  const auto place = ownPlace(text, index);
  const auto before = valuesOf(text);
  if (!place || !before) return std::nullopt;
  QStringList lines = text.split('\n');
  QStringList mine = lines.mid(place->firstLine - 1, place->lastLine - place->firstLine + 1);
  const bool isLast = place->lastLine == lines.size();
  if (isLast && lineEndOf(text).startsWith('\r')) lines.last() += '\r';
  for (qsizetype i = 0; i < mine.size(); ++i) lines.insert(place->lastLine + i, mine[i]);
  const QString twice = lines.join('\n');
  Values expected = moved(text, *before, index, [](int i, int at) { return i > at ? i + 1 : i; });
  expected.insert(moved(text, *before, index, [](int i, int at) { return i == at ? i + 1 : -1; }));
  if (valuesOf(twice) != expected) return std::nullopt;
  return withName(twice, index + 1, newName);
}

std::optional<QString> withoutAlternative(const QString& text, int index) {
  const auto place = ownPlace(text, index);
  const auto before = valuesOf(text);
  if (!place || !before || alternativesOf(text).size() < 2) return std::nullopt;
  QStringList lines = text.split('\n');
  lines.remove(place->firstLine - 1, place->lastLine - place->firstLine + 1);
  const QString made = lines.join('\n');
  const auto behind = [](int i, int at) { return i == at ? -1 : i > at ? i - 1 : i; };
  return valuesOf(made) == moved(text, *before, index, behind) ? std::optional(made) : std::nullopt;
}

std::optional<QString> withName(const QString& text, int index, const QString& newName) {
  return withValue(text, QStringLiteral("alternatives[%1].name").arg(index), newName);
}

std::optional<Quantity> quantityOf(const QString& value) {
  static const QRegularExpression form(
      QStringLiteral("^\\s*([0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(.*)$"));
  const QRegularExpressionMatch match = form.match(value);
  if (!match.hasMatch()) return std::nullopt;
  return Quantity{match.captured(1).toDouble(), match.captured(2)};
}

QString textOf(const Quantity& quantity) {
  return QLocale::c().toString(quantity.number, 'g', 6).replace(QLatin1String("e+0"), QLatin1String("e")) +
         quantity.unit;
}

QString shownText(const Quantity& quantity) {
  QLocale locale;
  locale.setNumberOptions(QLocale::OmitGroupSeparator);
  return locale.toString(quantity.number, 'g', 6) + quantity.unit;
}

std::optional<Quantity> typedQuantity(const QString& typed) {
  static const QRegularExpression form(QStringLiteral("^\\s*([0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?)(.*)$"));
  const QRegularExpressionMatch match = form.match(typed);
  bool isNumber = false;
  const double number = QLocale().toDouble(match.captured(1), &isNumber);
  return match.hasMatch() && isNumber ? std::optional(Quantity{number, match.captured(2)})
                                      : quantityOf(typed);
}

}  // namespace isocost::gui
