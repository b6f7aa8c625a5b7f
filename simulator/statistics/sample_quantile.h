/// Quantiles of a sample and what it says about those of the population, without assuming a distribution.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace isocost {

struct SampleQuantile {
  double value = 0;
  /// 95 % interval between two order statistics; none where the sample is too small to have them.
  std::optional<double> low;
  std::optional<double> high;
};

/// Linear between order statistics (definition 5 of Hyndman and Fan, "Sample quantiles in statistical
/// packages", The American Statistician 50, 1996), which is unbiased where values stand in the middles of
/// strata. The interval's ends are the order statistics whose ranks
/// leave out at most 2.5 % on either side, by the binomial distribution (David and Nagaraja, Order
/// Statistics, 2003, 7.1). Infinite values are larger than all others.
/// \pre 0 < probability < 1, at least one value
[[nodiscard]] SampleQuantile sample_quantile(std::span<const double> values, double probability);

struct ShareInterval {
  double low = 0;
  double high = 1;
};

/// 95 % interval of a share of which `successes` of n trials were seen (Wilson, "Probable inference, the law
/// of succession, and statistical inference", JASA 22, 1927). \pre n > 0
[[nodiscard]] ShareInterval share_interval(std::size_t successes, std::size_t n);

/// Quantile of the standard normal distribution. \pre 0 < probability < 1
[[nodiscard]] double normal_quantile(double probability);

}  // namespace isocost
