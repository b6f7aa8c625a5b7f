/// The part of an outcome that is on the screen: the alternatives that are switched on, held against the
/// chosen baseline. The same as the command line gives with --alternative and --baseline.
#pragma once

#include <memory>
#include <vector>

#include "gui/viewmodels/charts.h"
#include "gui/viewmodels/outcome.h"
#include "simulator/compare/comparison.h"

namespace isocost::gui {

struct Shown {
  std::shared_ptr<const Outcome> outcome;
  Result result;
  Comparison comparison;
  std::vector<int> places;  ///< of result's alternatives in the scenario

  [[nodiscard]] const PairedDifference* difference(const std::string& alternative) const;
};

[[nodiscard]] Shown show(std::shared_ptr<const Outcome> outcome, const std::vector<std::string>& hidden,
                         const std::string& baseline);

[[nodiscard]] LatencyChart latencyChart(const Shown& shown);
[[nodiscard]] CostChart costChart(const Shown& shown);
[[nodiscard]] TimelineChart timelineChart(const Shown& shown);

}  // namespace isocost::gui
