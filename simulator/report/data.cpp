#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simulator/report/report_model.h"
#include "simulator/report/result_reader.h"
#include "simulator/report/scope.h"
#include "simulator/units/hash.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

Json estimate_json(const Estimate& estimate, const char* unit) {
  Json json;
  json["value"] = std::isfinite(estimate.value) ? Json(estimate.value) : Json(nullptr);
  json["half_width"] = estimate.half_width ? Json(*estimate.half_width) : Json(nullptr);
  json["unit"] = unit;
  json["status"] = word_of(estimate.status);
  return json;
}

const char* status_of(const BillLine& line) {
  return line.unpriced ? "UNPRICED" : line.is_free ? "FREE" : "OK";
}

/// Only what there is.
Json waste_json(const BillLine& line) {
  Json parts = Json::array();
  for (std::size_t i = 0; i < waste_count; ++i) {
    const auto what = static_cast<Waste>(i);
    if (line.wasted(what) == 0) continue;
    parts.push_back(
        {{"what", words_of(what)},
         {"quantity", to_string(line.wasted(what))},
         {"exact_amount", line.unpriced ? Json(nullptr) : Json(to_string(line.cost_of(what).amount))}});
  }
  return parts;
}

Json line_json(const BillLine& line) {
  Json json;
  json["name"] = line.name;
  json["price_id"] = line.price_id;
  json["service"] = line.service;
  json["region"] = line.region;
  json["quantity"] = to_string(line.quantity);
  json["unit"] = line.unit;
  json["unit_price"] = line.unpriced ? Json(nullptr) : Json(to_string(line.unit_price));
  json["per"] = to_string(line.per);
  json["amount"] = line.unpriced ? Json(nullptr) : Json(to_plain_cents(line.rounded()));
  json["exact_amount"] = line.unpriced ? Json(nullptr) : Json(to_string(line.exact.amount));
  json["status"] = status_of(line);
  if (line.unpriced) json["reason"] = *line.unpriced;
  if (line.is_free) json["worth"] = to_string(line.worth.amount);
  json["waste"] = waste_json(line);
  json["source"] = {{"file", line.source_file},
                    {"line", line.source_line},
                    {"title", line.source.title},
                    {"url", line.source.url},
                    {"read", line.source_file.empty() ? "" : to_string(line.source.read)},
                    {"grade", line.source.grade}};
  return json;
}

Json bill_json(const Bill& bill) {
  Json lines = Json::array();
  for (const BillLine& line : bill.lines) lines.push_back(line_json(line));
  Json adjustments = Json::array();
  for (const Adjustment& one : bill.adjustments)
    adjustments.push_back({{"name", one.name},
                           {"kind", adjustment_words()[static_cast<std::size_t>(one.kind)]},
                           {"amount", to_plain_cents(one.rounded())},
                           {"exact_amount", to_string(one.exact.amount)}});
  return {{"currency", "USD"},
          {"total", to_plain_cents(bill.total())},
          {"exact_total", to_string(bill.exact_total().amount)},
          {"is_lower_bound", bill.has_unpriced()},
          {"lines", lines},
          {"adjustments", adjustments},
          {"net", to_plain_cents(bill.net())}};
}

Json precision_json(const std::vector<PrecisionReached>& reached) {
  Json figures = Json::array();
  for (const PrecisionReached& one : reached)
    figures.push_back({{"measure", info_of(one.id).name},
                       {"relative_half_width", one.relative ? Json(*one.relative) : Json(nullptr)},
                       {"status", word_of(one.status)}});
  return figures;
}

Json calls_json(const CallResult& calls) {
  Json components = Json::array();
  for (const ComponentResult& one : calls.components) {
    components.push_back({{"name", one.name},
                          {"place", one.place},
                          {"calls_per_request", estimate_json(one.calls, "1")},
                          {"share_of_latency", estimate_json(one.share_of_latency, "share")},
                          {"waiting_share", estimate_json(one.waiting_share, "share")},
                          {"cold_start_share", estimate_json(one.cold_share, "share")},
                          {"error_share", estimate_json(one.error_share, "share")}});
    if (one.lost_share) components.back()["lost_message_share"] = estimate_json(*one.lost_share, "share");
  }
  Json edges = Json::array();
  for (const CallEdge& one : calls.edges)
    edges.push_back({{"from", one.from}, {"to", one.to}, {"message", one.is_message}});
  return {{"components", components},
          {"edges", edges},
          {"waiting_share", estimate_json(calls.waiting_share, "share")}};
}

