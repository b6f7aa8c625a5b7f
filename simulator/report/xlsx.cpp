#include <fmt/format.h>

#include <array>
#include <cmath>

#include "simulator/experiment/experiment.h"
#include "simulator/report/report_model.h"
#include "simulator/report/scope.h"
#include "simulator/report/spreadsheet.h"

namespace isocost {
namespace {

using Row = std::uint32_t;
using Column = std::uint16_t;

double as_double(const Decimal& value) { return value.to_double(); }

void headings(Spreadsheet& sheet, Row row, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    sheet.text(row, static_cast<Column>(i), names[i], CellStyle::heading);
}

/// Rows of the sheet "Bill" in which the totals of an alternative stand.
struct TotalRows {
  Row list;
  Row to_pay;
};

/// Known before that sheet is made: the comparison stands in front of the bills it sums up.
std::vector<TotalRows> total_rows(const Result& result) {
  std::vector<TotalRows> rows;
  Row next = 1;
  for (const AlternativeResult& one : result.alternatives) {
    const Row list = next + static_cast<Row>(one.bill.lines.size());
    const auto terms = static_cast<Row>(one.bill.adjustments.size());
    rows.push_back({list, list + (terms > 0 ? terms + 1 : 0)});
    next = rows.back().to_pay + 1;
  }
  return rows;
}

/// The sheet "Bill". Amounts follow from quantity and price, totals from amounts.
class BillSheet {
 public:
  explicit BillSheet(Spreadsheet& sheet) : sheet_(sheet) {
    sheet_.begin_sheet("Bill", {24, 22, 34, 14, 18, 14, 16, 12, 12, 12, 30, 50, 12}, 0);
    headings(sheet_, 0,
             {"alternative", "service", "line", "region", "quantity", "unit", "price, USD", "per", "USD",
              "status", "entry of the price", "page of the price", "read on"});
  }

  void add(const std::string& alternative, const Bill& bill) {
    const Row first = next_;
    for (const BillLine& line : bill.lines) add_line(alternative, line);
    const std::string at_least = bill.has_unpriced() ? ", at least" : "";
    const Row list = next_;
    add_sum(alternative, (bill.adjustments.empty() ? "Total" : "Total at list prices") + at_least, first,
            bill.total());
    if (bill.adjustments.empty()) return;
    for (const Adjustment& one : bill.adjustments) {
      names(alternative, one.name);
      sheet_.number(next_++, amount_, as_double(one.rounded().amount), CellStyle::cents);
    }
    add_sum(alternative, "To pay" + at_least, list, bill.net());
  }

  static std::string amount_cell(Row row) { return "Bill!" + cell_name(row, amount_); }

 private:
  void names(const std::string& alternative, const std::string& line) {
    sheet_.text(next_, 0, alternative);
    sheet_.text(next_, 2, line);
  }

  void add_line(const std::string& alternative, const BillLine& line) {
    names(alternative, line.name);
    sheet_.text(next_, 1, line.service);
    sheet_.text(next_, 3, line.region);
    sheet_.number(next_, quantity_, as_double(line.quantity), CellStyle::quantity);
    sheet_.text(next_, 5, line.unit);
    if (line.unpriced) {
      sheet_.text(next_, amount_, "UNPRICED");
      sheet_.text(next_, status_, "UNPRICED: " + *line.unpriced);
    } else {
      sheet_.number(next_, price_, as_double(line.unit_price), CellStyle::price);
      sheet_.number(next_, per_, as_double(line.per), CellStyle::quantity);
      sheet_.formula(next_, amount_,
                     fmt::format("=ROUND({}*{}/{},2)", cell_name(next_, quantity_), cell_name(next_, price_),
                                 cell_name(next_, per_)),
                     as_double(line.rounded().amount), CellStyle::cents);
      sheet_.text(next_, status_, line.is_free ? "FREE" : "OK");
    }
    if (!line.source_file.empty()) {
      sheet_.text(next_, 10, fmt::format("{}:{}", line.source_file, line.source_line));
      sheet_.text(next_, 11, line.source.url);
      sheet_.text(next_, 12, to_string(line.source.read));
    }
    ++next_;
  }

