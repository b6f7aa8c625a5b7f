#include "simulator/statistics/sample_quantile.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

namespace isocost {
namespace {

constexpr double left_out = 0.025;

/// Between neighbours, of which the upper one may be infinite.
double between(double low, double high, double part) {
  return part == 0 || low == high ? low : low + (high - low) * part;
}

}  // namespace

SampleQuantile sample_quantile(std::span<const double> values, double probability) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  const double at = std::clamp(probability * static_cast<double>(n) - 0.5, 0.0, static_cast<double>(n - 1));
  const auto below = static_cast<std::size_t>(at);
  SampleQuantile made;
  made.value = between(sorted[below], sorted[std::min(below + 1, n - 1)], at - static_cast<double>(below));
  // How many values lie below the quantile is binomial.
  const boost::math::binomial_distribution<> count(static_cast<double>(n), probability);
  for (std::size_t rank = 1; rank <= n; ++rank) {
    const auto fewer = static_cast<double>(rank - 1);
    if (boost::math::cdf(count, fewer) <= left_out) made.low = sorted[rank - 1];
    if (!made.high && boost::math::cdf(boost::math::complement(count, fewer)) <= left_out)
      made.high = sorted[rank - 1];
  }
  return made;
}

ShareInterval share_interval(std::size_t successes, std::size_t n) {
  const double z = normal_quantile(1 - left_out), trials = static_cast<double>(n);
  const double seen = static_cast<double>(successes) / trials;
  const double middle = seen + z * z / (2 * trials);
  const double half = z * std::sqrt(seen * (1 - seen) / trials + z * z / (4 * trials * trials));
  const double scale = 1 + z * z / trials;
  return {std::max((middle - half) / scale, 0.0), std::min((middle + half) / scale, 1.0)};
}

double normal_quantile(double probability) {
  return boost::math::quantile(boost::math::normal_distribution<>(), probability);
}

}  // namespace isocost
