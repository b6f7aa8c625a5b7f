/// What uncertain inputs do to the answer: the scenario at many combinations of values that its inputs may
/// have (scenario/uncertain_input.h). Two loops: the outer one draws inputs, the inner one makes the
/// scenario's replications, with the same seed everywhere, so that every combination meets the same requests
/// and work as far as the inputs let it (common random numbers).
///
/// | points | |
/// |---|---|
/// | 0 | the scenario's own values |
/// | 1 + 2i, 2 + 2i | input i at its 10 % and at its 90 % quantile, the others at the scenario's own values |
/// | the rest | a Latin hypercube: each input has one value in each of as many equally likely strata as there
/// are samples (McKay, Beckman and Conover, Technometrics 21, 1979), paired at random |
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "simulator/experiment/experiment.h"
#include "simulator/experiment/slo.h"

namespace isocost {

/// The value of an input below which it lies with this probability. \pre 0 < probability < 1
[[nodiscard]] double quantile_of(const UncertainInput& input, double probability);

/// What an alternative gave at a point: one figure for each replication, in their order.
struct StudiedAlternative {
  std::vector<double> cost;  ///< USD in the period, exact
  std::vector<double> p99;   ///< seconds; infinite when it lies among requests without an answer
  bool is_unpriced = false;  ///< the cost is at least this
  SloStatus slo = SloStatus::none;
  bool operator==(const StudiedAlternative&) const = default;
};

struct StudyPoint {
  std::size_t number = 0;
  std::vector<StudiedAlternative> alternatives;  ///< in the scenario's order
  bool operator==(const StudyPoint&) const = default;
};

struct InputStudy {
  std::string scenario_path;
  std::string text;  ///< of the scenario: what its file held when the study began
  ExperimentChoices choices;
  std::shared_ptr<const Catalogue> catalogue;
  std::vector<UncertainInput> inputs;
  std::vector<std::string> alternatives;  ///< their names
  std::vector<std::string> platforms;     ///< of each
  std::vector<People> people;             ///< of each
  /// For each alternative, one for each sample, in USD; empty where no migration is stated.
  std::vector<std::vector<double>> migration_costs;
  std::optional<Usd> hour_of_work;
  double months = 1;               ///< that the period stands for
  bool has_whole_periods = false;  ///< replications are periods, so that they differ as two periods do
  std::string title;
  std::uint64_t seed = 0;
  int replications = 0;
  std::string scenario_hash;
  Date billed_as_of{};
  Duration period{};
  std::vector<std::vector<std::string>>
      points;  ///< for each point the value of each input; empty: the scenario's own

  [[nodiscard]] static std::size_t low_point(std::size_t input) { return 1 + 2 * input; }
  [[nodiscard]] static std::size_t high_point(std::size_t input) { return 2 + 2 * input; }
  [[nodiscard]] std::size_t first_sample() const { return 1 + 2 * inputs.size(); }
  [[nodiscard]] std::size_t samples() const { return points.size() - first_sample(); }

  [[nodiscard]] Loaded<Experiment> at(std::size_t point) const;
};

/// Inputs come from the scenario's register, or from `inputs` when there are any. Each is tried at its ends
/// and its two quantiles: a value that the scenario refuses is told at the place of the input.
/// \param samples  at least 1
[[nodiscard]] Loaded<InputStudy> load_input_study(const std::string& scenario_path,
                                                  std::shared_ptr<const Catalogue> catalogue,
                                                  const ExperimentChoices& choices,
                                                  const std::vector<Override>& inputs, std::size_t samples);

using KeepStudyPoint = std::function<void(StudyPoint)>;

/// As run_points, for all points, beginning with those that are no samples.
[[nodiscard]] Diagnostics run_input_study(const InputStudy& study, int threads, const KeepStudyPoint& keep,
                                          std::stop_token stop);

}  // namespace isocost
