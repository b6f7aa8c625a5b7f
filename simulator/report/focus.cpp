#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string_view>

#include "simulator/experiment/experiment.h"
#include "simulator/report/report_model.h"
#include "simulator/report/service_category.h"

namespace isocost {
namespace {

/// The mandatory columns of FOCUS 1.2, then those of its others that a simulated bill can fill, then our own.
constexpr std::string_view header =
    "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,"
    "BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargePeriodEnd,"
    "ChargePeriodStart,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingQuantity,"
    "PricingUnit,ProviderName,PublisherName,ServiceCategory,ServiceName,ConsumedQuantity,"
    "ConsumedUnit,ContractedUnitPrice,ListUnitPrice,RegionId,RegionName,SkuId,SkuPriceId,"
    "x_Alternative,x_AlternativeCost,x_AlternativeCostHigh,x_AlternativeCostLow,x_AmountInCents,"
    "x_CatalogueHash,x_FreeAllowanceWorth,x_LineStatus,x_PriceBookDate,x_PriceEntry,x_PriceReadOn,"
    "x_PriceSource,x_RunManifest,x_Scenario,x_ScenarioHash,x_Simulated,x_Version\n";

/// Of the columns that are not empty.
using Row = std::map<std::string_view, std::string>;

/// The four metrics of FOCUS.
struct Costs {
  Decimal billed, effective, contracted, list;
};
Costs all(const Decimal& amount) { return {amount, amount, amount, amount}; }

void add(const Costs& costs, Costs& sum) {
  sum.billed += costs.billed;
  sum.effective += costs.effective;
  sum.contracted += costs.contracted;
  sum.list += costs.list;
}

void fill(const Costs& costs, Row& row) {
  row["BilledCost"] = to_string(costs.billed);
  row["EffectiveCost"] = to_string(costs.effective);
  row["ContractedCost"] = to_string(costs.contracted);
  row["ListCost"] = to_string(costs.list);
}

std::string row_text(const Row& row) {
  std::string text;
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t end = header.find_first_of(",\n", at);
    if (const auto found = row.find(header.substr(at, end - at)); found != row.end()) text += found->second;
    text += header[end];
    at = end + 1;
  }
  return text;
}

std::string time_text(Date day, double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const std::int64_t rest = whole % 86400;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_string(day + std::chrono::days(whole / 86400)), rest / 3600,
                     rest / 60 % 60, rest % 60);
}

/// "GB-Seconds", as FOCUS writes units, of "GB-second".
std::string unit_text(const std::string& unit) {
  const std::size_t last = unit.find_last_of("- ") + 1;  // 0 when there is neither
  std::string text = unit;
  if (last >= text.size() || text[last] < 'a' || text[last] > 'z') return text;
  text[last] = static_cast<char>(text[last] - 'a' + 'A');
  return text.ends_with('s') ? text : text + "s";
}

void fill_provider(std::string_view price_id, Row& row) {
  row["ProviderName"] = row["PublisherName"] = csv_text(provider_name(price_id));
}

Row usage_row(const BillLine& line, Row row) {
  const std::string service = line.service.empty() ? service_id(line.price_id) : line.service;
  row["ChargeCategory"] = "Usage";
  row["ChargeDescription"] = csv_text(fmt::format("Simulated: {}, {}", service, line.name));
  fill_provider(line.price_id, row);
  row["ServiceCategory"] = service_category(line.price_id);
  row["ServiceName"] = csv_text(service);
  row["PricingQuantity"] = row["ConsumedQuantity"] = to_string(line.quantity);
  row["PricingUnit"] = row["ConsumedUnit"] = csv_text(unit_text(line.unit));
  if (!line.region.empty() && line.region != "global")
    row["RegionId"] = row["RegionName"] = csv_text(line.region);
  row["SkuId"] = csv_text(line.price_id);
  row["SkuPriceId"] = csv_text(line.region.empty() ? line.price_id : line.price_id + "@" + line.region);
  row["x_LineStatus"] = line.unpriced ? "UNPRICED" : line.is_free ? "FREE" : "OK";
  if (line.unpriced) return row;
  fill(all(line.exact.amount), row);
  row["ListUnitPrice"] = row["ContractedUnitPrice"] = to_string(line.unit_price / line.per);
  row["x_AmountInCents"] = to_plain_cents(line.rounded());
  if (line.is_free) row["x_FreeAllowanceWorth"] = to_string(line.worth.amount);
  if (line.source_file.empty()) return row;
  row["x_PriceEntry"] = csv_text(fmt::format("{}:{}", line.source_file, line.source_line));
  row["x_PriceReadOn"] = to_string(line.source.read);
  row["x_PriceSource"] = csv_text(line.source.url);
  return row;
}

/// What a term of the account adds to each metric. A discount is negotiated: list cost knows none. Tax is
/// taken on each metric at its own rate.
Costs costs_of(const Adjustment& one, const Costs& before) {
  const Decimal& amount = one.exact.amount;
  switch (one.kind) {
    case Adjustment::Kind::discount: return {amount, amount, amount, 0};
    case Adjustment::Kind::credit: return all(amount);
    case Adjustment::Kind::tax: break;
  }
  const Decimal rate = before.billed == 0 ? Decimal(0) : amount / before.billed;
  return {amount, amount, before.contracted * rate, before.list * rate};
}

