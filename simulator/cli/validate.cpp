#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/cli/watch.h"
#include "simulator/report/validation_report.h"
#include "simulator/validation/pack.h"

namespace isocost::cli {
namespace {

using validation::Check;
using validation::Study;

/// Enough to tell 93 % from 95 % by four standard errors.
constexpr std::size_t experiments = 2000;

constexpr const char* usage =
    "isocost validate: the program against published bills, queueing theory, other simulators and "
    "measurements\n"
    "\n"
    "Every figure is computed now, by the rating engine and the simulator of this program, and stands beside "
    "what it\n"
    "should be, by how much it may miss, and who says so.\n"
    "\n"
    "Examples:\n"
    "  isocost validate\n"
    "  isocost validate --only bills --only queues\n"
    "  isocost validate --coverage --format json --output validation.json     takes long: do 95 % intervals "
    "hold the\n"
    "                                                                         truth in 95 % of 2,000 "
    "experiments?\n"
    "  isocost validate --data ../shared     with logs of AWS Lambda and other simulators' parameter sets, "
    "where\n"
    "                                        data/ and reference/ are there\n"
    "\n"
    "Exit codes: 0 all passed, 2 bad input, 5 a check failed, 130 interrupted (what was finished is shown)\n";

const std::vector<std::string>& groups() {
  static const std::vector<std::string> all{"bills", "metering", "queues",    "calls",
                                            "pools", "clouds",   "workflows", "coverage"};
  return all;
}

po::options_description options_description() {
  po::options_description options;
  options.add_options()("coverage", "whether 95 % intervals hold the truth in 95 % of experiments")(
      "data", po::value<std::string>(),
      "folder with data/ and reference/: measurements that are not shipped")(
      "only", po::value<std::vector<std::string>>(),
      "only this group: bills, metering, queues, calls, pools, …; may repeat")(
      "format", po::value<std::string>()->default_value("table"), "table, json, markdown or html")(
      "output", po::value<std::string>(), "write to this file instead of the terminal")(
      "threads", po::value<int>()->default_value(0), "0: one for each processor");
  add_catalogue_options(options);
  return options;
}

/// Of the groups that --only names, or of all. Nothing after a slip, which is printed.
std::optional<std::vector<std::string>> chosen_groups(const po::variables_map& values) {
  if (values.count("only") == 0) return groups();
  auto chosen = values["only"].as<std::vector<std::string>>();
  for (const std::string& one : chosen)
    if (std::find(groups().begin(), groups().end(), one) == groups().end()) {
      complain(fmt::format("--only {}: there is no such group", one), known_words_hint(one, groups()));
      return std::nullopt;
    }
  return chosen;
}

/// Studies of measurements in the folder that --data names. Nothing after a slip, which is printed.
std::optional<std::vector<Study>> chosen_data(const po::variables_map& values) {
  if (values.count("data") == 0) return std::vector<Study>{};
  const std::string folder = values["data"].as<std::string>();
  if (!std::filesystem::is_directory(folder)) {
    complain(fmt::format("--data {}: there is no such folder", folder),
             "the folder that holds data/ and reference/");
    return std::nullopt;
  }
  auto studies = validation::measured_clouds(folder);
  for (Study& one : validation::measured_workflows(folder)) studies.push_back(std::move(one));
  if (studies.empty()) {
    complain(fmt::format("--data {}: nothing that is known here", folder),
             "data/pacs_lambda_poisson, data/demystifying_eurosys26, data/slapp_workflows or "
             "reference/simfaas_reference.json");
    return std::nullopt;
  }
  return studies;
}

void append(std::vector<Study> more, std::vector<Study>& all) {
  for (Study& one : more) all.push_back(std::move(one));
}

std::string write_checks(const std::vector<Check>& checks, bool is_interrupted, Format format) {
  if (format == Format::json) return write_validation_json(checks, is_interrupted);
  return write_report(make_validation_report(checks, is_interrupted), format);
}

}  // namespace

int validate_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {}, "validate");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  const auto format = known_format(values["format"].as<std::string>(),
                                   {Format::table, Format::json, Format::markdown, Format::html});
  const auto chosen = chosen_groups(values);
  if (!format || !chosen) return bad_input;
  std::optional<std::string> output;
  if (values.count("output") > 0) output = values["output"].as<std::string>();
  if (output) check_writable(*output);
  const int threads = values["threads"].as<int>();
  if (threads < 0 || threads > 1024)
    return complain(fmt::format("--threads {}: expected 0 to 1024", threads), "0: one for each processor");
  const auto catalogue = find_catalogue(values);
  auto measured = chosen_data(values);
  if (!catalogue || !measured) return bad_input;

  std::vector<Study> studies = validation::published_bills(catalogue);
  append(validation::metering_rules(), studies);
  append(validation::textbook_queues(), studies);
  append(validation::call_networks(), studies);
  append(validation::function_pools(), studies);
  append(std::move(*measured), studies);
  if (values.count("coverage") > 0) append(validation::coverage(experiments), studies);
  std::erase_if(studies, [&](const Study& one) {
    return std::find(chosen->begin(), chosen->end(), one.group) == chosen->end();
  });
  if (studies.empty())
    return complain("nothing is left to check",
                    "clouds and workflows need --data, coverage needs --coverage");

  std::vector<Check> checks;
  bool is_interrupted = false;
  {
    Watch watch;
    checks = run_studies(studies,
                         {threads, [&](std::size_t runs, std::size_t total) { watch.report(runs, total); }},
                         watch.token());
    is_interrupted = watch.token().stop_requested();
  }
  write_output(output, write_checks(checks, is_interrupted, *format));
  if (is_interrupted) return interrupted;
  return std::all_of(checks.begin(), checks.end(), [](const Check& one) { return one.is_passed; }) ? done
                                                                                                   : failed;
}

}  // namespace isocost::cli
