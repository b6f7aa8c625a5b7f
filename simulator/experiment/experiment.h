/// The three calls that both faces share: load, run, compare (compare/comparison.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "simulator/compile/compile.h"
#include "simulator/experiment/plan.h"
#include "simulator/experiment/result.h"
#include "simulator/experiment/timeline.h"

namespace isocost {

inline constexpr const char* program_version = "0.1.0";

struct ExperimentChoices {
  std::vector<Override> overrides;
  std::vector<std::string> alternatives;  ///< names or platforms; empty: all
  std::optional<std::string> text = {};   ///< of the scenario, in place of what the file holds
};

/// Everything a run needs, checked. Immutable.
struct Experiment {
  std::shared_ptr<const Catalogue> catalogue;
  Scenario scenario;
  CompiledModel model;
  Plan plan;
  ExperimentChoices choices;
};

[[nodiscard]] Loaded<Experiment> load_experiment(const std::string& scenario_path,
                                                 std::shared_ptr<const Catalogue> catalogue,
                                                 const ExperimentChoices& choices = {});

/// Called from worker threads, one at a time. \param done  of `total` cells
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// Replications until the headline figures (experiment/headlines.h) are precise.
struct Precision {
  double relative = 0.05;  ///< half-width, as part of the figure, at most
  std::size_t most_replications =
      0;  ///< the scenario's are made in any case, unless they are more than these
  std::optional<Duration> most_time;  ///< of the clock on the wall; what is finished by then is the result
};

struct RunOptions {
  int threads = 0;  ///< 0: one for each processor
  Progress progress;
  /// When set: one timeline for each alternative, of the first replication.
  std::vector<Timeline>* timelines = nullptr;
  /// When set: in place of the scenario's number of replications.
  std::optional<Precision> precision = {};
};

/// Runs alternatives x replications in parallel and merges them in replication order: the result does not
/// depend on the number of threads. When stopped, the replications that every alternative has finished are
/// kept. With a precision the number of replications follows from their figures alone, unless the time ends
/// them: the manifest has the number, and `most_replications` of that number gives the same result again.
[[nodiscard]] Result run_experiment(const Experiment& experiment, const RunOptions& options,
                                    std::stop_token stop = {});

}  // namespace isocost
