#include "simulator/report/report_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "simulator/input/values.h"
#include "simulator/report/call_section.h"
#include "simulator/report/figures.h"
#include "simulator/report/scope.h"

namespace isocost {
namespace {

constexpr const char* plus_minus = " ± ";

std::string usd(double amount) { return to_cents_text({Decimal(amount)}); }

std::string latency(const Estimate& estimate) {
  return with_half_width(estimate, latency_text(estimate.value), latency_text);
}

std::string cost(const AlternativeResult& one) {
  const Estimate& estimate = one.estimate(MetricId::cost);
  std::string text = (one.bill.has_unpriced() ? ">= " : "") + usd(estimate.value);
  if (estimate.status == EstimateStatus::insufficient) return text + " (INSUFFICIENT)";
  if (estimate.half_width && *estimate.half_width > half_a_cent)
    text += plus_minus + usd(*estimate.half_width);
  return estimate.status == EstimateStatus::not_reached ? text + " (NOT REACHED)" : text;
}

std::string slo_word(SloStatus status) {
  switch (status) {
    case SloStatus::none: return "-";
    case SloStatus::met: return "met";
    case SloStatus::missed: return "MISSED";
    case SloStatus::undecided: return "inconclusive";
  }
  return "";
}

std::string against_reference(const AlternativeResult& one, const Comparison& comparison) {
  if (one.name == comparison.reference) return "reference";
  for (const PairedDifference& difference : comparison.differences) {
    if (difference.name != one.name) continue;
    if (!difference.cost.half_width) return "-";
    if (!difference.is_cost_different) return "n.s.";
    const std::string sign = difference.cost.value > 0 ? "+" : "";
    if (std::abs(difference.cost.value) < half_a_cent) return sign.empty() ? "> -0.01" : "< +0.01";
    return sign + usd(difference.cost.value) +
           (*difference.cost.half_width > half_a_cent ? plus_minus + usd(*difference.cost.half_width) : "");
  }
  return "-";
}

ReportSection answer(const Result& result, const Comparison& comparison) {
  ReportSection section{"Answer", {}, {}, {}};
  if (!result.question.empty()) section.paragraphs.push_back(result.question);
  section.paragraphs.push_back(comparison.verdict);
  if (result.is_interrupted)
    section.paragraphs.push_back(fmt::format("INTERRUPTED: {} replications were finished and are shown.",
                                             result.manifest.replications));
  if (result.manifest.precision && result.alternatives.empty() && !result.is_interrupted)
    section.paragraphs.emplace_back(
        "NOT REACHED: the time was over before every alternative had finished a replication.");
  ReportTable table{{{"alternative", false},
                     {"size", false},
                     {"USD a period", true},
                     {"against reference", true},
                     {"SLO", false}},
                    {}};
  for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
    const AlternativeResult& one = result.alternatives[i];
    table.rows.push_back({one.name, one.size, cost(one), against_reference(one, comparison),
                          slo_word(comparison.verdicts[i].slo)});
  }
  section.tables.push_back(std::move(table));
  if (!result.alternatives.empty()) section.charts.emplace_back(cost_chart(result));
  for (const AlternativeVerdict& verdict : comparison.verdicts) {
    std::string line = verdict.name + ": " + verdict.sentence;
    for (const std::string& detail : verdict.slo_details) line += " [" + detail + "]";
    section.notes.push_back(std::move(line));
  }
  return section;
}

/// "OK (± 3.1 %)", "NOT REACHED (± 12 %)"
std::string word_and_width(const PrecisionReached& reached) {
  constexpr double least_shown = 0.001;
  const std::string word(word_of(reached.status));
  if (!reached.relative) return word;
  return *reached.relative < least_shown
             ? word + " (under ± 0.1 %)"
             : fmt::format("{} (± {})", word, share_half_width(*reached.relative));
}

std::string what_ended(StoppedBy stopped_by) {
  switch (stopped_by) {
    case StoppedBy::precision: return "every figure that has an interval is precise";
    case StoppedBy::replications: return "no more replications were allowed";
    case StoppedBy::time: return "the time was over";
  }
  return "";
}

ReportSection precision(const Result& result, const PrecisionAsked& asked) {
  ReportSection section{"Precision", {}, {}, {}};
  section.paragraphs.push_back(fmt::format("Asked for: ± {} of each headline figure. {} replications; {}.",
                                           describe_share(asked.relative), result.manifest.replications,
                                           what_ended(asked.stopped_by)));
  ReportTable table{{{"alternative", false}, {"cost", false}, {"latency", false}, {"of", false}}, {}};
  for (const AlternativeResult& one : result.alternatives)
    if (one.precision.size() == 2)
      table.rows.push_back({one.name, word_and_width(one.precision[0]), word_and_width(one.precision[1]),
                            info_of(one.precision[1].id).title});
  section.tables.push_back(std::move(table));
  section.notes.push_back(
      "these intervals hold all at once, at 95 % (Bonferroni), so they are wider than those beside the "
      "figures; mean: "
      "too few requests beyond the p99 of a replication; a cost within half a cent is OK");
  return section;
}

ReportSection latencies(const Result& result) {
  ReportSection section{
      "Latency, as users see it (refused and timed-out requests count as never answered; the mean is of the "
      "others)",
      {},
      {},
      {}};
  ReportTable table{
      {{"alternative", false}, {"mean", true}, {"p50", true}, {"p95", true}, {"p99", true}, {"p99.9", true}},
      {}};
  for (const AlternativeResult& one : result.alternatives)
    table.rows.push_back(
        {one.name, latency(one.estimate(MetricId::latency_mean)),
         latency(one.estimate(MetricId::latency_p50)), latency(one.estimate(MetricId::latency_p95)),
         latency(one.estimate(MetricId::latency_p99)), latency(one.estimate(MetricId::latency_p999))});
  section.tables.push_back(std::move(table));
  section.charts.emplace_back(latency_chart(result));
  return section;
}

ReportSection behaviour(const Result& result) {
  ReportSection section{"Behaviour", {}, {}, {}};
  ReportTable table{{{"alternative", false},
                     {"cold starts", true},
                     {"refused", true},
                     {"timed out", true},
                     {"failed", true},
                     {"instances mean", true},
                     {"peak", true},
                     {"utilisation", true},
                     {"billed time lost", true}},
                    {}};
  for (const AlternativeResult& one : result.alternatives) {
    const double lost = one.estimate(MetricId::lost_to_rounding).value +
                        one.estimate(MetricId::lost_to_init).value +
                        one.estimate(MetricId::lost_to_timeouts).value;
    table.rows.push_back(
        {one.name, one.is_function ? share_text(one.estimate(MetricId::cold_share)) : "-",
         share_text(one.estimate(MetricId::refused_share)),
         share_text(one.estimate(MetricId::timed_out_share)),
         share_text(one.estimate(MetricId::failed_share)), number_text(one.estimate(MetricId::capacity_mean)),
         number_text(one.estimate(MetricId::capacity_peak)), share_text(one.estimate(MetricId::utilisation)),
         one.is_function ? describe_share(lost) : "-"});
  }
  section.tables.push_back(std::move(table));
  section.notes.push_back(
      "instances: function instances alive, or servers; peak: in use at once; billed time lost: to rounding, "
      "starts and killed work; 0: none seen in n simulated requests, so less than 3/n at 95 % confidence");
  return section;
}

/// What clients that try again and outages did to it; nothing of scenarios without both.
std::optional<ReportSection> overload(const Result& result) {
  if (result.alternatives.empty() || !result.alternatives.front().has(MetricId::attempts_peak))
    return std::nullopt;
  const bool has_outage = result.alternatives.front().has(MetricId::recovery_time);
  ReportSection section{has_outage ? "Retries and outages" : "Retries", {}, {}, {}};
  ReportTable table{{{"alternative", false},
                     {"attempts a request", true},
                     {"most attempts, /s", true},
                     {"work for nobody", true}},
                    {}};
  if (has_outage) table.columns.push_back({"recovered after", true});
  for (const AlternativeResult& one : result.alternatives) {
    table.rows.push_back({one.name, number_text(one.estimate(MetricId::attempts_per_request)),
                          number_text(one.estimate(MetricId::attempts_peak)),
                          share_text(one.estimate(MetricId::wasted_share))});
    if (!has_outage) continue;
    const Estimate& recovery = one.estimate(MetricId::recovery_time);
    table.rows.back().push_back(recovery.value == 0 ? "at once" : latency(recovery));
  }
  section.tables.push_back(std::move(table));
  section.notes.emplace_back(
      "attempts a request: below 1 where a breaker stopped them; most attempts: in 10 s; work for nobody: "
      "time "
      "in handlers whose answer no user got, billed all the same");
  if (has_outage)
    section.notes.emplace_back(
        "recovered: from the end of the last outage until the share of errors is in no 10 s more than 5 "
        "percentage points above that before it; never: not before the period's end");
  return section;
}

ReportTable bill_table(const Bill& bill) {
  ReportTable table{{{"line", false},
                     {"quantity", true},
                     {"unit", false},
                     {"price, USD", true},
                     {"USD", true},
                     {"price from", false}},
                    {}};
  std::set<std::string> regions;
  for (const BillLine& line : bill.lines)
    if (!line.region.empty() && line.region != "global") regions.insert(line.region);
  for (const BillLine& line : bill.lines) {
    const std::string where = regions.size() > 1 && !line.region.empty() ? ", " + line.region : "";
    table.rows.push_back({line.name + where, quantity_text(line.quantity), line.unit, price_text(line),
                          amount_text(line), source_text(line)});
    for (std::size_t i = 0; i < waste_count; ++i) {
      const auto what = static_cast<Waste>(i);
      if (line.unpriced || line.cost_of(what).amount < Decimal("0.005")) continue;
      table.rows.push_back({fmt::format("  of which {}", words_of(what)), quantity_text(line.wasted(what)),
                            line.unit, "", to_cents_text(line.cost_of(what)), ""});
    }
  }
  const std::string at_least = bill.has_unpriced() ? ">= " : "";
  const bool has_terms = !bill.adjustments.empty();
  table.rows.push_back(
      {has_terms ? "Total at list prices" : "Total", "", "", "", at_least + to_cents_text(bill.total()), ""});
  for (const Adjustment& one : bill.adjustments)
    table.rows.push_back({one.name, "", "", "", to_cents_text(one.exact), ""});
  if (has_terms) table.rows.push_back({"To pay", "", "", "", at_least + to_cents_text(bill.net()), ""});
  return table;
}

/// What the allowances are worth, and what has no price.
void note_allowances_and_gaps(const Bill& bill, ReportSection& section) {
  if (round_to_cents(bill.worth_of_allowances()).amount > 0)
    section.notes.push_back(fmt::format("free allowances are worth {} USD at list prices",
                                        to_cents_text(bill.worth_of_allowances())));
  for (const BillLine& line : bill.lines)
    if (line.unpriced) section.notes.push_back(fmt::format("{}: UNPRICED, {}", line.name, *line.unpriced));
}

/// The three services that cost most, when there are several: what a saving would have to begin with.
void note_largest_parts(const Bill& bill, ReportSection& section) {
  std::map<std::string, Decimal> parts;
  for (const BillLine& line : bill.lines)
    if (!line.service.empty()) parts[line.service] += line.exact.amount;
  std::erase_if(parts, [](const auto& part) { return round_to_cents({part.second}).amount == 0; });
  std::vector<std::pair<std::string, Decimal>> sorted(parts.begin(), parts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const Decimal total = bill.exact_total().amount;
  if (sorted.size() < 2 || total <= 0) return;
  sorted.resize(std::min<std::size_t>(sorted.size(), 3));
  std::string text;
  for (const auto& [service, amount] : sorted)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", service,
                        describe_share((amount / total).to_double()));
  section.notes.push_back(
      fmt::format("{}largest parts: {}", bill.has_unpriced() ? "of what has a price, " : "", text));
}

ReportSection bill(const AlternativeResult& one) {
  ReportSection section{fmt::format("Bill: {} ({}, {})", one.name, one.size, one.region), {}, {}, {}};
  section.tables.push_back(bill_table(one.bill));
  note_largest_parts(one.bill, section);
  note_allowances_and_gaps(one.bill, section);
  for (const std::string& text : one.notes) section.notes.push_back(text);
  return section;
}

/// Price lists of other years are not known: where an entry has no dates, today's price is taken for theirs.
std::optional<std::string> doubt_of_dates(Date billed, Date newest) {
  if (std::chrono::abs(billed - newest) <= std::chrono::days(366)) return std::nullopt;
  return fmt::format("the newest price was read on {}: what entries without dates cost on {} is not known",
                     to_string(newest), to_string(billed));
}

ReportSection manifest(const Result& result) {
  const Manifest& from = result.manifest;
  ReportSection section{"How this was computed", {}, {}, {}};
  section.word = "method";
  section.notes = {
      fmt::format("traffic: {}", result.traffic),
      fmt::format("method: {}", from.method),
      fmt::format("measured: {}", from.warm_up),
      fmt::format("period billed: {} from {}, by the rules in force on that day; free allowances {}{}",
                  period_text(from), from.billed_as_of, result.has_free_tier ? "taken off" : "not taken off",
                  result.months == 1
                      ? ""
                      : fmt::format("; monthly allowances and tiers taken {:.4g} times", result.months)),
      fmt::format("prices: newest read on {}, catalogue {}", from.price_date,
                  from.catalogue_hash.substr(0, 12)),
      fmt::format("isocost {}, seed {}, {} replications, scenario {}", from.version, from.seed,
                  from.replications, from.scenario_hash.substr(0, 12)),
      "intervals: 95 %, Student t over independent replications; differences: paired over the same requests, "
      "simultaneous "
      "(Bonferroni); n.s.: no demonstrable difference",
  };
  const auto billed = parse_date(from.billed_as_of), newest = parse_date(from.price_date);
  if (const auto doubt = billed && newest ? doubt_of_dates(*billed, *newest) : std::nullopt)
    section.notes.push_back(*doubt);
  return section;
}

void add_scope(const Scope& scope, ReportModel& report) {
  if (!scope.included.empty()) report.sections.push_back({"Included", {}, {}, scope.included});
  report.sections.push_back({"Excluded", {}, {}, scope.excluded});
  report.sections.push_back({"Assumed", {}, {}, scope.assumed});
}

}  // namespace

