#include <gtest/gtest.h>

#include <map>

#include "simulator/report/report_model.h"
#include "simulator/report/service_category.h"
#include "tests/support/csv.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::models;
using Row = std::map<std::string, std::string>;

BillLine line(const std::string& name, const std::string& id, const std::string& quantity,
              const std::string& price, const std::string& per) {
  BillLine made;
  made.name = name;
  made.price_id = id;
  made.service = "AWS Lambda";
  made.region = "us-east-1";
  made.unit = "GB-second";
  made.quantity = *parse_decimal(quantity);
  made.unit_price = *parse_decimal(price);
  made.per = *parse_decimal(per);
  made.exact = {made.quantity * made.unit_price / made.per};
  made.source_file = "models/aws/lambda.yaml";
  made.source_line = 59;
  made.source.url = "https://example.org/prices";
  made.source.read = *parse_date("2026-09-24");
  return made;
}

AlternativeResult lambda() {
  AlternativeResult one;
  one.name = "=cmd|'x'";
  for (std::size_t i = 0; i < metric_count; ++i)
    one.metrics.push_back({static_cast<MetricId>(i), {0, std::nullopt, EstimateStatus::exact}});
  one.metrics[static_cast<std::size_t>(MetricId::cost)].estimate = {1.5, 0.25, EstimateStatus::ok};
  one.bill.lines.push_back(line("Duration (free)", "aws/lambda/compute", "400000", "0", "1"));
  one.bill.lines.back().is_free = true;
  one.bill.lines.back().worth = {*parse_decimal("6.66668")};
  one.bill.lines.push_back(line("Duration", "aws/lambda/compute", "90000.5", "0.0000166667", "1"));
  one.bill.lines.push_back(line("Requests", "aws/lambda/requests", "2009702", "0.2", "1000000"));
  return one;
}

Result small_result() {
  Result result;
  result.title = "Shop";
  result.alternatives.push_back(lambda());
  result.manifest.version = "0.1.0";
  result.manifest.scenario_hash = "0123456789abcdef0123456789abcdef";
  result.manifest.catalogue_hash = "fedcba9876543210fedcba9876543210";
  result.manifest.price_date = "2026-11-23";
  result.manifest.billed_as_of = "2026-11-01";
  result.manifest.period_days = 1.25;
  return result;
}

std::vector<Row> rows_of(const std::string& text) {
  const auto parsed = testing_support::parsed_csv(text);
  std::vector<Row> rows;
  for (std::size_t i = 1; i < parsed.size(); ++i) {
    EXPECT_EQ(parsed[i].size(), parsed[0].size());
    Row row;
    for (std::size_t k = 0; k < parsed[0].size(); ++k) row[parsed[0][k]] = parsed[i].at(k);
    rows.push_back(row);
  }
  return rows;
}

Decimal sum(const std::vector<Row>& rows, const std::string& column) {
  Decimal total = 0;
  for (const Row& row : rows)
    if (!row.at(column).empty()) total += *parse_decimal(row.at(column));
  return total;
}

TEST(Focus, has_all_mandatory_columns_once_and_marks_its_own) {
  const auto header = testing_support::parsed_csv(write_focus(small_result())).at(0);
  EXPECT_EQ(header,
            (std::vector<std::string>{
                "BilledCost",           "BillingAccountId",   "BillingAccountName", "BillingCurrency",
                "BillingPeriodEnd",     "BillingPeriodStart", "ChargeCategory",     "ChargeClass",
                "ChargeDescription",    "ChargePeriodEnd",    "ChargePeriodStart",  "ContractedCost",
                "EffectiveCost",        "InvoiceIssuerName",  "ListCost",           "PricingQuantity",
                "PricingUnit",          "ProviderName",       "PublisherName",      "ServiceCategory",
                "ServiceName",          "ConsumedQuantity",   "ConsumedUnit",       "ContractedUnitPrice",
                "ListUnitPrice",        "RegionId",           "RegionName",         "SkuId",
                "SkuPriceId",           "x_Alternative",      "x_AlternativeCost",  "x_AlternativeCostHigh",
                "x_AlternativeCostLow", "x_AmountInCents",    "x_CatalogueHash",    "x_FreeAllowanceWorth",
                "x_LineStatus",         "x_PriceBookDate",    "x_PriceEntry",       "x_PriceReadOn",
                "x_PriceSource",        "x_RunManifest",      "x_Scenario",         "x_ScenarioHash",
                "x_Simulated",          "x_Version"}));
}