Json alternative_json(const AlternativeResult& one, const AlternativeVerdict& verdict) {
  Json json;
  json["name"] = one.name;
  json["platform"] = one.platform;
  json["platform_name"] = one.platform_name;
  json["kind"] = one.is_function ? "function" : "fleet";
  json["region"] = one.region;
  json["size"] = one.size;
  for (const Metric& metric : one.metrics) {
    const MetricInfo& info = info_of(metric.id);
    json["metrics"][info.name] = estimate_json(metric.estimate, info.unit);
  }
  json["bill"] = bill_json(one.bill);
  constexpr std::array slo_words{"NONE", "MET", "MISSED", "INCONCLUSIVE"};
  json["slo"] = {{"status", slo_words[static_cast<std::size_t>(verdict.slo)]},
                 {"details", verdict.slo_details}};
  json["verdict"] = verdict.sentence;
  Json p99 = Json::array();
  for (const double value : one.p99) p99.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
  json["replications"] = {{"cost", one.cost}, {"latency_p99", p99}};
  if (one.calls) json["calls"] = calls_json(*one.calls);
  if (!one.precision.empty()) json["precision"] = precision_json(one.precision);
  json["assumptions"] = one.assumptions;
  json["notes"] = one.notes;
  return json;
}

Json comparison_json(const Comparison& comparison) {
  Json differences = Json::array();
  for (const PairedDifference& one : comparison.differences)
    differences.push_back({{"name", one.name},
                           {"reference", one.reference},
                           {"cost", estimate_json(one.cost, "USD")},
                           {"is_cost_different", one.is_cost_different},
                           {"latency_p99", estimate_json(one.p99, "s")},
                           {"is_latency_p99_different", one.is_p99_different}});
  return {{"reference", comparison.reference}, {"verdict", comparison.verdict}, {"differences", differences}};
}

Json slo_json(const Slo& slo) {
  Json latencies = Json::array();
  for (const Slo::Latency& one : slo.latencies)
    latencies.push_back({{"probability", one.probability}, {"limit", to_seconds(one.limit)}});
  return {{"latencies", latencies}, {"errors", slo.errors ? Json(*slo.errors) : Json(nullptr)}};
}

Json manifest_json(const Manifest& manifest) {
  Json checksums = Json::array();
  for (const std::uint64_t sum : manifest.traffic_checksums) checksums.push_back(fmt::format("{:016x}", sum));
  Json inputs{{"version", manifest.version},
              {"seed", manifest.seed},
              {"replications", manifest.replications},
              {"scenario_file", manifest.scenario_file},
              {"changes", manifest.changes},
              {"alternatives", manifest.alternatives},
              {"scenario_hash", manifest.scenario_hash},
              {"catalogue_hash", manifest.catalogue_hash},
              {"price_date", manifest.price_date},
              {"billed_as_of", manifest.billed_as_of},
              {"period_days", manifest.period_days},
              {"method", manifest.method},
              {"warm_up", manifest.warm_up},
              {"traffic_checksums", checksums}};
  if (const auto& asked = manifest.precision)
    inputs["precision"] = {{"relative_half_width", asked->relative},
                           {"stopped_by", stopped_by_words()[static_cast<std::size_t>(asked->stopped_by)]}};
  return {{"inputs", inputs}};
}

Json scope_json(const Scope& scope) {
  return {{"included", scope.included}, {"excluded", scope.excluded}, {"assumed", scope.assumed}};
}

std::string digest_of(const Json& json) {
  Hash hash;
  hash.add(json.dump());
  return hash.text();
}

std::string plain_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

std::string estimate_row(const char* section, const std::string& alternative, const std::string& item,
                         const Estimate& estimate, const char* unit) {
  return fmt::format(
      "{},{},{},{},{},{},{}\n", section, csv_text(alternative), csv_text(item), plain_number(estimate.value),
      estimate.half_width ? plain_number(*estimate.half_width) : "", unit, word_of(estimate.status));
}

}  // namespace

std::string digest_of(const Manifest& manifest) { return digest_of(manifest_json(manifest)); }

bool is_as_written(const std::string& json_text) {
  Json json = Json::parse(json_text, nullptr, false);
  if (!json.is_object() || !json.contains("digest")) return false;
  const Json digest = json["digest"];
  json.erase("digest");
  return digest == digest_of(json);
}

