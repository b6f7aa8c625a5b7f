#include "simulator/cost/bill.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace isocost {
namespace {

/// Tiers of a part of a month end anywhere.
std::string bound_words(const Decimal& bound) { return with_thousands(to_string(bound, 4)); }

/// "first 10", "next 40", "over 50"; nothing when there is one tier.
std::string tier_words(const std::vector<Tier>& tiers, std::size_t index) {
  if (tiers.size() < 2) return {};
  if (!tiers[index].to) return fmt::format(" (over {})", bound_words(*tiers[index - 1].to));
  const Decimal from = index > 0 ? *tiers[index - 1].to : Decimal(0);
  return fmt::format(" ({} {})", index == 0 ? "first" : "next", bound_words(*tiers[index].to - from));
}

void cite(const Provenance& provenance, BillLine& line) {
  line.source_file = provenance.file;
  line.source_line = provenance.line;
  line.source = provenance.source;
}

BillLine line_of(const Price& price, std::string name, const Decimal& quantity, const Decimal& unit_price) {
  BillLine line;
  line.name = std::move(name);
  line.price_id = price.id;
  line.region = price.region;
  line.unit = price.unit;
  line.quantity = quantity;
  line.unit_price = unit_price;
  line.per = price.per;
  line.exact = {quantity * unit_price / price.per};
  line.unpriced = price.unpriced;
  cite(price.provenance, line);
  return line;
}

BillLine unpriced_line(const UsageItem& item) {
  BillLine line;
  line.name = item.price_id;
  line.price_id = item.price_id;
  line.quantity = item.quantity;
  line.unpriced = "the catalogue has no price for this region, size and day";
  return line;
}

std::vector<Tier> tiers_of_months(std::vector<Tier> tiers, const Decimal& months) {
  for (Tier& tier : tiers)
    if (tier.to) *tier.to *= months;
  return tiers;
}

/// Days have the same usage: what a day leaves of its allowance, no other day would use.
Decimal periods_of(const Allowance& allowance, const Decimal& months) {
  return allowance.period == "day" ? months * 30 : months;
}

/// How much of an allowance one unit at this price uses up: 1, but for a credit, whose worth was counted at
/// another price.
Decimal units_of_allowance(const Allowance& allowance, const Price& price) {
  if (allowance.kind != AllowanceKind::credit_at_price || allowance.credit_price == 0) return 1;
  const Decimal unit_price = price.tiers.front().amount / price.per;
  return unit_price == 0 ? Decimal(1) : unit_price / allowance.credit_price;
}

/// One line for each tier that the stretch (from, from + quantity] reaches.
void add_tiers(const Price& price, const std::vector<Tier>& tiers, const Decimal& from,
               const Decimal& quantity, std::vector<BillLine>& lines) {
  Decimal at = from;
  const Decimal end = from + quantity;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const Decimal bound = tiers[i].to ? std::min(*tiers[i].to, end) : end;
    const bool is_nothing_at_all = quantity == 0 && lines.empty() && i == 0;
    if (bound <= at && !is_nothing_at_all) continue;
    const Decimal piece = bound > at ? bound - at : Decimal(0);
    lines.push_back(line_of(price, price.name + tier_words(tiers, i), piece, tiers[i].amount));
    at += piece;
    if (at >= end) return;
  }
}

/// What usage so far has left of the allowances.
class AllowancesLeft {
 public:
  AllowancesLeft(const Catalogue& catalogue, bool has_free_tier, Decimal months, const Account& account)
      : catalogue_(catalogue), has_free_tier_(has_free_tier), months_(std::move(months)), account_(account) {}

  /// How much of the quantity is free.
  Decimal take(const Price& price, const Decimal& quantity) {
    const Allowance* const allowance = of(price);
    if (allowance == nullptr) return 0;
    Decimal& left =
        left_.try_emplace(allowance->id, allowance->quantity * periods_of(*allowance, months_)).first->second;
    const Decimal units = units_of_allowance(*allowance, price);
    const Decimal free = std::min(left / units, quantity);
    left -= free * units;
    return free;
  }

  [[nodiscard]] bool takes_up_tier(const Price& price) const {
    const Allowance* const allowance = of(price);
    return allowance != nullptr && allowance->kind == AllowanceKind::zero_band;
  }

  /// Null: nothing is free.
  [[nodiscard]] const Allowance* of(const Price& price) const {
    if (!price.allowance || !has_free_tier_) return nullptr;
    for (const std::string& without : account_.without_allowances)
      if (takes_in(without, price.id)) return nullptr;
    return catalogue_.allowance(*price.allowance);
  }

