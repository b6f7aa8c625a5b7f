#include "simulator/report/break_even_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

std::string at_text(const BreakEvenReport& report, double at) {
  return fmt::format("{:.4g}{}", at, report.unit);
}

std::string value_text(const BreakEvenReport& report, double value) {
  return report.metric == "cost" ? to_cents_text({Decimal(value)}) : latency_text(value);
}

const std::string& name_of(const BreakEvenReport& report, Lower lower) {
  static const std::string nobody = "no demonstrable difference";
  return lower == Lower::first ? report.first : lower == Lower::second ? report.second : nobody;
}

const char* word_of(const BreakEvenReport& report) {
  return report.metric == "cost" ? "cheaper" : "faster at p99";
}

std::string difference_text(const BreakEvenReport& report, const Estimate& difference) {
  if (!std::isfinite(difference.value)) return "-";
  const std::string half = difference.half_width && *difference.half_width > 0
                               ? " ± " + value_text(report, *difference.half_width)
                               : "";
  const std::string sign = difference.value > 0 ? "+" : difference.value < 0 ? "-" : "";
  return sign + value_text(report, std::abs(difference.value)) + half;
}

std::vector<std::string> answer(const BreakEvenReport& report) {
  const BreakEven& found = report.found;
  std::vector<std::string> sentences;
  for (const Crossing& one : found.crossings)
    sentences.push_back(fmt::format(
        "{} flips at {} {}: up to {} {} is {}, from {} on {} is; in between no difference is demonstrable.",
        report.path, "about", at_text(report, one.estimate), at_text(report, one.from),
        name_of(report, one.below), word_of(report), at_text(report, one.to), name_of(report, one.above)));
  if (found.crossings.empty() && !found.points.empty()) {
    const Lower lower = found.points.front().lower;
    bool is_one = lower != Lower::undecided;
    for (const BreakEvenPoint& point : found.points) is_one = is_one && point.lower == lower;
    sentences.push_back(is_one ? fmt::format("{} is {} at every value looked at: the answer does not flip.",
                                             name_of(report, lower), word_of(report))
                               : "No crossing is demonstrable in this range.");
  }
  if (found.is_interrupted) sentences.emplace_back("INTERRUPTED: what was looked at is shown.");
  return sentences;
}

}  // namespace

LineChart break_even_chart(const BreakEvenReport& report) {
  const std::string unit =
      report.unit.empty() ? "" : ", " + report.unit.substr(report.unit.find_first_not_of(' '));
  LineChart chart{fmt::format("Break-even of {} and {}", report.first, report.second),
                  report.path + unit,
                  {},
                  report.metric == "cost" ? "USD a period" : "p99, s",
                  false,
                  {},
                  {}};
  LineChart::Series first{report.first, {}}, second{report.second, {}};
  for (const BreakEvenPoint& point : report.found.points) {
    if (std::isfinite(point.first)) first.points.push_back({point.at, point.first, point.first_half_width});
    if (std::isfinite(point.second))
      second.points.push_back({point.at, point.second, point.second_half_width});
  }
  chart.series = {std::move(first), std::move(second)};
  chart.has_logarithmic_y = is_better_logarithmic(chart, &LineChart::Point::y);
  chart.has_logarithmic_x = true;
  for (const Crossing& one : report.found.crossings)
    chart.flips.push_back({one.from, one.to, one.estimate, "about " + at_text(report, one.estimate)});
  return chart;
}

ReportModel make_break_even_report(const BreakEvenReport& report) {
  ReportSection section{"Answer", answer(report), {}, {}};
  ReportTable table{{{report.path, true},
                     {report.first, true},
                     {report.second, true},
                     {"second less first", true},
                     {word_of(report), false}},
                    {}};
  for (const BreakEvenPoint& point : report.found.points)
    table.rows.push_back({at_text(report, point.at), value_text(report, point.first),
                          value_text(report, point.second), difference_text(report, point.difference),
                          name_of(report, point.lower)});
  section.tables.push_back(std::move(table));
  section.charts.emplace_back(break_even_chart(report));
  const Manifest& from = report.manifest;
  section.notes = {
      fmt::format(
          "{}; differences paired over the same requests, 95 % intervals, Student t; a crossing is narrowed "
          "to "
          "2 % where that can be",
          report.metric == "cost" ? "USD a period, by the terms of the account" : "p99 as users see it"),
      "crossings closer together than the values looked at are not seen: --points makes them denser",
      fmt::format("isocost {}, seed {}, {} replications, billed as of {}, catalogue {}", from.version,
                  from.seed, from.replications, from.billed_as_of, from.catalogue_hash.substr(0, 12))};
  return {fmt::format("Break-even of {} and {}", report.first, report.second), {section}};
}

std::string write_break_even_json(const BreakEvenReport& report) {
  constexpr std::array words{"first", "second", "undecided"};
  const auto word = [&](Lower lower) { return words[static_cast<std::size_t>(lower)]; };
  Json json;
  json["isocost_breakeven"] = 1;
  json["path"] = report.path;
  json["unit"] = report.unit;
  json["metric"] = report.metric;
  json["first"] = report.first;
  json["second"] = report.second;
  json["interrupted"] = report.found.is_interrupted;
  json["crossings"] = Json::array();
  for (const Crossing& one : report.found.crossings)
    json["crossings"].push_back({{"from", one.from},
                                 {"to", one.to},
                                 {"estimate", one.estimate},
                                 {"below", word(one.below)},
                                 {"above", word(one.above)}});
  json["points"] = Json::array();
  for (const BreakEvenPoint& point : report.found.points) {
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    json["points"].push_back(
        {{"at", point.at},
         {"first", number(point.first)},
         {"second", number(point.second)},
         {"difference", number(point.difference.value)},
         {"half_width", point.difference.half_width ? number(*point.difference.half_width) : Json(nullptr)},
         {"lower", word(point.lower)}});
  }
  json["manifest"] = {{"version", report.manifest.version},
                      {"seed", report.manifest.seed},
                      {"replications", report.manifest.replications},
                      {"scenario_file", report.manifest.scenario_file},
                      {"catalogue_hash", report.manifest.catalogue_hash},
                      {"billed_as_of", report.manifest.billed_as_of}};
  return json.dump(2) + "\n";
}

std::string write_break_even_csv(const BreakEvenReport& report) {
  std::string text = "at,unit,first,second,difference,half_width,lower\n";
  for (const BreakEvenPoint& point : report.found.points)
    text += fmt::format("{},{},{},{},{},{},{}\n", point.at, csv_text(report.unit), point.first, point.second,
                        point.difference.value, point.difference.half_width.value_or(0),
                        csv_text(name_of(report, point.lower)));
  return text;
}

}  // namespace isocost
