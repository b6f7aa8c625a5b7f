/// The account's own terms: what list prices do not know.
///
///     account:
///       other_usage:                           # of the same account and period; it comes first
///         - {price: aws/lambda/requests, quantity: 800k}      # [region: us-east-1] [when: {architecture:
///         arm64}]
///       without_allowances: [aws/dynamodb]     # free amounts that this account does not have
///       discounts:                             # off list prices; of several that hold, the most specific
///         - {on: aws, share: 10 %}
///         - {on: aws/ec2/server, share: 25 %}
///       credits:                               # of the period, off what discounts leave
///         - {on: aws, amount: 100 USD}
///       tax: 20 %                              # on what credits leave
///
/// `on` is a provider, a service or a price. Other usage is not billed here: it eats allowances and the
/// beginning of tiers, so that this application's share is what it adds to the account's bill.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/input/node.h"

namespace isocost {

struct OtherUsage {
  std::string price_id;
  std::string region;  ///< empty, and no conditions: of the first price of that id that is billed
  Conditions when;
  Decimal quantity;
};

struct Discount {
  std::string on;
  Decimal share;  ///< from 0 to 1
};

struct Credit {
  std::string on;
  Usd amount;
};

struct Account {
  std::vector<OtherUsage> other_usage;
  std::vector<std::string> without_allowances;  ///< providers, services or prices
  std::vector<Discount> discounts;
  std::vector<Credit> credits;
  Decimal tax{0};                   ///< a share
  std::optional<Usd> hour_of_work;  ///< of a person; not billed
};

/// Whether `on` ("aws", "aws/lambda", "aws/lambda/requests") takes in the price.
[[nodiscard]] bool takes_in(std::string_view on, std::string_view price_id);

[[nodiscard]] Account read_account(const Node& node, const Catalogue& catalogue, Diagnostics& diagnostics);

}  // namespace isocost
