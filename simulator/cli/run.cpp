#include <fmt/format.h>

#include <algorithm>

#include "simulator/cli/command.h"
#include "simulator/cli/simulation.h"
#include "simulator/compare/comparison.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost run SCENARIO.yaml: what the same traffic costs, and how slow it is, on each alternative\n"
    "\n"
    "Examples:\n"
    "  isocost run scenarios/web-shop.yaml\n"
    "  isocost run web-shop.yaml --set workload.rate=30M/month --alternative aws-lambda --alternative "
    "aws-ec2\n"
    "  isocost run web-shop.yaml --format json --output result.json --timeline day.csv\n"
    "  isocost run scenarios/internal-tool.yaml --precision 5% --max-time 60s\n"
    "\n"
    "With --precision there are as many replications as it takes: at least the scenario's, until half the\n"
    "width of the interval of every cost and every p99 (or mean, where there are too few requests for a\n"
    "p99) is at most so much of it, and was so for 5 replications in a row. All these intervals hold at\n"
    "once. What is not reached has the words NOT REACHED; exit code 3.\n";

std::string timeline_csv(const Experiment& experiment, const std::vector<Timeline>& timelines) {
  std::string text =
      "alternative,start_s,requests,attempts,refused,timed_out,failed,cold,mean_response_s,longest_response_"
      "s,mean_"
      "instances\n";
  const Time origin = experiment.plan.method == Plan::Method::trace ? Time{} : Time{Plan::origin};
  for (std::size_t a = 0; a < timelines.size(); ++a) {
    const double step = to_seconds(timelines[a].step_of_last_window());
    for (const TimelineRow& row : timelines[a].rows()) {
      const auto answered = static_cast<double>(row.requests - row.refused - row.timed_out);
      text += fmt::format("{},{:.12g},{},{},{},{},{},{},{:.6g},{:.6g},{:.6g}\n",
                          csv_text(experiment.model.alternatives[a].name), to_seconds(row.begin - origin),
                          row.requests, experiment.model.alternatives[a].client ? row.attempts : row.requests,
                          row.refused, row.timed_out, row.failed, row.cold,
                          answered > 0 ? row.response_sum / answered : 0, to_seconds(row.longest),
                          row.capacity_time / step);
    }
  }
  return text;
}

po::options_description run_options_description() {
  po::options_description options;
  options.add_options()("format", po::value<std::string>()->default_value("table"),
                        "table, json, csv, markdown, html, pdf, focus or xlsx");
  add_output_option(options);
  add_simulation_options(options);
  options.add_options()("timeline", po::value<std::string>(),
                        "write what happened when, of the first replication, to this CSV file");
  options.add_options()("precision", po::value<std::string>(),
                        "such as 5%: replications until costs and latencies are known so well")(
      "max-replications", po::value<int>()->default_value(200), "with --precision: at most so many")(
      "max-time", po::value<std::string>(),
      "with --precision: such as 60s, and show what is finished by then");
  add_catalogue_options(options);
  return options;
}

constexpr double finest = 0.01, coarsest = 0.5;
constexpr Duration longest_time = 365 * day;

/// What --precision and its limits say; nothing after a slip, which is printed.
std::optional<Precision> chosen_precision(const po::variables_map& values, int replications) {
  const auto relative = chosen_share(values, "precision", "5 %");
  if (!relative) return std::nullopt;
  if (*relative < finest || *relative > coarsest) {
    fmt::print(stderr, "error: --precision {}: expected 1 % to 50 %\nhint: latencies are kept to 0.4 %\n",
               values["precision"].as<std::string>());
    return std::nullopt;
  }
  const auto& limit = values["max-replications"];
  const int most = limit.defaulted() ? std::max(limit.as<int>(), 2 * replications) : limit.as<int>();
  if (most < replications || most > 10000) {
    fmt::print(
        stderr,
        "error: --max-replications {0}: expected {1} to 10000\nhint: there are {1} replications in any "
        "case; --replications changes that\n",
        most, replications);
    return std::nullopt;
  }
  Precision precision{*relative, static_cast<std::size_t>(most), std::nullopt};
  if (values.count("max-time") == 0) return precision;
  precision.most_time = chosen_duration(values, "max-time", "60 s");
  if (!precision.most_time) return std::nullopt;
  if (*precision.most_time <= Duration::zero() || *precision.most_time > longest_time) {
    fmt::print(stderr, "error: --max-time {}: expected more than 0 s, and at most a year\n",
               values["max-time"].as<std::string>());
    return std::nullopt;
  }
  return precision;
}

}  // namespace

int run_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, run_options_description(), {"scenario"}, "run");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  const auto output = chosen_output(values["format"].as<std::string>(), values);
  if (!output) return bad_input;
  if (values.count("scenario") == 0) {
    fmt::print(stderr,
               "error: which scenario?\nhint: isocost run scenarios/web-shop.yaml, or isocost new > "
               "mine.yaml first\n");
    return bad_input;
  }
  const auto experiment = chosen_experiment(values["scenario"].as<std::string>(), values);
  if (!experiment) return bad_input;

  std::optional<Precision> precision;
  if (values.count("precision") > 0) {
    precision = chosen_precision(values, experiment->scenario.replications);
    if (!precision) return bad_input;
  } else if (values.count("max-time") > 0 || !values["max-replications"].defaulted()) {
    fmt::print(stderr,
               "error: --max-time and --max-replications limit --precision, which is not given\n"
               "hint: such as --precision 5%\n");
    return bad_input;
  }

  if (values.count("timeline") > 0) check_writable(values["timeline"].as<std::string>());

  std::vector<Timeline> timelines;
  const Result result =
      simulate(*experiment, values, values.count("timeline") > 0 ? &timelines : nullptr, precision);
  const Comparison comparison = compare(result, values["baseline"].as<std::string>());
  write_output(output->file, write_run({result, comparison}, output->format, output->paper));
  if (values.count("timeline") > 0)
    write_file(values["timeline"].as<std::string>(), timeline_csv(*experiment, timelines));
  return exit_code_of(result);
}

}  // namespace isocost::cli