const char* category_of(Adjustment::Kind kind) {
  switch (kind) {
    case Adjustment::Kind::discount: return "Adjustment";
    case Adjustment::Kind::credit: return "Credit";
    case Adjustment::Kind::tax: break;
  }
  return "Tax";
}

/// A row of what belongs to the whole bill.
Row account_row(const Bill& bill, const char* category, const std::string& description, const Costs& costs,
                Row row) {
  row["ChargeCategory"] = category;
  row["ChargeDescription"] = csv_text("Simulated: " + description);
  fill_provider(bill.lines.empty() ? "" : bill.lines.front().price_id, row);
  row["ServiceCategory"] = "Other";
  row["ServiceName"] = "Account";
  row["x_LineStatus"] = "OK";
  fill(costs, row);
  return row;
}

/// \param shared  what all rows of this bill have in common
std::string bill_rows(const Bill& bill, const Row& shared) {
  std::string text;
  Costs sum;
  for (const BillLine& line : bill.lines) {
    text += row_text(usage_row(line, shared));
    if (!line.unpriced) add(all(line.exact.amount), sum);
  }
  for (const Adjustment& one : bill.adjustments) {
    const Costs costs = costs_of(one, sum);
    add(costs, sum);
    Row row = account_row(bill, category_of(one.kind), one.name, costs, shared);
    row["x_AmountInCents"] = to_plain_cents(one.rounded());
    text += row_text(row);
  }
  const Decimal rounding = bill.net().amount - bill.exact_net().amount;
  if (to_string(rounding) != "0")
    text += row_text(
        account_row(bill, "Adjustment", "rounding of each line of the bill to cents", all(rounding), shared));
  return text;
}

Row shared_row(const std::string& account, const std::string& name) {
  Row row;
  row["BillingAccountId"] = csv_text(account);
  row["BillingAccountName"] = csv_text(name);
  row["BillingCurrency"] = "USD";
  row["InvoiceIssuerName"] = "Isocost (simulated)";
  row["x_Simulated"] = "true";
  row["x_Version"] = program_version;
  return row;
}

void fill_period(const std::string& begin, const std::string& end, Row& row) {
  row["BillingPeriodStart"] = row["ChargePeriodStart"] = begin;
  row["BillingPeriodEnd"] = row["ChargePeriodEnd"] = end;
}

void fill_interval(const AlternativeResult& one, Row& row) {
  const Estimate& cost = one.estimate(MetricId::cost);
  row["x_AlternativeCost"] = fmt::format("{:.6f}", cost.value);
  if (!cost.half_width) return;
  row["x_AlternativeCostLow"] = fmt::format("{:.6f}", cost.value - *cost.half_width);
  row["x_AlternativeCostHigh"] = fmt::format("{:.6f}", cost.value + *cost.half_width);
}

Row shared_row(const Result& result, std::size_t which) {
  const AlternativeResult& one = result.alternatives[which];
  const Manifest& from = result.manifest;
  Row row = shared_row(fmt::format("SIMULATED-{}-{}", from.scenario_hash.substr(0, 12), which + 1),
                       fmt::format("Simulated: {}", one.name));
  const Date start = parse_date(from.billed_as_of).value_or(Date{});
  fill_period(time_text(start, 0), time_text(start, from.period_days * 86400), row);
  fill_interval(one, row);
  row["x_Alternative"] = csv_text(one.name);
  row["x_CatalogueHash"] = csv_text(from.catalogue_hash);
  row["x_PriceBookDate"] = csv_text(from.price_date);
  row["x_RunManifest"] = digest_of(from);
  row["x_Scenario"] = csv_text(result.title.empty() ? from.scenario_file : result.title);
  row["x_ScenarioHash"] = csv_text(from.scenario_hash);
  row["x_Version"] = csv_text(from.version);
  return row;
}

}  // namespace

std::string write_focus(const Result& result) {
  std::string text(header);
  for (std::size_t i = 0; i < result.alternatives.size(); ++i)
    text += bill_rows(result.alternatives[i].bill, shared_row(result, i));
  return text;
}

std::string write_bill_focus(const PricedUsage& priced, const Catalogue& catalogue) {
  Row row = shared_row("SIMULATED-usage", "Simulated: stated usage");
  const std::chrono::year_month_day billed(priced.as_of);
  const auto month = billed.year() / billed.month();
  fill_period(time_text(month / 1, 0), time_text((month + std::chrono::months(1)) / 1, 0), row);
  row["x_CatalogueHash"] = catalogue.hash;
  row["x_PriceBookDate"] = to_string(catalogue.newest_read);
  row["x_Scenario"] = csv_text(priced.title);
  return std::string(header) + bill_rows(priced.bill, row);
}

}  // namespace isocost
