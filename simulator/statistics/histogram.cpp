#include "simulator/statistics/histogram.h"

namespace isocost {

void Histogram::merge(const Histogram& other) {
  if (other.counts_.empty()) return;
  if (counts_.empty()) counts_.resize(bucket_count);
  for (std::size_t i = 0; i < bucket_count; ++i) counts_[i] += other.counts_[i];
  total_ += other.total_;
}

Duration Histogram::midpoint(std::size_t bucket) {
  if (bucket < 2 * buckets_per_octave) return Duration(static_cast<std::int64_t>(bucket));
  const std::size_t shift = bucket / buckets_per_octave - 1;
  const std::size_t top = bucket - shift * buckets_per_octave;
  const std::uint64_t low = static_cast<std::uint64_t>(top) << shift;
  return Duration(static_cast<std::int64_t>(low + (std::uint64_t{1} << shift) / 2));
}

void WeightedHistogram::add(const Histogram& histogram, std::uint64_t unanswered, double weight) {
  for (std::size_t i = 0; i < Histogram::bucket_count; ++i)
    weights_[i] += weight * static_cast<double>(histogram.count(i));
  total_ += weight * static_cast<double>(histogram.total() + unanswered);
}

Duration WeightedHistogram::quantile(double probability) const {
  const double wanted = probability * total_ * (1 - 1e-12);
  double below = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    below += weights_[i];
    if (weights_[i] > 0 && below >= wanted) return Histogram::midpoint(i);
  }
  return never_answered;
}

}  // namespace isocost
