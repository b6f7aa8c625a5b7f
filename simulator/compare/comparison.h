/// What the alternatives' results say about each other: differences replication by replication over the same
/// traffic and work (common random numbers), and a verdict that follows from the test, never from the means
/// alone.
#pragma once

#include <string>
#include <vector>

#include "simulator/experiment/result.h"
#include "simulator/experiment/slo.h"

namespace isocost {

struct AlternativeVerdict {
  std::string name;
  SloStatus slo = SloStatus::none;
  std::vector<std::string> slo_details;  ///< "p99 310 ms ± 4 ms against 500 ms: met"
  std::string sentence;
};

/// Cost of one alternative minus that of the reference, in USD; p99 likewise, in seconds.
struct PairedDifference {
  std::string name;
  std::string reference;
  Estimate cost;
  Estimate p99;
  bool is_cost_different = false;  ///< the simultaneous interval excludes 0
  bool is_p99_different = false;
};

struct Comparison {
  std::vector<AlternativeVerdict> verdicts;   ///< in the order of the alternatives
  std::string reference;                      ///< the baseline asked for, or the cheapest of those that meet
                                              ///< the SLO, or of all
  std::vector<PairedDifference> differences;  ///< every other alternative against the reference
  std::string verdict;                        ///< one or two sentences in plain words
};

/// Student t over paired differences; simultaneous 95 % intervals by Bonferroni over the other alternatives.
/// \param baseline  name or platform of the alternative that the others are held against; none with that
///                  name or with an UNPRICED line: as if it were empty. The verdict is about the cheapest
///                  whatever the baseline is.
[[nodiscard]] Comparison compare(const Result& result, const std::string& baseline = {});

/// "310 ms", "1.2 s", "never"
[[nodiscard]] std::string latency_text(double seconds);

}  // namespace isocost
