/// Texts in pages and pictures, and their length as a reader counts it.
#pragma once

#include <string>

namespace isocost {

/// For the content and the attributes of HTML and SVG.
[[nodiscard]] std::string escaped(const std::string& text);

/// Code points of UTF-8.
[[nodiscard]] std::size_t characters(const std::string& text);

/// \returns the whole text when it is not longer
[[nodiscard]] std::string first_characters(const std::string& text, std::size_t count);

}  // namespace isocost
