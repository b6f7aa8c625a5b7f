#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/simulation.h"
#include "simulator/report/private_folder.h"
#include "simulator/report/reproduction.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost reproduce RESULT.json: runs a saved result again: \"identical\", or what differs\n"
    "\n"
    "The scenario is read from where the result says, with the same changes (--set, --seed, …) and "
    "alternatives,\n"
    "by this program and its prices. The number of threads does not matter.\n"
    "\n"
    "Examples:\n"
    "  isocost run scenarios/web-shop.yaml --format json --output result.json\n"
    "  isocost reproduce result.json\n"
    "  isocost reproduce result.json --scenario elsewhere/web-shop.yaml\n";

constexpr std::size_t most_shown = 20;

ExperimentChoices choices_of(const Manifest& manifest) {
  ExperimentChoices choices;
  for (const std::string& change : manifest.changes) {
    const std::size_t equals = change.find('=');
    choices.overrides.push_back({change.substr(0, equals), change.substr(equals + 1)});
  }
  choices.alternatives = manifest.alternatives;
  return choices;
}

/// Neither more nor fewer replications than were made: where time ended them, a clock cannot repeat it.
std::optional<Precision> precision_of(const Manifest& manifest) {
  if (!manifest.precision) return std::nullopt;
  return Precision{manifest.precision->relative, static_cast<std::size_t>(manifest.replications),
                   std::nullopt};
}

int tell(const Reproduction& found, const Manifest& manifest) {
  if (found.differing.empty()) {
    fmt::print("identical: {} values; seed {}, {} replications, version {}, prices read until {}\n",
               found.compared, manifest.seed, manifest.replications, manifest.version, manifest.price_date);
    return done;
  }
  fmt::print("different: {} of {} values\n", found.differing.size(), found.compared);
  for (std::size_t i = 0; i < std::min(found.differing.size(), most_shown); ++i)
    fmt::print("  {}\n", found.differing[i]);
  if (found.differing.size() > most_shown) fmt::print("  … {} more\n", found.differing.size() - most_shown);
  return failed;
}

po::options_description options_description() {
  po::options_description options;
  options.add_options()("scenario", po::value<std::string>(), "the scenario, when it is not where it was")(
      "threads", po::value<int>()->default_value(0), "0: one for each processor");
  add_catalogue_options(options);
  return options;
}

std::optional<FinishedRun> whole_run(const std::string& file) {
  auto saved = read_saved_run(file);
  if (saved && saved->result.is_interrupted) {
    fmt::print(stderr, "error: {} was interrupted: where it stopped cannot be repeated\n", file);
    return std::nullopt;
  }
  if (saved && saved->result.alternatives.empty()) {
    fmt::print(stderr, "error: {} has no finished replication: there is nothing to repeat\n", file);
    return std::nullopt;
  }
  return saved;
}

}  // namespace

int reproduce_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {"result"}, "reproduce");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  if (values.count("result") == 0) {
    fmt::print(stderr, "error: which result?\nhint: isocost reproduce RESULT.json\n");
    return bad_input;
  }
  const std::string file = values["result"].as<std::string>();
  const auto saved = whole_run(file);
  if (!saved) return bad_input;
  const Manifest& manifest = saved->result.manifest;
  const auto catalogue = find_catalogue(values);
  if (!catalogue) return bad_input;
  const std::string scenario =
      values.count("scenario") > 0 ? values["scenario"].as<std::string>() : manifest.scenario_file;
  const Loaded<Experiment> experiment = load_experiment(scenario, catalogue, choices_of(manifest));
  print_diagnostics(experiment.diagnostics);
  if (!experiment.value) return bad_input;
  Result result = simulate(*experiment.value, values, nullptr, precision_of(manifest));
  if (result.is_interrupted) return interrupted;
  result.manifest.scenario_file = manifest.scenario_file;
  if (manifest.precision && result.manifest.precision->stopped_by == StoppedBy::replications)
    result.manifest.precision->stopped_by = manifest.precision->stopped_by;
  Comparison comparison = compare(result, saved->comparison.reference);
  return tell(compare_results(content_of(file), write_run({result, comparison}, Format::json, {})),
              result.manifest);
}

}  // namespace isocost::cli
