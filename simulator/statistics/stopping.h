/// When replications are enough: a mean is precise when its half-width is a small part of it, and was so for
/// some replications in a row, so that a half-width that is small by luck does not end a run.
///
/// Source: Hoad, Robinson and Davies, "Automated selection of the number of replications for a discrete-event
/// simulation", Journal of the Operational Research Society 61 (2010), 1632-1644.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "simulator/statistics/estimate.h"

namespace isocost {

/// Replications after the first precise one that must be precise as well: 5, and n / 20 beyond a hundred.
[[nodiscard]] constexpr std::size_t look_ahead(std::size_t replications) {
  return replications <= 100 ? 5 : replications / 20;
}

/// The fewest replications in `first` … `there_are` with which everything is precise and was so throughout
/// the look-ahead before; nothing when there is no such number yet. \param is_precise  with so many
/// replications; asked for in rising order, each number once
[[nodiscard]] std::optional<std::size_t> enough_replications(
    std::size_t first, std::size_t there_are, const std::function<bool(std::size_t)>& is_precise);

/// How many replications would bring a relative half-width down to `wanted`, by the square root of n. At
/// least one more than there are, at most twice as many.
[[nodiscard]] std::size_t expected_replications(std::size_t there_are, double relative, double wanted);

}  // namespace isocost
