/// A report as plain data: sections of paragraphs, tables and charts. Every writer takes its numbers from
/// here, so all formats carry the same ones.
#pragma once

#include <string>
#include <vector>

#include "simulator/catalogue/import/price_list.h"
#include "simulator/catalogue/verify.h"
#include "simulator/compare/comparison.h"
#include "simulator/experiment/result.h"
#include "simulator/experiment/usage_file.h"
#include "simulator/report/chart.h"

namespace isocost {

struct ReportColumn {
  std::string heading;
  bool is_number = true;  ///< right-aligned
};

struct ReportTable {
  std::vector<ReportColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns
};

struct ReportSection {
  std::string heading;
  std::vector<std::string> paragraphs;
  std::vector<ReportTable> tables;  ///< after the paragraphs
  std::vector<std::string> notes;   ///< after the tables
  std::vector<Chart> charts{};      ///< before the tables, in pages only: the tables have their figures
  std::string word{};               ///< by which it is chosen; empty: the first of the heading
};

struct ReportModel {
  std::string title;
  std::vector<ReportSection> sections;
};

[[nodiscard]] ReportModel make_report(const Result& result, const Comparison& comparison);

/// The figures of a chart.
[[nodiscard]] ReportTable table_of(const Chart& chart);

/// Aligned columns for a terminal or a pipe; no colour.
[[nodiscard]] std::string write_text(const ReportModel& report);

/// GitHub-flavoured Markdown.
[[nodiscard]] std::string write_markdown(const ReportModel& report);

/// A comment of a change request is at most this long on GitHub. Counted in bytes, of which there are at
/// least as many as characters, however those are counted.
inline constexpr std::size_t longest_comment = 65'536;

/// Markdown that is a comment: of a longer report the last bills are left out, then rows from the end of the
/// longest lists, and the last line says how many.
[[nodiscard]] std::string write_comment(const ReportModel& report);

/// One self-contained page: no script, no network, light and dark, ready to print.
[[nodiscard]] std::string write_html(const ReportModel& report);

enum class Paper : std::uint8_t { a4, letter };

/// The same page styled for a program that makes PDF of it: page numbers, nothing wider than the paper.
[[nodiscard]] std::string write_page_for_paper(const ReportModel& report, Paper paper);

/// One row per measure and per bill line: section, alternative, item, value, half_width, unit, status.
[[nodiscard]] std::string write_csv(const Result& result);

/// Rows for finance in the columns of FOCUS 1.2, marked as simulated: account SIMULATED-…, x_Simulated=true.
/// One row for each line of a bill, for the whole period; each alternative is an account of its own.
///
/// - A free allowance is a Usage row of its own at unit price 0, never a Credit; x_FreeAllowanceWorth
///   says its worth.
/// - Costs are exact, quantity x unit price; an Adjustment row holds what rounding each line to cents adds.
/// - BilledCost and EffectiveCost add up to what is to pay, to the cent; so do the others without terms.
/// - A discount is an Adjustment that ListCost does not know; a credit is a Credit in all four costs; tax is
///   Tax on each of them.
/// - UNPRICED lines have empty costs and x_LineStatus=UNPRICED: such a file does not conform, so that no
///   sum is taken for complete.
/// - Intervals are of 95 % and of the alternative's total: x_AlternativeCostLow and x_AlternativeCostHigh, on
///   each row.
///
/// Source: FOCUS 1.2, focus.finops.org.
[[nodiscard]] std::string write_focus(const Result& result);

/// A workbook with the sheets Comparison, Bill, Assumptions and Manifest. Amounts are formulas of quantity
/// and price and totals are sums of amounts, so that they follow what is changed; discounts, credits and tax
/// are figures. The same result gives the same bytes.
[[nodiscard]] std::string write_xlsx(const Result& result, const Comparison& comparison);

/// The result with its published schema, report/result.schema.json.
[[nodiscard]] std::string write_json(const Result& result, const Comparison& comparison);

/// A bill without a simulation.
[[nodiscard]] ReportModel make_bill_report(const PricedUsage& priced, const Catalogue& catalogue);
[[nodiscard]] std::string write_bill_csv(const Bill& bill);
[[nodiscard]] std::string write_bill_json(const PricedUsage& priced);
/// As write_focus; the period is the month of the day by whose prices it is billed.
[[nodiscard]] std::string write_bill_focus(const PricedUsage& priced, const Catalogue& catalogue);
[[nodiscard]] std::string write_bill_xlsx(const PricedUsage& priced, const Catalogue& catalogue);

/// Which meters the catalogue has prices for, and what is doubtful in it.
[[nodiscard]] ReportModel make_coverage_report(const std::vector<Coverage>& coverage,
                                               const std::vector<CatalogueProblem>& problems);
[[nodiscard]] std::string write_coverage_csv(const std::vector<Coverage>& coverage);
[[nodiscard]] std::string write_coverage_json(const std::vector<Coverage>& coverage,
                                              const std::vector<CatalogueProblem>& problems);

/// What became of the rows of a price list.
[[nodiscard]] ReportModel make_import_report(const PriceList& list);
[[nodiscard]] std::string write_import_csv(const PriceList& list);

/// Of all that a result follows from: results with the same digest are the same.
[[nodiscard]] std::string digest_of(const Manifest& manifest);

/// A field of a CSV file: quoted when it needs to be; a leading =, +, - or @ of a text is defused with an
/// apostrophe.
[[nodiscard]] std::string csv_text(const std::string& field);

}  // namespace isocost
