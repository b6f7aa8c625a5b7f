#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "simulator/cli/chart.h"
#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/cli/simulation.h"
#include "simulator/cli/watch.h"
#include "simulator/input/path.h"
#include "simulator/report/sensitivity_report.h"

namespace isocost::cli {
namespace {

constexpr int most_samples = 100'000;

constexpr const char* usage =
    "isocost sensitivity SCENARIO.yaml: what the inputs that nobody knows exactly do to the answer\n"
    "\n"
    "The scenario's block \"uncertain\" says what each input may be (--vary says it here instead). "
    "Combinations "
    "of\n"
    "them are drawn (a Latin hypercube) and each is simulated with the same seed. Printed: the range of "
    "each\n"
    "alternative (P10, P50, P90), how often the answer stays the same, which input moves it most, and the "
    "register\n"
    "of the assumptions. How well a figure is computed, how two periods differ and what is not known stay "
    "three\n"
    "different things.\n"
    "\n"
    "Examples:\n"
    "  isocost sensitivity scenarios/budget.yaml\n"
    "  isocost sensitivity scenarios/budget.yaml --samples 200 --format html --output budget.html\n"
    "  isocost sensitivity scenarios/steady-api.yaml --vary workload.rate=10/s:20/s:60/s \\\n"
    "      --vary \"application.duration={p10: 60 ms, p90: 200 ms, source: load test}\"\n"
    "  isocost sensitivity scenarios/budget.yaml --baseline aws-ec2\n"
    "  isocost sensitivity scenarios/budget.yaml --vary \"alternatives[1].timeout=5 s:60 s\"\n"
    "  isocost sensitivity scenarios/budget.yaml --metric p99 --alternative aws-lambda --chart tornado.svg\n";

po::options_description options_description() {
  po::options_description options;
  options.add_options()("samples", po::value<int>()->default_value(60),
                        "combinations of inputs; P10 and P90 need 36 for an interval")(
      "vary", po::value<std::vector<std::string>>(),
      "PATH=LOW:HIGH, PATH=LOW:LIKELY:HIGH or PATH={…} as in the block; may be repeated, in place of it")(
      "metric", po::value<std::string>()->default_value("cost"), "cost or p99")(
      "format", po::value<std::string>()->default_value("table"), "table, json, csv, markdown or html")(
      "output", po::value<std::string>(), "write to this file")(
      "chart", po::value<std::string>(), "FILE.svg, FILE.png or FILE.pdf: what moves the lowest alternative");
  options.add_options()(
      "baseline", po::value<std::string>()->default_value(""),
      "what runs today (name or platform): moving away from it is looked at; otherwise the first "
      "alternative without a migration");
  add_input_options(options);
  add_catalogue_options(options);
  return options;
}

/// "10/s:20/s:60/s" in the words of the block; braces are taken as they are.
std::optional<std::string> range_of(const std::string& text) {
  if (text.starts_with("{")) return text;
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
  const bool has_numbers = std::all_of(parts.begin(), parts.end(),
                                       [](const std::string& part) { return split_value(part).has_value(); });
  if (!has_numbers) return std::nullopt;
  return parts.size() == 2
             ? fmt::format("{{between: [{}, {}], source: --vary}}", parts[0], parts[1])
             : fmt::format("{{between: [{}, {}], likely: {}, source: --vary}}", parts[0], parts[2], parts[1]);
}

/// Nothing after a slip, which is printed.
std::optional<std::vector<Override>> inputs_of(const po::variables_map& values) {
  std::vector<Override> inputs;
  if (values.count("vary") == 0) return inputs;
  for (const std::string& text : values["vary"].as<std::vector<std::string>>()) {
    const std::size_t equals = text.find('=');
    const auto range =
        equals == std::string::npos || equals == 0 ? std::nullopt : range_of(text.substr(equals + 1));
    if (!range) {
      complain(fmt::format("--vary {}: expected PATH=LOW:HIGH, PATH=LOW:LIKELY:HIGH or PATH={{…}}", text),
               "such as --vary workload.rate=10/s:20/s:60/s");
      return std::nullopt;
    }
    inputs.push_back({text.substr(0, equals), *range});
  }
  return inputs;
}

struct Wish {
  StudiedMetric metric = StudiedMetric::cost;
  Format format = Format::table;
  std::size_t samples = 0;
  std::optional<std::string> file;
  std::optional<std::string> picture;
};

/// Nothing after a slip, which is printed.
std::optional<Wish> wish_of(const po::variables_map& values) {
  Wish wish;
  const std::string metric = values["metric"].as<std::string>();
  if (metric != "cost" && metric != "p99") {
    complain(fmt::format("--metric {}", metric), "known here: cost, p99");
    return std::nullopt;
  }
  wish.metric = metric == "cost" ? StudiedMetric::cost : StudiedMetric::p99;
  const auto format = known_format(values["format"].as<std::string>());
  if (!format) return std::nullopt;
  wish.format = *format;
  const int samples = values["samples"].as<int>();
  if (samples < 1 || samples > most_samples) {
    complain(fmt::format("--samples {}: expected 1 to {}", samples, most_samples), "such as --samples 100");
    return std::nullopt;
  }
  wish.samples = static_cast<std::size_t>(samples);
  if (values.count("output") > 0) wish.file = values["output"].as<std::string>();
  if (values.count("chart") > 0) wish.picture = values["chart"].as<std::string>();
  if (wish.picture) {
    const auto picture = picture_of_ending(*wish.picture);
    if (!picture || !can_draw(*picture, *wish.picture)) return std::nullopt;
  }
  for (const auto& file : {wish.file, wish.picture})
    if (file) check_writable(*file);
  return wish;
}

std::string written(const SensitivityReport& report, Format format) {
  switch (format) {
    case Format::json: return write_sensitivity_json(report);
    case Format::csv: return write_sensitivity_csv(report);
    default: return write_report(make_sensitivity_report(report), format);
  }
}

int exit_code_of(const SensitivityReport& report) {
  if (report.is_interrupted) return interrupted;
  const auto& all = report.found.alternatives;
  const bool is_unpriced =
      std::any_of(all.begin(), all.end(), [](const auto& one) { return one.is_unpriced; });
  return is_unpriced ? unpriced : done;
}

/// The baseline, or the first to which nobody has to move.
std::size_t alternative_today(const InputStudy& study, const std::string& baseline) {
  for (std::size_t i = 0; i < study.alternatives.size(); ++i)
    if (baseline.empty() ? !study.people[i].migration
                         : study.alternatives[i] == baseline || study.platforms[i] == baseline)
      return i;
  return 0;
}

/// Runs the study; the exit code after a slip or an interruption too early to say anything, which is printed.
std::variant<SensitivityReport, int> run(InputStudy study, const po::variables_map& values,
                                         StudiedMetric metric) {
  std::vector<StudyPoint> points;
  Diagnostics problems;
  {
    Watch watch;
    const std::size_t total = study.points.size();
    const auto keep = [&](StudyPoint point) {
      points.push_back(std::move(point));
      watch.report(points.size(), total);
    };
    problems = run_input_study(study, values["threads"].as<int>(), keep, watch.token());
  }
  print_diagnostics(problems);
  if (has_errors(problems)) return bad_input;
  const auto before_samples = std::count_if(points.begin(), points.end(), [&](const StudyPoint& point) {
    return point.number < study.first_sample();
  });
  if (static_cast<std::size_t>(before_samples) < study.first_sample()) {
    fmt::print(stderr, "interrupted: nothing can be said yet\n");
    return interrupted;
  }
  const bool is_interrupted = points.size() < study.points.size();
  SensitivityReport report;
  report.found = summarize(study, points, metric);
  const std::size_t from = alternative_today(study, values["baseline"].as<std::string>());
  report.from = study.alternatives[from];
  report.paybacks = paybacks(study, points, from);
  report.study = std::move(study);
  report.is_interrupted = is_interrupted;
  return report;
}

}  // namespace

int sensitivity_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {"scenario"}, "sensitivity");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  if (values.count("scenario") == 0)
    return complain("which scenario?", "isocost sensitivity scenarios/budget.yaml");
  const auto wish = wish_of(values);
  const auto inputs = wish ? inputs_of(values) : std::nullopt;
  if (!inputs) return bad_input;
  const std::string scenario = values["scenario"].as<std::string>();
  const auto experiment = chosen_experiment(scenario, values);
  if (!experiment) return bad_input;
  Loaded<InputStudy> study =
      load_input_study(scenario, experiment->catalogue, experiment->choices, *inputs, wish->samples);
  print_diagnostics(study.diagnostics);
  if (!study.value) return bad_input;
  const auto ended = run(std::move(*study.value), values, wish->metric);
  if (const int* const code = std::get_if<int>(&ended)) return *code;
  const auto* const report = std::get_if<SensitivityReport>(&ended);
  write_output(wish->file, written(*report, wish->format));
  if (wish->picture &&
      !write_chart(tornado_chart(*report, report->found.leading()), picture_of_ending(*wish->picture).value(),
                   wish->picture, to_string(report->study.catalogue->newest_read)))
    throw std::runtime_error(fmt::format("{} was not drawn", *wish->picture));
  return exit_code_of(*report);
}

}  // namespace isocost::cli
