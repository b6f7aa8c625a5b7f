/// Log-linear histogram of spans of time: 128 equal buckets per power of two, so a value is known within
/// 1/256 of itself (0.39 %). Counts are integers: adding and merging give the same result in any order.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "simulator/units/time.h"

namespace isocost {

class Histogram {
 public:
  static constexpr std::size_t buckets_per_octave = 128;
  /// How far a quantile may be read wrong, as part of it.
  static constexpr double quantile_resolution = 1 / (2.0 * buckets_per_octave);
  static constexpr std::size_t bucket_count = (63 - 7 + 1) * buckets_per_octave;

  void add(Duration value) {
    if (counts_.empty()) counts_.resize(bucket_count);
    ++counts_[bucket_of(value)];
    ++total_;
  }
  void merge(const Histogram& other);

  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] std::uint64_t count(std::size_t bucket) const {
    return counts_.empty() ? 0 : counts_[bucket];
  }

  /// Exact below 128 ns; above, the top 8 bits of the value.
  [[nodiscard]] static std::size_t bucket_of(Duration value) {
    const auto ticks = static_cast<std::uint64_t>(value.count() < 0 ? 0 : value.count());
    const auto width = static_cast<std::size_t>(std::bit_width(ticks));
    const std::size_t shift = width > 8 ? width - 8 : 0;
    return shift * buckets_per_octave + static_cast<std::size_t>(ticks >> shift);
  }
  [[nodiscard]] static Duration midpoint(std::size_t bucket);

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

/// Histograms added up with weights (days that stand for others). Quantiles are read from it.
class WeightedHistogram {
 public:
  WeightedHistogram() : weights_(Histogram::bucket_count) {}

  /// \param unanswered  requests without an answer: they count as longer than any answer
  void add(const Histogram& histogram, std::uint64_t unanswered, double weight);

  [[nodiscard]] double total() const { return total_; }
  /// Smallest bucket that at least `probability` of the requests do not exceed; `never_answered` when more
  /// requests than that got no answer. \pre total() > 0
  [[nodiscard]] Duration quantile(double probability) const;

  static constexpr Duration never_answered = Duration::max();

 private:
  std::vector<double> weights_;
  double total_ = 0;
};

}  // namespace isocost
