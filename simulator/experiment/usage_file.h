/// A bill for stated usage, without simulation: `isocost price`.
///
///     title: Reference API
///     as_of: 2026-11-01            # prices and rules in force on that day; default the newest price's
///     free_tier: on
///     usage:
///       - {price: aws/api-gateway/rest, quantity: 3M}
///       - {price: aws/lambda/compute, quantity: 540000, when: {architecture: x86_64}}
///       - {function: aws-lambda, requests: 3M, duration: 120 ms, memory: 1536 MiB}
///
/// A line names a price of the catalogue and a quantity in its unit; or a function platform, whose rules then
/// make the quantities: each invocation is rounded as the provider rounds it before it is multiplied. Lines
/// of the same price are added up before tiers and allowances. `region` may stand on a line; otherwise a
/// platform's own region holds, and for a price the one region it has.
#pragma once

#include <optional>
#include <string>

#include "simulator/cost/bill.h"

namespace isocost {

struct UsageChoices {
  std::optional<Date> as_of;
  std::optional<std::string> region;
  std::optional<bool> has_free_tier;
};

struct PricedUsage {
  std::string title;
  Date as_of{};
  bool has_free_tier = true;
  Bill bill;
};

/// Every problem at once. `choices` override what the file says.
[[nodiscard]] Loaded<PricedUsage> price_usage_file(const std::string& path, const Catalogue& catalogue,
                                                   const UsageChoices& choices = {});

}  // namespace isocost
