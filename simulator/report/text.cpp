#include <fmt/format.h>

#include <algorithm>

#include "simulator/report/escape.h"
#include "simulator/report/report_model.h"

namespace isocost {
namespace {

std::string padded(const std::string& text, std::size_t width, bool is_right) {
  const std::size_t length = characters(text);
  const std::string blanks(width > length ? width - length : 0, ' ');
  return is_right ? blanks + text : text + blanks;
}

std::string row_text(const ReportTable& table, const std::vector<std::size_t>& widths,
                     const std::vector<std::string>& cells) {
  std::string line = "  ";
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i > 0 ? "  " : "") + padded(cells[i], widths[i], table.columns[i].is_number);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string table_text(const ReportTable& table) {
  std::vector<std::size_t> widths;
  std::vector<std::string> headings, rules;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = characters(table.columns[i].heading);
    for (const auto& row : table.rows) width = std::max(width, characters(row[i]));
    widths.push_back(width);
    headings.push_back(table.columns[i].heading);
    rules.emplace_back(width, '-');
  }
  std::string text = row_text(table, widths, headings) + row_text(table, widths, rules);
  for (const auto& row : table.rows) text += row_text(table, widths, row);
  return text;
}

std::string wrapped(const std::string& paragraph, std::size_t width, const std::string& first,
                    const std::string& rest) {
  std::string text, line = first;
  std::size_t length = 0;
  for (std::size_t at = 0; at < paragraph.size();) {
    const std::size_t end = std::min(paragraph.find_first_of(" \n", at), paragraph.size());
    const std::string word = paragraph.substr(at, end - at);
    if (length > 0 && length + 1 + characters(word) > width) {
      text += line + "\n";
      line = rest;
      length = 0;
    }
    if (!word.empty()) {
      line += (length > 0 ? " " : "") + word;
      length += (length > 0 ? 1 : 0) + characters(word);
    }
    at = end + 1;
  }
  return text + line + "\n";
}

}  // namespace

std::string write_text(const ReportModel& report) {
  constexpr std::size_t width = 110;
  std::string text = report.title + "\n" + std::string(characters(report.title), '=') + "\n";
  for (const ReportSection& section : report.sections) {
    text += "\n" + section.heading + "\n\n";
    for (const std::string& paragraph : section.paragraphs)
      text += wrapped(paragraph, width, "  ", "  ") + "\n";
    for (const ReportTable& table : section.tables) text += table_text(table);
    if (!section.notes.empty() && !section.tables.empty()) text += "\n";
    for (const std::string& note : section.notes) text += wrapped(note, width, "  - ", "    ");
  }
  return text;
}

}  // namespace isocost
