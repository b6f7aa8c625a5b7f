/// Figures measured by independent replications, and when they agree with theory or with somebody else's
/// figures.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "simulator/validation/sampling.h"

namespace isocost::validation {

/// Replications of ours. Under the sanitizers a run takes about five times as long: fewer of them, and the
/// tolerances widen by themselves.
#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t replications = 5;
#else
inline constexpr std::size_t replications = 20;
#endif

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
  return within(what, ours.mean(), theory, tolerance_to_theory(ours, resolution));
}

/// \param floor  never asked to be nearer than this \param their_length  of one of their replications, in
/// lengths of ours
[[nodiscard]] inline testing::AssertionResult agrees(const std::string& what, const Sample& ours,
                                                     const Published& theirs, double floor = 0,
                                                     double their_length = 1) {
  return within(what, ours.mean(), theirs.mean, tolerance_to_same_model(ours, theirs, floor, their_length));
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
  return within(what, ours.mean(), theirs.mean, tolerance_to_published(ours, theirs, resolution));
}

/// Exact up to the rounding of so many double-precision additions.
[[nodiscard]] inline testing::AssertionResult equals(const std::string& what, double ours, double theirs,
                                                     double relative) {
  return within(what, ours, theirs, relative * std::abs(theirs));
}

}  // namespace isocost::validation
