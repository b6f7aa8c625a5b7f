/// Studies: figures of ours beside what they should be. A study is some independent replications that each
/// give the same figures; a target says what one of them should be, by how much it may miss, and who says so.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "simulator/validation/sampling.h"

namespace isocost::validation {

/// How much a mean may miss its target.
enum class Tolerance : std::uint8_t {
  fixed,      ///< `tolerance`; 0: to nine digits
  theory,     ///< four standard errors of ours (sampling.h), and `tolerance`, which is the resolution
  published,  ///< likewise of ours and theirs
  pooled,     ///< likewise, for runs of the same length; never nearer than `tolerance`
  below,      ///< anything below the target is right
};

struct Target {
  std::string name;  ///< "M/M/1, load 0.8: mean response, s"
  double expected = 0;
  Tolerance kind = Tolerance::theory;
  double tolerance = 0;
  Published theirs{};  ///< of `published` and `pooled`
  std::string source;  ///< a book's page, a case of a catalogue of cases, a data set
};

struct Study {
  std::string group;  ///< "bills", "queues", …
  std::size_t replications = 1;
  /// One figure for each target. Called from several threads at once.
  std::function<std::vector<double>(std::uint64_t replication)> run;
  std::vector<Target> targets;
};

/// One figure that is the same whenever it is computed.
[[nodiscard]] Study single_figure(std::string group, Target target, std::function<double()> figure);

/// What came of a target.
struct Check {
  std::string group;
  std::string name;
  double expected = 0;
  double got = 0;
  double tolerance = 0;
  std::string source;
  bool is_passed = false;
  bool is_below = false;  ///< anything below `expected` is right
};

struct StudyOptions {
  int threads = 0;  ///< 0: one for each processor
  std::function<void(std::size_t done, std::size_t total)>
      progress;  ///< of replications; from worker threads
};

/// In the order of the studies; the same for any number of threads. When stopped, those that are finished.
[[nodiscard]] std::vector<Check> run_studies(const std::vector<Study>& studies, const StudyOptions& options,
                                             std::stop_token stop = {});

}  // namespace isocost::validation
