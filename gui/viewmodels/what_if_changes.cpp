#include "gui/viewmodels/what_if_changes.h"

#include <QRegularExpression>

#include "gui/viewmodels/scenario_text.h"

namespace isocost::gui {
namespace {

const QRegularExpression& numberedPath() {
  static const QRegularExpression form(QStringLiteral("^alternatives\\[([0-9]+)\\](.*)$"));
  return form;
}

Changes valuesOf(const QString& text) {
  Changes values;
  for (const ScalarPlace& place : scalarsOf(text)) values[place.path] = place.value;
  return values;
}

}  // namespace

std::optional<int> alternativeOf(const QString& path) {
  const QRegularExpressionMatch match = numberedPath().match(path);
  return match.hasMatch() ? std::optional(match.captured(1).toInt()) : std::nullopt;
}

Changes renumbered(const Changes& changes, const QList<int>& places) {
  Changes made;
  for (auto change = changes.begin(); change != changes.end(); ++change) {
    const auto number = alternativeOf(change.key());
    const int place = number ? places.value(*number, *number) : 0;
    if (!number)
      made[change.key()] = change.value();
    else if (place >= 0)
      made[QStringLiteral("alternatives[%1]").arg(place) + numberedPath().match(change.key()).captured(2)] =
          change.value();
  }
  return made;
}

QList<int> placesAfter(const QStringList& before, const QStringList& after) {
  QList<int> places(before.size(), -1);
  QList<bool> isTaken(after.size(), false);
  for (qsizetype i = 0; i < before.size(); ++i)
    for (qsizetype k = 0; k < after.size() && places[i] < 0; ++k)
      if (!isTaken[k] && after[k] == before[i]) {
        places[i] = static_cast<int>(k);
        isTaken[k] = true;
      }
  if (before.size() != after.size()) return places;
  for (qsizetype i = 0; i < before.size(); ++i)
    if (places[i] < 0 && !isTaken[i]) places[i] = static_cast<int>(i);
  return places;
}

QStringList alternativeKeys(const QString& text) {
  QStringList keys;
  for (const AlternativePlace& one : alternativesOf(text))
    keys.append(one.name.isEmpty() ? one.platform : one.name);
  return keys;
}

Changes changesAfterTyping(const Changes& changes, const QStringList& keys, const QString& before,
                           const QString& after) {
  if (changes.isEmpty()) return {};
  const QList<int> places = placesAfter(keys, alternativeKeys(after));
  Changes old = renumbered(valuesOf(before), places);
  const Changes now = valuesOf(after);
  Changes kept = renumbered(changes, places);
  for (auto value = old.begin(); value != old.end(); ++value)
    if (now.contains(value.key()) && now[value.key()] != value.value()) kept.remove(value.key());
  return kept;
}

}  // namespace isocost::gui
