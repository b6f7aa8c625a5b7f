/// A bill: lines of quantity x unit price, each with the entry of the catalogue it comes from.
///
/// Start here: `rate` takes the usage of a whole billing period, already added up over everything that shares
/// a tier, takes the allowances off, cuts what is left at the tiers' bounds and makes one line of each piece.
/// So every line is a plain product, and the mean of several bills has the mean quantities.
///
/// Worked example, 3,000,000 requests at 0.20 per million with 1,000,000 free (subtract-before-tiers):
///
///     Requests (free)       1,000,000 x 0            =  0.00
///     Requests              2,000,000 x 0.20 / 1M    =  0.40
///
/// An exact amount is rounded half up to cents once per line; a total is the sum of its rounded lines. What
/// has no price is `UNPRICED`: its line has no amount, and the total is a lower bound.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/scenario/account.h"

namespace isocost {

/// What is paid for and buys nothing. The order is that in which it is shown.
enum class Waste : std::uint8_t {
  rounding,  ///< time added by rounding up and by minimums
  starts,    ///< time in which instances started (Lambda calls it INIT)
  killed,    ///< work that ended at a time limit
  idle,      ///< capacity kept and not used
};
inline constexpr std::size_t waste_count = 4;
using WasteQuantities = std::array<Decimal, waste_count>;  ///< each a part of the usage
[[nodiscard]] const char* words_of(Waste waste);

/// Usage of one price over the billing period.
struct UsageItem {
  const Price* price = nullptr;  ///< null: nothing in the catalogue for this region and day
  std::string price_id;
  Decimal quantity;
  WasteQuantities waste{};
};

struct BillLine {
  std::string name;      ///< "Duration (first 6,000,000,000)"
  std::string price_id;  ///< "aws/lambda/compute"
  std::string service;   ///< "AWS Lambda"; empty when the catalogue does not know it
  std::string region;    ///< of the price; empty when there is none
  std::string unit;
  Decimal quantity;
  Decimal unit_price;  ///< for `per` units
  Decimal per{1};
  Usd exact;
  WasteQuantities waste{};              ///< shared by the lines of a price as their quantities are
  std::optional<std::string> unpriced;  ///< why there is no amount
  bool is_free = false;                 ///< taken off by an allowance
  Usd worth;                            ///< of a free line: at the price's first tier
  std::string source_file;              ///< of the price, or of the allowance: "models/aws/lambda.yaml"
  int source_line = 0;
  Source source;

  [[nodiscard]] Usd rounded() const { return round_to_cents(exact); }
  [[nodiscard]] const Decimal& wasted(Waste what) const { return waste[static_cast<std::size_t>(what)]; }
  /// What that part costs, exactly; a part of `exact`.
  [[nodiscard]] Usd cost_of(Waste what) const {
    return {quantity == 0 ? Decimal(0) : exact.amount * wasted(what) / quantity};
  }
};

/// What the account's terms add to the list prices: a discount, a credit (both negative), tax.
struct Adjustment {
  enum class Kind : std::uint8_t { discount, credit, tax };
  std::string name;
  Usd exact;
  Kind kind = Kind::discount;

  [[nodiscard]] Usd rounded() const { return round_to_cents(exact); }
};

/// "DISCOUNT", "CREDIT", "TAX": in the order of Adjustment::Kind.
[[nodiscard]] const std::vector<std::string>& adjustment_words();

struct Bill {
  std::vector<BillLine> lines;
  std::vector<Adjustment> adjustments;  ///< in the order in which they are applied
  [[nodiscard]] Usd total() const;      ///< at list prices: sum of the rounded lines
  [[nodiscard]] Usd exact_total() const;
  [[nodiscard]] Usd net() const;  ///< to pay: the total and the rounded adjustments
  [[nodiscard]] Usd exact_net() const;
  [[nodiscard]] bool has_unpriced() const;
  [[nodiscard]] Usd worth_of_allowances() const;
};

/// \param items  at most one per price; order decides who eats a shared allowance first, and the order of
/// lines
/// \param months  how many months of allowances and tiers the usage stands for: the bounds are multiplied by
/// it; allowances of a day are taken 30 times a month, as if all days had the same usage
[[nodiscard]] Bill rate(std::span<const UsageItem> items, const Catalogue& catalogue, bool has_free_tier,
                        const Decimal& months = 1, const Account& account = {});

/// Line by line mean of bills of the same items, to the 20 digits behind the point that files carry: a saved
/// bill read back is the same bill. \pre at least one
[[nodiscard]] Bill mean_bill(std::span<const Bill> bills);

}  // namespace isocost