std::string csv_text(const std::string& field) {
  std::string text = field;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string write_csv(const Result& result) {
  std::string text = "section,alternative,item,value,half_width,unit,status\n";
  for (const AlternativeResult& one : result.alternatives) {
    for (const Metric& metric : one.metrics)
      text +=
          estimate_row("metric", one.name, info_of(metric.id).name, metric.estimate, info_of(metric.id).unit);
    if (one.calls)
      for (const ComponentResult& part : one.calls->components) {
        text += estimate_row("calls_per_request", one.name, part.name, part.calls, "1");
        text += estimate_row("share_of_latency", one.name, part.name, part.share_of_latency, "share");
        text += estimate_row("waiting_share", one.name, part.name, part.waiting_share, "share");
      }
    for (const BillLine& line : one.bill.lines) {
      text += fmt::format("quantity,{},{},{},,{},\n", csv_text(one.name), csv_text(line.name),
                          to_string(line.quantity), csv_text(line.unit));
      text += fmt::format("amount,{},{},{},,USD,{}\n", csv_text(one.name), csv_text(line.name),
                          line.unpriced ? "" : to_plain_cents(line.rounded()), status_of(line));
    }
    const char* const status = one.bill.has_unpriced() ? "UNPRICED" : "OK";
    text += fmt::format("total,{},Total,{},,USD,{}\n", csv_text(one.name), to_plain_cents(one.bill.total()),
                        status);
    for (const Adjustment& term : one.bill.adjustments)
      text += fmt::format("adjustment,{},{},{},,USD,OK\n", csv_text(one.name), csv_text(term.name),
                          to_plain_cents(term.rounded()));
    text +=
        fmt::format("net,{},To pay,{},,USD,{}\n", csv_text(one.name), to_plain_cents(one.bill.net()), status);
  }
  return text;
}

std::string write_json(const Result& result, const Comparison& comparison) {
  Json json;
  json["isocost_result"] = 1;
  json["title"] = result.title;
  json["question"] = result.question;
  json["traffic"] = result.traffic;
  json["free_tier"] = result.has_free_tier;
  json["months"] = result.months;
  json["slo"] = slo_json(result.slo);
  json["interrupted"] = result.is_interrupted;
  json["alternatives"] = Json::array();
  for (std::size_t i = 0; i < result.alternatives.size(); ++i)
    json["alternatives"].push_back(alternative_json(result.alternatives[i], comparison.verdicts[i]));
  json["comparison"] = comparison_json(comparison);
  json["defaults"] = result.defaults;
  json["scope"] = scope_json(scope_of(result));
  json["manifest"] = manifest_json(result.manifest);
  json["digest"] = digest_of(json);
  return json.dump(2) + "\n";
}

std::string write_bill_csv(const Bill& bill) {
  std::string text =
      "line,price,region,quantity,unit,unit_price,per,amount,exact_amount,status,source,page,read\n";
  for (const BillLine& line : bill.lines)
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_text(line.name), line.price_id, line.region,
        to_string(line.quantity), csv_text(line.unit), line.unpriced ? "" : to_string(line.unit_price),
        to_string(line.per), line.unpriced ? "" : to_plain_cents(line.rounded()),
        line.unpriced ? "" : to_string(line.exact.amount), status_of(line),
        line.source_file.empty() ? "" : fmt::format("{}:{}", line.source_file, line.source_line),
        csv_text(line.source.url), line.source_file.empty() ? "" : to_string(line.source.read));
  const char* const status = bill.has_unpriced() ? "UNPRICED" : "OK";
  text += fmt::format("Total,,,,,,,{},{},{},,,\n", to_plain_cents(bill.total()),
                      to_string(bill.exact_total().amount), status);
  for (const Adjustment& one : bill.adjustments)
    text += fmt::format("{},,,,,,,{},{},OK,,,\n", csv_text(one.name), to_plain_cents(one.rounded()),
                        to_string(one.exact.amount));
  return text + fmt::format("To pay,,,,,,,{},{},{},,,\n", to_plain_cents(bill.net()),
                            to_string(bill.exact_net().amount), status);
}

std::string write_bill_json(const PricedUsage& priced) {
  Json json;
  json["isocost_bill"] = 1;
  json["title"] = priced.title;
  json["as_of"] = to_string(priced.as_of);
  json["free_tier"] = priced.has_free_tier;
  json["bill"] = bill_json(priced.bill);
  json["scope"] = scope_json(scope_of(priced));
  return json.dump(2) + "\n";
}

std::string write_coverage_json(const std::vector<Coverage>& coverage,
                                const std::vector<CatalogueProblem>& problems) {
  Json json;
  json["isocost_coverage"] = 1;
  json["meters"] = Json::array();
  for (const Coverage& one : coverage) {
    Json meter{{"service", one.service},      {"meter", one.meter},
               {"region", one.region},        {"grade", one.grade},
               {"read", to_string(one.read)}, {"status", one.unpriced.empty() ? "OK" : "UNPRICED"}};
    if (!one.unpriced.empty()) meter["reason"] = one.unpriced;
    json["meters"].push_back(std::move(meter));
  }
  json["problems"] = Json::array();
  for (const CatalogueProblem& one : problems)
    json["problems"].push_back({{"severity", one.kind == CatalogueProblem::Kind::error ? "error" : "warning"},
                                {"place", one.place},
                                {"text", one.text}});
  return json.dump(2) + "\n";
}

std::string write_coverage_csv(const std::vector<Coverage>& coverage) {
  std::string text = "service,meter,region,grade,read,status,reason\n";
  for (const Coverage& one : coverage)
    text += fmt::format("{},{},{},{},{},{},{}\n", csv_text(one.service), csv_text(one.meter),
                        csv_text(one.region), csv_text(one.grade), to_string(one.read),
                        one.unpriced.empty() ? "OK" : "UNPRICED", csv_text(one.unpriced));
  return text;
}

}  // namespace isocost
