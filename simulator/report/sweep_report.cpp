#include "simulator/report/sweep_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simulator/input/values.h"
#include "simulator/report/figures.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

std::string usd(double amount) { return to_cents_text({Decimal(amount)}); }

const Estimate& metric_of(const SweepCell& cell, MetricId id) {
  return cell.metrics[static_cast<std::size_t>(id)];
}

std::string cost_text(const Estimate& cost) {
  return (cost.status == EstimateStatus::lower_bound ? ">= " : "") +
         with_half_width(cost, usd(cost.value), usd);
}

std::string latency(const Estimate& estimate) {
  return with_half_width(estimate, latency_text(estimate.value), latency_text);
}

Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string number_text(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

Json cell_json(const SweepManifest& manifest, const SweepCell& cell) {
  Json json{{"cell", cell.cell}, {"values", Json::object()}};
  for (std::size_t i = 0; i < cell.values.size(); ++i) json["values"][manifest.axes[i].path] = cell.values[i];
  json["alternative"] = cell.alternative;
  json["platform"] = cell.platform;
  json["region"] = cell.region;
  json["size"] = cell.size;
  json["replications_made"] = cell.replications;
  json["scenario_hash"] = cell.scenario_hash;
  for (std::size_t i = 0; i < usual_metric_count; ++i) {
    const MetricInfo& info = info_of(static_cast<MetricId>(i));
    const Estimate& one = cell.metrics[i];
    json["metrics"][info.name] = {{"value", number_json(one.value)},
                                  {"half_width", one.half_width ? Json(*one.half_width) : Json(nullptr)},
                                  {"unit", info.unit},
                                  {"status", word_of(one.status)}};
  }
  return json;
}

}  // namespace

ReportModel make_sweep_report(const SweepManifest& manifest, const std::vector<SweepCell>& cells) {
  ReportTable table;
  for (const Axis& axis : manifest.axes) table.columns.push_back({axis.path, false});
  for (const char* const heading : {"alternative", "size"}) table.columns.push_back({heading, false});
  for (const char* const heading : {"USD a period", "mean", "p99", "errors", "cold starts"})
    table.columns.push_back({heading, true});
  for (const SweepCell& cell : cells) {
    std::vector<std::string> row = cell.values;
    row.push_back(cell.alternative);
    row.push_back(cell.size);
    row.push_back(cost_text(metric_of(cell, MetricId::cost)));
    row.push_back(latency(metric_of(cell, MetricId::latency_mean)));
    row.push_back(latency(metric_of(cell, MetricId::latency_p99)));
    row.push_back(describe_share(metric_of(cell, MetricId::error_share).value));
    row.push_back(describe_share(metric_of(cell, MetricId::cold_share).value));
    table.rows.push_back(std::move(row));
  }
  ReportSection section{"Cells", {}, {std::move(table)}, {}};
  section.notes = {
      fmt::format("{} of {} cells of {}", cells.size(), manifest.cells(), manifest.scenario_file),
      fmt::format("isocost {}, seed {}, scenario {}, catalogue {}", manifest.version, manifest.root_seed,
                  manifest.scenario_hash.substr(0, 12), manifest.catalogue_hash.substr(0, 12)),
      "intervals: 95 %, Student t over the replications of a cell; all cells but those of another seed meet "
      "the same "
      "requests"};
  return {"Sweep of " + manifest.scenario_file, {std::move(section)}};
}

std::string write_sweep_csv(const SweepManifest& manifest, const std::vector<SweepCell>& cells) {
  std::string text = "cell";
  for (const Axis& axis : manifest.axes) text += "," + csv_text(axis.path);
  text += ",alternative,platform,region,size,replications_made,scenario_hash";
  for (std::size_t i = 0; i < usual_metric_count; ++i)
    text += fmt::format(",{0},{0}_half_width,{0}_status", info_of(static_cast<MetricId>(i)).name);
  text += "\n";
  for (const SweepCell& cell : cells) {
    text += std::to_string(cell.cell);
    for (const std::string& value : cell.values) text += "," + csv_text(value);
    text += fmt::format(",{},{},{},{},{},{}", csv_text(cell.alternative), cell.platform, cell.region,
                        csv_text(cell.size), cell.replications, cell.scenario_hash);
    for (const Estimate& one : cell.metrics)
      text += fmt::format(",{},{},{}", number_text(one.value),
                          one.half_width ? number_text(*one.half_width) : "", word_of(one.status));
    text += "\n";
  }
  return text;
}

std::string write_sweep_json(const SweepManifest& manifest, const std::vector<SweepCell>& cells) {
  Json json{{"isocost_sweep", 1}, {"manifest", Json::object()}, {"cells", Json::array()}};
  for (const auto& [name, value] : manifest.entries())
    json["manifest"][name] = name == "axes" || name == "changes" ? Json::parse(value) : Json(value);
  for (const SweepCell& cell : cells) json["cells"].push_back(cell_json(manifest, cell));
  return json.dump(2) + "\n";
}

}  // namespace isocost
