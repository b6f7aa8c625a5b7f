/// What uncertain inputs do to the answer (batch/input_study.h): how far the cost and the tail range, which
/// input moves them most, and how often the answer stays the same.
///
/// Three things are kept apart:
///
/// | | what | from |
/// |---|---|---|
/// | numerical ± | how well a figure is computed | replications at the scenario's own values, Student t |
/// | period to period | what differs between two periods with the same inputs | standard deviation of
/// replications | | inputs | what is not known | quantiles over the samples of means over replications |
///
/// All samples share the seed, so that the noise of replications is nearly the same in each and does not
/// widen the range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/batch/input_study.h"
#include "simulator/statistics/estimate.h"
#include "simulator/statistics/sample_quantile.h"

namespace isocost {

enum class StudiedMetric : std::uint8_t { cost, p99 };

/// What is other, in one alternative, when one input has its 10 % or its 90 % quantile.
struct Swing {
  std::size_t input = 0;
  double own = 0;     ///< at the scenario's own values
  double at_low = 0;  ///< mean of the metric
  double at_high = 0;
  /// Between the largest and the least of the three; infinite when only some of them are.
  [[nodiscard]] double size() const;
};

struct AlternativeSensitivity {
  std::string name;
  bool is_unpriced = false;
  Estimate own;                     ///< at the scenario's own values
  std::optional<double> deviation;  ///< from period to period: of one replication there; none of a single one
  SampleQuantile p10, p50, p90;     ///< over the samples
  std::optional<double> input_deviation;  ///< of the means over the samples; none of a single one
  std::vector<Swing> swings;              ///< largest first
  std::size_t lowest = 0;                 ///< samples in which this one is the lowest, demonstrably
  std::size_t meets_slo = 0;              ///< samples in which it is shown to meet the SLO
  SloStatus own_slo = SloStatus::none;

  /// Part of the variance that inputs make; none when nothing varies.
  [[nodiscard]] std::optional<double> share_of_inputs() const;
};

struct Sensitivity {
  StudiedMetric metric = StudiedMetric::cost;
  std::size_t samples = 0;     ///< finished ones
  std::size_t undecided = 0;   ///< in which no alternative is demonstrably the lowest
  std::size_t none_meets = 0;  ///< in which no alternative is shown to meet the SLO
  std::vector<AlternativeSensitivity> alternatives;
  /// The one that is lowest at the scenario's own values, by number; none when that is not demonstrable.
  std::optional<std::size_t> lowest_at_own;

  /// Number of the alternative that is spoken of first: that one, or else the one with the lowest figure of
  /// those that may be the lowest, or of all.
  [[nodiscard]] std::size_t leading() const;
};

/// Where an SLO is promised, the cheapest is the cheapest of those that are shown to meet it; those that miss
/// it are no rivals. An alternative is demonstrably the lowest when its paired differences to all others
/// leave out 0 (95 %, Student t, Bonferroni), or when all replications agree exactly. One with an UNPRICED
/// line is never the lowest in cost. \param points  finished ones, each of its own number; those that are
/// missing were not finished \pre the points before the samples are there
[[nodiscard]] Sensitivity summarize(const InputStudy& study, const std::vector<StudyPoint>& points,
                                    StudiedMetric metric);

}  // namespace isocost