ReportModel make_report(const Result& result, const Comparison& comparison) {
  ReportModel report;
  report.title = result.title.empty() ? result.manifest.scenario_file : result.title;
  report.sections.push_back(answer(result, comparison));
  if (!result.alternatives.empty()) {
    if (result.manifest.precision) report.sections.push_back(precision(result, *result.manifest.precision));
    report.sections.push_back(latencies(result));
    report.sections.push_back(behaviour(result));
    if (auto section = overload(result)) report.sections.push_back(std::move(*section));
    if (auto section = call_section(result)) report.sections.push_back(std::move(*section));
    for (const AlternativeResult& one : result.alternatives) report.sections.push_back(bill(one));
  }
  add_scope(scope_of(result), report);
  report.sections.push_back(manifest(result));
  return report;
}

namespace {

ReportTable figures_of(const BarChart& chart) {
  ReportTable table{{{"alternative", false}}, {}};
  for (const std::string& group : chart.groups) table.columns.push_back({group, true});
  table.columns.push_back({chart.unit, true});
  for (const BarChart::Bar& bar : chart.bars) {
    std::vector<std::string> row{bar.name};
    for (const double part : bar.parts) row.push_back(fmt::format("{:.2f}", part));
    row.push_back(bar.total_text + (bar.half_width ? plus_minus + usd(*bar.half_width) : ""));
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable figures_of(const GraphChart& chart) {
  ReportTable table{{{"component", false}, {"figures", false}, {"calls", false}}, {}};
  for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
    std::vector<std::string> called;
    for (const GraphChart::Edge& edge : chart.edges)
      if (edge.from == i) called.push_back(chart.nodes[edge.to].name + (edge.is_dashed ? " (message)" : ""));
    table.rows.push_back({chart.nodes[i].name, fmt::format("{}", fmt::join(chart.nodes[i].details, ", ")),
                          fmt::format("{}", fmt::join(called, ", "))});
  }
  return table;
}

ReportTable figures_of(const RangeChart& chart) {
  ReportTable table{
      {{"input", false}, {"from", true}, {"to", true}, {"at the first", true}, {"at the second", true}}, {}};
  for (const RangeChart::Bar& bar : chart.bars)
    table.rows.push_back({bar.name, bar.low_text, bar.high_text, fmt::format("{:.6g}", bar.at_low),
                          fmt::format("{:.6g}", bar.at_high)});
  return table;
}

ReportTable figures_of(const LineChart& chart) {
  ReportTable table{{{"series", false}, {chart.x_title, true}, {chart.y_title, true}}, {}};
  for (const LineChart::Series& series : chart.series)
    for (const LineChart::Point& point : series.points) {
      std::string x = fmt::format("{:.6g}", point.x);
      for (const LineChart::Mark& mark : chart.x_marks)
        if (mark.at == point.x) x = mark.text;
      table.rows.push_back(
          {series.name, x,
           fmt::format("{:.4g}", point.y) +
               (point.half_width ? fmt::format("{}{:.2g}", plus_minus, *point.half_width) : "")});
    }
  for (const LineChart::Flip& flip : chart.flips)
    table.rows.push_back(
        {"no demonstrable difference", fmt::format("{:.6g} to {:.6g}", flip.from, flip.to), flip.text});
  return table;
}

}  // namespace

ReportTable table_of(const Chart& chart) {
  return std::visit([](const auto& one) { return figures_of(one); }, chart);
}

ReportModel make_bill_report(const PricedUsage& priced, const Catalogue& catalogue) {
  ReportSection section{"Bill", {}, {bill_table(priced.bill)}, {}};
  note_allowances_and_gaps(priced.bill, section);
  section.notes.push_back(fmt::format("exact, before lines are rounded to cents: {}",
                                      to_string(priced.bill.exact_total().amount)));
  section.notes.push_back(
      fmt::format("prices and rules in force on {}; free allowances {}; newest price read {}, catalogue {}",
                  to_string(priced.as_of), priced.has_free_tier ? "taken off" : "not taken off",
                  to_string(catalogue.newest_read), catalogue.hash.substr(0, 12)));
  if (const auto doubt = doubt_of_dates(priced.as_of, catalogue.newest_read)) section.notes.push_back(*doubt);
  ReportModel report{priced.title, {section}};
  add_scope(scope_of(priced), report);
  return report;
}

ReportModel make_coverage_report(const std::vector<Coverage>& coverage,
                                 const std::vector<CatalogueProblem>& problems) {
  ReportSection covered{"Coverage", {}, {}, {}};
  ReportTable table{{{"service", false},
                     {"meter", false},
                     {"region", false},
                     {"grade", false},
                     {"read", false},
                     {"price", false}},
                    {}};
  std::size_t missing = 0;
  for (const Coverage& one : coverage) {
    missing += one.unpriced.empty() ? 0 : 1;
    table.rows.push_back({one.service, one.meter, one.region, one.grade, to_string(one.read),
                          one.unpriced.empty() ? "priced" : "UNPRICED: " + one.unpriced});
  }
  covered.tables.push_back(std::move(table));
  covered.notes.push_back(
      fmt::format("{} meters, each in each of its regions; {} of them UNPRICED", coverage.size(), missing));
  ReportSection doubtful{"Doubtful", {}, {}, {}};
  if (problems.empty()) doubtful.notes.emplace_back("nothing found");
  for (const CatalogueProblem& one : problems)
    doubtful.notes.push_back(fmt::format(
        "{}: {}: {}", one.place, one.kind == CatalogueProblem::Kind::error ? "error" : "warning", one.text));
  return {"Catalogue", {covered, doubtful}};
}

}  // namespace isocost
