#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/cli/chart.h"
#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/cli/simulation.h"
#include "simulator/cli/vary.h"
#include "simulator/cli/watch.h"
#include "simulator/compare/break_even.h"
#include "simulator/experiment/experiment.h"
#include "simulator/input/path.h"
#include "simulator/report/break_even_report.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost breakeven SCENARIO.yaml --between A,B --vary PATH=LOW:HIGH: at which value the answer flips\n"
    "\n"
    "A and B are alternatives (name or platform). LOW and HIGH are values as the scenario has them, in the\n"
    "same unit. Both alternatives see the same requests at every value.\n"
    "\n"
    "Examples:\n"
    "  isocost breakeven scenarios/steady-api.yaml --between aws-lambda,aws-ec2 \\\n"
    "      --vary workload.rate=0.1/s:100/s\n"
    "  isocost breakeven scenarios/web-shop.yaml --between \"AWS Lambda,AWS Fargate\" \\\n"
    "      --vary workload.rate=1M/month:30M/month\n"
    "  isocost breakeven scenarios/web-shop.yaml --between aws-lambda,azure-consumption --metric p99 \\\n"
    "      --vary \"application.duration=20 ms:2000 ms\"\n"
    "  isocost breakeven scenarios/steady-api.yaml --between aws-lambda,aws-ec2 \\\n"
    "      --vary workload.rate=0.1/s:100/s --chart breakeven.svg\n"
    "\n"
    "A chart as SVG needs no other program; PNG and PDF are drawn by gnuplot.\n";

/// "workload.rate=0.1/s:100/s" -> the path, 0.1 and 100, and the unit that both have.
struct Range {
  std::string path, unit;
  double low = 0, high = 0;

  [[nodiscard]] std::string text(double at) const { return fmt::format("{:.6g}{}", at, unit); }
};

std::optional<Range> range_of(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  const std::size_t colon = assignment.find(':', equals == std::string::npos ? 0 : equals);
  if (equals == std::string::npos || colon == std::string::npos) return std::nullopt;
  const auto low = split_value(assignment.substr(equals + 1, colon - equals - 1));
  const auto high = split_value(assignment.substr(colon + 1));
  if (!low || !high || low->second != high->second || low->first <= 0 || low->first >= high->first)
    return std::nullopt;
  return Range{assignment.substr(0, equals), low->second, low->first, high->first};
}

/// One run of both alternatives at a value of the input.
class Evaluation {
 public:
  Evaluation(const po::variables_map& values, std::shared_ptr<const Catalogue> catalogue, const Range& range,
             std::vector<std::string> names, std::vector<Override> overrides)
      : values_(values),
        catalogue_(std::move(catalogue)),
        range_(range),
        names_(std::move(names)),
        overrides_(std::move(overrides)) {}

  [[nodiscard]] Loaded<Experiment> load(double at) const {
    ExperimentChoices choices;
    choices.overrides = overrides_;
    choices.overrides.push_back({range_.path, range_.text(at)});
    choices.alternatives = names_;
    return load_experiment(values_["scenario"].as<std::string>(), catalogue_, choices);
  }

  std::optional<PairedValues> run(double at, Watch& watch) {
    const Loaded<Experiment> experiment = load(at);
    if (!experiment.value) {
      diagnostics_ = experiment.diagnostics;
      return std::nullopt;
    }
    RunOptions options;
    options.threads = values_["threads"].as<int>();
    options.progress = [&](std::size_t cells, std::size_t total) { watch.report(cells, total); };
    const Result result = run_experiment(*experiment.value, options, watch.token());
    if (result.is_interrupted || result.alternatives.size() != 2) return std::nullopt;
    const bool is_cost = values_["metric"].as<std::string>() == "cost";
    const std::size_t first = first_of(*experiment.value);
    const AlternativeResult &a = result.alternatives[first], &b = result.alternatives[1 - first];
    manifest_ = result.manifest;
    return PairedValues{is_cost ? a.cost : a.p99, is_cost ? b.cost : b.p99};
  }

  /// Which of the two alternatives was named first: the scenario may have them the other way round.
  [[nodiscard]] std::size_t first_of(const Experiment& experiment) const {
    const CompiledAlternative& one = experiment.model.alternatives[0];
    return one.name == names_[0] || one.platform == names_[0] ? 0 : 1;
  }

  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const Manifest& manifest() const { return manifest_; }

 private:
  const po::variables_map& values_;
  std::shared_ptr<const Catalogue> catalogue_;
  Range range_;
  std::vector<std::string> names_;
  std::vector<Override> overrides_;
  Diagnostics diagnostics_;
  Manifest manifest_;
};

std::vector<std::string> names_of(const std::string& between) {
  const std::size_t comma = between.find(',');
  if (comma == std::string::npos) return {};
  return {between.substr(0, comma), between.substr(comma + 1)};
}

