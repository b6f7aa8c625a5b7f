#include "simulator/input/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

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

/// Terminals must not act on what a file contains: control characters, the two-byte ones among them, become
/// blanks; a byte that is not UTF-8 becomes a question mark.
std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (length == 0 || i + length > text.size()) {
      out += '?';
      ++i;
      continue;
    }
    const bool is_control =
        lead < 0x20 || lead == 0x7f || (lead == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0);
    if (is_control)
      out += ' ';
    else
      out += text.substr(i, length);
    i += length;
  }
  return out;
}

/// `count` characters from the `first` on, counting from 0.
std::string_view characters_of(std::string_view text, std::size_t first, std::size_t count) {
  const auto skip = [&](std::size_t from, std::size_t characters) {
    for (; characters > 0 && from < text.size(); --characters) {
      ++from;
      while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) ++from;
    }
    return from;
  };
  const std::size_t begin = skip(0, first);
  return text.substr(begin, skip(begin, count) - begin);
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The line, or the part of a long one around the column, and a caret under the column.
std::string excerpt(const SourceRange& where) {
  const std::string full = printable(line_of(*where.file, where.line));
  const std::size_t length = count_characters(full);
  const auto column = static_cast<std::size_t>(std::max(where.column - 1, 0));
  const std::size_t first =
      column > widest_line_shown / 2 && length > widest_line_shown ? column - widest_line_shown / 2 : 0;
  std::string line(characters_of(full, first, widest_line_shown));
  if (first > 0) line.insert(0, "… ");
  if (first + widest_line_shown < length) line += " …";
  const std::string number = std::to_string(where.line);
  const std::size_t indent = std::min(column, length) - first + (first > 0 ? 2 : 0);
  const std::size_t room = std::max<std::size_t>(count_characters(line), indent + 1) - indent;
  const std::size_t width = std::min(static_cast<std::size_t>(std::max(where.width, 1)), room);
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
  if (!diagnostic.hint.empty()) text += fmt::format("hint: {}\n", printable(diagnostic.hint));
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  constexpr std::size_t most_shown = 50;
  std::vector<const SourceFile*> files;
  const auto rank_of = [&](const Diagnostic& d) {
    const auto found = std::find(files.begin(), files.end(), d.where.file.get());
    if (found != files.end()) return found - files.begin();
    files.push_back(d.where.file.get());
    return static_cast<std::ptrdiff_t>(files.size() - 1);
  };
  using Key = std::tuple<bool, std::ptrdiff_t, int, int>;
  std::vector<std::pair<Key, const Diagnostic*>> order;
  std::string last_name;
  for (const Diagnostic& d : diagnostics) {
    // Rows of one trace are files of their own that share a name.
    const bool is_same_file = d.where.file && d.where.file->name == last_name && !order.empty();
    const std::ptrdiff_t rank = is_same_file ? std::get<1>(order.back().first) : rank_of(d);
    last_name = d.where.file ? d.where.file->name : "";
    order.emplace_back(Key(d.severity == Severity::note, rank, d.where.line, d.where.column), &d);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (std::size_t i = 0; i < order.size() && i < most_shown; ++i) text += render(*order[i].second);
  if (order.size() > most_shown) text += fmt::format("and {} more\n", order.size() - most_shown);
  return text;
}

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  const auto folded = [](std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
  };
  constexpr std::size_t shortest_beginning = 3;
  for (const std::string& candidate : known)
    if (folded(candidate) == folded(word)) return candidate;
  for (const std::string& candidate : known)
    if (word.size() >= shortest_beginning && candidate.starts_with(word) &&
        (!best || candidate.size() < best->size()))
      best = candidate;
  if (best) return best;
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