TEST(Focus, every_cost_adds_up_to_the_bill) {
  const auto rows = rows_of(write_focus(small_result()));
  ASSERT_EQ(rows.size(), 4U);
  const Decimal total = small_result().alternatives[0].bill.total().amount;
  EXPECT_EQ(to_string(total), "1.9");
  for (const char* const column : {"BilledCost", "EffectiveCost", "ContractedCost", "ListCost"})
    EXPECT_EQ(to_string(sum(rows, column)), to_string(total)) << column;
  EXPECT_EQ(to_string(sum(rows, "x_AmountInCents")), to_string(total));
}

TEST(Focus, quantity_times_unit_price_is_the_cost) {
  for (const Row& row : rows_of(write_focus(small_result()))) {
    if (row.at("ChargeCategory") != "Usage") continue;
    const Decimal product =
        *parse_decimal(row.at("PricingQuantity")) * *parse_decimal(row.at("ListUnitPrice"));
    EXPECT_EQ(to_string(product), row.at("ListCost"));
    EXPECT_EQ(row.at("ContractedUnitPrice"), row.at("ListUnitPrice"));
  }
}

TEST(Focus, terms_of_the_account_are_rows_and_what_is_to_pay_is_billed) {
  Result result = small_result();
  Bill& bill = result.alternatives[0].bill;
  bill.adjustments = {
      {"Discount of 10 % on aws", {Decimal("-0.19")}, Adjustment::Kind::discount},
      {"Credit on aws", {Decimal("-0.5")}, Adjustment::Kind::credit},
      {"Tax of 20 %", {Decimal(bill.exact_total().amount - Decimal("0.69")) / 5}, Adjustment::Kind::tax}};
  const auto rows = rows_of(write_focus(result));
  const std::string net = to_string(bill.net().amount);
  EXPECT_EQ(to_string(sum(rows, "BilledCost")), net);
  EXPECT_EQ(to_string(sum(rows, "EffectiveCost")), net);
  std::vector<std::string> categories;
  for (const Row& row : rows) categories.push_back(row.at("ChargeCategory"));
  EXPECT_EQ(categories, (std::vector<std::string>{"Usage", "Usage", "Usage", "Adjustment", "Credit", "Tax",
                                                  "Adjustment"}));
  EXPECT_EQ(rows[3].at("ListCost"), "0");
  EXPECT_EQ(rows[4].at("ListCost"), "-0.5");
  EXPECT_EQ(rows[5].at("PricingQuantity"), "");
  // Tax of 20 % on the list prices less the credit.
  EXPECT_EQ(to_string(*parse_decimal(rows[5].at("ListCost")), 12),
            to_string((bill.exact_total().amount - Decimal("0.5")) / 5, 12));
}

TEST(Focus, a_line_without_a_price_has_no_cost) {
  Result result = small_result();
  result.alternatives[0].bill.lines[1].unpriced = "no page names it";
  const auto rows = rows_of(write_focus(result));
  EXPECT_EQ(rows[1].at("BilledCost"), "");
  EXPECT_EQ(rows[1].at("ListUnitPrice"), "");
  EXPECT_EQ(rows[1].at("x_LineStatus"), "UNPRICED");
}

TEST(Focus, stated_usage_is_billed_in_the_month_of_its_prices) {
  PricedUsage priced;
  priced.title = "Mine";
  priced.as_of = *parse_date("2026-12-15");
  priced.bill = lambda().bill;
  const auto rows = rows_of(write_bill_focus(priced, *models()));
  EXPECT_EQ(rows.at(0).at("BillingPeriodStart"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(rows.at(0).at("BillingPeriodEnd"), "2027-01-01T00:00:00Z");
  EXPECT_EQ(to_string(sum(rows, "BilledCost")), to_string(priced.bill.total().amount));
}

TEST(ServiceCategory, every_shipped_service_has_one_and_a_provider) {
  for (const Service& one : models()->services) {
    if (one.prices == 0) continue;  // companions name prices of others
    EXPECT_NE(service_category(one.id + "/x"), "Other") << one.id;
    EXPECT_NE(provider_name(one.id), one.id.substr(0, one.id.find('/'))) << one.id;
  }
  EXPECT_EQ(service_category("acme/thing/use"), "Other");
  EXPECT_EQ(provider_name("acme/thing/use"), "acme");
  EXPECT_EQ(service_id("aws/ec2/server/x"), "aws/ec2");
}

}  // namespace
}  // namespace isocost
