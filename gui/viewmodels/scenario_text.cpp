#include "gui/viewmodels/scenario_text.h"

#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

#include "simulator/input/node.h"

namespace isocost::gui {
namespace {

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

QString entryOf(const Node& item, std::string_view key) {
  const Node* const found = item.kind == Node::Kind::mapping ? item.find(key) : nullptr;
  return found == nullptr ? QString() : QString::fromStdString(found->text);
}

int lastLineOf(const Node& node) {
  int last = node.where.line;
  for (const Node& item : node.items) last = std::max(last, lastLineOf(item));
  for (const Node::Entry& entry : node.entries)
    last = std::max({last, entry.key_where.line, lastLineOf(entry.value)});
  return last;
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

QString quoted(const QString& name) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z][A-Za-z0-9 ()._-]*$"));
  if (plain.match(name).hasMatch()) return name;
  QString inside = name;
  return '"' + inside.replace('\\', QLatin1String("\\\\")).replace('"', QLatin1String("\\\"")) + '"';
}

/// The lines of one alternative with another name: in place of the old one, or in front of all else.
QString renamed(const QString& lines, bool hasName, const QString& oldName, const QString& newName) {
  QString changed = lines;
  if (hasName) {
    static const QRegularExpression entry(
        QStringLiteral("(?<=[{,\\s-])name:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^,}\\n#]*[^,}\\n#\\s])"));
    const QRegularExpressionMatch match = entry.match(lines);
    if (match.hasMatch())
      return changed.replace(match.capturedStart(1), match.capturedLength(1), quoted(newName));
  }
  Q_UNUSED(oldName);
  static const QRegularExpression opening(QStringLiteral("^(\\s*-\\s*)(\\{?)"));
  const QRegularExpressionMatch match = opening.match(lines);
  if (!match.captured(2).isEmpty())
    return changed.insert(match.capturedEnd(0), "name: " + quoted(newName) + ", ");
  const QString indent(match.capturedLength(1), ' ');
  return changed.insert(match.capturedEnd(0), "name: " + quoted(newName) + "\n" + indent);
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
    places.append({entryOf(item, "name"), entryOf(item, "platform"), item.where.line, lastLineOf(item)});
  return places;
}

QString withValue(const QString& text, const QString& path, const QString& value) {
  for (const ScalarPlace& place : scalarsOf(text)) {
    if (place.path != path) continue;
    QStringList lines = text.split('\n');
    QList<uint> line = lines[place.line - 1].toUcs4();
    const QString front =
        QString::fromUcs4(reinterpret_cast<const char32_t*>(line.constData()), place.column - 1);
    const qsizetype end = std::min<qsizetype>(place.column - 1 + place.width, line.size());
    const QString back =
        QString::fromUcs4(reinterpret_cast<const char32_t*>(line.constData()) + end, line.size() - end);
    lines[place.line - 1] = front + value + back;
    return lines.join('\n');
  }
  return text;
}

std::optional<QString> withDuplicate(const QString& text, int index, const QString& newName) {
  const auto place = ownPlace(text, index);
  if (!place) return std::nullopt;
  QStringList lines = text.split('\n');
  const QString mine = lines.mid(place->firstLine - 1, place->lastLine - place->firstLine + 1).join('\n');
  lines.insert(place->lastLine, renamed(mine, !place->name.isEmpty(), place->name, newName));
  return lines.join('\n');
}

std::optional<QString> withoutAlternative(const QString& text, int index) {
  const auto place = ownPlace(text, index);
  if (!place || alternativesOf(text).size() < 2) return std::nullopt;
  QStringList lines = text.split('\n');
  lines.remove(place->firstLine - 1, place->lastLine - place->firstLine + 1);
  return lines.join('\n');
}

std::optional<QString> withName(const QString& text, int index, const QString& newName) {
  const auto place = ownPlace(text, index);
  if (!place) return std::nullopt;
  QStringList lines = text.split('\n');
  const QString mine = lines.mid(place->firstLine - 1, place->lastLine - place->firstLine + 1).join('\n');
  lines.remove(place->firstLine - 1, place->lastLine - place->firstLine + 1);
  lines.insert(place->firstLine - 1, renamed(mine, !place->name.isEmpty(), place->name, newName));
  return lines.join('\n');
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

}  // namespace isocost::gui
