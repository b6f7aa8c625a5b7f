#include "simulator/report/result_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "simulator/input/values.h"
#include "simulator/report/saved_fields.h"

namespace isocost {
namespace {

class ResultReader {
 public:
  explicit ResultReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), fields_(diagnostics) {}

  FinishedRun read(const Node& root) {
    FinishedRun made;
    Result& result = made.result;
    result.title = fields_.text(root, "title");
    result.question = fields_.text(root, "question");
    result.traffic = fields_.text(root, "traffic");
    result.has_free_tier = fields_.flag(root, "free_tier");
    result.months = fields_.number(root, "months").value_or(1);
    if (const Node* const slo = fields_.entry(root, "slo")) result.slo = slo_of(*slo);
    result.is_interrupted = fields_.flag(root, "interrupted");
    if (const Node* const alternatives = fields_.entry(root, "alternatives"))
      for (const Node& node : alternatives->items) {
        result.alternatives.push_back(alternative(node));
        made.comparison.verdicts.push_back(verdict(node));
      }
    if (const Node* const node = fields_.entry(root, "comparison")) comparison(*node, made.comparison);
    result.defaults = fields_.texts(root, "defaults");
    if (const Node* const node = fields_.entry(root, "manifest"))
      if (const Node* const inputs = fields_.entry(*node, "inputs")) result.manifest = manifest(*inputs);
    return made;
  }

 private:
  /// \param base  of the digits
  template <class Whole>
  Whole whole(const Node& node, int base = 10) {
    Whole value{};
    const char* const end = node.text.data() + node.text.size();
    const auto [stop, failure] = std::from_chars(node.text.data(), end, value, base);
    if (failure != std::errc() || stop != end || node.text.empty())
      add_error(diagnostics_, node.where, fmt::format("expected a whole number, found \"{}\"", node.text));
    return value;
  }

  template <class Whole>
  Whole whole(const Node& parent, const char* key) {
    const Node* const found = fields_.entry(parent, key);
    return found != nullptr ? whole<Whole>(*found) : Whole{};
  }

  Slo slo_of(const Node& node) {
    Slo slo;
    if (const Node* const latencies = fields_.entry(node, "latencies"))
      for (const Node& one : latencies->items)
        slo.latencies.push_back(
            {fields_.number(one, "probability").value_or(0.99),
             Duration(std::llround(std::clamp(fields_.number(one, "limit").value_or(0), 0.0, 4e9) * 1e9))});
    slo.errors = fields_.number(node, "errors");
    return slo;
  }

  EstimateStatus status(const Node& node) {
    return static_cast<EstimateStatus>(fields_.word(node, "status", estimate_status_words()));
  }

  PrecisionReached precision(const Node& node) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < metric_count; ++i) names.emplace_back(info_of(static_cast<MetricId>(i)).name);
    return {static_cast<MetricId>(fields_.word(node, "measure", names)),
            fields_.number(node, "relative_half_width"), status(node)};
  }

  Estimate estimate(const Node& parent, const char* key) {
    const Node* const node = fields_.entry(parent, key);
    if (node == nullptr) return {};
    Estimate made;
    made.status = status(*node);
    made.value = fields_.number(*node, "value").value_or(value_without_number(made.status));
    made.half_width = fields_.number(*node, "half_width");
    return made;
  }

  std::vector<double> values(const Node& parent, const char* key, EstimateStatus status) {
    std::vector<double> all;
    if (const Node* const list = fields_.entry(parent, key))
      for (const Node& item : list->items)
        all.push_back(is_null(item) ? value_without_number(status)
                                    : read_number(item, diagnostics_).value_or(0));
    return all;
  }

  CallResult calls(const Node& node) {
    CallResult made;
    if (const Node* const components = fields_.entry(node, "components"))
      for (const Node& one : components->items) {
        made.components.push_back({fields_.text(one, "name"), fields_.text(one, "place"),
                                   estimate(one, "calls_per_request"), estimate(one, "share_of_latency"),
                                   estimate(one, "waiting_share"), estimate(one, "cold_start_share"),
                                   estimate(one, "error_share")});
        if (one.find("lost_message_share") != nullptr)
          made.components.back().lost_share = estimate(one, "lost_message_share");
      }
    if (const Node* const edges = node.find("edges"))  // not in results of before 2026-11-27
      for (const Node& one : edges->items)
        made.edges.push_back({fields_.text(one, "from"), fields_.text(one, "to"),
                              fields_.word(one, "message", {"false", "true"}) == 1});
    made.waiting_share = estimate(node, "waiting_share");
    return made;
  }

  AlternativeResult alternative(const Node& node) {
    AlternativeResult one;
    one.name = fields_.text(node, "name");
    one.platform = fields_.text(node, "platform");
    one.platform_name = fields_.text(node, "platform_name");
    one.is_function = fields_.word(node, "kind", {"function", "fleet"}) == 0;
    one.region = fields_.text(node, "region");
    one.size = fields_.text(node, "size");
    const Node* const metrics = fields_.entry(node, "metrics");
    for (std::size_t i = 0; i < metric_count; ++i) {
      const auto id = static_cast<MetricId>(i);
      const bool is_told = metrics == nullptr || metrics->find(info_of(id).name) != nullptr;
      if (i >= usual_metric_count && !is_told) break;
      one.metrics.push_back({id, metrics != nullptr ? estimate(*metrics, info_of(id).name) : Estimate{}});
    }
    if (const Node* const bill = fields_.entry(node, "bill")) one.bill = fields_.bill(*bill);
    if (const Node* const replications = fields_.entry(node, "replications")) {
      one.cost = values(*replications, "cost", EstimateStatus::ok);
      one.p99 = values(*replications, "latency_p99", one.estimate(MetricId::latency_p99).status);
    }
    if (const Node* const found = node.find("calls")) one.calls = calls(*found);
    if (const Node* const figures = node.find("precision"))
      for (const Node& figure : figures->items) one.precision.push_back(precision(figure));
    one.assumptions = fields_.texts(node, "assumptions");
    one.notes = fields_.texts(node, "notes");
    return one;
  }

  AlternativeVerdict verdict(const Node& node) {
    AlternativeVerdict made;
    made.name = fields_.text(node, "name");
    made.sentence = fields_.text(node, "verdict");
    if (const Node* const slo = fields_.entry(node, "slo")) {
      made.slo =
          static_cast<SloStatus>(fields_.word(*slo, "status", {"NONE", "MET", "MISSED", "INCONCLUSIVE"}));
      made.slo_details = fields_.texts(*slo, "details");
    }
    return made;
  }

  void comparison(const Node& node, Comparison& made) {
    made.reference = fields_.text(node, "reference");
    made.verdict = fields_.text(node, "verdict");
    if (const Node* const differences = fields_.entry(node, "differences"))
      for (const Node& one : differences->items)
        made.differences.push_back({fields_.text(one, "name"), fields_.text(one, "reference"),
                                    estimate(one, "cost"), estimate(one, "latency_p99"),
                                    fields_.flag(one, "is_cost_different"),
                                    fields_.flag(one, "is_latency_p99_different")});
  }

  Manifest manifest(const Node& node) {
    Manifest made;
    made.version = fields_.text(node, "version");
    made.seed = whole<std::uint64_t>(node, "seed");
    made.replications = whole<int>(node, "replications");
    made.scenario_file = fields_.text(node, "scenario_file");
    made.changes = fields_.texts(node, "changes");
    made.alternatives = fields_.texts(node, "alternatives");
    made.scenario_hash = fields_.text(node, "scenario_hash");
    made.catalogue_hash = fields_.text(node, "catalogue_hash");
    made.price_date = fields_.text(node, "price_date");
    made.billed_as_of = fields_.text(node, "billed_as_of");
    made.period_days = fields_.number(node, "period_days").value_or(0);
    made.method = fields_.text(node, "method");
    made.warm_up = fields_.text(node, "warm_up");
    if (const Node* const asked = node.find("precision"))
      made.precision =
          PrecisionAsked{fields_.number(*asked, "relative_half_width").value_or(0),
                         static_cast<StoppedBy>(fields_.word(*asked, "stopped_by", stopped_by_words()))};
    if (const Node* const sums = fields_.entry(node, "traffic_checksums"))
      for (const Node& one : sums->items) made.traffic_checksums.push_back(whole<std::uint64_t>(one, 16));
    return made;
  }

  Diagnostics& diagnostics_;
  SavedFields fields_;
};

