/// Why two bills differ: steps that lead from the total of one to the total of the other and add up exactly.
///
/// For each price that both bills have, the change of its cost is taken apart in this order. With m the
/// marginal price of the first bill (of its last paid line), q the quantity and n the requests:
///
/// | cause | amount |
/// |---|---|
/// | price | sum over paid lines, in order, of the change of the unit price x quantity of the second bill |
/// | volume | m x as much of the change of q as the change of n accounts for: no more, and not against it |
/// | waste | m x the change of rounding up, starts, killed work and idle capacity beyond the volume |
/// | shape | m x the rest of the change of q: longer or larger work, more or fewer servers |
/// | allowance and tiers | the rest: the free part, and the tiers that the quantities reach |
///
/// A price that only one bill has is a step of its own, and so is one without a known price on one side. Then
/// come the account's terms, and what rounding to cents adds. The steps are decimals of 50 digits; their sum
/// is net(b) - net(a), but for steps below 1e-18, which are left out.
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
  gone,      ///< a price that only the first bill has
  added,     ///< a price that only the second bill has
  unpriced,  ///< a price that one of the bills does not know: no saving, no cost
  terms,     ///< discounts, credits and tax of the account
  cents,     ///< rounding of lines to cents
};
inline constexpr std::size_t cause_count = 13;
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
