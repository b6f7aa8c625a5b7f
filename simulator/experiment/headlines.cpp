#include "simulator/experiment/headlines.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "simulator/statistics/histogram.h"

namespace isocost {
namespace {

double metric_of(const CellResult& cell, MetricId id) { return cell.metrics[static_cast<std::size_t>(id)]; }

std::vector<double> first_of(const std::vector<double>& values, std::size_t n) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n)};
}

}  // namespace

void Headlines::add(std::size_t alternative, const CellResult& cell, double cost) {
  Row& row = rows_[alternative];
  row.cost.push_back(cost);
  row.mean.push_back(metric_of(cell, MetricId::latency_mean));
  row.p99.push_back(metric_of(cell, MetricId::latency_p99));
  row.simulated.push_back(row.simulated.empty() ? cell.simulated
                                                : std::min(row.simulated.back(), cell.simulated));
}

PrecisionReached Headlines::cost_reached(const Row& row, std::size_t n) const {
  PrecisionReached made{MetricId::cost, std::nullopt, EstimateStatus::not_reached};
  const Estimate cost = estimate_mean(first_of(row.cost, n), 2 * rows_.size());
  if (!cost.half_width) return made;
  made.relative = *cost.half_width == 0 ? 0 : *cost.half_width / std::abs(cost.value);
  if (*made.relative <= wanted_ || *cost.half_width <= half_a_cent) made.status = EstimateStatus::ok;
  return made;
}

PrecisionReached Headlines::latency_reached(const Row& row, std::size_t n) const {
  const bool is_thin = !has_enough_beyond(0.99, row.simulated[n - 1]);
  PrecisionReached made{is_thin ? MetricId::latency_mean : MetricId::latency_p99, std::nullopt,
                        EstimateStatus::not_reached};
  std::vector<double> values = first_of(is_thin ? row.mean : row.p99, n);
  std::erase_if(values, [](double one) { return std::isnan(one); });
  if (values.empty()) {
    made.status = EstimateStatus::no_requests;
    return made;
  }
  if (std::any_of(values.begin(), values.end(), [](double one) { return std::isinf(one); })) {
    made.status = EstimateStatus::unanswered;
    return made;
  }
  const Estimate latency = estimate_mean(values, 2 * rows_.size());
  if (!latency.half_width) return made;
  made.relative = (latency.value > 0 ? *latency.half_width / latency.value : 0) +
                  (is_thin ? 0 : Histogram::quantile_resolution);
  if (*made.relative <= wanted_) made.status = EstimateStatus::ok;
  return made;
}

std::vector<PrecisionReached> Headlines::reached(std::size_t alternative, std::size_t n) const {
  return {cost_reached(rows_[alternative], n), latency_reached(rows_[alternative], n)};
}

bool Headlines::is_precise(std::size_t n) const { return widest(n) == 0; }

double Headlines::widest(std::size_t n) const {
  double most = 0;
  for (std::size_t a = 0; a < rows_.size(); ++a)
    for (const PrecisionReached& one : reached(a, n))
      if (one.status == EstimateStatus::not_reached)
        most = std::max(most, one.relative.value_or(std::numeric_limits<double>::infinity()));
  return most;
}

}  // namespace isocost
