#include "simulator/scenario/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulator/input/values.h"
#include "simulator/scenario/people.h"

namespace isocost {
namespace {

/// Providers, services and prices.
std::set<std::string> scopes_of(const Catalogue& catalogue) {
  std::set<std::string> scopes;
  for (const Price& price : catalogue.prices) {
    scopes.insert(price.id);
    for (std::size_t at = price.id.find('/'); at != std::string::npos; at = price.id.find('/', at + 1))
      scopes.insert(price.id.substr(0, at));
  }
  return scopes;
}

class AccountReader {
 public:
  AccountReader(const Catalogue& catalogue, Diagnostics& diagnostics)
      : scopes_(scopes_of(catalogue)), diagnostics_(diagnostics) {
    for (const Price& price : catalogue.prices) {
      prices_.insert(price.id);
      if (price.allowance) allowances_.insert(price.id);
    }
  }

  Account read(const Node& node) {
    Account account;
    Fields fields(node, "account", diagnostics_);
    const Node* const other = fields.optional("other_usage");
    const Node* const without = fields.optional("without_allowances");
    const Node* const discounts = fields.optional("discounts");
    const Node* const credits = fields.optional("credits");
    const Node* const tax = fields.optional("tax");
    const Node* const hour_of_work = fields.optional("hour_of_work");
    fields.finish();
    for (const Node& item : items(other)) read_other(item, account);
    for (const Node& item : items(without)) read_without(item, account);
    for (const Node& item : items(discounts)) read_discount(item, account);
    for (const Node& item : items(credits)) read_credit(item, account);
    if (hour_of_work != nullptr) account.hour_of_work = read_usd(*hour_of_work, diagnostics_);
    if (tax != nullptr) account.tax = share_of(*tax).value_or(0);
    return account;
  }

 private:
  const std::vector<Node>& items(const Node* node) {
    static const std::vector<Node> none;
    if (node == nullptr) return none;
    if (node->kind != Node::Kind::sequence)
      add_error(diagnostics_, node->where, "expected a list", "such as [{…}, {…}]");
    return node->items;
  }

  /// Exactly what is written: 33.3 % is 0.333.
  std::optional<Decimal> share_of(const Node& node) {
    if (!read_share(node, diagnostics_)) return std::nullopt;
    std::string text = node.text;
    const bool is_percent = text.ends_with('%');
    while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.pop_back();
    const auto value = parse_decimal(text);
    if (!value) return std::nullopt;
    return is_percent ? *value / 100 : *value;
  }

  bool is_known(const Node& node, const std::set<std::string>& known, const char* what) {
    if (known.contains(node.text)) return true;
    add_error(diagnostics_, node.where, fmt::format("the catalogue has no {} \"{}\"", what, node.text),
              known_words_hint(node.text, {known.begin(), known.end()}));
    return false;
  }

  void read_other(const Node& node, Account& account) {
    Fields fields(node, "other usage", diagnostics_);
    const Node* const price = fields.required("price");
    const Node* const quantity = fields.required("quantity");
    const Node* const region = fields.optional("region");
    const Node* const when = fields.optional("when");
    fields.finish();
    if (price == nullptr || quantity == nullptr || !is_known(*price, prices_, "price")) return;
    const auto count = read_count(*quantity, diagnostics_);
    if (!count) return;
    OtherUsage made{price->text, region != nullptr ? region->text : "", {}, Decimal(*count)};
    if (when != nullptr)
      for (const Node::Entry& entry : when->entries) made.when[entry.key] = entry.value.text;
    account.other_usage.push_back(std::move(made));
  }

  void read_without(const Node& node, Account& account) {
    if (!is_known(node, scopes_, "provider, service or price")) return;
    const bool has_one = std::any_of(allowances_.begin(), allowances_.end(),
                                     [&](const std::string& price) { return takes_in(node.text, price); });
    if (!has_one)
      return add_error(diagnostics_, node.where, fmt::format("{} has no free allowance", node.text),
                       "such as aws/lambda/requests, whose bills have a line \"(free)\"");
    account.without_allowances.push_back(node.text);
  }

  void read_discount(const Node& node, Account& account) {
    Fields fields(node, "a discount", diagnostics_);
    const Node* const on = fields.required("on");
    const Node* const share = fields.required("share");
    fields.finish();
    if (on == nullptr || share == nullptr || !is_known(*on, scopes_, "provider, service or price")) return;
    for (const Discount& one : account.discounts)
      if (one.on == on->text)
        return add_error(diagnostics_, on->where, fmt::format("{} has a discount already", on->text));
    if (const auto value = share_of(*share)) account.discounts.push_back({on->text, *value});
  }

  void read_credit(const Node& node, Account& account) {
    Fields fields(node, "a credit", diagnostics_);
    const Node* const on = fields.required("on");
    const Node* const amount = fields.required("amount");
    fields.finish();
    if (on == nullptr || amount == nullptr || !is_known(*on, scopes_, "provider, service or price")) return;
    if (const auto value = read_usd(*amount, diagnostics_)) account.credits.push_back({on->text, *value});
  }

  std::set<std::string> scopes_;
  std::set<std::string> prices_;
  std::set<std::string> allowances_;  ///< prices with one
  Diagnostics& diagnostics_;
};

}  // namespace

bool takes_in(std::string_view on, std::string_view price_id) {
  return price_id.starts_with(on) && (price_id.size() == on.size() || price_id[on.size()] == '/');
}

Account read_account(const Node& node, const Catalogue& catalogue, Diagnostics& diagnostics) {
  return AccountReader(catalogue, diagnostics).read(node);
}

}  // namespace isocost
