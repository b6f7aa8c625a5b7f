#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simulator/experiment/experiment.h"
#include "simulator/report/sensitivity_report.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

const char* status_of(const SampleQuantile& quantile, bool is_unpriced) {
  if (is_unpriced) return "UNPRICED";
  if (!std::isfinite(quantile.value)) return "NEVER";
  return quantile.low && quantile.high ? "OK" : "INSUFFICIENT";
}

Json quantile_json(const SampleQuantile& quantile, bool is_unpriced) {
  return {{"value", number(quantile.value)},
          {"low", number(quantile.low)},
          {"high", number(quantile.high)},
          {"status", status_of(quantile, is_unpriced)}};
}

bool is_bound(const SensitivityReport& report, const AlternativeSensitivity& one) {
  return one.is_unpriced && report.found.metric == StudiedMetric::cost;
}

Json alternative_json(const SensitivityReport& report, const AlternativeSensitivity& one) {
  Json swings = Json::array();
  for (const Swing& swing : one.swings)
    swings.push_back({{"input", report.study.inputs[swing.input].path},
                      {"at_low", number(swing.at_low)},
                      {"at_high", number(swing.at_high)}});
  const bool has_periods = report.study.has_whole_periods;
  return {{"name", one.name},
          {"unpriced", one.is_unpriced},
          {"own",
           {{"value", number(one.own.value)},
            {"half_width", number(one.own.half_width)},
            {"status", word_of(one.own.status)}}},
          {"p10", quantile_json(one.p10, is_bound(report, one))},
          {"p50", quantile_json(one.p50, is_bound(report, one))},
          {"p90", quantile_json(one.p90, is_bound(report, one))},
          {"input_deviation", number(one.input_deviation)},
          {"period_deviation", has_periods ? number(one.deviation) : Json(nullptr)},
          {"share_of_inputs", has_periods ? number(one.share_of_inputs()) : Json(nullptr)},
          {"lowest_in", one.lowest},
          {"meets_slo_in", one.own_slo == SloStatus::none ? Json(nullptr) : Json(one.meets_slo)},
          {"swings", swings}};
}

/// What is stated of people's time, of each alternative.
Json people_json(const InputStudy& study) {
  Json all = Json::array();
  for (std::size_t i = 0; i < study.people.size(); ++i) {
    const People& people = study.people[i];
    all.push_back({{"alternative", study.alternatives[i]},
                   {"operations_hours",
                    people.operations ? Json(to_seconds(*people.operations) / 3600) : Json(nullptr)},
                   {"migration", people.migration ? Json(describe(*people.migration)) : Json(nullptr)}});
  }
  return {{"hour_of_work", study.hour_of_work ? Json(to_string(study.hour_of_work->amount)) : Json(nullptr)},
          {"alternatives", all}};
}

/// Rows of the CSV file.
class Rows {
 public:
  struct Row {
    std::string alternative, item, input, at;
    double value = 0;
    std::optional<double> low, high;
    std::string status = "OK";
  };

  void add(const Row& row) {
    const auto figure = [](double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; };
    const auto bound = [&](const std::optional<double>& value) { return value ? figure(*value) : ""; };
    text_ += fmt::format("{},{},{},{},{},{},{},{}\n", csv_text(row.alternative), row.item,
                         csv_text(row.input), csv_text(row.at), figure(row.value), bound(row.low),
                         bound(row.high), std::isinf(row.value) ? "NEVER" : row.status);
  }

  void add(const std::string& alternative, const std::string& item, const SampleQuantile& quantile,
           bool is_unpriced) {
    add({alternative, item, "", "", quantile.value, quantile.low, quantile.high,
         status_of(quantile, is_unpriced)});
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_ = "alternative,item,input,at,value,low,high,status\n";
};

void add_alternative(const SensitivityReport& report, const AlternativeSensitivity& one, Rows& rows) {
  const bool is_unpriced = is_bound(report, one);
  const std::string status(is_unpriced ? "UNPRICED" : word_of(one.own.status));
  const double half = one.own.half_width.value_or(0);
  const auto own_bound = [&](double at) { return one.own.half_width ? std::optional(at) : std::nullopt; };
  rows.add({one.name, "own", "", "", one.own.value, own_bound(one.own.value - half),
            own_bound(one.own.value + half), status});
  rows.add(one.name, "p10", one.p10, is_unpriced);
  rows.add(one.name, "p50", one.p50, is_unpriced);
  rows.add(one.name, "p90", one.p90, is_unpriced);
  if (report.study.has_whole_periods && one.deviation)
    rows.add({one.name, "period_deviation", "", "", *one.deviation, {}, {}});
  for (const Swing& swing : one.swings) {
    const UncertainInput& input = report.study.inputs[swing.input];
    const std::string bound = is_unpriced ? "UNPRICED" : "OK";
    rows.add({one.name,
              "at_low",
              input.path,
              input.text_of(quantile_of(input, 0.1)),
              swing.at_low,
              {},
              {},
              bound});
    rows.add({one.name,
              "at_high",
              input.path,
              input.text_of(quantile_of(input, 0.9)),
              swing.at_high,
              {},
              {},
              bound});
  }
  rows.add({one.name, "lowest_in", "", "", static_cast<double>(one.lowest), {}, {}});
  if (one.own_slo != SloStatus::none)
    rows.add({one.name, "meets_slo_in", "", "", static_cast<double>(one.meets_slo), {}, {}});
}

}  // namespace

