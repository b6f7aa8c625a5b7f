/// A pipeline's question: does a change keep cost and latency within their limits? Each limit is held, broken
/// or undecided: it is decided by the 95 % interval of the figure, never by the figure alone.
///
/// A limit is written "monthly.mean<500 USD", "monthly.p90<500 USD", "p99<300 ms" or "errors<0.1 %".
/// monthly.mean is the expected bill of 30 days. monthly.p90 is the bill that one month in ten exceeds, by
/// the spread between replications: mean + z s of a normal distribution with z = 1.2816, and its interval t(n
/// - 1) s sqrt(1/n + z^2 / (2 (n - 1))) (Hahn and Meeker, "Statistical Intervals", 1991, chapter 4: normal
/// quantiles in large samples). What is uncertain about the inputs is in neither.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "simulator/compare/bill_difference.h"
#include "simulator/experiment/result.h"

namespace isocost {

enum class MonthlyCost : std::uint8_t { mean, p90 };

struct Limit {
  std::string text;  ///< as written
  std::variant<MonthlyCost, MetricId> what;
  double most = 0;  ///< USD, seconds or a share
};

/// \return the limit, or why the text is none
[[nodiscard]] std::variant<Limit, std::string> parse_limit(const std::string& text);

enum class LimitStatus : std::uint8_t { held, broken, undecided };
[[nodiscard]] const char* word_of(LimitStatus status);

struct LimitCheck {
  std::string alternative;
  Limit limit;
  Estimate figure;
  LimitStatus status = LimitStatus::undecided;
};

/// One alternative now and in the baseline; amounts in USD for the period.
struct CostChange {
  std::string alternative;
  double before = 0;
  Estimate change;  ///< paired where both saw the same traffic, otherwise of independent runs
  bool is_paired = false;
  bool is_rise = false;                             ///< beyond the share that is let pass, with its interval
  std::vector<std::pair<std::string, Usd>> movers;  ///< prices that moved the bill most, at most three
};

struct GuardOutcome {
  std::vector<LimitCheck> checks;
  std::vector<CostChange> changes;   ///< of alternatives that both results have
  std::vector<std::string> unknown;  ///< alternatives without a counterpart in the baseline
  bool has_unpriced = false;

  [[nodiscard]] bool any(LimitStatus status) const;
  [[nodiscard]] bool has_rise() const;
};

/// \param baseline  null: limits alone
/// \param rise_let_pass  share of the baseline's cost, such as 0.1
[[nodiscard]] GuardOutcome check(const Result& result, const Result* baseline,
                                 const std::vector<Limit>& limits, double rise_let_pass);

}  // namespace isocost