  /// Of the rows from `first` to the one above.
  void add_sum(const std::string& alternative, const std::string& name, Row first, const Usd& sum) {
    sheet_.text(next_, 0, alternative);
    sheet_.text(next_, 2, name, CellStyle::total);
    const double value = as_double(sum.amount);
    if (next_ == first)
      sheet_.number(next_, amount_, value, CellStyle::total);
    else
      sheet_.formula(next_, amount_,
                     fmt::format("=SUM({}:{})", cell_name(first, amount_), cell_name(next_ - 1, amount_)),
                     value, CellStyle::total);
    ++next_;
  }

  static constexpr Column quantity_ = 4, price_ = 6, per_ = 7, amount_ = 8, status_ = 9;
  Spreadsheet& sheet_;
  Row next_ = 1;
};

/// "asked for ± 5 %: Lambda cost OK, latency_p99 NOT REACHED; …"
std::string precision_text(const Result& result) {
  std::string text =
      fmt::format("asked for ± {:.6g} %, stopped by {}", result.manifest.precision->relative * 100,
                  stopped_by_words()[static_cast<std::size_t>(result.manifest.precision->stopped_by)]);
  for (const AlternativeResult& one : result.alternatives)
    for (const PrecisionReached& figure : one.precision)
      text += fmt::format("; {} {}: {}", one.name, info_of(figure.id).name, word_of(figure.status));
  return text;
}

/// A figure and, in the cell beside it, half the width of its interval.
void estimate_cells(Spreadsheet& sheet, Row row, Column column, const Estimate& estimate) {
  if (std::isfinite(estimate.value))
    sheet.number(row, column, estimate.value, CellStyle::quantity);
  else
    sheet.text(row, column, std::string(word_of(estimate.status)));
  if (estimate.half_width)
    sheet.number(row, static_cast<Column>(column + 1), *estimate.half_width, CellStyle::quantity);
  else if (estimate.status != EstimateStatus::exact && std::isfinite(estimate.value))
    sheet.text(row, static_cast<Column>(column + 1), std::string(word_of(estimate.status)));
}

std::vector<std::string> comparison_headings(std::size_t metrics) {
  std::vector<std::string> names{"alternative",
                                 "size",
                                 "region",
                                 "SLO",
                                 "USD at list prices",
                                 "USD to pay",
                                 "against reference, USD",
                                 "± against reference"};
  for (std::size_t i = 0; i < metrics; ++i) {
    const MetricInfo& info = info_of(static_cast<MetricId>(i));
    const std::string unit = info.unit == std::string("1") ? "" : fmt::format(", {}", info.unit);
    names.push_back(info.name + unit);
    names.push_back(fmt::format("± {}", info.name));
  }
  return names;
}

void comparison_row(Spreadsheet& sheet, Row row, const AlternativeResult& one, const TotalRows& totals,
                    const Comparison& comparison, std::size_t which) {
  constexpr std::array words{"-", "met", "MISSED", "inconclusive"};
  sheet.text(row, 0, one.name);
  sheet.text(row, 1, one.size);
  sheet.text(row, 2, one.region);
  sheet.text(row, 3, words[static_cast<std::size_t>(comparison.verdicts[which].slo)]);
  sheet.formula(row, 4, "=" + BillSheet::amount_cell(totals.list), as_double(one.bill.total().amount),
                CellStyle::cents);
  sheet.formula(row, 5, "=" + BillSheet::amount_cell(totals.to_pay), as_double(one.bill.net().amount),
                CellStyle::cents);
  if (one.name == comparison.reference) sheet.text(row, 6, "reference");
  for (const PairedDifference& difference : comparison.differences)
    if (difference.name == one.name) estimate_cells(sheet, row, 6, difference.cost);
  for (std::size_t i = 0; i < one.metrics.size(); ++i)
    estimate_cells(sheet, row, static_cast<Column>(8 + 2 * i), one.estimate(static_cast<MetricId>(i)));
}

void comparison_sheet(Spreadsheet& sheet, const Result& result, const Comparison& comparison,
                      const std::vector<TotalRows>& totals) {
  constexpr Row table = 4;
  const std::vector<std::string> names = comparison_headings(
      result.alternatives.empty() ? usual_metric_count : result.alternatives.front().metrics.size());
  std::vector<double> widths(names.size(), 13);
  widths[0] = widths[1] = 26;
  sheet.begin_sheet("Comparison", widths, table);
  sheet.text(0, 0, result.title.empty() ? result.manifest.scenario_file : result.title, CellStyle::title);
  sheet.text(1, 0, result.question);
  sheet.text(2, 0, comparison.verdict);
  headings(sheet, table, names);
  for (std::size_t i = 0; i < result.alternatives.size(); ++i)
    comparison_row(sheet, table + 1 + static_cast<Row>(i), result.alternatives[i], totals[i], comparison, i);
}

void scope_sheet(Spreadsheet& sheet, const Scope& scope) {
  sheet.begin_sheet("Assumptions", {12, 120}, 0);
  headings(sheet, 0, {"kind", "what"});
  Row row = 1;
  const auto add = [&](const char* kind, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      sheet.text(row, 0, kind);
      sheet.text(row++, 1, text);
    }
  };
  add("included", scope.included);
  add("excluded", scope.excluded);
  add("assumed", scope.assumed);
}

void manifest_sheet(Spreadsheet& sheet, const std::vector<std::pair<std::string, std::string>>& entries) {
  sheet.begin_sheet("Manifest", {24, 110}, 0);
  headings(sheet, 0, {"what", "value"});
  Row row = 1;
  for (const auto& [name, value] : entries) {
    sheet.text(row, 0, name);
    sheet.text(row++, 1, value);
  }
}

std::vector<std::pair<std::string, std::string>> entries_of(const Result& result) {
  const Manifest& from = result.manifest;
  std::vector<std::pair<std::string, std::string>> entries{
      {"simulated by", "isocost " + from.version},
      {"run manifest", digest_of(from)},
      {"scenario", from.scenario_file},
      {"scenario hash", from.scenario_hash},
      {"catalogue hash", from.catalogue_hash},
      {"newest price read on", from.price_date},
      {"billed as of", from.billed_as_of},
      {"period, days", fmt::format("{}", from.period_days)},
      {"seed", std::to_string(from.seed)},
      {"replications", std::to_string(from.replications)},
      {"interrupted", result.is_interrupted ? "yes" : "no"},
      {"free allowances", result.has_free_tier ? "taken off" : "not taken off"},
      {"traffic", result.traffic},
      {"method", from.method},
      {"measured", from.warm_up},
      {"intervals", "95 %; a column with ± is half the width of the one before it"},
      {"discounts, credits, tax", "as simulated: they do not follow when a quantity or a price is changed"}};
  if (from.precision) entries.emplace_back("precision", precision_text(result));
  return entries;
}

}  // namespace

std::string write_xlsx(const Result& result, const Comparison& comparison) {
  Spreadsheet sheet(parse_date(result.manifest.price_date).value_or(Date{}));
  comparison_sheet(sheet, result, comparison, total_rows(result));
  BillSheet bills(sheet);
  for (const AlternativeResult& one : result.alternatives) bills.add(one.name, one.bill);
  scope_sheet(sheet, scope_of(result));
  manifest_sheet(sheet, entries_of(result));
  return sheet.file();
}

std::string write_bill_xlsx(const PricedUsage& priced, const Catalogue& catalogue) {
  Spreadsheet sheet(catalogue.newest_read);
  BillSheet bills(sheet);
  bills.add("", priced.bill);
  scope_sheet(sheet, scope_of(priced));
  manifest_sheet(sheet, {{"title", priced.title},
                         {"billed by", fmt::format("isocost {}", program_version)},
                         {"catalogue hash", catalogue.hash},
                         {"newest price read on", to_string(catalogue.newest_read)},
                         {"prices and rules of", to_string(priced.as_of)},
                         {"free allowances", priced.has_free_tier ? "taken off" : "not taken off"}});
  return sheet.file();
}

}  // namespace isocost