po::options_description options_description() {
  po::options_description options;
  options.add_options()("between", po::value<std::string>(), "A,B: two alternatives, by name or platform")(
      "vary", po::value<std::string>(), "PATH=LOW:HIGH, such as workload.rate=0.1/s:100/s")(
      "metric", po::value<std::string>()->default_value("cost"), "cost or p99")(
      "points", po::value<int>()->default_value(7), "values looked at before crossings are narrowed")(
      "format", po::value<std::string>()->default_value("table"), "table, json, csv, markdown or html")(
      "chart", po::value<std::string>(), "FILE.svg, FILE.png or FILE.pdf: both curves and where they cross")(
      "seed", po::value<std::string>(), "another seed")("replications", po::value<int>(),
                                                        "another number of replications")(
      "set", po::value<std::vector<std::string>>(),
      "path=value: change another entry of the scenario; may be repeated")(
      "threads", po::value<int>()->default_value(0), "0: one for each processor");
  add_catalogue_options(options);
  return options;
}

void print_break_even(const BreakEvenReport& report, Format format) {
  switch (format) {
    case Format::json: fmt::print("{}", write_break_even_json(report)); break;
    case Format::csv: fmt::print("{}", write_break_even_csv(report)); break;
    case Format::markdown:
    case Format::html:
    case Format::focus:
    case Format::xlsx:
    case Format::pdf:
    case Format::table: fmt::print("{}", write_report(make_break_even_report(report), format)); break;
  }
}

/// Asked before the search, which takes long; false: it was reported.
bool can_write_chart(const po::variables_map& values) {
  if (values.count("chart") == 0) return true;
  const std::string file = values["chart"].as<std::string>();
  const auto format = picture_of_ending(file);
  if (!format || !can_draw(*format, file)) return false;
  check_writable(file);
  return true;
}

/// \pre can_write_chart
void write_chart_of(const BreakEvenReport& report, const po::variables_map& values) {
  if (values.count("chart") == 0) return;
  const std::string file = values["chart"].as<std::string>();
  if (!write_chart(break_even_chart(report), picture_of_ending(file).value(), file,
                   report.manifest.price_date))
    throw std::runtime_error(fmt::format("{} was not drawn", file));
}

}  // namespace

int breakeven_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {"scenario"}, "breakeven");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  const auto format = known_format(values["format"].as<std::string>());
  if (!format) return bad_input;
  for (const char* const option : {"scenario", "between", "vary"})
    if (values.count(option) == 0)
      return complain(fmt::format("what is missing: {}", option), "isocost breakeven --help has examples");
  const auto range = range_of(values["vary"].as<std::string>());
  if (!range)
    return complain(fmt::format("--vary {}: expected PATH=LOW:HIGH, LOW above 0 and below HIGH, in one unit",
                                values["vary"].as<std::string>()),
                    "such as workload.rate=0.1/s:100/s");
  const auto names = names_of(values["between"].as<std::string>());
  const std::string metric = values["metric"].as<std::string>();
  const int points = values["points"].as<int>();
  if (names.empty()) return complain("--between: expected two alternatives", "such as aws-lambda,aws-ec2");
  if (metric != "cost" && metric != "p99")
    return complain(fmt::format("--metric {}", metric), "known here: cost, p99");
  if (points < 2 || points > 100)
    return complain(fmt::format("--points {}: expected 2 to 100", points), "such as 7");
  auto overrides = chosen_overrides(values);
  if (!overrides || !can_write_chart(values)) return bad_input;
  const auto catalogue = find_catalogue(values);
  if (!catalogue) return bad_input;
  Evaluation evaluation(values, catalogue, *range, names, std::move(*overrides));
  const Loaded<Experiment> first = evaluation.load(range->low);
  print_diagnostics(first.diagnostics);
  if (!first.value) return bad_input;
  if (first.value->model.alternatives.size() != 2)
    return complain(fmt::format("--between {}: names {} alternatives of the scenario, not two",
                                values["between"].as<std::string>(), first.value->model.alternatives.size()),
                    "give each its own name");
  BreakEvenReport report;
  report.path = range->path;
  report.unit = range->unit;
  report.metric = metric;
  const std::size_t named_first = evaluation.first_of(*first.value);
  report.first = first.value->model.alternatives[named_first].name;
  report.second = first.value->model.alternatives[1 - named_first].name;
  {
    Watch watch;
    constexpr double precision = 1.02;
    report.found = find_break_even(range->low, range->high, points, precision,
                                   [&](double at) { return evaluation.run(at, watch); });
  }
  print_diagnostics(evaluation.diagnostics());
  if (!evaluation.diagnostics().empty() && has_errors(evaluation.diagnostics())) return bad_input;
  report.manifest = evaluation.manifest();
  print_break_even(report, *format);
  write_chart_of(report, values);
  return report.found.is_interrupted ? interrupted : done;
}

}  // namespace isocost::cli
