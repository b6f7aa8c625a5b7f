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

struct RunOptions {
  int threads = 0;  ///< 0: one for each processor
  Progress progress;
  /// When set: one timeline for each alternative, of the first replication.
  std::vector<Timeline>* timelines = nullptr;
};

/// Runs alternatives x replications in parallel and merges them in replication order: the result does not
/// depend on the number of threads. When stopped, the replications that every alternative has finished are
/// kept.
[[nodiscard]] Result run_experiment(const Experiment& experiment, const RunOptions& options,
                                    std::stop_token stop = {});

}  // namespace isocost
