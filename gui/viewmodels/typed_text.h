/// What an editor made of a text, brought back into the text. An editor knows one kind of line end, and may
/// show some characters as others; what was not typed over keeps the bytes it had.
#pragma once

#include <QString>

namespace isocost::gui {

/// As the editor has it: every end of a line is one "\n".
[[nodiscard]] QString withPlainLineEnds(const QString& text);

/// \param shown  what the editor had for `text`: character by character as `withPlainLineEnds(text)`
/// \param typed  what it has now
[[nodiscard]] QString withTyped(const QString& text, const QString& shown, const QString& typed);

}  // namespace isocost::gui
