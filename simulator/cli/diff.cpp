#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/report/explain.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost diff A.json B.json: why the totals differ, in steps that add up\n"
    "\n"
    "A.json and B.json are what `isocost run` or `isocost price` wrote with --format json. Alternatives of "
    "the same\n"
    "name are compared; --from and --to name one of each instead, and may be of the same file.\n"
    "\n"
    "Examples:\n"
    "  isocost price usage.yaml --as-of 2025-07-31 --format json > before.json\n"
    "  isocost price usage.yaml --as-of 2025-08-01 --format json > after.json\n"
    "  isocost diff before.json after.json\n"
    "  isocost diff result.json result.json --from aws-lambda --to aws-fargate\n";

std::optional<Decimal> requests_of(const SavedAlternative& one) {
  const SavedFigure* const figure = one.metric("requests");
  if (figure == nullptr || !figure->value) return std::nullopt;
  return Decimal(std::round(*figure->value));
}

std::string label(const SavedResult& result, const SavedAlternative& one, const std::string& other_file) {
  const std::string name = one.name.empty() ? result.title : one.name;
  return result.file == other_file ? name : fmt::format("{} ({})", name, result.file);
}

DifferencePair pair_of(const SavedResult& from, const SavedAlternative& one, const SavedResult& to,
                       const SavedAlternative& other) {
  return {label(from, one, to.file), label(to, other, from.file),
          difference({&one.bill, requests_of(one)}, {&other.bill, requests_of(other)})};
}

/// Of the same name, in the order of the first; what stands on one side only is said.
std::vector<DifferencePair> pairs_by_name(const SavedResult& from, const SavedResult& to) {
  std::vector<DifferencePair> pairs;
  const bool is_single = from.alternatives.size() == 1 && to.alternatives.size() == 1;
  for (const SavedAlternative& one : from.alternatives) {
    bool is_found = false;
    for (const SavedAlternative& other : to.alternatives)
      if (is_single || one.name == other.name) {
        pairs.push_back(pair_of(from, one, to, other));
        is_found = true;
      }
    if (!is_found) fmt::print(stderr, "note: {} is only in {}\n", one.name, from.file);
  }
  for (const SavedAlternative& other : to.alternatives) {
    const auto is_same = [&](const SavedAlternative& one) { return one.name == other.name; };
    if (!is_single && std::none_of(from.alternatives.begin(), from.alternatives.end(), is_same))
      fmt::print(stderr, "note: {} is only in {}\n", other.name, to.file);
  }
  return pairs;
}

}  // namespace

int diff_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("from", po::value<std::string>()->default_value(""),
                        "alternative of A: name or platform")(
      "to", po::value<std::string>()->default_value(""), "alternative of B")(
      "format", po::value<std::string>()->default_value("table"), "table, json, csv, markdown or html");
  const Parsed parsed = parse(arguments, usage, options, {"a", "b"}, "diff");
  if (parsed.exit) return *parsed.exit;
  const auto format = known_format(parsed.values["format"].as<std::string>());
  if (!format) return bad_input;
  if (parsed.values.count("b") == 0) {
    fmt::print(stderr, "error: which two results?\nhint: isocost diff A.json B.json\n");
    return bad_input;
  }
  const Loaded<SavedResult> a = read_saved_result(parsed.values["a"].as<std::string>());
  const Loaded<SavedResult> b = read_saved_result(parsed.values["b"].as<std::string>());
  print_diagnostics(a.diagnostics);
  print_diagnostics(b.diagnostics);
  if (!a.value || !b.value) return bad_input;
  const std::string from = parsed.values["from"].as<std::string>(),
                    to = parsed.values["to"].as<std::string>();
  std::vector<DifferencePair> pairs;
  if (from.empty() && to.empty()) {
    pairs = pairs_by_name(*a.value, *b.value);
  } else {
    Diagnostics problems;
    const SavedAlternative* const one = a.value->find(from, problems);
    const SavedAlternative* const other = b.value->find(to, problems);
    print_diagnostics(problems);
    if (one == nullptr || other == nullptr) return bad_input;
    pairs.push_back(pair_of(*a.value, *one, *b.value, *other));
  }
  if (pairs.empty()) {
    fmt::print(stderr,
               "error: no alternative is in both results\nhint: name one of each with --from and --to\n");
    return bad_input;
  }
  switch (*format) {
    case Format::json: fmt::print("{}", write_difference_json(pairs)); break;
    case Format::csv: fmt::print("{}", write_difference_csv(pairs)); break;
    case Format::markdown:
    case Format::html:
    case Format::focus:
    case Format::xlsx:
    case Format::pdf:
    case Format::table: fmt::print("{}", write_report(make_difference_report(pairs), *format)); break;
  }
  const bool is_open = std::any_of(pairs.begin(), pairs.end(),
                                   [](const DifferencePair& pair) { return pair.difference.is_lower_bound; });
  return is_open ? unpriced : done;
}

}  // namespace isocost::cli
