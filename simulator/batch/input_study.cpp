#include "simulator/batch/input_study.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <set>

#include "simulator/batch/points.h"
#include "simulator/input/path.h"
#include "simulator/random/stream.h"
#include "simulator/statistics/sample_quantile.h"
#include "simulator/units/hash.h"

namespace isocost {
namespace {

constexpr double low_probability = 0.1, high_probability = 0.9;

double triangular_quantile(const UncertainInput& input, double probability) {
  const double width = input.high - input.low;
  if (width == 0) return input.low;
  const double rise = input.likely - input.low, fall = input.high - input.likely;
  if (probability < rise / width) return input.low + std::sqrt(probability * width * rise);
  return input.high - std::sqrt((1 - probability) * width * fall);
}

double lognormal_quantile(const UncertainInput& input, double probability) {
  const double low = std::log(input.low), high = std::log(input.high);
  const double z = normal_quantile(probability) / normal_quantile(high_probability);
  return std::exp((low + high) / 2 + (high - low) / 2 * z);
}

/// One number in (0, 1) for each sample, one in each of as many strata, in random order.
std::vector<double> stratified(Seed seed, std::uint64_t input, std::size_t samples) {
  UniformSequence draws(stream_key(seed, Purpose::inputs, 0, input));
  std::vector<std::size_t> strata(samples);
  std::iota(strata.begin(), strata.end(), std::size_t{0});
  for (std::size_t left = samples; left > 1; --left)
    std::swap(strata[left - 1], strata[static_cast<std::size_t>(draws.next() * static_cast<double>(left))]);
  std::vector<double> numbers;
  for (const std::size_t stratum : strata)
    numbers.push_back((static_cast<double>(stratum) + draws.next()) / static_cast<double>(samples));
  return numbers;
}

std::vector<std::vector<std::string>> points_of(const std::vector<UncertainInput>& inputs, Seed seed,
                                                std::size_t samples) {
  const std::size_t n = inputs.size();
  std::vector<std::vector<std::string>> points(1 + 2 * n + samples, std::vector<std::string>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const UncertainInput& input = inputs[i];
    points[InputStudy::low_point(i)][i] = input.text_of(quantile_of(input, low_probability));
    points[InputStudy::high_point(i)][i] = input.text_of(quantile_of(input, high_probability));
    const std::vector<double> numbers = stratified(seed, i, samples);
    for (std::size_t sample = 0; sample < samples; ++sample)
      points[1 + 2 * n + sample][i] = input.text_of(quantile_of(input, numbers[sample]));
  }
  return points;
}

/// The same whatever other alternatives there are.
std::uint64_t entity_of(const std::string& name) {
  Hash hash;
  hash.add(name);
  return std::stoull(hash.text().substr(0, 15), nullptr, 16);
}

/// Drawn like inputs.
std::vector<std::vector<double>> migration_costs_of(const InputStudy& study, Seed seed, std::size_t samples) {
  std::vector<std::vector<double>> costs(study.people.size());
  for (std::size_t a = 0; a < costs.size(); ++a) {
    if (!study.people[a].migration) continue;
    for (const double number : stratified(seed, entity_of(study.alternatives[a]), samples))
      costs[a].push_back(quantile_of(*study.people[a].migration, number));
  }
  return costs;
}

/// The register that the command line gives in place of the scenario's.
std::vector<UncertainInput> inputs_of(const std::vector<Override>& given, const InputStudy& study,
                                      Diagnostics& diagnostics) {
  std::string text;
  for (const Override& one : given) text += fmt::format("{}: {}\n", one.path, one.value);
  Loaded<Node> parsed = parse_yaml(std::make_shared<const SourceFile>(SourceFile{"--vary", text, 1}));
  Loaded<Node> root =
      parse_yaml(std::make_shared<const SourceFile>(SourceFile{study.scenario_path, study.text, 1}));
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  if (!parsed.value || !root.value) return {};
  Diagnostics known;  // the scenario was loaded with these before
  for (const Override& one : study.choices.overrides) set_path(*root.value, one.path, one.value, known);
  return read_uncertain_inputs(*parsed.value, *root.value, diagnostics);
}

Loaded<Experiment> load_with(const InputStudy& study, const std::vector<std::string>& values) {
  ExperimentChoices here = study.choices;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!values[i].empty()) here.overrides.push_back({study.inputs[i].path, values[i]});
  here.text = study.text;
  return load_experiment(study.scenario_path, study.catalogue, here);
}

/// Whether the scenario takes an input's least and largest values, and those at its two quantiles.
void check_ends(const InputStudy& study, std::size_t input, Diagnostics& diagnostics) {
  const UncertainInput& one = study.inputs[input];
  std::set<std::string> tried;
  for (const double at :
       {one.low, one.high, quantile_of(one, low_probability), quantile_of(one, high_probability)}) {
    const std::string value = one.text_of(at);
    if (!tried.insert(value).second) continue;
    std::vector<std::string> values(study.inputs.size());
    values[input] = value;
    const Loaded<Experiment> experiment = load_with(study, values);
    const bool is_of_another_shape =
        experiment.value && experiment.value->model.alternatives.size() != study.alternatives.size();
    if (experiment.value && !is_of_another_shape) continue;
    diagnostics.insert(diagnostics.end(), experiment.diagnostics.begin(), experiment.diagnostics.end());
    add_error(diagnostics, one.where,
              is_of_another_shape ? fmt::format("at {} there are other alternatives", values[input])
                                  : fmt::format("the scenario cannot be run at {}", values[input]),
              "a narrower range, or step: 1 where only whole numbers are taken");
    return;
  }
}

StudyPoint point_of(std::size_t number, const Result& result) {
  StudyPoint point{number, {}};
  for (const AlternativeResult& one : result.alternatives)
    point.alternatives.push_back(
        {one.cost, one.p99, one.bill.has_unpriced(), judge_slo(one, result.slo).status});
  return point;
}

std::string name_of(const InputStudy& study, std::size_t point) {
  std::string text;
  for (std::size_t i = 0; i < study.inputs.size(); ++i)
    if (!study.points[point][i].empty())
      text += fmt::format("{}{}={}", text.empty() ? "" : ", ", study.inputs[i].path, study.points[point][i]);
  return text;
}

}  // namespace

