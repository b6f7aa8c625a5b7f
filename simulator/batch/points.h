/// Many runs of one scenario that differ in some of its values, on all processors.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "simulator/experiment/experiment.h"

namespace isocost {

/// What is run, by its number. Called from worker threads, several at once.
struct PointSource {
  std::function<Loaded<Experiment>(std::size_t point)> load;
  std::function<std::string(std::size_t point)> name;  ///< "workload.rate=40/s", for messages
};

/// Where finished points go. Called from worker threads, one at a time, in any order; throws when it cannot
/// keep them.
using KeepResult = std::function<void(std::size_t point, const Result& result)>;

/// A point that cannot be run (values that do not go together) ends the work with its diagnostics; points in
/// work when a stop is asked for are not kept.
/// \param threads  0: one for each processor; what is kept is the same for any number
[[nodiscard]] Diagnostics run_points(const std::vector<std::size_t>& points, const PointSource& source,
                                     int threads, const KeepResult& keep, std::stop_token stop);

}  // namespace isocost
