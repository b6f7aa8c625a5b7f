#include "simulator/report/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "simulator/input/values.h"
#include "simulator/report/figures.h"

namespace isocost {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// "Duration (first 6,000)" -> "Duration"
std::string without_brackets(const std::string& name) { return name.substr(0, name.find(" (")); }

bool is_meant(const BillLine& line, const std::string& asked) {
  return asked == lower(line.name) || asked == lower(without_brackets(line.name)) ||
         asked == lower(line.price_id);
}

std::string exact_text(const Usd& amount) { return to_string(amount.amount); }

/// "2009702 x 0.2 / 1000000 = 0.4019404, rounded half up: 0.40"
std::string arithmetic(const BillLine& line) {
  const std::string quantity = to_string(line.quantity);
  if (line.unpriced)
    return fmt::format("{}: {} {}, UNPRICED: {}", line.name, quantity, line.unit, *line.unpriced);
  if (line.is_free)
    return fmt::format("{}: {} {} cost nothing, worth {} USD", line.name, quantity, line.unit,
                       exact_text(line.worth));
  const std::string per = line.per == 1 ? "" : fmt::format(" / {}", to_string(line.per));
  return fmt::format("{}: {} {} x {}{} = {} USD, rounded half up to {}", line.name, quantity, line.unit,
                     to_string(line.unit_price), per, exact_text(line.exact), to_plain_cents(line.rounded()));
}

/// Whether quantity x price is the amount, but for the last digits that were not written.
bool is_product(const BillLine& line) {
  if (line.unpriced || line.is_free) return true;
  const Decimal product = line.quantity * line.unit_price / line.per;
  return abs(product - line.exact.amount) <= Decimal("1e-9") * std::max(Decimal(1), Decimal(abs(product)));
}

void add_rows(const BillLine& line, ReportTable& table) {
  table.rows.push_back({line.name, quantity_text(line.quantity), line.unit, price_text(line),
                        line.unpriced ? "-" : to_string(line.exact.amount, 8), amount_text(line)});
  for (std::size_t i = 0; i < waste_count; ++i) {
    const auto what = static_cast<Waste>(i);
    if (line.wasted(what) == 0) continue;
    table.rows.push_back({fmt::format("  of which {}", words_of(what)), quantity_text(line.wasted(what)),
                          line.unit, "", line.unpriced ? "-" : to_string(line.cost_of(what).amount, 8), ""});
  }
}

ReportTable empty_table() {
  return {{{"line", false},
           {"quantity", true},
           {"unit", false},
           {"price, USD", true},
           {"exact, USD", true},
           {"USD", true}},
          {}};
}

ReportSection computed(const std::vector<const BillLine*>& lines, int replications) {
  ReportSection section{"How it is computed", {}, {}, {}};
  ReportTable table = empty_table();
  Usd exact, rounded;
  for (const BillLine* line : lines) {
    add_rows(*line, table);
    exact += line->exact;
    rounded += line->rounded();
    section.notes.push_back(arithmetic(*line));
    if (!is_product(*line))
      section.notes.push_back(fmt::format(
          "{}: quantity x price is not the amount in the file, which was changed by hand", line->name));
  }
  if (lines.size() > 1)
    table.rows.push_back({"Together", "", "", "", to_string(exact.amount, 8), to_cents_text(rounded)});
  section.tables.push_back(std::move(table));
  if (replications > 1)
    section.notes.push_back(
        fmt::format("quantities and amounts are means over {} replications", replications));
  return section;
}

const char* words_of_grade(const std::string& grade) {
  if (grade == "A") return "official page";
  if (grade == "A-") return "synced from an official price interface by a public repository";
  if (grade == "B") return "golden test or dump of a live interface";
  if (grade == "C") return "third party";
  if (grade == "measured") return "computed from raw data";
  if (grade == "derived") return "computed from other entries";
  return "no grade";
}

/// A line for each entry of the catalogue: one price may have several, such as one for each architecture.
std::vector<const BillLine*> one_per_entry(const std::vector<const BillLine*>& lines) {
  std::vector<const BillLine*> found;
  for (const BillLine* const line : lines)
    if (std::none_of(found.begin(), found.end(), [&](const BillLine* other) {
          return other->price_id == line->price_id && other->source_file == line->source_file &&
                 other->source_line == line->source_line;
        }))
      found.push_back(line);
  return found;
}

/// \param is_alone  no other entry stands beside it
ReportSection entry_of(const BillLine& line, bool is_alone) {
  const char* const what = line.is_free ? "free allowance" : "price";
  ReportSection section{is_alone
                            ? fmt::format("Where the {} is from", what)
                            : fmt::format("Where the {} of {} is from", what, without_brackets(line.name)),
                        {},
                        {},
                        {}};
  section.notes.push_back(fmt::format("{}price {}", line.is_free ? "taken off " : "", line.price_id));
  if (line.source_file.empty()) {
    section.notes.emplace_back("the catalogue has no entry");
    return section;
  }
  section.notes.push_back(fmt::format("{}:{}", line.source_file, line.source_line));
  section.notes.push_back(line.source.url.empty()
                              ? line.source.title
                              : fmt::format("{}, {}", line.source.title, line.source.url));
  section.notes.push_back(fmt::format("read {}, grade {}: {}", to_string(line.source.read), line.source.grade,
                                      words_of_grade(line.source.grade)));
  return section;
}

std::string figure_text(const SavedFigure& figure) {
  const auto words = [&](double value) {
    if (figure.unit == "s") return latency_text(value);
    if (figure.unit == "share") return describe_share(value);
    return fmt::format("{:.{}f}", value, value >= 100 ? 0 : 2);
  };
  if (!figure.value) return "- (" + figure.status + ")";
  std::string text = words(*figure.value);
  if (figure.half_width && *figure.half_width > 0)
    text += " ± " + (figure.unit == "share" ? fmt::format("{:.2g} %", *figure.half_width * 100)
                                            : words(*figure.half_width));
  return figure.status == "OK" ? text : fmt::format("{} ({})", text, figure.status);
}

/// Names of the measures in the order in which a reader asks for them.
constexpr std::array<std::pair<const char*, const char*>, 20> measures{{
    {"requests", "requests in the period"},
    {"cold_start_share", "waited for a start"},
    {"refused_share", "refused"},
    {"timed_out_share", "timed out"},
    {"failed_share", "failed"},
    {"latency_mean", "latency, mean"},
    {"latency_p50", "latency, p50"},
    {"latency_p95", "latency, p95"},
    {"latency_p99", "latency, p99"},
    {"latency_p99.9", "latency, p99.9"},
    {"capacity_mean", "instances or servers, mean"},
    {"capacity_peak", "in use at once, peak"},
    {"utilisation", "utilisation"},
    {"billed_time_lost_to_rounding", "billed time lost to rounding up"},
    {"billed_time_lost_to_init", "billed time lost to starts"},
    {"billed_time_lost_to_timeouts", "billed time lost to killed work"},
    {"attempts_per_request", "attempts a request"},
    {"attempts_peak", "attempts a second, most in 10 s"},
    {"handler_time_wasted_share", "work whose answer nobody got"},
    {"recovery_time", "time to recover from the outage"},
}};

ReportSection behind_the_quantity(const SavedResult& result, const SavedAlternative& one) {
  ReportSection section{"What happened behind the quantity", {}, {}, {}};
  ReportTable table{{{"measure", false}, {"value", true}}, {}};
  for (const auto& [name, words] : measures)
    if (const SavedFigure* const figure = one.metric(name))
      table.rows.push_back({words, figure_text(*figure)});
  section.tables.push_back(std::move(table));
  const auto input = [&](const char* name) {
    const auto found = result.inputs.find(name);
    return found != result.inputs.end() ? found->second : std::string("?");
  };
  section.notes = {fmt::format("method: {}; measured: {}", input("method"), input("warm_up")),
                   fmt::format("scenario {} ({}), seed {}, {} replications, isocost {}",
                               input("scenario_file"), input("scenario_hash").substr(0, 12), input("seed"),
                               input("replications"), input("version")),
                   "intervals: 95 %, Student t over independent replications"};
  for (const std::string& text : one.assumptions) section.notes.push_back("assumed: " + text);
  for (const std::string& text : one.notes) section.notes.push_back(text);
  return section;
}

ReportSection rules_of(const SavedResult& result) {
  ReportSection section{"Rules", {}, {}, {}};
  section.notes.push_back(fmt::format("prices and rules in force on {}; free allowances {}", result.as_of,
                                      result.has_free_tier ? "taken off" : "not taken off"));
  const auto hash = result.inputs.find("catalogue_hash");
  if (hash != result.inputs.end())
    section.notes.push_back(fmt::format("catalogue {}", hash->second.substr(0, 12)));
  return section;
}

/// How the total becomes what is to pay.
void add_terms(const Bill& bill, ReportSection& section) {
  section.notes.emplace_back("the total, at list prices, is the sum of the rounded lines");
  for (const Adjustment& term : bill.adjustments)
    section.notes.push_back(fmt::format("{}: {} USD, rounded to {}", term.name, exact_text(term.exact),
                                        to_plain_cents(term.rounded())));
  if (!bill.adjustments.empty())
    section.notes.push_back(fmt::format("to pay: {} USD", to_cents_text(bill.net())));
}

std::vector<std::string> names_of(const Bill& bill) {
  std::vector<std::string> names{"total"};
  for (const BillLine& line : bill.lines)
    for (const std::string& name : {without_brackets(line.name), line.price_id})
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

/// Ids of the prices whose lines bear that name, each once.
std::vector<std::string> prices_meant(const Bill& bill, const std::string& asked) {
  std::vector<std::string> prices;
  for (const BillLine& line : bill.lines)
    if (is_meant(line, lower(asked)) &&
        std::find(prices.begin(), prices.end(), line.price_id) == prices.end())
      prices.push_back(line.price_id);
  return prices;
}

int replications_of(const SavedResult& result) {
  const auto found = result.inputs.find("replications");
  return found != result.inputs.end() ? std::atoi(found->second.c_str()) : 1;
}

}  // namespace

Loaded<ReportModel> explain(const SavedResult& result, const SavedAlternative& one,
                            const std::string& asked) {
  Loaded<ReportModel> loaded;
  const bool is_total = lower(asked) == "total";
  const std::vector<std::string> prices =
      is_total ? std::vector<std::string>{} : prices_meant(one.bill, asked);
  if (prices.empty() && !is_total) {
    const auto whole = std::make_shared<const SourceFile>(SourceFile{result.file, "", 1});
    add_error(loaded.diagnostics, {whole, 0, 0, 1}, fmt::format("the bill has no line \"{}\"", asked),
              known_words_hint(asked, names_of(one.bill)));
    return loaded;
  }
  std::vector<const BillLine*> lines;
  Usd sum;
  for (const BillLine& line : one.bill.lines) {
    if (!is_total && std::find(prices.begin(), prices.end(), line.price_id) == prices.end()) continue;
    lines.push_back(&line);
    sum += line.rounded();
  }
  const bool is_open = std::any_of(lines.begin(), lines.end(),
                                   [](const BillLine* line) { return line->unpriced && line->quantity > 0; });
  const std::string what = is_total ? (one.bill.adjustments.empty() ? "Total" : "Total at list prices")
                                    : without_brackets(lines.front()->name);
  ReportModel report;
  report.title = fmt::format("{}{}{}: {}{} USD", what, one.name.empty() ? "" : ", ", one.name,
                             is_open ? ">= " : "", to_cents_text(sum));
  report.sections.push_back(computed(lines, replications_of(result)));
  if (is_total) add_terms(one.bill, report.sections.front());
  if (!is_total) {
    const auto entries = one_per_entry(lines);
    for (const BillLine* const line : entries)
      report.sections.push_back(entry_of(*line, entries.size() == 1));
  }
  if (result.is_simulated) report.sections.push_back(behind_the_quantity(result, one));
  report.sections.push_back(rules_of(result));
  loaded.value = std::move(report);
  return loaded;
}

}  // namespace isocost
