#include "gui/viewmodels/typed_text.h"

#include <algorithm>

#include "gui/viewmodels/text_places.h"

namespace isocost::gui {
namespace {

/// Where in `text` its `count`th character stands, a line end counting as one.
qsizetype placeOf(const QString& text, qsizetype count) {
  qsizetype at = 0;
  for (; count > 0 && at < text.size(); --count)
    at += QStringView(text).mid(at, 2) == QLatin1String("\r\n") ? 2 : 1;
  return at;
}

}  // namespace

QString withPlainLineEnds(const QString& text) {
  return QString(text).replace(QLatin1String("\r\n"), QLatin1String("\n"));
}

QString withTyped(const QString& text, const QString& shown, const QString& typed) {
  const qsizetype shorter = std::min(shown.size(), typed.size());
  qsizetype front = 0, back = 0;
  while (front < shorter && shown[front] == typed[front]) ++front;
  while (back < shorter - front && shown[shown.size() - 1 - back] == typed[typed.size() - 1 - back]) ++back;
  QString middle = typed.mid(front, typed.size() - front - back);
  middle.replace('\n', lineEndOf(text));
  return text.left(placeOf(text, front)) + middle + text.mid(placeOf(text, shown.size() - back));
}

}  // namespace isocost::gui
