/// Figures measured by independent replications, and how far they may lie from what is right.
///
/// No tolerance is guessed. A figure agrees when it lies where a right one lies with the probability of four
/// standard deviations of a normal (all but 6.3e-5): Student's t takes the place of 4, since the standard
/// error is estimated from a few replications too.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulator/statistics/estimate.h"

namespace isocost::validation {

/// "4" for an estimate with so many degrees of freedom.
[[nodiscard]] inline double four_sigma(double degrees) {
  constexpr double normal_tail = 3.167124183311992e-5;  // P(Z > 4)
  return student_t(degrees, 1 - normal_tail);
}

/// One value per replication, in replication order.
class Sample {
 public:
  void add(double value) { values_.push_back(value); }

  [[nodiscard]] double size() const { return static_cast<double>(values_.size()); }
  [[nodiscard]] double at(std::size_t replication) const { return values_.at(replication); }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const double value : values_) sum += value;
    return sum / size();
  }
  [[nodiscard]] double variance() const {
    const double middle = mean();
    double squares = 0;
    for (const double value : values_) squares += (value - middle) * (value - middle);
    return squares / (size() - 1);
  }
  [[nodiscard]] double standard_error() const { return std::sqrt(variance() / size()); }

 private:
  std::vector<double> values_;
};

/// Somebody else's mean of n replications.
struct Published {
  double mean = 0;
  double standard_error = 0;
  double n = 0;
};

/// From the half-width of a published 95 % interval of n replications.
[[nodiscard]] inline Published published_interval(double mean, double half_width, double n) {
  return {mean, half_width / student_t(n - 1, 0.975), n};
}

/// How far the mean of a sample of ours may lie from theory.
/// \param resolution  how far apart two equal figures may be read (a histogram's bucket), on top of sampling
[[nodiscard]] inline double tolerance_to_theory(const Sample& ours, double resolution = 0) {
  return four_sigma(ours.size() - 1) * ours.standard_error() + resolution;
}

/// Likewise from a published mean, of which it is not told how long the runs were, so that variances differ:
/// Welch, Biometrika 34 (1947). \param resolution  half of the last digit they give
[[nodiscard]] inline double tolerance_to_published(const Sample& ours, const Published& theirs,
                                                   double resolution) {
  const double a = ours.standard_error() * ours.standard_error();
  const double b = theirs.standard_error * theirs.standard_error;
  const double degrees = (a + b) * (a + b) / (a * a / (ours.size() - 1) + b * b / (theirs.n - 1));
  return four_sigma(degrees) * std::sqrt(a + b) + resolution;
}

/// Likewise from a published mean of the same model. Two samples of the same model have the same variance per
/// unit of time, so it is pooled: a published standard error of three replications may be small by luck.
/// \param floor  never asked to be nearer than this
/// \param their_length  of one of their replications, in lengths of ours
[[nodiscard]] inline double tolerance_to_same_model(const Sample& ours, const Published& theirs, double floor,
                                                    double their_length) {
  const double degrees = ours.size() + theirs.n - 2;
  const double their_variance = theirs.standard_error * theirs.standard_error * theirs.n * their_length;
  const double pooled = ((ours.size() - 1) * ours.variance() + (theirs.n - 1) * their_variance) / degrees;
  const double error = std::sqrt(pooled * (1 / ours.size() + 1 / (theirs.n * their_length)));
  return std::max(floor, four_sigma(degrees) * error);
}

}  // namespace isocost::validation
