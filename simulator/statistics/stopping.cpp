#include "simulator/statistics/stopping.h"

#include <algorithm>
#include <cmath>

namespace isocost {

std::optional<std::size_t> enough_replications(std::size_t first, std::size_t there_are,
                                               const std::function<bool(std::size_t)>& is_precise) {
  std::optional<std::size_t> precise_from;
  for (std::size_t n = first; n <= there_are; ++n) {
    if (!is_precise(n)) {
      precise_from.reset();
      continue;
    }
    if (!precise_from) precise_from = n;
    if (n >= *precise_from + look_ahead(*precise_from)) return n;
  }
  return std::nullopt;
}

std::size_t expected_replications(std::size_t there_are, double relative, double wanted) {
  const auto n = static_cast<double>(there_are);
  const double expected = n * (relative / wanted) * (relative / wanted);
  return static_cast<std::size_t>(std::ceil(std::clamp(expected, n + 1, 2 * n)));
}

}  // namespace isocost
