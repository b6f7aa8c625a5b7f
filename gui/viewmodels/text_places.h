/// Where the parts of a parsed text begin and end in it, as offsets into the string.
///
/// The parser tells where a value begins, in lines and characters; where it ends has to be looked for: quotes
/// hold escapes, and what stands in brackets may go on over several lines.
#pragma once

#include <QString>

namespace isocost {
struct Node;
struct SourceRange;
}  // namespace isocost

namespace isocost::gui {

[[nodiscard]] qsizetype beginOf(const QString& text, const SourceRange& where);
/// Behind the last character of the value. \pre the node was parsed from this text
[[nodiscard]] qsizetype endOf(const QString& text, const Node& node);
/// From 1.
[[nodiscard]] int lineAt(const QString& text, qsizetype offset);
/// Written with brackets.
[[nodiscard]] bool isFlow(const QString& text, const Node& node);
/// "\r\n" where the text has it.
[[nodiscard]] QString lineEndOf(const QString& text);

}  // namespace isocost::gui
