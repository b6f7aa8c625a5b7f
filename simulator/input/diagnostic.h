/// What is wrong with a file the user wrote, and where. Loaders never stop at the first problem: they return
/// the value if there is one, and every diagnostic.
///
/// Rendered form, compared whole in tests/diagnostics:
///
///     web-shop.yaml:14:15: error: keep-alive must be longer than 0 s
///       14 |   keep-alive: -5 min
///          |               ^~~~~~
///     hint: write a duration such as 10 min
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isocost {

/// A file's name as the user gave it, and its text, or the part of it that starts at line `first_line` (a row
/// of a trace that is never in memory as a whole).
struct SourceFile {
  std::string name;
  std::string text;
  int first_line = 1;
};

/// A stretch of one line. Lines and columns count from 1; columns count characters, not bytes. A file that is
/// no text (a missing one) has line 0.
struct SourceRange {
  std::shared_ptr<const SourceFile> file;
  int line = 0;
  int column = 0;
  int width = 1;
};

enum class Severity : std::uint8_t { note, warning, error };

struct Diagnostic {
  Severity severity = Severity::error;
  SourceRange where;
  std::string message;
  std::string hint;
};

using Diagnostics = std::vector<Diagnostic>;

/// `value` is there exactly when no diagnostic is an error.
template <class T>
struct Loaded {
  std::optional<T> value;
  Diagnostics diagnostics;
};

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

void add_error(Diagnostics& diagnostics, SourceRange where, std::string message, std::string hint = {});
void add_warning(Diagnostics& diagnostics, SourceRange where, std::string message, std::string hint = {});

/// Text as above, in the order of the file. Notes come last.
[[nodiscard]] std::string render(const Diagnostic& diagnostic);
[[nodiscard]] std::string render(const Diagnostics& diagnostics);

/// The known word nearest to `word` by edits (insert, delete, replace, swap of neighbours), or nothing when
/// none is near enough to be a likely slip (more than a third of the letters).
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& known);

/// `did you mean "memory"?`, or the list of what is known.
[[nodiscard]] std::string known_words_hint(std::string_view word, const std::vector<std::string>& known);

}  // namespace isocost
