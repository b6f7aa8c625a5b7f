#include "simulator/cli/simulation.h"

#include <fmt/format.h>

#include "simulator/cli/watch.h"

namespace isocost::cli {
namespace {

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

}  // namespace

std::optional<std::vector<Override>> chosen_overrides(const po::variables_map& values) {
  std::vector<Override> overrides;
  if (values.count("set") > 0)
    for (const std::string& assignment : values["set"].as<std::vector<std::string>>()) {
      const std::size_t equals = assignment.find('=');
      if (equals == std::string::npos || equals == 0) {
        fmt::print(stderr, "error: --set {}: expected path=value\nhint: such as --set workload.rate=40/s\n",
                   assignment);
        return std::nullopt;
      }
      overrides.push_back({assignment.substr(0, equals), assignment.substr(equals + 1)});
    }
  if (values.count("seed") > 0) overrides.push_back({"seed", values["seed"].as<std::string>()});
  if (values.count("replications") > 0)
    overrides.push_back({"replications", std::to_string(values["replications"].as<int>())});
  return overrides;
}

void add_input_options(po::options_description& options) {
  options.add_options()("seed", po::value<std::string>(), "another seed")("replications", po::value<int>(),
                                                                          "another number of replications")(
      "threads", po::value<int>()->default_value(0),
      "0: one for each processor; the result is the same for any number")(
      "alternative", po::value<std::vector<std::string>>(),
      "only this one (name or platform); may be repeated")(
      "set", po::value<std::vector<std::string>>(),
      "path=value: change one entry of the scenario; may be repeated");
}

void add_simulation_options(po::options_description& options) {
  add_input_options(options);
  options.add_options()(
      "baseline", po::value<std::string>()->default_value(""),
      "hold the others against this alternative (name or platform); otherwise against the cheapest");
}

std::optional<Experiment> experiment_of_options(const std::string& scenario,
                                                const po::variables_map& values) {
  if (const int threads = values["threads"].as<int>(); threads < 0 || threads > 1024) {
    fmt::print(stderr, "error: --threads {}: expected 0 to 1024\n", threads);
    return std::nullopt;
  }
  auto overrides = chosen_overrides(values);
  if (!overrides) return std::nullopt;
  ExperimentChoices choices;
  choices.overrides = std::move(*overrides);
  if (values.count("alternative") > 0)
    choices.alternatives = values["alternative"].as<std::vector<std::string>>();
  const auto catalogue = find_catalogue(values);
  if (!catalogue) return std::nullopt;
  Loaded<Experiment> experiment = load_experiment(scenario, catalogue, choices);
  print_diagnostics(experiment.diagnostics);
  return std::move(experiment.value);
}

std::optional<Experiment> chosen_experiment(const std::string& scenario, const po::variables_map& values) {
  auto experiment = experiment_of_options(scenario, values);
  if (experiment && !is_known_baseline(values["baseline"].as<std::string>(), experiment->scenario))
    return std::nullopt;
  return experiment;
}

Result simulate(const Experiment& experiment, const po::variables_map& values,
                std::vector<Timeline>* timelines, const std::optional<Precision>& precision) {
  Watch watch;
  RunOptions options;
  options.threads = values["threads"].as<int>();
  options.progress = [&](std::size_t cells, std::size_t total) { watch.report(cells, total); };
  options.timelines = timelines;
  options.precision = precision;
  return run_experiment(experiment, options, watch.token());
}

int exit_code_of(const Result& result) {
  if (result.is_interrupted) return interrupted;
  for (const AlternativeResult& one : result.alternatives)
    if (one.bill.has_unpriced()) return unpriced;
  return result.is_imprecise() ? inconclusive : done;
}

}  // namespace isocost::cli
