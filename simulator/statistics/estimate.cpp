#include "simulator/statistics/estimate.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace isocost {

std::string_view word_of(EstimateStatus status) {
  switch (status) {
    case EstimateStatus::ok: return "OK";
    case EstimateStatus::exact: return "EXACT";
    case EstimateStatus::insufficient: return "INSUFFICIENT";
    case EstimateStatus::not_reached: return "NOT REACHED";
    case EstimateStatus::lower_bound: return "UNPRICED";
    case EstimateStatus::unanswered: return "UNANSWERED";
    case EstimateStatus::no_requests: return "NO REQUESTS";
  }
  return "";
}

const std::vector<std::string>& estimate_status_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (int i = 0; i <= static_cast<int>(EstimateStatus::no_requests); ++i)
      all.emplace_back(word_of(static_cast<EstimateStatus>(i)));
    return all;
  }();
  return words;
}

double value_without_number(EstimateStatus status) {
  return status == EstimateStatus::unanswered ? std::numeric_limits<double>::infinity()
                                              : std::numeric_limits<double>::quiet_NaN();
}

Estimate estimate_mean(std::span<const double> replications, std::size_t simultaneous) {
  Estimate made;
  const auto n = static_cast<double>(replications.size());
  if (replications.empty()) {
    made.status = EstimateStatus::insufficient;
    return made;
  }
  double sum = 0;
  for (const double value : replications) sum += value;
  made.value = sum / n;
  if (replications.size() < 2) {
    made.status = EstimateStatus::insufficient;
    return made;
  }
  double squares = 0;
  for (const double value : replications) squares += (value - made.value) * (value - made.value);
  made.half_width =
      student_t(n - 1, 1 - 0.025 / static_cast<double>(simultaneous)) * std::sqrt(squares / (n - 1) / n);
  return made;
}

std::optional<double> rule_of_three(std::uint64_t observations) {
  if (observations < 3) return std::nullopt;
  return 3 / static_cast<double>(observations);
}

bool has_enough_beyond(double probability, std::uint64_t observations) {
  constexpr double least_tail_observations = 100;
  return static_cast<double>(observations) * (1 - probability) >= least_tail_observations;
}

double student_t(double degrees, double probability) {
  return boost::math::quantile(boost::math::students_t(degrees), probability);
}

}  // namespace isocost
