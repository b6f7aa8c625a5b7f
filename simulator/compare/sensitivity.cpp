#include "simulator/compare/sensitivity.h"

#include <algorithm>
#include <cmath>

namespace isocost {
namespace {

const std::vector<double>& values_of(const StudiedAlternative& alternative, StudiedMetric metric) {
  return metric == StudiedMetric::cost ? alternative.cost : alternative.p99;
}

double mean_of(const StudyPoint& point, std::size_t alternative, StudiedMetric metric) {
  return estimate_mean(values_of(point.alternatives[alternative], metric)).value;
}

std::optional<double> deviation_of(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  // Of equal values exactly 0: their mean may be rounded.
  if (std::equal(values.begin() + 1, values.end(), values.begin())) return 0;
  const double mean = estimate_mean(values).value;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

bool is_below(const std::vector<double>& first, const std::vector<double>& second, std::size_t rivals) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    differences.push_back(second[i] - first[i]);
  const Estimate difference = estimate_mean(differences, rivals);
  // An infinite quantile has no difference to another; a finite one is below it all the same.
  if (!std::isfinite(difference.value))
    return std::all_of(first.begin(), first.end(), [](double value) { return std::isfinite(value); }) &&
           !std::all_of(second.begin(), second.end(), [](double value) { return std::isfinite(value); });
  return difference.half_width && difference.value > *difference.half_width;
}

bool may_be_lowest(const StudiedAlternative& one, StudiedMetric metric) {
  if (metric == StudiedMetric::p99) return true;
  return !one.is_unpriced && (one.slo == SloStatus::none || one.slo == SloStatus::met);
}

bool is_rival(const StudiedAlternative& one, StudiedMetric metric) {
  return metric == StudiedMetric::p99 || one.slo != SloStatus::missed;
}

/// The one that is demonstrably below all others.
std::optional<std::size_t> lowest_of(const StudyPoint& point, StudiedMetric metric) {
  const std::size_t count = point.alternatives.size();
  if (count < 2) return std::nullopt;
  for (std::size_t a = 0; a < count; ++a) {
    if (!may_be_lowest(point.alternatives[a], metric)) continue;
    bool is_lowest = true;
    for (std::size_t b = 0; b < count && is_lowest; ++b)
      is_lowest = a == b || !is_rival(point.alternatives[b], metric) ||
                  is_below(values_of(point.alternatives[a], metric), values_of(point.alternatives[b], metric),
                           count - 1);
    if (is_lowest) return a;
  }
  return std::nullopt;
}

bool meets_slo(const StudiedAlternative& one) { return one.slo == SloStatus::met; }

bool is_missed_by_all(const StudyPoint& point) {
  return std::none_of(
      point.alternatives.begin(), point.alternatives.end(),
      [](const StudiedAlternative& one) { return one.slo == SloStatus::none || meets_slo(one); });
}

AlternativeSensitivity summarize_one(const InputStudy& study, const std::vector<const StudyPoint*>& by_number,
                                     std::size_t alternative, StudiedMetric metric) {
  AlternativeSensitivity made;
  made.name = study.alternatives[alternative];
  const StudiedAlternative& own = by_number[0]->alternatives[alternative];
  made.own = estimate_mean(values_of(own, metric));
  made.deviation = deviation_of(values_of(own, metric));
  made.own_slo = own.slo;
  for (std::size_t i = 0; i < study.inputs.size(); ++i)
    made.swings.push_back({i, made.own.value,
                           mean_of(*by_number[InputStudy::low_point(i)], alternative, metric),
                           mean_of(*by_number[InputStudy::high_point(i)], alternative, metric)});
  std::stable_sort(made.swings.begin(), made.swings.end(),
                   [](const Swing& a, const Swing& b) { return a.size() > b.size(); });
  std::vector<double> means;
  for (const StudyPoint* const point : by_number) {
    if (point == nullptr) continue;
    made.is_unpriced = made.is_unpriced || point->alternatives[alternative].is_unpriced;
    if (point->number < study.first_sample()) continue;
    means.push_back(mean_of(*point, alternative, metric));
    if (meets_slo(point->alternatives[alternative])) ++made.meets_slo;
  }
  if (means.empty()) return made;
  made.p10 = sample_quantile(means, 0.1);
  made.p50 = sample_quantile(means, 0.5);
  made.p90 = sample_quantile(means, 0.9);
  made.input_deviation = deviation_of(means);
  return made;
}

}  // namespace

double Swing::size() const {
  const auto [least, most] = std::minmax({own, at_low, at_high});
  return least == most ? 0 : most - least;  // all may be infinite
}

std::optional<double> AlternativeSensitivity::share_of_inputs() const {
  if (!input_deviation || !deviation) return std::nullopt;
  const double inputs = *input_deviation * *input_deviation, all = inputs + *deviation * *deviation;
  if (!std::isfinite(all) || all == 0) return std::nullopt;
  return inputs / all;
}

std::size_t Sensitivity::leading() const {
  if (lowest_at_own) return *lowest_at_own;
  const auto is_behind = [&](const AlternativeSensitivity& one) {
    return metric == StudiedMetric::cost && (one.is_unpriced || one.own_slo == SloStatus::missed);
  };
  const auto lowest =
      std::min_element(alternatives.begin(), alternatives.end(), [&](const auto& a, const auto& b) {
        return std::pair(is_behind(a), a.own.value) < std::pair(is_behind(b), b.own.value);
      });
  return static_cast<std::size_t>(lowest - alternatives.begin());
}

Sensitivity summarize(const InputStudy& study, const std::vector<StudyPoint>& points, StudiedMetric metric) {
  std::vector<const StudyPoint*> by_number(study.points.size(), nullptr);
  for (const StudyPoint& point : points) by_number[point.number] = &point;
  Sensitivity made;
  made.metric = metric;
  for (std::size_t a = 0; a < study.alternatives.size(); ++a)
    made.alternatives.push_back(summarize_one(study, by_number, a, metric));
  made.lowest_at_own = lowest_of(*by_number[0], metric);
  for (std::size_t i = study.first_sample(); i < by_number.size(); ++i) {
    if (by_number[i] == nullptr) continue;
    ++made.samples;
    if (const auto lowest = lowest_of(*by_number[i], metric))
      ++made.alternatives[*lowest].lowest;
    else if (metric == StudiedMetric::cost && is_missed_by_all(*by_number[i]))
      ++made.none_meets;
    else
      ++made.undecided;
  }
  return made;
}

}  // namespace isocost