std::string write_sensitivity_json(const SensitivityReport& report) {
  Json json;
  json["isocost_sensitivity"] = 1;
  json["metric"] = (report.found.metric == StudiedMetric::cost) ? "cost" : "p99";
  json["unit"] = (report.found.metric == StudiedMetric::cost) ? "USD" : "s";
  json["samples"] = report.found.samples;
  json["undecided"] = report.found.undecided;
  json["none_meets_slo"] = report.found.none_meets;
  json["interrupted"] = report.is_interrupted;
  json["lowest_at_own"] = report.found.lowest_at_own
                              ? Json(report.found.alternatives[*report.found.lowest_at_own].name)
                              : Json(nullptr);
  json["alternatives"] = Json::array();
  for (const AlternativeSensitivity& one : report.found.alternatives)
    json["alternatives"].push_back(alternative_json(report, one));
  json["from"] = report.paybacks.empty() ? Json(nullptr) : Json(report.from);
  json["paybacks"] = Json::array();
  for (const Payback& one : report.paybacks)
    json["paybacks"].push_back({{"to", one.name},
                                {"monthly_saving",
                                 {{"p10", quantile_json(one.saving_p10, one.is_unpriced)},
                                  {"p50", quantile_json(one.saving_p50, one.is_unpriced)},
                                  {"p90", quantile_json(one.saving_p90, one.is_unpriced)}}},
                                {"months",
                                 {{"p10", quantile_json(one.p10, one.is_unpriced)},
                                  {"p50", quantile_json(one.p50, one.is_unpriced)},
                                  {"p90", quantile_json(one.p90, one.is_unpriced)}}},
                                {"unpriced", one.is_unpriced},
                                {"saved_hours", one.saved_hours},
                                {"within_a_year_in", one.within_a_year}});
  json["people"] = people_json(report.study);
  json["inputs"] = Json::array();
  for (const UncertainInput& one : report.study.inputs)
    json["inputs"].push_back({{"path", one.path},
                              {"own_value", one.own_value},
                              {"may_be", describe(one)},
                              {"p10", one.text_of(quantile_of(one, 0.1))},
                              {"p90", one.text_of(quantile_of(one, 0.9))},
                              {"source", one.source},
                              {"by", one.by},
                              {"date", one.date ? Json(to_string(*one.date)) : Json(nullptr)}});
  json["manifest"] = {{"version", program_version},
                      {"seed", report.study.seed},
                      {"replications", report.study.replications},
                      {"samples", report.study.samples()},
                      {"scenario_file", report.study.scenario_path},
                      {"scenario_hash", report.study.scenario_hash},
                      {"catalogue_hash", report.study.catalogue->hash},
                      {"billed_as_of", to_string(report.study.billed_as_of)}};
  return json.dump(2) + "\n";
}

std::string write_sensitivity_csv(const SensitivityReport& report) {
  Rows rows;
  rows.add({"",
            "samples",
            "",
            "",
            static_cast<double>(report.found.samples),
            {},
            {},
            report.is_interrupted ? "INTERRUPTED" : "OK"});
  for (const AlternativeSensitivity& one : report.found.alternatives) add_alternative(report, one, rows);
  for (const Payback& one : report.paybacks) {
    rows.add(one.name, "monthly_saving_p10", one.saving_p10, one.is_unpriced);
    rows.add(one.name, "monthly_saving_p50", one.saving_p50, one.is_unpriced);
    rows.add(one.name, "monthly_saving_p90", one.saving_p90, one.is_unpriced);
    rows.add(one.name, "payback_months_p10", one.p10, one.is_unpriced);
    rows.add(one.name, "payback_months_p50", one.p50, one.is_unpriced);
    rows.add(one.name, "payback_months_p90", one.p90, one.is_unpriced);
  }
  return rows.text();
}

}  // namespace isocost
