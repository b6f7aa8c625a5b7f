/// A figure that comes from sampling, with its 95 % confidence interval or the word why it has none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isocost {

enum class EstimateStatus : std::uint8_t {
  ok,
  exact,         ///< the same in every replication by construction, or not sampled
  insufficient,  ///< too few replications, or too few observations in the tail
  not_reached,   ///< its interval is wider than was asked for
  lower_bound,   ///< a cost with an UNPRICED line
  unanswered,    ///< the quantile lies among requests that got no answer
  no_requests,   ///< nothing came that could be measured
};

[[nodiscard]] std::string_view word_of(EstimateStatus status);
/// All of them, in the order of the enumeration.
[[nodiscard]] const std::vector<std::string>& estimate_status_words();
/// What a figure is that a file has no number for: infinity, or not a number.
[[nodiscard]] double value_without_number(EstimateStatus status);

struct Estimate {
  double value = 0;
  std::optional<double> half_width;
  EstimateStatus status = EstimateStatus::ok;
  bool operator==(const Estimate&) const = default;
};

/// Mean of independent replications and the half-width of its interval: t(n - 1, 0.975) s / sqrt(n).
/// Fewer than two values have no interval (`insufficient`). Order matters to the last bit: pass them in
/// replication order.
/// \param simultaneous  so many intervals hold all at once (Bonferroni): t(n - 1, 1 - 0.025 / simultaneous)
[[nodiscard]] Estimate estimate_mean(std::span<const double> replications, std::size_t simultaneous = 1);

/// What is not seen in n observations is rarer than 3/n, at 95 % confidence (Hanley and Lippman-Hand, "If
/// nothing goes wrong, is everything all right?", JAMA 249, 1983). Nothing below three observations.
[[nodiscard]] std::optional<double> rule_of_three(std::uint64_t observations);

/// Whether a quantile of so many observations has the hundred beyond it that an interval of it needs.
[[nodiscard]] bool has_enough_beyond(double probability, std::uint64_t observations);

/// Upper quantile of Student's t with so many degrees of freedom. \pre degrees >= 1, 0.5 < probability < 1
[[nodiscard]] double student_t(double degrees, double probability);

}  // namespace isocost
