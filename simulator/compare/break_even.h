/// At which value of an input the answer flips: two alternatives over a range of it, the same requests for
/// both at every value.
///
/// Points are spread evenly in the logarithm. Where neighbours are decided differently, the range between
/// them is halved until it is narrower than the precision, or until a point is not decided; then the range
/// without a demonstrable difference is narrowed from both sides. A point is decided when the 95 % interval
/// of the paired difference (Student t) leaves out 0. More than one crossing is found when the points are
/// dense enough to see it.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "simulator/statistics/estimate.h"

namespace isocost {

/// One value for each replication, in the same order for both.
struct PairedValues {
  std::vector<double> first;
  std::vector<double> second;
};

enum class Lower : std::uint8_t { first, second, undecided };

struct BreakEvenPoint {
  double at = 0;
  double first = 0;  ///< mean
  double second = 0;
  Estimate difference;  ///< second less first
  Lower lower = Lower::undecided;
  std::optional<double> first_half_width{};  ///< of each mean by itself, 95 %
  std::optional<double> second_half_width{};
};

/// Between `from` and `to` the lower one changes: `below` is lower up to `from`, `above` from `to` on.
struct Crossing {
  double from = 0;
  double to = 0;
  double estimate = 0;  ///< where the mean difference is 0, on a line between its neighbours
  Lower below = Lower::undecided;
  Lower above = Lower::undecided;
};

struct BreakEven {
  std::vector<BreakEvenPoint> points;  ///< in order of their values
  std::vector<Crossing> crossings;
  bool is_interrupted = false;
};

/// Gives nothing when it was stopped.
using EvaluatePair = std::function<std::optional<PairedValues>(double)>;

/// \pre 0 < low < high, points >= 2, precision > 1: a crossing is narrowed to to <= from x precision where it
/// can be
[[nodiscard]] BreakEven find_break_even(double low, double high, int points, double precision,
                                        const EvaluatePair& evaluate);

}  // namespace isocost
