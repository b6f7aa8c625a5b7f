/// The text of a scenario as something to point into and to change in place: what the what-if panel and the
/// list of alternatives need without rewriting the user's comments and layout.
#pragma once

#include <QList>
#include <QString>
#include <optional>

namespace isocost::gui {

/// One value of the text: "workload.rate", "3M/month".
struct ScalarPlace {
  QString path;  ///< as `--set` takes it
  QString value;
  int line = 0;    ///< from 1
  int column = 0;  ///< from 1, in characters
  int width = 0;
};

struct AlternativePlace {
  QString name;  ///< empty: named by its platform
  QString platform;
  int firstLine = 0;  ///< from 1
  int lastLine = 0;   ///< inclusive; the same as another's when both stand on one line
};

/// In the order of the text; none when it is no YAML. Values of lists of numbers are left out.
[[nodiscard]] QList<ScalarPlace> scalarsOf(const QString& text);
[[nodiscard]] QList<AlternativePlace> alternativesOf(const QString& text);

// Each gives nothing rather than a text that says more or less than was asked for: the new text is read again
// and held against the old one, value by value.

/// The text with another value at that path, in quotes where it needs them. What the text does not state yet
/// is written where it belongs: among the entries of its mapping, in a group of its own where there is none.
[[nodiscard]] std::optional<QString> withValue(const QString& text, const QString& path,
                                               const QString& value);

/// The alternative once more, behind itself, with a name of its own. Nothing where its lines are not its own.
[[nodiscard]] std::optional<QString> withDuplicate(const QString& text, int index, const QString& newName);
/// Nothing where its lines are not its own, or when it is the only one.
[[nodiscard]] std::optional<QString> withoutAlternative(const QString& text, int index);
[[nodiscard]] std::optional<QString> withName(const QString& text, int index, const QString& newName);

/// Number in front and the rest behind: "3M/month" is 3 and "M/month".
struct Quantity {
  double number = 0;
  QString unit;
};
[[nodiscard]] std::optional<Quantity> quantityOf(const QString& value);
/// "4.5M/month"; six digits, in the C locale.
[[nodiscard]] QString textOf(const Quantity& quantity);

// On the screen numbers are in the user's locale.
[[nodiscard]] QString shownText(const Quantity& quantity);
/// As the user typed it: in his locale, or as a scenario has it.
[[nodiscard]] std::optional<Quantity> typedQuantity(const QString& typed);

}  // namespace isocost::gui
