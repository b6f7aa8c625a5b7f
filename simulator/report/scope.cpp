#include "simulator/report/scope.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "simulator/report/figures.h"
#include "simulator/report/service_category.h"

namespace isocost {
namespace {

using Names = std::vector<std::string>;

void add_once(const std::string& name, Names& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::string kinds_billed(const Bill& bill) {
  Names kinds;
  for (const BillLine& line : bill.lines)
    if (!line.unpriced) add_once(kind_of(line), kinds);
  for (const Adjustment& one : bill.adjustments) add_once(one.name, kinds);
  return kinds.empty() ? "nothing" : fmt::format("{}", fmt::join(kinds, ", "));
}

/// Something that an application often needs, and how a bill with it is known.
struct Need {
  const char* words;
  std::function<bool(const BillLine&)> is_met_by;
};

std::function<bool(const BillLine&)> of_category(const char* category) {
  return [category](const BillLine& line) { return service_category(line.price_id) == category; };
}

bool is_transfer_to_the_internet(const BillLine& line) {
  return line.price_id.ends_with("internet-out") || line.price_id.ends_with("egress") ||
         line.price_id.ends_with("data-out");
}

const std::vector<Need>& needs() {
  static const std::vector<Need> all{
      {"databases and caches", of_category("Databases")},
      {"storage of objects and files",
       [](const BillLine& line) {
         return service_category(line.price_id) == "Storage" && service_id(line.price_id) != "aws/ebs";
       }},
      {"API gateways, queues, events and workflows", of_category("Integration")},
      {"logs, metrics and traces", of_category("Management and Governance")},
      {"sign-in of users", of_category("Identity")},
      {"secrets and firewalls", of_category("Security")},
      {"private networks' gateways (NAT)",
       [](const BillLine& line) { return service_id(line.price_id).find("nat") != std::string::npos; }},
      {"data transfer out to the internet", is_transfer_to_the_internet}};
  return all;
}

using Bills = std::vector<const Bill*>;

bool any_line(const Bills& bills, const std::function<bool(const BillLine&)>& holds) {
  return std::any_of(bills.begin(), bills.end(), [&](const Bill* bill) {
    return std::any_of(bill->lines.begin(), bill->lines.end(), holds);
  });
}

bool any_adjustment(const Bills& bills, Adjustment::Kind kind) {
  return std::any_of(bills.begin(), bills.end(), [&](const Bill* bill) {
    return std::any_of(bill->adjustments.begin(), bill->adjustments.end(),
                       [&](const Adjustment& one) { return one.kind == kind; });
  });
}

Names excluded_of(const Bills& bills) {
  Names excluded, unmet;
  for (const Need& one : needs())
    if (!any_line(bills, one.is_met_by)) unmet.emplace_back(one.words);
  if (!unmet.empty()) excluded.push_back(fmt::format("what no bill here names: {}", fmt::join(unmet, "; ")));
  excluded.emplace_back(
      "data transfer into the cloud, and between zones, regions and services, where no line names it");
  excluded.emplace_back(any_adjustment(bills, Adjustment::Kind::tax) ? "duties beyond the tax given"
                                                                     : "taxes: none were given");
  if (!any_adjustment(bills, Adjustment::Kind::discount))
    excluded.emplace_back("negotiated discounts: none were given");
  if (!any_adjustment(bills, Adjustment::Kind::credit)) excluded.emplace_back("credits: none were given");
  excluded.emplace_back("support plans of the providers, and charges by third parties");
  excluded.emplace_back("people's time: to build, to move, to run and to watch");
  return excluded;
}

void exclude_unpriced(const std::string& whose, const Bill& bill, Names& excluded) {
  for (const BillLine& line : bill.lines)
    if (line.unpriced && line.quantity > 0)
      excluded.push_back(
          fmt::format("UNPRICED{}{}: {}, {}", whose.empty() ? "" : " on ", whose, line.name, *line.unpriced));
}

/// What all alternatives assume is said once.
Names assumptions_of(const Result& result) {
  Names texts;
  for (const AlternativeResult& one : result.alternatives)
    for (const std::string& text : one.assumptions) add_once(text, texts);
  for (std::string& text : texts) {
    Names whose;
    for (const AlternativeResult& one : result.alternatives)
      if (std::find(one.assumptions.begin(), one.assumptions.end(), text) != one.assumptions.end())
        whose.push_back(one.name);
    if (whose.size() < result.alternatives.size()) text += fmt::format(" ({})", fmt::join(whose, "; "));
  }
  return texts;
}

std::string allowance_assumption(bool has_free_tier) {
  return has_free_tier ? "free allowances are this application's alone, but for other usage that is stated"
                       : "free allowances are used up by others: none is taken off";
}

void append(const Names& more, Names& all) { all.insert(all.end(), more.begin(), more.end()); }

}  // namespace

Scope scope_of(const Result& result) {
  Scope scope;
  Bills bills;
  for (const AlternativeResult& one : result.alternatives) {
    bills.push_back(&one.bill);
    scope.included.push_back(fmt::format("{}: {}", one.name, kinds_billed(one.bill)));
    exclude_unpriced(one.name, one.bill, scope.excluded);
  }
  append(excluded_of(bills), scope.excluded);
  scope.assumed.push_back(
      fmt::format("list prices as read up to {} hold for the whole period", result.manifest.price_date));
  scope.assumed.push_back(allowance_assumption(result.has_free_tier));
  append(assumptions_of(result), scope.assumed);
  for (const std::string& one : result.defaults) scope.assumed.push_back("default: " + one);
  return scope;
}

Scope scope_of(const PricedUsage& priced) {
  Scope scope;
  scope.included.push_back(kinds_billed(priced.bill));
  exclude_unpriced("", priced.bill, scope.excluded);
  append(excluded_of({&priced.bill}), scope.excluded);
  scope.assumed.emplace_back("the usage is as stated");
  scope.assumed.push_back(allowance_assumption(priced.has_free_tier));
  for (const Duration month : priced.months)
    scope.assumed.push_back(fmt::format("prices per month: a month of {:.6g} h", to_seconds(month) / 3600));
  return scope;
}

}  // namespace isocost
