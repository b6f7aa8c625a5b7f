#include "simulator/compare/bill_difference.h"

#include <algorithm>

namespace isocost {
namespace {

/// What a bill says of one price.
struct PriceSum {
  Decimal quantity{0};
  Decimal exact{0};
  Decimal marginal{0};  ///< of the last line that is paid; 0 when all is free
  WasteQuantities waste{};
  std::vector<const BillLine*> lines;
};

PriceSum sum_of(const Bill& bill, const std::string& price_id) {
  PriceSum sum;
  for (const BillLine& line : bill.lines) {
    if (line.price_id != price_id || line.unpriced) continue;
    sum.quantity += line.quantity;
    sum.exact += line.exact.amount;
    for (std::size_t i = 0; i < waste_count; ++i) sum.waste[i] += line.waste[i];
    if (!line.is_free) sum.marginal = line.unit_price / line.per;
    sum.lines.push_back(&line);
  }
  return sum;
}

bool has_unpriced(const Bill& bill, const std::string& price_id) {
  return std::any_of(bill.lines.begin(), bill.lines.end(), [&](const BillLine& line) {
    return line.price_id == price_id && line.unpriced && line.quantity > 0;
  });
}

/// As much of `change` as `explained` covers: between 0 and the whole, on its side.
Decimal part_of(const Decimal& change, const Decimal& explained) {
  if (change > 0) return std::clamp(explained, Decimal(0), change);
  return std::clamp(explained, change, Decimal(0));
}

/// Paid lines in their order: the first tier of one against the first of the other.
Decimal price_effect(const PriceSum& from, const PriceSum& to) {
  const auto paid = [](const PriceSum& sum) {
    std::vector<const BillLine*> lines;
    for (const BillLine* line : sum.lines)
      if (!line->is_free) lines.push_back(line);
    return lines;
  };
  const auto before = paid(from), now = paid(to);
  Decimal effect = 0;
  for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i)
    effect += (now[i]->unit_price / now[i]->per - before[i]->unit_price / before[i]->per) * now[i]->quantity;
  return effect;
}

Cause cause_of(Waste waste) {
  switch (waste) {
    case Waste::rounding: return Cause::rounding;
    case Waste::starts: return Cause::cold_starts;
    case Waste::killed: return Cause::limits;
    case Waste::idle: return Cause::idle;
  }
  return Cause::shape;
}

class Steps {
 public:
  Steps(const BilledCase& from, const BilledCase& to, std::vector<DifferenceStep>& steps)
      : from_(from), to_(to), steps_(steps) {}

  void add_price(const std::string& price_id) {
    const PriceSum from = sum_of(*from_.bill, price_id);
    const PriceSum to = sum_of(*to_.bill, price_id);
    const bool is_unknown = has_unpriced(*from_.bill, price_id) || has_unpriced(*to_.bill, price_id);
    if (is_unknown) return add(Cause::unpriced, price_id, to.exact - from.exact);
    if (from.lines.empty()) return add(Cause::added, price_id, to.exact);
    if (to.lines.empty()) return add(Cause::gone, price_id, -from.exact);
    const Decimal change = to.quantity - from.quantity;
    const Decimal marginal = from.marginal != 0 ? from.marginal : to.marginal;
    const Decimal growth = growth_of_requests();
    const Decimal volume = part_of(change, from.quantity * growth);
    Decimal shape = change - volume;
    const Decimal scale = from.quantity != 0 ? 1 + volume / from.quantity : Decimal(1);
    const Decimal price = price_effect(from, to);
    add(Cause::price, price_id, price);
    add(Cause::volume, price_id, marginal * volume);
    for (std::size_t i = 0; i < waste_count; ++i) {
      const Decimal wasted = to.waste[i] - from.waste[i] * scale;
      shape -= wasted;
      add(cause_of(static_cast<Waste>(i)), price_id, marginal * wasted);
    }
    add(Cause::shape, price_id, marginal * shape);
    add(Cause::tiers, price_id, to.exact - from.exact - price - marginal * change);
  }

  void add(Cause cause, const std::string& price_id, const Decimal& amount) {
    // Below what a quotient of 50 digits leaves behind.
    if (abs(amount) < Decimal("1e-18")) return;
    steps_.push_back({cause, price_id, {amount}});
  }

 private:
  Decimal growth_of_requests() const {
    if (!from_.requests || !to_.requests || *from_.requests == 0) return 0;
    return *to_.requests / *from_.requests - 1;
  }

  const BilledCase& from_;
  const BilledCase& to_;
  std::vector<DifferenceStep>& steps_;
};

}  // namespace

const char* words_of(Cause cause) {
  switch (cause) {
    case Cause::price: return "price";
    case Cause::volume: return "volume";
    case Cause::shape: return "shape";
    case Cause::rounding: return "rounding up";
    case Cause::cold_starts: return "cold starts";
    case Cause::limits: return "limits";
    case Cause::idle: return "idle";
    case Cause::tiers: return "allowance and tiers";
    case Cause::gone: return "no longer billed";
    case Cause::added: return "newly billed";
    case Cause::unpriced: return "UNPRICED on one side";
    case Cause::terms: return "account's terms";
    case Cause::cents: return "cents";
  }
  return "";
}

Usd BillDifference::sum(Cause cause) const {
  Usd all;
  for (const DifferenceStep& step : steps)
    if (step.cause == cause) all += step.amount;
  return all;
}

BillDifference difference(const BilledCase& from, const BilledCase& to) {
  BillDifference made;
  made.from = from.bill->net();
  made.to = to.bill->net();
  made.is_lower_bound = from.bill->has_unpriced() || to.bill->has_unpriced();
  std::vector<std::string> price_ids;
  for (const Bill* bill : {from.bill, to.bill})
    for (const BillLine& line : bill->lines)
      if (std::find(price_ids.begin(), price_ids.end(), line.price_id) == price_ids.end())
        price_ids.push_back(line.price_id);
  Steps steps(from, to, made.steps);
  for (const std::string& price_id : price_ids) steps.add_price(price_id);
  const auto terms = [](const Bill& bill) {
    return Decimal(bill.exact_net().amount - bill.exact_total().amount);
  };
  const auto cents = [](const Bill& bill) { return Decimal(bill.net().amount - bill.exact_net().amount); };
  steps.add(Cause::terms, "", terms(*to.bill) - terms(*from.bill));
  steps.add(Cause::cents, "", cents(*to.bill) - cents(*from.bill));
  return made;
}

}  // namespace isocost
