/// Why two bills differ: steps that lead from the total of one to the total of the other and add up exactly.
///
/// For each price that both bills have, with quantities q, requests n and marginal prices m (of the last line
/// that is paid), the change of the cost is taken apart in this order:
///
///     volume           m_a x as much of q_b - q_a as the change of n accounts for; never more, never against
///     it waste            m_a x what each kind of waste (rounding up, starts, killed work, idle) changed
///     beyond that shape            m_a x the rest of the change of q: longer or larger work, more or fewer
///     servers price            (p_b - p_a) x quantity, over the lines of the same name allowance, tiers the
///     rest: the free part and the tiers that the quantities reach
///
/// A price that only one bill has is a step of its own; then come the account's terms, and what rounding to
/// cents adds. The steps are exact decimals, and their sum is net(b) - net(a).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/cost/bill.h"

namespace isocost {

enum class Cause : std::uint8_t {
  price,
  volume,
  shape,
  rounding,
  cold_starts,
  limits,
  idle,
  tiers,
  gone,   ///< a price that only the first bill has
  added,  ///< a price that only the second bill has
  terms,  ///< discounts, credits and tax of the account
  cents,  ///< rounding of lines to cents
};
inline constexpr std::size_t cause_count = 12;
[[nodiscard]] const char* words_of(Cause cause);

struct BilledCase {
  const Bill* bill = nullptr;
  std::optional<Decimal> requests;  ///< of the period; without them all change of quantity is shape
};

struct DifferenceStep {
  Cause cause{};
  std::string price_id;  ///< empty for cents
  Usd amount;            ///< added to the first total; not 0
};

struct BillDifference {
  Usd from;  ///< to pay, as printed
  Usd to;
  bool is_lower_bound = false;        ///< an UNPRICED line is left out
  std::vector<DifferenceStep> steps;  ///< in the order of the bills' lines

  /// All steps of a cause.
  [[nodiscard]] Usd sum(Cause cause) const;
};

[[nodiscard]] BillDifference difference(const BilledCase& from, const BilledCase& to);

}  // namespace isocost
