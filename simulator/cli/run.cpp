#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/cli/watch.h"
#include "simulator/compare/comparison.h"
#include "simulator/experiment/experiment.h"
#include "simulator/report/report_model.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost run SCENARIO.yaml: what the same traffic costs, and how slow it is, on each alternative\n"
    "\n"
    "Examples:\n"
    "  isocost run scenarios/web-shop.yaml\n"
    "  isocost run web-shop.yaml --set workload.rate=30M/month --alternative aws-lambda --alternative "
    "aws-ec2\n"
    "  isocost run web-shop.yaml --format json --output result.json --timeline day.csv\n";

std::string timeline_csv(const Experiment& experiment, const std::vector<Timeline>& timelines) {
  std::string text =
      "alternative,start_s,requests,refused,timed_out,failed,cold,mean_response_s,longest_response_s,mean_"
      "instances\n";
  const Time origin = experiment.plan.method == Plan::Method::trace ? Time{} : Time{Plan::origin};
  for (std::size_t a = 0; a < timelines.size(); ++a) {
    const double step = to_seconds(timelines[a].step_of_last_window());
    for (const TimelineRow& row : timelines[a].rows()) {
      const auto answered = static_cast<double>(row.requests - row.refused - row.timed_out);
      text += fmt::format(
          "{},{},{},{},{},{},{},{:.6g},{:.6g},{:.6g}\n", csv_text(experiment.model.alternatives[a].name),
          to_seconds(row.begin - origin), row.requests, row.refused, row.timed_out, row.failed, row.cold,
          answered > 0 ? row.response_sum / answered : 0, to_seconds(row.longest), row.capacity_time / step);
    }
  }
  return text;
}

std::optional<ExperimentChoices> choices_from(const po::variables_map& values) {
  ExperimentChoices choices;
  if (values.count("set") > 0)
    for (const std::string& assignment : values["set"].as<std::vector<std::string>>()) {
      const std::size_t equals = assignment.find('=');
      if (equals == std::string::npos || equals == 0) {
        fmt::print(stderr, "error: --set {}: expected path=value\nhint: such as --set workload.rate=40/s\n",
                   assignment);
        return std::nullopt;
      }
      choices.overrides.push_back({assignment.substr(0, equals), assignment.substr(equals + 1)});
    }
  if (values.count("seed") > 0) choices.overrides.push_back({"seed", values["seed"].as<std::string>()});
  if (values.count("replications") > 0)
    choices.overrides.push_back({"replications", std::to_string(values["replications"].as<int>())});
  if (values.count("alternative") > 0)
    choices.alternatives = values["alternative"].as<std::vector<std::string>>();
  return choices;
}

std::string formatted(Format format, const Result& result, const Comparison& comparison) {
  switch (format) {
    case Format::json: return write_json(result, comparison);
    case Format::csv: return write_csv(result);
    case Format::markdown:
    case Format::html:
    case Format::table: break;
  }
  return write_report(make_report(result, comparison), format);
}

bool has_unpriced(const Result& result) {
  for (const AlternativeResult& one : result.alternatives)
    if (one.bill.has_unpriced()) return true;
  return false;
}

bool is_known_baseline(const std::string& name, const Scenario& scenario) {
  if (name.empty()) return true;
  std::vector<std::string> known;
  for (const Alternative& one : scenario.alternatives) {
    if (one.name == name || one.platform == name) return true;
    known.push_back(one.name);
  }
  fmt::print(stderr, "error: --baseline {}: the comparison has no such alternative\nhint: {}\n", name,
             known_words_hint(name, known));
  return false;
}

po::options_description run_options_description() {
  po::options_description options;
  options.add_options()("format", po::value<std::string>()->default_value("table"),
                        "table, json, csv, markdown or html")("output", po::value<std::string>(),
                                                              "write to this file instead of the terminal")(
      "seed", po::value<std::string>(), "another seed")("replications", po::value<int>(),
                                                        "another number of replications")(
      "threads", po::value<int>()->default_value(0),
      "0: one for each processor; the result is the same for any number")(
      "alternative", po::value<std::vector<std::string>>(),
      "only this one (name or platform); may be repeated")(
      "baseline", po::value<std::string>()->default_value(""),
      "hold the others against this alternative (name or platform); otherwise against the cheapest")(
      "set", po::value<std::vector<std::string>>(),
      "path=value: change one entry of the scenario; may be repeated")(
      "timeline", po::value<std::string>(),
      "write what happened when, of the first replication, to this CSV file");
  add_catalogue_options(options);
  return options;
}

}  // namespace

int run_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, run_options_description(), {"scenario"}, "run");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  const auto format = known_format(values["format"].as<std::string>());
  if (!format) return bad_input;
  if (values.count("scenario") == 0) {
    fmt::print(stderr,
               "error: which scenario?\nhint: isocost run scenarios/web-shop.yaml, or isocost new > "
               "mine.yaml first\n");
    return bad_input;
  }
  if (const int threads = values["threads"].as<int>(); threads < 0 || threads > 1024) {
    fmt::print(stderr, "error: --threads {}: expected 0 to 1024\n", threads);
    return bad_input;
  }
  const auto choices = choices_from(values);
  if (!choices) return bad_input;
  const auto catalogue = find_catalogue(values);
  if (!catalogue) return bad_input;
  const Loaded<Experiment> experiment =
      load_experiment(values["scenario"].as<std::string>(), catalogue, *choices);
  print_diagnostics(experiment.diagnostics);
  if (!experiment.value) return bad_input;
  if (!is_known_baseline(values["baseline"].as<std::string>(), experiment.value->scenario)) return bad_input;

  for (const char* const option : {"output", "timeline"})
    if (values.count(option) > 0) check_writable(values[option].as<std::string>());

  std::vector<Timeline> timelines;
  Result result;
  {
    Watch watch;
    RunOptions run_options;
    run_options.threads = values["threads"].as<int>();
    run_options.progress = [&](std::size_t cells, std::size_t total) { watch.report(cells, total); };
    if (values.count("timeline") > 0) run_options.timelines = &timelines;
    result = run_experiment(*experiment.value, run_options, watch.token());
  }
  const std::string text = formatted(*format, result, compare(result, values["baseline"].as<std::string>()));
  if (values.count("output") > 0)
    write_file(values["output"].as<std::string>(), text);
  else
    fmt::print("{}", text);
  if (values.count("timeline") > 0)
    write_file(values["timeline"].as<std::string>(), timeline_csv(*experiment.value, timelines));
  if (result.is_interrupted) return interrupted;
  return has_unpriced(result) ? unpriced : done;
}

}  // namespace isocost::cli
