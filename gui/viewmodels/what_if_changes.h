/// What-if changes are keyed by the paths that `--set` takes. "alternatives[1].memory" counts alternatives,
/// so the number has to follow its alternative when the list in the text changes.
#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <optional>

namespace isocost::gui {

using Changes = QMap<QString, QString>;  ///< path -> value

/// "alternatives[1].memory" is of 1; nothing for other paths.
[[nodiscard]] std::optional<int> alternativeOf(const QString& path);

/// \param places  new place of each alternative; -1: it is gone, and what was changed in it
[[nodiscard]] Changes renumbered(const Changes& changes, const QList<int>& places);

/// Where each of `before` stands in `after`, by its name; one that was renamed where it stood keeps its
/// place. -1: nowhere.
[[nodiscard]] QList<int> placesAfter(const QStringList& before, const QStringList& after);

/// Names of the alternatives in the text, platforms where they have none: what tells them apart.
[[nodiscard]] QStringList alternativeKeys(const QString& text);

/// The changes that still hold when `before` was edited to `after`: what was typed takes the place of the
/// change that lay over it.
/// \param keys  of the alternatives that `changes` count
[[nodiscard]] Changes changesAfterTyping(const Changes& changes, const QStringList& keys,
                                         const QString& before, const QString& after);

}  // namespace isocost::gui