 private:
  const Catalogue& catalogue_;
  bool has_free_tier_;
  Decimal months_;
  const Account& account_;
  std::map<std::string, Decimal> left_;
};

/// Other usage of the account, each counted at one price.
class OtherUsageLeft {
 public:
  explicit OtherUsageLeft(std::vector<OtherUsage> usage) : usage_(std::move(usage)) {}

  /// How far it has come into the price's tiers, after its share of the allowance.
  Decimal begin(const Price& price, AllowancesLeft& allowances) {
    Decimal begun = 0;
    for (std::size_t i = 0; i < usage_.size();) {
      const OtherUsage& other = usage_[i];
      const bool is_meant =
          other.price_id == price.id && (other.region.empty() || other.region == price.region) &&
          std::includes(price.when.begin(), price.when.end(), other.when.begin(), other.when.end());
      if (!is_meant) {
        ++i;
        continue;
      }
      const Decimal free = allowances.take(price, other.quantity);
      begun += allowances.takes_up_tier(price) ? other.quantity : other.quantity - free;
      usage_.erase(usage_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return begun;
  }

  /// What no price of the bill is meant by still eats the allowances that others share.
  void take_shared(const Catalogue& catalogue, std::span<const UsageItem> items, AllowancesLeft& allowances) {
    for (const OtherUsage& other : usage_) {
      const bool is_billed = std::any_of(
          items.begin(), items.end(), [&](const UsageItem& item) { return item.price_id == other.price_id; });
      const auto price =
          std::find_if(catalogue.prices.begin(), catalogue.prices.end(),
                       [&](const Price& one) { return one.id == other.price_id && !one.unpriced; });
      if (!is_billed && price != catalogue.prices.end()) (void)allowances.take(*price, other.quantity);
    }
  }

 private:
  std::vector<OtherUsage> usage_;
};

/// The most specific discount that takes in the price.
const Discount* discount_of(const Account& account, const std::string& price_id) {
  const Discount* best = nullptr;
  for (const Discount& one : account.discounts)
    if (takes_in(one.on, price_id) && (best == nullptr || one.on.size() > best->on.size())) best = &one;
  return best;
}

/// Discounts, then credits as far as there is something to pay, then tax: off and on what the lines print.
void apply_terms(const Account& account, Bill& bill) {
  if (account.discounts.empty() && account.credits.empty() && account.tax == 0) return;
  std::map<std::string, Decimal> owed;  // by price
  for (const BillLine& line : bill.lines) owed[line.price_id] += line.rounded().amount;
  Decimal rest = bill.total().amount;
  const auto add = [&](std::string name, const Decimal& amount, Adjustment::Kind kind) {
    rest += amount;
    bill.adjustments.push_back({std::move(name), {amount}, kind});
  };
  for (const Discount& discount : account.discounts) {
    Decimal sum = 0;
    for (auto& [price_id, amount] : owed) {
      if (discount_of(account, price_id) != &discount) continue;
      sum += amount * discount.share;
      amount -= amount * discount.share;
    }
    add(fmt::format("Discount {} % on {}", to_string(discount.share * 100), discount.on), -sum,
        Adjustment::Kind::discount);
  }
  for (const Credit& credit : account.credits) {
    Decimal left = credit.amount.amount;
    for (auto& [price_id, amount] : owed) {
      if (!takes_in(credit.on, price_id)) continue;
      const Decimal used = std::min(left, amount);
      amount -= used;
      left -= used;
    }
    add(fmt::format("Credit on {}", credit.on), left - credit.amount.amount, Adjustment::Kind::credit);
  }
  if (account.tax > 0)
    add(fmt::format("Tax {} %", to_string(account.tax * 100)), rest * account.tax, Adjustment::Kind::tax);
}

/// Titles of the services that the lines' prices are of.
void name_services(const Catalogue& catalogue, Bill& bill) {
  for (BillLine& line : bill.lines)
    for (const Service& service : catalogue.services)
      if (takes_in(service.id, line.price_id)) line.service = service.title;
}

void keep_written_digits(Bill& bill) {
  const auto keep = [](Decimal& value) { value = Decimal(to_string(value)); };
  for (BillLine& line : bill.lines) {
    for (Decimal* const one : {&line.quantity, &line.unit_price, &line.exact.amount, &line.worth.amount})
      keep(*one);
    for (Decimal& part : line.waste) keep(part);
  }
  for (Adjustment& one : bill.adjustments) keep(one.exact.amount);
}

void share_waste(const UsageItem& item, std::span<BillLine> lines) {
  if (item.quantity == 0) return;
  for (BillLine& line : lines)
    for (std::size_t i = 0; i < waste_count; ++i)
      if (item.waste[i] != 0) line.waste[i] = item.waste[i] * line.quantity / item.quantity;
}

}  // namespace

const char* words_of(Waste waste) {
  switch (waste) {
    case Waste::rounding: return "rounding up";
    case Waste::starts: return "starts";
    case Waste::killed: return "killed work";
    case Waste::idle: return "idle";
  }
  return "";
}

const std::vector<std::string>& adjustment_words() {
  static const std::vector<std::string> words{"DISCOUNT", "CREDIT", "TAX"};
  return words;
}

Usd Bill::total() const {
  Usd sum;
  for (const BillLine& line : lines) sum += line.rounded();
  return sum;
}

Usd Bill::exact_total() const {
  Usd sum;
  for (const BillLine& line : lines) sum += line.exact;
  return sum;
}

Usd Bill::net() const {
  Usd sum = total();
  for (const Adjustment& one : adjustments) sum += one.rounded();
  return sum;
}

Usd Bill::exact_net() const {
  Usd sum = exact_total();
  for (const Adjustment& one : adjustments) sum += one.exact;
  return sum;
}

Usd Bill::worth_of_allowances() const {
  Usd sum;
  for (const BillLine& line : lines) sum += line.worth;
  return sum;
}

bool Bill::has_unpriced() const {
  return std::any_of(lines.begin(), lines.end(),
                     [](const BillLine& line) { return line.unpriced && line.quantity > 0; });
}

Bill rate(std::span<const UsageItem> items, const Catalogue& catalogue, bool has_free_tier,
          const Decimal& months, const Account& account) {
  Bill bill;
  AllowancesLeft allowances(catalogue, has_free_tier, months, account);
  OtherUsageLeft others(account.other_usage);
  others.take_shared(catalogue, items, allowances);
  for (const UsageItem& item : items) {
    if (item.price == nullptr) {
      bill.lines.push_back(unpriced_line(item));
      continue;
    }
    const Price& price = *item.price;
    if (price.unpriced) {
      bill.lines.push_back(line_of(price, price.name, item.quantity, 0));
      share_waste(item, {&bill.lines.back(), 1});
      continue;
    }
    const Decimal begun = others.begin(price, allowances);
    const Decimal free = allowances.take(price, item.quantity);
    std::vector<BillLine> lines;
    if (free > 0) {
      lines.push_back(line_of(price, price.name + " (free)", free, 0));
      lines.back().is_free = true;
      cite(allowances.of(price)->provenance, lines.back());
      lines.back().worth = {free * price.tiers.front().amount / price.per};
    }
    const Decimal from = begun + (allowances.takes_up_tier(price) ? free : Decimal(0));
    if (free < item.quantity || lines.empty())
      add_tiers(price, tiers_of_months(price.tiers, months), from, item.quantity - free, lines);
    share_waste(item, lines);
    bill.lines.insert(bill.lines.end(), lines.begin(), lines.end());
  }
  apply_terms(account, bill);
  name_services(catalogue, bill);
  return bill;
}

Bill mean_bill(std::span<const Bill> bills) {
  Bill mean;
  const Decimal count(static_cast<std::uint64_t>(bills.size()));
  mean.adjustments = bills.front().adjustments;
  for (std::size_t i = 0; i < mean.adjustments.size(); ++i) {
    mean.adjustments[i].exact = {};
    for (const Bill& bill : bills) mean.adjustments[i].exact += {bill.adjustments[i].exact.amount / count};
  }
  for (const Bill& bill : bills) {
    // Bills of the same items differ only in which tiers they reach; a line found in one but not yet here is
    // put before the first known line that follows it.
    std::size_t at = 0;
    for (const BillLine& line : bill.lines) {
      const auto same = [&](const BillLine& known) {
        return known.price_id == line.price_id && known.name == line.name;
      };
      const auto found = std::find_if(mean.lines.begin(), mean.lines.end(), same);
      if (found == mean.lines.end()) {
        BillLine fresh = line;
        fresh.quantity = line.quantity / count;
        fresh.exact = {line.exact.amount / count};
        fresh.worth = {line.worth.amount / count};
        for (Decimal& part : fresh.waste) part /= count;
        mean.lines.insert(mean.lines.begin() + static_cast<std::ptrdiff_t>(at), std::move(fresh));
        ++at;
      } else {
        found->quantity += line.quantity / count;
        found->exact += {line.exact.amount / count};
        found->worth += {line.worth.amount / count};
        for (std::size_t i = 0; i < waste_count; ++i) found->waste[i] += line.waste[i] / count;
        at = static_cast<std::size_t>(found - mean.lines.begin()) + 1;
      }
    }
  }
  keep_written_digits(mean);
  return mean;
}

}  // namespace isocost
