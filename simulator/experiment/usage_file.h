/// A bill for stated usage, without simulation: `isocost price`.
///
///     title: Reference API
///     as_of: 2026-11-01            # prices and rules in force on that day; default the newest price's
///     free_tier: on
///     region: us-east-1            # of lines without their own
///     month: 730 h                 # of prices per month
///     account: {…}                 # discounts, credits, tax, other usage: scenario/account.h
///     usage:
///       - {price: aws/api-gateway/rest-requests, quantity: 3M}
///       - {price: aws/api-gateway/http-requests, rate: 10k/min, for: 30 d, size: 46 kB}
///       - {price: aws/ebs/gp3, quantity: 2, size: 100 GiB, for: 10 d}
///       - {price: aws/alb/capacity, for: 30 d, dimensions: {new_connections_per_second: 100,
///          active_connections: 3000, bytes_per_hour: 2 GB}}
///       - {price: aws/lambda/compute, quantity: 540000, when: {architecture: x86_64}}
///       - {function: aws-lambda, requests: 3M, duration: 120 ms, memory: 1536 MiB}
///
/// `region` and `month` of the file may be left out: then a price's first region holds, and 730 h.
///
/// A line names a price of the catalogue and a quantity in its unit, or how many things of which `size` were
/// used, and for how long each (cost/use.h); `rate` and `for` make the count; a line with a size or a time
/// may leave out a quantity of 1. Or a line names a function platform, whose rules then make the quantities:
/// each invocation is rounded as the provider rounds it before it is multiplied. Lines of the same price are
/// added up before tiers and allowances. `region` may stand on a line; otherwise a platform's own region
/// holds, and for a price the first region of its file.
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
  std::vector<Duration> months;  ///< which months prices per month were counted with
  Bill bill;
};

/// Every problem at once. `choices` override what the file says.
[[nodiscard]] Loaded<PricedUsage> price_usage_file(const std::string& path, const Catalogue& catalogue,
                                                   const UsageChoices& choices = {});
/// Likewise of a text that no file holds. \param name  of the text, in messages
[[nodiscard]] Loaded<PricedUsage> price_usage_text(const std::string& name, const std::string& text,
                                                   const Catalogue& catalogue,
                                                   const UsageChoices& choices = {});

}  // namespace isocost
