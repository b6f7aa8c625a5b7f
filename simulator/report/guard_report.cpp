#include "simulator/report/guard_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simulator/compare/comparison.h"
#include "simulator/input/values.h"
#include "simulator/report/figures.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

std::string usd(double amount) { return to_cents_text({Decimal(amount)}); }

std::string signed_usd(double amount) { return (amount > 0 ? "+" : "") + usd(amount); }

bool is_cost(const Limit& limit) { return std::holds_alternative<MonthlyCost>(limit.what); }

std::string figure_text(const LimitCheck& check, double value) {
  if (is_cost(check.limit)) return usd(value) + " USD";
  return std::get<MetricId>(check.limit.what) == MetricId::error_share ? describe_share(value)
                                                                       : latency_text(value);
}

std::string with_interval(const LimitCheck& check) {
  const Estimate& figure = check.figure;
  std::string text = figure_text(check, figure.value);
  if (figure.status == EstimateStatus::lower_bound) text = ">= " + text;
  if (figure.half_width) return text + " ± " + figure_text(check, *figure.half_width);
  return figure.status == EstimateStatus::exact ? text : text + fmt::format(" ({})", word_of(figure.status));
}

ReportTable limits_table(const std::vector<LimitCheck>& checks) {
  ReportTable table{{{"alternative", false}, {"limit", false}, {"figure", true}, {"", false}}, {}};
  for (const LimitCheck& one : checks)
    table.rows.push_back({one.alternative, one.limit.text, with_interval(one), word_of(one.status)});
  return table;
}

std::string change_text(const CostChange& one) {
  if (!one.change.half_width)
    return fmt::format("{} ({})", signed_usd(one.change.value), word_of(one.change.status));
  if (std::abs(one.change.value) <= *one.change.half_width) return "n.s.";
  return fmt::format("{} ± {}", signed_usd(one.change.value), usd(*one.change.half_width));
}

std::string movers_text(const CostChange& one) {
  std::string text;
  for (const auto& [price, amount] : one.movers)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", price, signed_usd(amount.amount.to_double()));
  return text.empty() ? "-" : text;
}

ReportTable changes_table(const std::vector<CostChange>& changes) {
  ReportTable table{
      {{"alternative", false}, {"baseline, USD a period", true}, {"change", true}, {"moved most by", false}},
      {}};
  for (const CostChange& one : changes)
    table.rows.push_back({one.alternative, usd(one.before), change_text(one), movers_text(one)});
  return table;
}

ReportSection change_section(const GuardReport& report) {
  ReportSection section{fmt::format("Against {}", report.baseline), {}, {}, {}};
  section.tables.push_back(changes_table(report.outcome.changes));
  bool is_unpaired = false;
  for (const CostChange& one : report.outcome.changes) is_unpaired = is_unpaired || !one.is_paired;
  if (is_unpaired)
    section.notes.emplace_back("the baseline saw other traffic: the runs are compared as independent ones");
  for (const std::string& name : report.outcome.unknown)
    section.notes.push_back(fmt::format("{}: not in the baseline", name));
  return section;
}

Json estimate_json(const Estimate& estimate) {
  return {{"value", std::isfinite(estimate.value) ? Json(estimate.value) : Json(nullptr)},
          {"half_width", estimate.half_width ? Json(*estimate.half_width) : Json(nullptr)},
          {"status", word_of(estimate.status)}};
}

}  // namespace

std::string verdict_of(const GuardOutcome& outcome) {
  std::size_t broken = 0, undecided = 0;
  for (const LimitCheck& one : outcome.checks) {
    broken += one.status == LimitStatus::broken ? 1 : 0;
    undecided += one.status == LimitStatus::undecided ? 1 : 0;
  }
  std::string text;
  if (broken > 0)
    text = fmt::format("FAILED: {} of {} limits broken.", broken, outcome.checks.size());
  else if (outcome.has_unpriced)
    text = "UNPRICED: a total is a lower bound, and no limit on it can be held.";
  else if (undecided > 0)
    text = fmt::format(
        "INCONCLUSIVE: {} of {} limits cannot be decided by the interval of their figure; more "
        "replications may decide.",
        undecided, outcome.checks.size());
  else if (outcome.checks.empty())
    text = "No limit was given.";
  else
    text = fmt::format("HELD: all {} limits.", outcome.checks.size());
  if (outcome.has_rise()) text += " WARNING: the cost has risen beyond what is let pass.";
  return text;
}

ReportModel make_guard_report(const GuardReport& report) {
  ReportModel model{"Cost guard", {}};
  ReportSection limits{"Limits", {report.verdict}, {}, {}};
  if (!report.outcome.checks.empty()) limits.tables.push_back(limits_table(report.outcome.checks));
  limits.notes.push_back(
      fmt::format("monthly: 30 d; the period simulated is {}; intervals are of the simulation alone, at 95 %",
                  period_text(report.manifest)));
  model.sections.push_back(std::move(limits));
  if (!report.baseline.empty()) model.sections.push_back(change_section(report));
  model.sections.push_back(
      {"How this was computed",
       {},
       {},
       {fmt::format("isocost {}, {}, seed {}, {} replications", report.manifest.version,
                    report.manifest.scenario_file, report.manifest.seed, report.manifest.replications),
        fmt::format("prices read until {}, billed as of {}", report.manifest.price_date,
                    report.manifest.billed_as_of)}});
  return model;
}

std::string write_guard_json(const GuardReport& report) {
  Json json;
  json["isocost_guard"] = 1;
  json["verdict"] = report.verdict;
  json["checks"] = Json::array();
  for (const LimitCheck& one : report.outcome.checks)
    json["checks"].push_back({{"alternative", one.alternative},
                              {"limit", one.limit.text},
                              {"figure", estimate_json(one.figure)},
                              {"status", word_of(one.status)}});
  json["changes"] = Json::array();
  for (const CostChange& one : report.outcome.changes) {
    Json movers = Json::array();
    for (const auto& [price, amount] : one.movers)
      movers.push_back({{"price_id", price}, {"exact_amount", to_string(amount.amount)}});
    json["changes"].push_back({{"alternative", one.alternative},
                               {"before", one.before},
                               {"change", estimate_json(one.change)},
                               {"is_rise", one.is_rise},
                               {"movers", movers}});
  }
  json["manifest"] = {{"version", report.manifest.version},
                      {"seed", report.manifest.seed},
                      {"replications", report.manifest.replications},
                      {"scenario_file", report.manifest.scenario_file},
                      {"scenario_hash", report.manifest.scenario_hash},
                      {"catalogue_hash", report.manifest.catalogue_hash},
                      {"price_date", report.manifest.price_date}};
  return json.dump(2) + "\n";
}

}  // namespace isocost