/// Byte at which the text stops being JSON.
std::optional<std::size_t> first_slip_of_json(const std::string& text) {
  try {
    if (nlohmann::json::parse(text).is_object()) return std::nullopt;
  } catch (const nlohmann::json::parse_error& slip) {
    return std::min(slip.byte > 0 ? slip.byte - 1 : 0, text.size());
  }
  return 0;
}

SourceRange place_of(const std::shared_ptr<const SourceFile>& file, std::size_t at) {
  SourceRange place{file, 1, 1, 1};
  for (std::size_t i = 0; i < at; ++i) {
    if (file->text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(file->text[i]) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

/// Of another kind or version: nothing further can be said of it.
bool is_readable(const Node& root, Diagnostics& diagnostics) {
  const Node* const version = root.find("isocost_result");
  if (version == nullptr)
    add_error(diagnostics, root.where, "this is no result of a run",
              "write one with `isocost run SCENARIO.yaml --format json --output result.json`; `isocost price "
              "--format …` writes bills in other forms");
  else if (version->text != "1")
    add_error(diagnostics, version->where, fmt::format("format {} is not known", version->text),
              "known here: 1; run the scenario again with this version");
  return version != nullptr && version->text == "1";
}

}  // namespace

Loaded<Node> parse_saved_file(const std::string& path) {
  Loaded<Node> root = parse_yaml_file(path, {largest_saved_file, false});
  if (root.value || root.diagnostics.empty()) return root;
  const auto file = root.diagnostics.front().where.file;
  if (!file || !file->text.starts_with('{')) return root;
  const std::optional<std::size_t> at = first_slip_of_json(file->text);
  if (!at) return root;
  root.diagnostics.clear();
  add_error(root.diagnostics, place_of(file, *at), "this is no JSON from here on",
            "the file is cut, or was changed by hand");
  return root;
}

bool is_saved(const Node& root) {
  return root.kind == Node::Kind::mapping &&
         (root.find("isocost_result") != nullptr || root.find("isocost_bill") != nullptr);
}

Loaded<FinishedRun> read_run(const Node& root) {
  Loaded<FinishedRun> loaded;
  if (!is_readable(root, loaded.diagnostics)) return loaded;
  FinishedRun made = ResultReader(loaded.diagnostics).read(root);
  if (has_errors(loaded.diagnostics)) return loaded;
  if (!is_as_written(root.where.file->text)) {
    const Node* const digest = root.find("digest");
    add_error(loaded.diagnostics, digest != nullptr ? digest->where : root.where,
              "the file was changed after it was written: its digest does not fit",
              "take it as `isocost run … --format json` wrote it, or run the scenario again");
    return loaded;
  }
  loaded.value = std::move(made);
  return loaded;
}

}  // namespace isocost
