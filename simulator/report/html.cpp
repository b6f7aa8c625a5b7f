#include <fmt/format.h>

#include "simulator/report/escape.h"
#include "simulator/report/report_model.h"

namespace isocost {
namespace {

/// One file without script or network; light and dark by the reader's choice; tables repeat their headings on
/// paper.
constexpr const char* screen_style = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --stripe: #f6f8fa; --paper: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --stripe: #151b23; --paper: #0d1117; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 78rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
p { margin: .4rem 0 .8rem; max-width: 60rem; }
section:first-of-type p { font-size: 1.05rem; }
.wide { overflow-x: auto; }
figure { margin: 1rem 0; max-width: 60rem; }
figcaption { color: var(--quiet); margin-bottom: .4rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
tbody tr:nth-child(even) { background: var(--stripe); }
td.part { padding-left: 1.2rem; color: var(--quiet); }
ul { color: var(--quiet); margin: .6rem 0; padding-left: 1.2rem; max-width: 62rem; }
@media print {
  :root { --ink: #000; --quiet: #444; --line: #bbb; --stripe: #f4f4f4; --paper: #fff; }
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure { break-inside: avoid; }
  .wide { overflow: visible; }
}
)";

/// For a program that makes PDF of a page: plain colours, page numbers, headings that stay with what they
/// head.
constexpr const char* paper_style = R"(
@page { size: PAPER; margin: 16mm 14mm 18mm; @bottom-left { content: string(title); font: 7pt sans-serif; color: #555; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7pt sans-serif; color: #555; } }
body { margin: 0; color: #111; font: 8pt/1.4 "DejaVu Sans", "Noto Sans", sans-serif; }
h1 { font-size: 16pt; margin: 0 0 4mm; string-set: title content(); overflow-wrap: anywhere; }
h2 { font-size: 10.5pt; margin: 6mm 0 2mm; padding-top: 2mm; border-top: 0.3mm solid #bbb; break-after: avoid; overflow-wrap: anywhere; }
p { margin: 1mm 0 2mm; }
section:first-of-type p { font-size: 9.5pt; }
table { border-collapse: collapse; width: 100%; font-size: 7pt; }
thead { display: table-header-group; }
tr, figure { break-inside: avoid; }
th, td { padding: 0.6mm 2mm 0.6mm 0; text-align: left; vertical-align: top; border-bottom: 0.2mm solid #ccc; overflow-wrap: anywhere; }
th { color: #555; overflow-wrap: normal; }
th.number, td.number { text-align: right; }
td.part { padding-left: 3mm; color: #555; }
figure { margin: 2mm 0 4mm; }
figcaption { color: #555; }
ul { color: #444; margin: 2mm 0; padding-left: 4mm; }
)";

std::string cell(const ReportColumn& column, const std::string& text) {
  const bool is_part = text.starts_with("  ");
  const char* const kind = column.is_number ? " class=\"number\"" : is_part ? " class=\"part\"" : "";
  return fmt::format("<td{}>{}</td>", kind, escaped(is_part ? text.substr(2) : text));
}

std::string table_html(const ReportTable& table, const std::string& caption) {
  std::string text =
      fmt::format("<div class=\"wide\"><table aria-label=\"{}\">\n<thead><tr>", escaped(caption));
  for (const ReportColumn& column : table.columns)
    text += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_number ? " class=\"number\"" : "",
                        escaped(column.heading));
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) text += cell(table.columns[i], row[i]);
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table></div>\n";
}

std::string chart_html(const Chart& chart) {
  return fmt::format("<figure>\n<figcaption>{}</figcaption>\n{}</figure>\n", escaped(title_of(chart)),
                     write_inline_svg(chart));
}

std::string page_of(const ReportModel& report, const std::string& style) {
  std::string text = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
      escaped(report.title), style, escaped(report.title));
  for (const ReportSection& section : report.sections) {
    text += fmt::format("<section>\n<h2>{}</h2>\n", escaped(section.heading));
    for (const std::string& paragraph : section.paragraphs)
      text += fmt::format("<p>{}</p>\n", escaped(paragraph));
    for (const Chart& chart : section.charts) text += chart_html(chart);
    for (const ReportTable& table : section.tables) text += table_html(table, section.heading);
    if (!section.notes.empty()) text += "<ul>\n";
    for (const std::string& note : section.notes) text += fmt::format("<li>{}</li>\n", escaped(note));
    if (!section.notes.empty()) text += "</ul>\n";
    text += "</section>\n";
  }
  return text + "</main>\n</body>\n</html>\n";
}

}  // namespace

std::string write_html(const ReportModel& report) { return page_of(report, screen_style); }

std::string write_page_for_paper(const ReportModel& report, Paper paper) {
  constexpr std::size_t longest_title_at_the_foot = 80;
  std::string style = paper_style;
  const std::string size = "PAPER", title = "string(title)";
  style.replace(style.find(size), size.size(), paper == Paper::a4 ? "A4" : "letter");
  if (characters(report.title) > longest_title_at_the_foot)
    style.replace(style.find(title), title.size(), "\"\"");
  return page_of(report, style);
}

}  // namespace isocost