double quantile_of(const UncertainInput& input, double probability) {
  double value = input.low;
  switch (input.shape) {
    case UncertainInput::Shape::uniform: value += (input.high - input.low) * probability; break;
    case UncertainInput::Shape::triangular: value = triangular_quantile(input, probability); break;
    case UncertainInput::Shape::lognormal: value = lognormal_quantile(input, probability); break;
  }
  if (input.step <= 0) return value;
  return input.low + std::round((value - input.low) / input.step) * input.step;
}

Loaded<Experiment> InputStudy::at(std::size_t point) const { return load_with(*this, points[point]); }

Loaded<InputStudy> load_input_study(const std::string& scenario_path,
                                    std::shared_ptr<const Catalogue> catalogue,
                                    const ExperimentChoices& choices, const std::vector<Override>& inputs,
                                    std::size_t samples) {
  Loaded<InputStudy> loaded;
  InputStudy study;
  study.scenario_path = scenario_path;
  study.choices = choices;
  study.catalogue = std::move(catalogue);
  const Loaded<Experiment> plain = load_experiment(scenario_path, study.catalogue, choices);
  loaded.diagnostics = plain.diagnostics;
  const std::optional<std::string> text = choices.text ? choices.text : text_of_file(scenario_path);
  if (!plain.value || !text) return loaded;
  study.text = *text;
  study.inputs =
      inputs.empty() ? plain.value->scenario.uncertain : inputs_of(inputs, study, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return loaded;
  const Scenario& scenario = plain.value->scenario;
  study.title = scenario.title;
  study.seed = scenario.seed.value;
  study.replications = scenario.replications;
  study.scenario_hash = scenario.hash;
  study.billed_as_of = scenario.period.start;
  study.period = scenario.period.length;
  study.hour_of_work = scenario.account.hour_of_work;
  study.months = months_of(scenario.period.length).to_double();
  study.has_whole_periods = plain.value->plan.method == Plan::Method::whole_period;
  for (const CompiledAlternative& one : plain.value->model.alternatives) {
    study.alternatives.push_back(one.name);
    study.platforms.push_back(one.platform);
  }
  for (const Alternative& one : scenario.alternatives) study.people.push_back(one.people);
  if (study.inputs.empty()) {
    add_error(loaded.diagnostics,
              {std::make_shared<const SourceFile>(SourceFile{scenario_path, "", 1}), 0, 0, 1},
              "no input is uncertain",
              "add a block such as uncertain: {workload.rate: {between: [20/s, 80/s]}}, or --vary");
    return loaded;
  }
  for (std::size_t i = 0; i < study.inputs.size(); ++i) check_ends(study, i, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return loaded;
  study.migration_costs = migration_costs_of(study, scenario.seed, samples);
  study.points = points_of(study.inputs, scenario.seed, samples);
  loaded.value = std::move(study);
  return loaded;
}

Diagnostics run_input_study(const InputStudy& study, int threads, const KeepStudyPoint& keep,
                            std::stop_token stop) {
  std::vector<std::size_t> numbers(study.points.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  const PointSource source{[&](std::size_t point) { return study.at(point); },
                           [&](std::size_t point) { return name_of(study, point); }};
  return run_points(
      numbers, source, threads,
      [&](std::size_t point, const Result& result) { keep(point_of(point, result)); }, std::move(stop));
}

}  // namespace isocost
