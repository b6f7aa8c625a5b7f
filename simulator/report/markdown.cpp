#include <fmt/format.h>

#include <algorithm>

#include "simulator/report/escape.h"
#include "simulator/report/report_model.h"

namespace isocost {
namespace {

/// A name such as "<b>" is shown, not obeyed.
std::string plain(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_tag = text[i] == '<' && i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != '=';
    out += is_tag ? "&lt;" : std::string(1, text[i] == '\n' ? ' ' : text[i]);
  }
  return out;
}

std::string cell_text(const std::string& cell) {
  std::string out;
  for (const char c : plain(cell)) {
    if (c == '|' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string section_text(const ReportSection& section) {
  std::string text = "\n## " + plain(section.heading) + "\n\n";
  for (const std::string& paragraph : section.paragraphs) text += plain(paragraph) + "\n\n";
  for (const ReportTable& table : section.tables) {
    std::string headings = "|", rules = "|";
    for (const ReportColumn& column : table.columns) {
      headings += " " + cell_text(column.heading) + " |";
      rules += column.is_number ? " ---: |" : " --- |";
    }
    text += headings + "\n" + rules + "\n";
    for (const auto& row : table.rows) {
      text += "|";
      for (const std::string& cell : row) text += " " + cell_text(cell) + " |";
      text += "\n";
    }
    text += "\n";
  }
  for (const std::string& note : section.notes) text += "- " + plain(note) + "\n";
  return text;
}

/// Makes a report shorter, the dispensable first, and counts what went.
class Shortening {
 public:
  explicit Shortening(ReportModel& report) : report_(report) {}

  /// The last bill; without bills half of the lists of the longest section. False: nothing is left to take.
  bool take() { return take_bill() || take_rows(); }

  [[nodiscard]] std::string last_line() const {
    std::vector<std::string> what;
    if (bills_ > 0) what.push_back(fmt::format("{} bill{}", bills_, bills_ == 1 ? "" : "s"));
    if (rows_ > 0) what.push_back(fmt::format("{} row{}", rows_, rows_ == 1 ? "" : "s"));
    return fmt::format(
        "\nLeft out: {}. A comment has at most {} characters; other formats have everything.\n",
        what.empty() ? "the end" : fmt::format("{}", fmt::join(what, ", ")), longest_comment);
  }

 private:
  bool take_bill() {
    auto& sections = report_.sections;
    const auto last = std::find_if(sections.rbegin(), sections.rend(), [](const ReportSection& one) {
      return one.heading.starts_with("Bill: ");
    });
    if (last == sections.rend()) return false;
    sections.erase(std::next(last).base());
    ++bills_;
    return true;
  }

  bool take_rows() {
    ReportSection* longest = nullptr;
    std::size_t most = 0;
    for (ReportSection& one : report_.sections)
      if (const std::size_t size = section_text(one).size(); size > most && has_rows(one)) {
        longest = &one;
        most = size;
      }
    if (longest == nullptr) return false;
    halve(longest->notes);
    for (ReportTable& table : longest->tables) halve(table.rows);
    return true;
  }

  [[nodiscard]] static bool has_rows(const ReportSection& section) {
    return !section.notes.empty() || std::any_of(section.tables.begin(), section.tables.end(),
                                                 [](const ReportTable& one) { return !one.rows.empty(); });
  }

  template <class Row>
  void halve(std::vector<Row>& rows) {
    const std::size_t left = rows.size() / 2;
    rows_ += rows.size() - left;
    rows.resize(left);
  }

  ReportModel& report_;
  std::size_t bills_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace

std::string write_markdown(const ReportModel& report) {
  std::string text = "# " + plain(report.title) + "\n";
  for (const ReportSection& section : report.sections) text += section_text(section);
  return text;
}

std::string write_comment(const ReportModel& report) {
  std::string text = write_markdown(report);
  if (text.size() <= longest_comment) return text;
  ReportModel shown = report;
  Shortening shortening(shown);
  do {
    if (!shortening.take()) {
      const std::string end = shortening.last_line();
      // At most four bytes a character.
      return first_characters(text, (longest_comment - end.size()) / 4) + end;
    }
    text = write_markdown(shown);
  } while (text.size() + shortening.last_line().size() > longest_comment);
  return text + shortening.last_line();
}

}  // namespace isocost
