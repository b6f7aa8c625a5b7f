#include "simulator/batch/sweep.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "simulator/batch/points.h"
#include "simulator/input/node.h"
#include "simulator/units/hash.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;

std::vector<SweepCell> cells_of(const Result& result, const Sweep& sweep, std::size_t point) {
  std::vector<SweepCell> cells;
  for (std::size_t a = 0; a < result.alternatives.size(); ++a) {
    const AlternativeResult& one = result.alternatives[a];
    SweepCell cell{point * result.alternatives.size() + a,
                   sweep.manifest.values_at(point),
                   one.name,
                   one.platform,
                   one.region,
                   one.size,
                   result.manifest.replications,
                   result.manifest.scenario_hash,
                   {}};
    for (std::size_t i = 0; i < cell.metrics.size(); ++i) cell.metrics[i] = one.metrics[i].estimate;
    cells.push_back(std::move(cell));
  }
  return cells;
}

/// The points at which one axis has each of its values and the others their first: the first point once.
std::vector<std::size_t> points_along_the_axes(const SweepManifest& manifest) {
  std::vector<std::size_t> points{0};
  std::size_t stride = manifest.points();
  for (const Axis& axis : manifest.axes) {
    stride /= axis.values.size();
    for (std::size_t i = 1; i < axis.values.size(); ++i) points.push_back(i * stride);
  }
  return points;
}

std::string name_of_point(const Sweep& sweep, std::size_t point) {
  std::string text;
  const std::vector<std::string> values = sweep.manifest.values_at(point);
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{}{}={}", i > 0 ? ", " : "", sweep.manifest.axes[i].path, values[i]);
  return text;
}

}  // namespace

std::size_t SweepManifest::points() const {
  std::size_t count = 1;
  for (const Axis& axis : axes) count *= axis.values.size();
  return count;
}

std::vector<std::string> SweepManifest::values_at(std::size_t point) const {
  std::vector<std::string> values(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    values[i] = axes[i].values[point % axes[i].values.size()];
    point /= axes[i].values.size();
  }
  return values;
}

std::vector<std::pair<std::string, std::string>> SweepManifest::entries() const {
  Json all_axes = Json::array();
  for (const Axis& axis : axes)
    all_axes.push_back({{"name", axis.path}, {"values", axis.values}, {"seeded", axis.is_seeded()}});
  all_axes.push_back({{"name", "alternative"}, {"values", alternatives}, {"seeded", false}});
  std::vector<std::pair<std::string, std::string>> made{{"isocost_sweep", std::to_string(format_version)},
                                                        {"version", version},
                                                        {"scenario_hash", scenario_hash},
                                                        {"catalogue_hash", catalogue_hash},
                                                        {"root_seed", std::to_string(root_seed)},
                                                        {"changes", Json(changes).dump()},
                                                        {"axes", all_axes.dump()},
                                                        {"cells", std::to_string(cells())},
                                                        {"shards", "1"}};
  made.emplace_back("scenario_file", scenario_file);
  made.emplace_back("sweep_id", sweep_id_of(made));
  return made;
}

std::string sweep_id_of(const std::vector<std::pair<std::string, std::string>>& entries) {
  Hash hash;
  for (const auto& [name, value] : entries) {
    if (name == "scenario_file" || name == "sweep_id") continue;
    hash.add(name);
    hash.add(value);
  }
  return hash.text();
}

Loaded<Experiment> Sweep::at(std::size_t point) const {
  ExperimentChoices here = choices;
  const std::vector<std::string> values = manifest.values_at(point);
  for (std::size_t i = 0; i < values.size(); ++i)
    here.overrides.push_back({manifest.axes[i].path, values[i]});
  here.text = text;
  return load_experiment(scenario_path, catalogue, here);
}

Loaded<Sweep> load_sweep(const std::string& scenario_path, std::shared_ptr<const Catalogue> catalogue,
                         const ExperimentChoices& choices, std::vector<Axis> axes) {
  Loaded<Sweep> loaded;
  Sweep sweep;
  sweep.scenario_path = scenario_path;
  sweep.choices = choices;
  sweep.catalogue = std::move(catalogue);
  const std::optional<std::string> text = text_of_file(scenario_path);
  if (text) sweep.text = *text;
  // A file that is not there is told in the words of every other command.
  const Loaded<Experiment> plain = load_experiment(scenario_path, sweep.catalogue, choices);
  if (!text || !plain.value) {
    loaded.diagnostics = plain.diagnostics;
    return loaded;
  }
  sweep.manifest = {program_version,
                    scenario_path,
                    plain.value->scenario.hash,
                    sweep.catalogue->hash,
                    plain.value->scenario.seed.value,
                    {},
                    std::move(axes),
                    {}};
  for (const Override& one : choices.overrides) sweep.manifest.changes.push_back(one.path + "=" + one.value);
  for (const Alternative& one : plain.value->scenario.alternatives)
    sweep.manifest.alternatives.push_back(one.name);
  for (const std::size_t point : points_along_the_axes(sweep.manifest)) {
    Loaded<Experiment> experiment = sweep.at(point);
    if (!experiment.value) loaded.diagnostics = std::move(experiment.diagnostics);
    const bool is_of_another_shape =
        experiment.value && experiment.value->model.alternatives.size() != sweep.manifest.alternatives.size();
    if (is_of_another_shape)
      add_error(loaded.diagnostics, {},
                fmt::format("{}: the number of alternatives has to stay", name_of_point(sweep, point)));
    if (!experiment.value || is_of_another_shape) return loaded;
  }
  loaded.value = std::move(sweep);
  return loaded;
}

Diagnostics run_sweep(const Sweep& sweep, const std::vector<std::size_t>& missing, int threads,
                      const KeepPoint& keep, std::stop_token stop) {
  const PointSource source{[&](std::size_t point) { return sweep.at(point); },
                           [&](std::size_t point) { return name_of_point(sweep, point); }};
  return run_points(
      missing, source, threads,
      [&](std::size_t point, const Result& result) { keep(cells_of(result, sweep, point)); },
      std::move(stop));
}

}  // namespace isocost
