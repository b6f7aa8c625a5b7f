#include "simulator/report/validation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "simulator/experiment/experiment.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;
using validation::Check;

std::string figure(double value) { return std::isfinite(value) ? fmt::format("{:.7g}", value) : "none"; }

std::string expected(const Check& check) { return (check.is_below ? "< " : "") + figure(check.expected); }

/// Nine digits are as exact as a double is asked to be.
std::string tolerance(const Check& check) {
  if (check.is_below) return "";
  if (check.tolerance <= 1.001e-9 * std::abs(check.expected)) return "exact";
  return fmt::format("± {:.2g}", check.tolerance);
}

std::size_t passed(const std::vector<Check>& checks) {
  return static_cast<std::size_t>(
      std::count_if(checks.begin(), checks.end(), [](const Check& one) { return one.is_passed; }));
}

std::string verdict(const std::vector<Check>& checks, bool is_interrupted) {
  const std::size_t failures = checks.size() - passed(checks);
  const std::string done = is_interrupted ? "INTERRUPTED: of those finished, " : "";
  return done + (failures == 0 ? fmt::format("all {} checks passed", checks.size())
                               : fmt::format("{} of {} checks FAILED", failures, checks.size()));
}

}  // namespace

ReportModel make_validation_report(const std::vector<Check>& checks, bool is_interrupted) {
  ReportTable table{{{"group", false},
                     {"figure", false},
                     {"expected", true},
                     {"got", true},
                     {"tolerance", true},
                     {"", false},
                     {"source", false}},
                    {}};
  for (const Check& one : checks)
    table.rows.push_back({one.group, one.name, expected(one), figure(one.got), tolerance(one),
                          one.is_passed ? "pass" : "FAIL", one.source});
  ReportSection section{"Checks", {verdict(checks, is_interrupted)}, {std::move(table)}, {}};
  section.notes = {
      fmt::format("isocost {}; seeds are fixed, so that every run gives the same figures", program_version),
      "tolerance of what is sampled: four standard errors (Student t), of theirs as well where they told "
      "them; of what "
      "is exact: the digits printed"};
  return {"Validation", {std::move(section)}};
}

std::string write_validation_json(const std::vector<Check>& checks, bool is_interrupted) {
  Json json{{"isocost_validation", 1},       {"version", program_version},
            {"passed", passed(checks)},      {"failed", checks.size() - passed(checks)},
            {"interrupted", is_interrupted}, {"checks", Json::array()}};
  for (const Check& one : checks)
    json["checks"].push_back({{"group", one.group},
                              {"name", one.name},
                              {"expected", one.expected},
                              {"comparison", one.is_below ? "below" : "near"},
                              {"got", std::isfinite(one.got) ? Json(one.got) : Json(nullptr)},
                              {"tolerance", one.is_below ? Json(nullptr) : Json(one.tolerance)},
                              {"status", one.is_passed ? "PASS" : "FAIL"},
                              {"source", one.source}});
  return json.dump(2) + "\n";
}

}  // namespace isocost
