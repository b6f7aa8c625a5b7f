#include "simulator/catalogue/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace isocost {
namespace {

SourceRange place_of(const Provenance& from) {
  return {std::make_shared<const SourceFile>(SourceFile{from.file, "", 1}), 0, 0, 1};
}

/// What a price of an overlay keeps of those with its id: those of its region and conditions first.
void inherit(Price& price, const std::vector<Price>& known, Diagnostics& diagnostics) {
  const Price* nearest = nullptr;
  const auto likeness = [&](const Price& one) {
    return (one.when == price.when ? 2 : 0) + (one.region == price.region ? 1 : 0);
  };
  for (const Price& one : known)
    if (one.id == price.id && (nearest == nullptr || likeness(one) > likeness(*nearest))) nearest = &one;
  if (nearest == nullptr) return;
  if (nearest->unit != price.unit || nearest->bytes_per_unit != price.bytes_per_unit)
    return add_error(
        diagnostics, place_of(price.provenance),
        fmt::format("line {}: {} is counted in {}s of {}:{}, not in {}s", price.provenance.line, price.id,
                    nearest->unit, nearest->provenance.file, nearest->provenance.line, price.unit));
  if (nearest->when == price.when) price.name = nearest->name;
  // A list that begins with a tier of nothing says the allowance itself.
  const bool has_free_tier = price.tiers.size() > 1 && price.tiers.front().amount == 0;
  if (!price.allowance && !has_free_tier) price.allowance = nearest->allowance;
  if (price.rounding == UseRounding{}) price.rounding = nearest->rounding;
  if (!price.max_of) price.max_of = nearest->max_of;
  if (price.tier_scope.empty()) price.tier_scope = nearest->tier_scope;
}

/// Prices of before the first day of the user's own stay.
void end_before(Validity& valid, const std::optional<Date>& first_day) {
  const Date last = *first_day - std::chrono::days(1);
  valid.to = std::min(valid.to.value_or(last), last);
}

/// What a file's prices replace although they were read earlier.
struct Outdated {
  std::size_t count = 0;
  Date read{};
  Date replaced{};
};

void lay_price(Price price, Catalogue& base, std::map<std::string, Outdated>& outdated) {
  const auto same = [&](const Price& one) {
    return one.id == price.id && one.region == price.region && one.when == price.when;
  };
  const auto is_replaced = [&](const Price& one) {
    return same(one) && (!price.valid.from || (one.valid.from && *one.valid.from >= *price.valid.from));
  };
  // In the place of the first it redefines: the order of prices decides which region a usage line means.
  const auto first = std::find_if(base.prices.begin(), base.prices.end(), same);
  const auto place = first - base.prices.begin();
  Outdated& older = outdated[price.provenance.file];
  older.read = price.provenance.source.read;
  for (Price& one : base.prices) {
    if (!same(one)) continue;
    if (one.provenance.source.read > older.read) {
      ++older.count;
      older.replaced = std::max(older.replaced, one.provenance.source.read);
    }
    if (!is_replaced(one)) end_before(one.valid, price.valid.from);
  }
  std::erase_if(base.prices, is_replaced);
  base.prices.insert(base.prices.begin() + place, std::move(price));
}

/// From the earliest on: a price that holds from a day on takes over from those before it, whatever their
/// order in the file.
std::vector<Price> by_first_day(std::vector<Price> prices) {
  std::stable_sort(prices.begin(), prices.end(), [](const Price& a, const Price& b) {
    return b.valid.from && (!a.valid.from || *a.valid.from < *b.valid.from);
  });
  return prices;
}

/// Two amounts for one day: which of them is meant? \param prices  by their first day
void check_days(const std::vector<Price>& prices, Diagnostics& diagnostics) {
  std::map<std::tuple<std::string, std::string, Conditions>, const Price*> before;
  for (const Price& price : prices) {
    const Price*& earlier = before[{price.id, price.region, price.when}];
    if (earlier != nullptr && (earlier->valid.from == price.valid.from ||
                               (earlier->valid.to && *earlier->valid.to >= *price.valid.from)))
      add_error(diagnostics, place_of(price.provenance),
                fmt::format("line {}: {} has a price for these days at {}:{} already", price.provenance.line,
                            price.id, earlier->provenance.file, earlier->provenance.line));
    earlier = &price;
  }
}

}  // namespace

void lay_over(const Catalogue& own, Catalogue& base, Diagnostics& diagnostics) {
  for (const Platform& platform : own.platforms)
    add_error(diagnostics, {},
              fmt::format("an overlay holds prices and allowances: platform {} cannot be one", platform.id));
  for (const auto& [service, fact] : own.facts)
    add_error(diagnostics, place_of(fact.provenance),
              fmt::format("an overlay holds prices and allowances, not {}", fact.name));
  for (const Allowance& allowance : own.allowances) {
    std::erase_if(base.allowances, [&](const Allowance& one) { return one.id == allowance.id; });
    base.allowances.push_back(allowance);
  }
  std::map<std::string, Outdated> outdated;
  const std::vector<Price> prices = by_first_day(own.prices);
  check_days(prices, diagnostics);
  for (Price price : prices) {
    inherit(price, base.prices, diagnostics);
    lay_price(std::move(price), base, outdated);
  }
  for (const auto& [file, older] : outdated)
    if (older.count > 0)
      add_warning(diagnostics, place_of({file, 0, {}}),
                  fmt::format("{} of its prices, read {}, replace prices read later ({})", older.count,
                              to_string(older.read), to_string(older.replaced)));
  base.newest_read = std::max(base.newest_read, own.newest_read);
  for (const Service& service : own.services) {
    const auto known = std::find_if(base.services.begin(), base.services.end(),
                                    [&](const Service& one) { return one.id == service.id; });
    if (known == base.services.end()) base.services.push_back(service);
  }
}

}  // namespace isocost
