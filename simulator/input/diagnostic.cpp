#include "simulator/input/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

namespace isocost {
namespace {

constexpr std::size_t widest_line_shown = 160;

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: break;
  }
  return "error";
}

std::string_view line_of(const SourceFile& file, int line) {
  std::size_t begin = 0;
  for (int i = file.first_line; i < line; ++i) {
    begin = file.text.find('\n', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  std::size_t end = file.text.find('\n', begin);
  if (end == std::string::npos) end = file.text.size();
  if (end > begin && file.text[end - 1] == '\r') --end;
  return std::string_view(file.text).substr(begin, end - begin);
}

/// Terminals must not act on what a file contains; a tab would move the caret.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out;
}

std::string excerpt(const SourceRange& where) {
  const std::string_view full = line_of(*where.file, where.line);
  std::string line = printable(full.substr(0, widest_line_shown));
  if (full.size() > widest_line_shown) line += " …";
  const std::string number = std::to_string(where.line);
  const auto indent = static_cast<std::size_t>(std::max(where.column - 1, 0));
  if (indent > widest_line_shown) return fmt::format("  {} | {}\n", number, line);
  const std::size_t room = line.size() > indent ? line.size() - indent : 1;
  const std::size_t width =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(where.width, 1)), 1, room);
  return fmt::format("  {} | {}\n  {:{}} | {:{}}^{:~>{}}\n", number, line, "", number.size(), "", indent, "",
                     width - 1);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void add_error(Diagnostics& diagnostics, SourceRange where, std::string message, std::string hint) {
  diagnostics.push_back({Severity::error, std::move(where), std::move(message), std::move(hint)});
}

void add_warning(Diagnostics& diagnostics, SourceRange where, std::string message, std::string hint) {
  diagnostics.push_back({Severity::warning, std::move(where), std::move(message), std::move(hint)});
}

std::string render(const Diagnostic& diagnostic) {
  const SourceRange& where = diagnostic.where;
  std::string text;
  if (where.file && where.line > 0)
    text = fmt::format("{}:{}:{}: {}: {}\n{}", where.file->name, where.line, where.column,
                       severity_word(diagnostic.severity), printable(diagnostic.message), excerpt(where));
  else if (where.file)
    text = fmt::format("{}: {}: {}\n", where.file->name, severity_word(diagnostic.severity),
                       printable(diagnostic.message));
  else
    text = fmt::format("{}: {}\n", severity_word(diagnostic.severity), printable(diagnostic.message));
  if (!diagnostic.hint.empty()) text += fmt::format("hint: {}\n", diagnostic.hint);
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  std::vector<const Diagnostic*> order;
  for (const Diagnostic& d : diagnostics) order.push_back(&d);
  std::stable_sort(order.begin(), order.end(), [](const Diagnostic* a, const Diagnostic* b) {
    const auto key = [](const Diagnostic* d) {
      return std::tuple(d->severity == Severity::note, d->where.line, d->where.column);
    };
    return key(a) < key(b);
  });
  std::string text;
  for (const Diagnostic* d : order) text += render(*d);
  return text;
}

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  if (word.size() > 64) return best;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string known_words_hint(std::string_view word, const std::vector<std::string>& known) {
  if (const auto near = nearest_word(word, known)) return fmt::format("did you mean \"{}\"?", *near);
  if (known.empty()) return {};
  return fmt::format("known here: {}", fmt::join(known, ", "));
}

}  // namespace isocost
