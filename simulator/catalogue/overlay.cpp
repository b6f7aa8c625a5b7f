#include "simulator/catalogue/overlay.h"

#include <fmt/format.h>

#include <algorithm>

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
  for (Price price : own.prices) {
    inherit(price, base.prices, diagnostics);
    const auto same = [&](const Price& one) {
      return one.id == price.id && one.region == price.region && one.when == price.when;
    };
    // In the place of the first it redefines: the order of prices decides which region a usage line means.
    const auto place = std::find_if(base.prices.begin(), base.prices.end(), same);
    if (place == base.prices.end()) {
      base.prices.push_back(std::move(price));
      continue;
    }
    base.prices.erase(std::remove_if(std::next(place), base.prices.end(), same), base.prices.end());
    *place = std::move(price);
  }
  base.newest_read = std::max(base.newest_read, own.newest_read);
  for (const Service& service : own.services) {
    const auto known = std::find_if(base.services.begin(), base.services.end(),
                                    [&](const Service& one) { return one.id == service.id; });
    if (known == base.services.end()) base.services.push_back(service);
  }
}

}  // namespace isocost
