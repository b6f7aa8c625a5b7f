/// What every command that simulates shares: its options, and the run itself with progress and Ctrl-C.
#pragma once

#include <optional>
#include <vector>

#include "simulator/cli/options.h"
#include "simulator/experiment/experiment.h"

namespace isocost::cli {

/// --seed, --replications, --threads, --alternative, --set
void add_input_options(po::options_description& options);

/// Those, and --baseline.
void add_simulation_options(po::options_description& options);

/// --set, --seed and --replications as changes of the scenario; a slip is printed, and nothing is returned.
[[nodiscard]] std::optional<std::vector<Override>> chosen_overrides(const po::variables_map& values);

/// The scenario with what the input options change; slips and diagnostics are printed, and nothing is
/// returned.
[[nodiscard]] std::optional<Experiment> experiment_of_options(const std::string& scenario,
                                                              const po::variables_map& values);

/// Likewise, and the baseline is one of its alternatives.
[[nodiscard]] std::optional<Experiment> chosen_experiment(const std::string& scenario,
                                                          const po::variables_map& values);

[[nodiscard]] Result simulate(const Experiment& experiment, const po::variables_map& values,
                              std::vector<Timeline>* timelines = nullptr,
                              const std::optional<Precision>& precision = std::nullopt);

[[nodiscard]] int exit_code_of(const Result& result);

}  // namespace isocost::cli
