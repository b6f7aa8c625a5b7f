#include <fmt/format.h>

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
    "  isocost run web-shop.yaml --format json --output result.json --timeline day.csv\n";

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
      text += fmt::format("{},{},{},{},{},{},{},{},{:.6g},{:.6g},{:.6g}\n",
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
  add_catalogue_options(options);
  return options;
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

  if (values.count("timeline") > 0) check_writable(values["timeline"].as<std::string>());

  std::vector<Timeline> timelines;
  const Result result = simulate(*experiment, values, values.count("timeline") > 0 ? &timelines : nullptr);
  const Comparison comparison = compare(result, values["baseline"].as<std::string>());
  write_output(output->file, write_run({result, comparison}, output->format, output->paper));
  if (values.count("timeline") > 0)
    write_file(values["timeline"].as<std::string>(), timeline_csv(*experiment, timelines));
  return exit_code_of(result);
}

}  // namespace isocost::cli
