#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/simulation.h"
#include "simulator/report/guard_report.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost guard SCENARIO.yaml: for pipelines: are cost and latency within their limits, and what has "
    "changed?\n"
    "\n"
    "A limit is held, broken or inconclusive, by its interval. --baseline is the result of `isocost run "
    "--format\n"
    "json` before the change. All alternatives are looked at, or those that --alternative names.\n"
    "\n"
    "Examples:\n"
    "  isocost guard scenarios/web-shop.yaml --alternative gcp-run-functions --budget \"monthly.p90<20 USD\" "
    "\\\n"
    "      --slo \"p99<1 s\" --slo \"errors<0.1 %\"\n"
    "  isocost guard web-shop.yaml --baseline main.json --budget \"monthly.mean<500 USD\" --format markdown\n"
    "\n"
    "Exit codes: 0 held, 1 held, but the cost has risen by more than --rise, 2 bad input, 3 inconclusive,\n"
    "4 a total has an UNPRICED line, 5 a limit is broken\n";

std::optional<std::vector<Limit>> limits_of(const po::variables_map& values) {
  std::vector<Limit> limits;
  for (const char* const option : {"budget", "slo"}) {
    if (values.count(option) == 0) continue;
    for (const std::string& text : values[option].as<std::vector<std::string>>()) {
      const auto parsed = parse_limit(text);
      if (const auto* why = std::get_if<std::string>(&parsed)) {
        fmt::print(stderr, "error: --{} \"{}\": {}\n", option, text, *why);
        return std::nullopt;
      }
      limits.push_back(std::get<Limit>(parsed));
    }
  }
  return limits;
}

int exit_code_of(const GuardOutcome& outcome) {
  if (outcome.any(LimitStatus::broken)) return failed;
  if (outcome.has_unpriced) return unpriced;
  if (outcome.any(LimitStatus::undecided)) return inconclusive;
  return outcome.has_rise() ? warning : done;
}

std::string write_guard(const GuardReport& report, Format format) {
  switch (format) {
    case Format::json: return write_guard_json(report);
    case Format::markdown: return write_comment(make_guard_report(report));
    default: return write_report(make_guard_report(report), format);
  }
}

po::options_description options_description() {
  po::options_description options;
  options.add_options()("budget", po::value<std::vector<std::string>>(),
                        "\"monthly.mean<500 USD\" or \"monthly.p90<500 USD\"; may be repeated")(
      "slo", po::value<std::vector<std::string>>(), "\"p99<300 ms\" or \"errors<0.1 %\"; may be repeated")(
      "baseline", po::value<std::string>(), "RESULT.json of before the change")(
      "rise", po::value<std::string>()->default_value("10 %"), "of the cost that passes without a warning")(
      "format", po::value<std::string>()->default_value("table"), "table, json, markdown or html");
  add_output_option(options);
  add_input_options(options);
  add_catalogue_options(options);
  return options;
}

}  // namespace

int guard_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {"scenario"}, "guard");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  const auto format = known_format(values["format"].as<std::string>(),
                                   {Format::table, Format::json, Format::markdown, Format::html});
  const auto limits = limits_of(values);
  const auto rise = chosen_share(values, "rise", "10 %");
  if (!format || !limits || !rise) return bad_input;
  if (values.count("scenario") == 0 || (limits->empty() && values.count("baseline") == 0)) {
    fmt::print(stderr,
               "error: a guard needs a scenario, and a limit or a baseline\nhint: isocost guard --help has "
               "examples\n");
    return bad_input;
  }
  std::optional<std::string> output;
  if (values.count("output") > 0) output = values["output"].as<std::string>();
  if (output) check_writable(*output);
  std::optional<FinishedRun> baseline;
  if (values.count("baseline") > 0) {
    baseline = read_saved_run(values["baseline"].as<std::string>());
    if (!baseline) return bad_input;
  }
  const auto experiment = experiment_of_options(values["scenario"].as<std::string>(), values);
  if (!experiment) return bad_input;
  const Result result = simulate(*experiment, values);
  if (result.is_interrupted) return interrupted;
  GuardReport report;
  report.outcome = check(result, baseline ? &baseline->result : nullptr, *limits, *rise);
  report.manifest = result.manifest;
  if (baseline) report.baseline = values["baseline"].as<std::string>();
  report.verdict = verdict_of(report.outcome);
  write_output(output, write_guard(report, *format));
  return exit_code_of(report.outcome);
}

}  // namespace isocost::cli
