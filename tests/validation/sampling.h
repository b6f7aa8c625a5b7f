/// Figures measured by independent replications, and when they agree with theory or with somebody else's
/// figures.
///
/// No tolerance is guessed. A figure agrees when it lies where a right one lies with the probability of four
/// standard deviations of a normal (all but 6.3e-5): Student's t takes the place of 4, since the standard
/// error is estimated from a few replications too.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "simulator/statistics/estimate.h"

namespace isocost::validation {

/// Replications of ours. Under the sanitizers a run takes about five times as long: fewer of them, and the
/// tolerances widen by themselves.
#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t replications = 5;
#else
inline constexpr std::size_t replications = 20;
#endif

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

/// Replications 0 … count - 1 of a run that gives one figure.
template <class Measure>
[[nodiscard]] Sample replicate(Measure&& measure, std::size_t count = replications) {
  Sample sample;
  for (std::size_t i = 0; i < count; ++i) sample.add(measure(i));
  return sample;
}

/// Keeps every comparison among the properties of the test (--gtest_output=xml), so that the table of what
/// agrees with what can be printed.
[[nodiscard]] inline testing::AssertionResult within(const std::string& what, double ours, double theirs,
                                                     double tolerance) {
  const std::string text =
      fmt::format("ours {:.7g}, theirs {:.7g}, tolerance {:.3g}", ours, theirs, tolerance);
  testing::Test::RecordProperty(what, text);
  if (std::abs(ours - theirs) <= tolerance) return testing::AssertionSuccess();
  return testing::AssertionFailure() << what << ": " << text;
}

/// \param resolution  how far apart two equal figures may be read (a histogram's bucket), on top of sampling
[[nodiscard]] inline testing::AssertionResult agrees(const std::string& what, const Sample& ours,
                                                     double theory, double resolution = 0) {
  return within(what, ours.mean(), theory, four_sigma(ours.size() - 1) * ours.standard_error() + resolution);
}

/// Two samples of the same model have the same variance per unit of time, so it is pooled: a published
/// standard error of three replications may be small by luck. \param their_length  of one of their
/// replications, in lengths of ours \param floor  never asked to be nearer than this
[[nodiscard]] inline testing::AssertionResult agrees(const std::string& what, const Sample& ours,
                                                     const Published& theirs, double floor = 0,
                                                     double their_length = 1) {
  const double degrees = ours.size() + theirs.n - 2;
  const double their_variance = theirs.standard_error * theirs.standard_error * theirs.n * their_length;
  const double pooled = ((ours.size() - 1) * ours.variance() + (theirs.n - 1) * their_variance) / degrees;
  const double error = std::sqrt(pooled * (1 / ours.size() + 1 / (theirs.n * their_length)));
  return within(what, ours.mean(), theirs.mean, std::max(floor, four_sigma(degrees) * error));
}

/// As above where they do not tell their spread: taken to be ours.
[[nodiscard]] inline testing::AssertionResult agrees_by_our_spread(const std::string& what,
                                                                   const Sample& ours, double theirs,
                                                                   double their_replications,
                                                                   double their_length = 1) {
  const double error =
      std::sqrt(ours.variance() * (1 / ours.size() + 1 / (their_replications * their_length)));
  return within(what, ours.mean(), theirs, four_sigma(ours.size() - 1) * error);
}

/// As above where they do not tell how long they ran, so that variances differ: Welch, Biometrika 34 (1947).
/// \param resolution  half of the last digit they give
[[nodiscard]] inline testing::AssertionResult agrees_with_unknown_length(const std::string& what,
                                                                         const Sample& ours,
                                                                         const Published& theirs,
                                                                         double resolution) {
  const double a = ours.standard_error() * ours.standard_error();
  const double b = theirs.standard_error * theirs.standard_error;
  const double degrees = (a + b) * (a + b) / (a * a / (ours.size() - 1) + b * b / (theirs.n - 1));
  return within(what, ours.mean(), theirs.mean, four_sigma(degrees) * std::sqrt(a + b) + resolution);
}

/// From the half-width of a published 95 % interval of n replications.
[[nodiscard]] inline Published published_interval(double mean, double half_width, double n) {
  return {mean, half_width / student_t(n - 1, 0.975), n};
}

/// Exact up to the rounding of so many double-precision additions.
[[nodiscard]] inline testing::AssertionResult equals(const std::string& what, double ours, double theirs,
                                                     double relative) {
  return within(what, ours, theirs, relative * std::abs(theirs));
}

}  // namespace isocost::validation
