/// A sweep: one scenario at every combination of some values of its entries.
///
/// A point is one combination, a cell is one alternative at one point. Cells are numbered in mixed radix: the
/// last axis given varies fastest, and the alternatives faster than all axes. A point is the same run that
/// `isocost run
/// --set path=value …` makes, so its random numbers follow from its seed alone: every value of every other
/// axis, and every alternative, meets the same requests and the same work (common random numbers), and a cell
/// keeps its figures when axes get more values or the work is divided in another way. Only the axis `seed`
/// changes the random numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/experiment/experiment.h"

namespace isocost {

struct Axis {
  std::string path;                 ///< of an entry of the scenario: "workload.rate"
  std::vector<std::string> values;  ///< as the scenario writes them
  [[nodiscard]] bool is_seeded() const { return path == "seed"; }
  bool operator==(const Axis&) const = default;
};

/// What a sweep follows from.
struct SweepManifest {
  std::string version;
  std::string scenario_file;
  std::string scenario_hash;  ///< with the changes, before any axis
  std::string catalogue_hash;
  std::uint64_t root_seed = 0;
  std::vector<std::string> changes;  ///< "path=value", at every point
  std::vector<Axis> axes;
  std::vector<std::string> alternatives;  ///< their names at the first point

  [[nodiscard]] std::size_t points() const;
  [[nodiscard]] std::size_t cells() const { return points() * alternatives.size(); }
  /// The value that each axis has at a point. \pre point < points()
  [[nodiscard]] std::vector<std::string> values_at(std::size_t point) const;
  /// Names and values, one pair for each thing, in a fixed order; `sweep_id`, a digest of the others, is the
  /// last. The scenario's file may move: its place is no part of the digest.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> entries() const;
};

/// A digest of a manifest's entries; those of the scenario's place and of the digest itself are passed over.
[[nodiscard]] std::string sweep_id_of(const std::vector<std::pair<std::string, std::string>>& entries);

/// What came out of a cell.
struct SweepCell {
  std::size_t cell = 0;
  std::vector<std::string> values;  ///< one for each axis
  std::string alternative;
  std::string platform;
  std::string region;
  std::string size;
  int replications = 0;
  std::string scenario_hash;  ///< with changes and values
  std::array<Estimate, usual_metric_count>
      metrics{};  ///< without those of overload, which not every scenario has
};

/// A scenario that can be run at every point of its axes.
struct Sweep {
  SweepManifest manifest;
  std::string scenario_path;
  std::string text;  ///< of the scenario: what its file held when the sweep began
  ExperimentChoices choices;
  std::shared_ptr<const Catalogue> catalogue;

  [[nodiscard]] Loaded<Experiment> at(std::size_t point) const;
};

/// Checks every value of every axis with the first values of the others: each problem names its axis and
/// value.
[[nodiscard]] Loaded<Sweep> load_sweep(const std::string& scenario_path,
                                       std::shared_ptr<const Catalogue> catalogue,
                                       const ExperimentChoices& choices, std::vector<Axis> axes);

/// Where finished points go. Called from worker threads, one at a time; throws when it cannot keep them.
using KeepPoint = std::function<void(const std::vector<SweepCell>& cells)>;

/// Runs the points. A point that cannot be run (two values that do not go together) ends the sweep with its
/// diagnostics; points in work when a stop is asked for are not kept.
/// \param missing  numbers of points
/// \param threads  0: one for each processor; what is kept is the same for any number
[[nodiscard]] Diagnostics run_sweep(const Sweep& sweep, const std::vector<std::size_t>& missing, int threads,
                                    const KeepPoint& keep, std::stop_token stop);

}  // namespace isocost
