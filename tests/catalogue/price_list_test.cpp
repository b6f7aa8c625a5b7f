// Price lists of providers: every row is taken, interpreted or refused with its reason.
#include "simulator/catalogue/import/price_list.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "simulator/catalogue/import/csv.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;

/// Of "list:17:5".
std::string line_of(const RowNote& note) {
  const std::string rest = note.place.substr(note.place.find(':') + 1);
  return rest.substr(0, rest.find(':'));
}

/// One line a price: id region {conditions} amount / per unit, tiers behind each other.
std::string shown(const PriceList& list) {
  std::string text;
  for (const Price& price : list.prices) {
    text += price.id + " " + price.region;
    for (const auto& [key, value] : price.when) text += " " + key + "=" + value;
    for (const Tier& tier : price.tiers)
      text += " " + to_string(tier.amount) + (tier.to ? " to " + to_string(*tier.to) : "");
    text += (price.per == 1 ? "" : " / " + to_string(price.per)) + " " + price.unit + "\n";
  }
  for (const RowNote& note : list.resolved) text += "interpreted " + line_of(note) + ": " + note.why + "\n";
  for (const RowNote& note : list.refused) text += "refused " + line_of(note) + ": " + note.why + "\n";
  return text;
}

std::string read(PriceListFormat format, const std::string& content) {
  const InFolder folder;
  folder.write("list", content);
  const auto list = read_price_list(format, {"list"});
  return list.value ? shown(*list.value) : render(list.diagnostics);
}

TEST(Csv, quoted_fields_hold_commas_quotes_and_line_ends) {
  const auto rows = parse_csv("a,\"b, \"\"c\"\"\"\r\n\n\"two\nlines\",d\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_EQ(rows[0].fields, (std::vector<std::string>{"a", "b, \"c\""}));
  EXPECT_EQ(rows[1].line, 3);
  EXPECT_EQ(rows[1].fields, (std::vector<std::string>{"two\nlines", "d"}));
}

const std::string aws_columns =
    "\"FormatVersion\",\"v1.0\"\n"
    "\"OfferCode\",\"AmazonEC2\"\n"
    "\"Publication Date\",\"2026-11-01T00:00:00Z\"\n"
    "SKU,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,Currency,"
    "LeaseContractLength,PurchaseOption,OfferingClass,Product Family,Location,Instance "
    "Type,Tenancy,Operating System,"
    "Pre Installed S/W,License Model,CapacityStatus,usageType,operation\n";

std::string server_row(const std::string& sku, const std::string& system, const std::string& price,
                       const std::string& usage = "EU-BoxUsage:m5.large",
                       const std::string& location = "EU (Ireland)",
                       const std::string& operation = "RunInstances") {
  return sku + ",OnDemand,,2026-11-01,0,Inf,Hrs," + price + ",USD,,,,Compute Instance," + location +
         ",m5.large,Shared," + system + ",NA,No License required,Used," + usage + "," + operation + "\n";
}

std::string azure_item(const std::string& product, const std::string& size, const std::string& price,
                       const std::string& more = "\"type\": \"Consumption\"",
                       const std::string& unit = "1 Hour") {
  return "{\"currencyCode\": \"USD\", \"tierMinimumUnits\": 0, \"retailPrice\": " + price +
         ", \"armRegionName\": \"westeurope\", \"effectiveStartDate\": \"2026-11-01T00:00:00Z\", "
         "\"meterName\": \"" +
         size + "\", \"productName\": \"" + product + "\", \"skuName\": \"" + size +
         "\", \"serviceName\": \"Virtual Machines\", "
         "\"unitOfMeasure\": \"" +
         unit + "\", \"armSkuName\": \"Standard_" + size + "\", " + more + "}";
}

TEST(PriceList, only_plain_linux_on_shared_servers_is_a_server_of_the_catalogue) {
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv, aws_columns + server_row("A", "Linux", "0.107") +
                                                    server_row("B", "Windows", "0.199") +
                                                    server_row("C", "Linux", "0.207", "EU-BoxUsage:m5.large",
                                                               "EU (Ireland)", "RunInstances:0010")),
            "aws/ec2/server eu-west-1 instance=m5.large 0.107 hour\n"
            "refused 6: Windows, not Linux\n"
            "refused 7: operation RunInstances:0010 is not that of plain Linux\n");
}

TEST(PriceList, rows_that_contradict_themselves_or_each_other_are_refused) {
  EXPECT_EQ(
      read(PriceListFormat::aws_bulk_csv,
           aws_columns + server_row("A", "Linux", "0.107", "APS3-BoxUsage:m5.large") +
               server_row("B", "Linux", "0.107", "BoxUsage:m5.large") +
               server_row("C", "Linux", "0.107", "EU-BoxUsage:m5.large", "EU (Atlantis)") +
               server_row("D", "Linux", "0.107") + server_row("E", "Linux", "0.108")),
      "refused 5: its location says eu-west-1, its usage type ap-south-1\n"
      "refused 6: its usage type has no region, which means us-east-1, but its location says eu-west-1\n"
      "refused 7: \"EU (Atlantis)\" is no known region\n"
      "refused 8: rows of one day give this price different amounts\n"
      "refused 9: rows of one day give this price different amounts\n");
}

TEST(PriceList, amount_that_its_description_denies_is_refused) {
  const std::string denied =
      "A,OnDemand,$0.404 per On Demand Linux t9.large Instance "
      "Hour,2026-11-01,0,Inf,Hrs,9.404,USD,,,,Compute "
      "Instance,EU (Ireland),t9.large,Shared,Linux,NA,No License "
      "required,Used,EU-BoxUsage:t9.large,RunInstances\n";
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv, aws_columns + denied),
            "refused 5: its description says 0.404, its amount is 9.404\n");
}

TEST(PriceList, upfront_fee_and_hourly_rate_make_one_price) {
  const std::string tail =
      ",Compute Instance,EU (Ireland),m5.large,Shared,Linux,NA,No License required,Used,"
      "EU-BoxUsage:m5.large,RunInstances\n";
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv,
                 aws_columns +
                     "A,Reserved,Upfront Fee,2026-11-01,,,Quantity,438,USD,1 yr,Partial Upfront,standard" +
                     tail + "A,Reserved,,2026-11-01,0,Inf,Hrs,0.05,USD,1yr,PartialUpfront,standard" + tail +
                     "A,Reserved,,2026-11-01,0,Inf,Hrs,0.04,USD,1yr,No Upfront,convertible" + tail +
                     "A,Reserved,Upfront Fee,2026-11-01,,,Quantity,900,USD,3yr,All Upfront,standard" + tail),
            "aws/ec2/server eu-west-1 commitment=ri-1y-partial-upfront instance=m5.large 876 / 8760 hour\n"
            "interpreted 5: the upfront fee is spread over 8760 h and added to the hourly rate\n"
            "refused 7: offering class convertible, not standard\n"
            "refused 8: its hourly rate is missing\n");
}

TEST(PriceList, every_row_is_taken_or_refused_once) {
  const InFolder folder;
  const std::string tail =
      ",Compute Instance,EU (Ireland),m5.large,Shared,Linux,NA,No License required,Used,"
      "EU-BoxUsage:m5.large,RunInstances\n";
  folder.write(
      "list", aws_columns + server_row("A", "Linux", "0.107") + server_row("B", "Windows", "0.2") +
                  "C,Reserved,Upfront Fee,2026-11-01,,,Quantity,438,USD,1yr,Partial Upfront,standard" + tail +
                  "C,Reserved,,2026-11-01,0,Inf,Hrs,0.05,USD,1yr,Partial Upfront,standard" + tail);
  const auto list = read_price_list(PriceListFormat::aws_bulk_csv, {"list"});
  ASSERT_TRUE(list.value);
  EXPECT_EQ(list.value->rows, 4U);
  EXPECT_EQ(list.value->taken, 3U);
  EXPECT_EQ(list.value->refused.size(), 1U);
  EXPECT_EQ(list.value->prices.size(), 2U);
}

TEST(PriceList, price_that_does_not_hold_on_the_day_of_the_list_is_refused) {
  const InFolder folder;
  const auto item = [](const std::string& size, const std::string& from, const std::string& more = "") {
    const std::string written = "\"2026-11-01T00:00:00Z\"";
    std::string text = azure_item("Series", size, "0.096");
    return text.replace(text.find(written), written.size(), "\"" + from + "\"" + more);
  };
  folder.write("list", "{\"items\": [\n" + item("D2s_v5", "2026-12-01T00:00:00Z") + ",\n" +
                           item("D4s_v5", "2021-01-01", ", \"effectiveEndDate\": \"2026-10-31\"") + ",\n" +
                           item("D8s_v5", "2021-01-01") + "]}");
  const auto list = read_price_list(PriceListFormat::azure_retail, {"list"}, parse_date("2026-11-01"));
  ASSERT_TRUE(list.value) << render(list.diagnostics);
  EXPECT_EQ(shown(*list.value),
            "azure/virtual-machines/server westeurope instance=D8s_v5 0.096 hour\n"
            "refused 2: it holds from 2026-12-01 on, after the list's 2026-11-01\n"
            "refused 3: it held until 2026-10-31, before the list's 2026-11-01\n");
  const std::string written =
      write_catalogue_file(*list.value, "azure/virtual-machines", parse_date("2026-11-01").value());
  EXPECT_NE(written.find("valid: {from: 2021-01-01}"), std::string::npos) << written;
}

TEST(PriceList, price_of_nothing_needs_a_tier_that_costs) {
  const std::string row =
      "A,OnDemand,,2026-11-01,0,2200,hours,0,USD,,,,Compute,EU (Ireland),,,,,,,EU-Anywhere-WithFree,\n";
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv, aws_columns + row),
            "refused 5: it costs nothing, and no tier beside it says what comes after\n");
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv, aws_columns + row +
                                                    "A,OnDemand,,2026-11-01,2200,Inf,hours,0.01025,USD,,,,"
                                                    "Compute,EU (Ireland),,,,,,,EU-Anywhere-WithFree,\n"),
            "aws/ec2/anywhere-withfree eu-west-1 0 to 2200 0.01025 hour\n");
}

TEST(PriceList, tiers_follow_each_other_and_the_last_is_open) {
  const auto row = [](const std::string& from, const std::string& to, const std::string& price) {
    return "A,OnDemand,,2026-11-01," + from + "," + to + ",GB," + price +
           ",USD,,,,Data Transfer,EU (Ireland),,,,,,,EU-Out,\n";
  };
  EXPECT_EQ(
      read(PriceListFormat::aws_bulk_csv, aws_columns + row("0", "10", "0.09") + row("20", "Inf", "0.08")),
      "refused 5: a tier ends at 10, the next begins at 20\nrefused 6: a tier ends at 10, the next begins at "
      "20\n");
  EXPECT_EQ(
      read(PriceListFormat::aws_bulk_csv, aws_columns + row("0", "10", "0.09") + row("10", "200", "0.08")),
      "refused 5: its last tier ends at 200\nrefused 6: its last tier ends at 200\n");
}

TEST(PriceList, savings_plan_rates_are_prices_with_a_commitment) {
  EXPECT_EQ(read(PriceListFormat::aws_savings_plan,
                 R"({"version": "1", "publicationDate": "2026-11-01T00:00:00Z",
"products": [{"sku": "P", "productFamily": "ComputeSavingsPlans", "attributes": {"purchaseOption": "No Upfront", "purchaseTerm": "1yr"}}],
"terms": {"savingsPlan": [{"sku": "P", "rates": [
 {"discountedServiceCode": "AmazonEC2", "discountedUsageType": "EU-BoxUsage:m5.large", "discountedOperation": "RunInstances", "discountedRate": {"price": "0.08", "currency": "USD"}},
 {"discountedServiceCode": "AmazonEC2", "discountedUsageType": "EU-BoxUsage:m5.large", "discountedOperation": "RunInstances:0002", "discountedRate": {"price": "0.2", "currency": "USD"}},
 {"discountedServiceCode": "AWSLambda", "discountedUsageType": "EU-Lambda-GB-Second", "unit": "Lambda-GB-Second", "discountedRate": {"price": "0.0000138", "currency": "USD"}}]}]}})"),
            "aws/ec2/server eu-west-1 commitment=compute-sp-1y-no-upfront instance=m5.large 0.08 hour\n"
            "aws/lambda/compute eu-west-1 architecture=x86_64 commitment=compute-sp-1y-no-upfront 0.0000138 "
            "GB-second\n"
            "refused 5: operation RunInstances:0002 is not that of plain Linux\n");
}

TEST(PriceList, windows_price_under_a_linux_name_is_refused) {
  EXPECT_EQ(
      read(PriceListFormat::azure_retail,
           "{\"items\": [\n" + azure_item("Series Windows", "D2s_v5", "0.188") + ",\n" +
               azure_item("Series", "D2s_v5", "0.096") + ",\n" +
               azure_item("Series Windows", "D8s_v5", "0.752") + ",\n" +
               azure_item("Series", "D8s_v5", "0.752") + ",\n" + azure_item("Series", "D2as_v5", "0.178") +
               ",\n" + azure_item("Series", "D4as_v5", "0.172") + "]}"),
      "azure/virtual-machines/server westeurope instance=D2s_v5 0.096 hour\n"
      "azure/virtual-machines/server westeurope instance=D4as_v5 0.172 hour\n"
      "refused 2: Windows\n"
      "refused 4: Windows\n"
      "refused 5: it is as dear as Windows (0.752): it may be a Windows price under a Linux name\n"
      "refused 6: it is dearer than D4as_v5 of twice the size (0.172)\n");
}

// opencost#2640: prices of another offer were taken for those of the account.
TEST(PriceList, prices_of_another_offer_of_azure_are_refused) {
  EXPECT_EQ(read(PriceListFormat::azure_retail,
                 "{\"items\": [" + azure_item("Series", "D2s_v5", "0.05", R"("type": "DevTestConsumption")") +
                     "]}"),
            "refused 1: the price of Dev/Test subscriptions\n");
}

TEST(PriceList, reservation_labelled_1_hour_is_the_price_of_its_term) {
  EXPECT_EQ(read(PriceListFormat::azure_retail,
                 "{\"items\": [" +
                     azure_item("Series", "D2s_v5", "495.99",
                                R"("type": "Reservation", "reservationTerm": "1 Year")") +
                     "]}"),
            "azure/virtual-machines/server westeurope commitment=reservation-1y instance=D2s_v5 495.99 / "
            "8760 hour\n"
            "interpreted 1: labelled \"1 Hour\", but the price is that of 1 Year: taken for 8760 h\n");
}

// Executions are listed per 10: 0 up to the 100,000th ten, then 0.000002.
TEST(PriceList, executions_per_ten_keep_their_ten) {
  const auto item = [](const std::string& from, const std::string& price) {
    return R"({"currencyCode": "USD", "tierMinimumUnits": )" + from + R"(, "retailPrice": )" + price +
           R"(, "armRegionName": "westeurope", "meterName": "Standard Total Executions", "productName": "Functions",
 "skuName": "Standard", "serviceName": "Functions", "unitOfMeasure": "10", "type": "Consumption"})";
  };
  EXPECT_EQ(read(PriceListFormat::azure_retail,
                 "{\"Items\": [" + item("0", "0") + "," + item("100000", "0.000002") + "]}"),
            "azure/functions-consumption/requests westeurope 0 to 1000000 0.000002 / 10 request\n"
            "interpreted 1: \"10\": the price is for 10\n"
            "interpreted 2: \"10\": the price is for 10\n");
}

TEST(PriceList, google_prices_are_units_and_nanos_in_every_region_of_the_sku) {
  EXPECT_EQ(read(PriceListFormat::gcp_skus,
                 R"json({"skus": [{"description": "A2 Instance Core running in Americas",
 "category": {"serviceDisplayName": "Compute Engine", "usageType": "Commit1Yr"}, "serviceRegions": ["us-central1", "us-east1"],
 "pricingInfo": [{"pricingExpression": {"usageUnit": "h", "tieredRates": [
   {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "2", "nanos": 933908000}}]}, "effectiveTime": "2026-11-01T00:00:00Z"}]},
 {"description": "Services CPU (Request-based billing)", "category": {"serviceDisplayName": "Cloud Run", "usageType": "OnDemand"},
 "serviceRegions": ["us-central1"], "pricingInfo": [{"pricingExpression": {"usageUnit": "s", "tieredRates": [
   {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": 0}},
   {"startUsageAmount": 180000, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": 24000}}]}}]}]
})json"),
            "gcp/compute-engine/a2-instance-core us-central1 commitment=cud-1y 2.933908 hour\n"
            "gcp/compute-engine/a2-instance-core us-east1 commitment=cud-1y 2.933908 hour\n"
            "gcp/run/cpu us-central1 0 to 180000 0.000024 vCPU-second\n");
}

TEST(PriceList, pages_of_one_list_are_judged_together) {
  const InFolder folder;
  folder.write("page1", "{\"items\": [" + azure_item("Series", "D2s_v5", "0.188") + "]}");
  folder.write("page2", "{\"items\": [" + azure_item("Series Windows", "D2s_v5", "0.188") + "]}");
  const auto list = read_price_list(PriceListFormat::azure_retail, {"page1", "page2"});
  ASSERT_TRUE(list.value);
  EXPECT_EQ(shown(*list.value),
            "refused 1: Windows\n"
            "refused 1: it is as dear as Windows (0.188): it may be a Windows price under a Linux name\n");
  EXPECT_EQ(list.value->refused[1].place, "page1:1:12");
}

TEST(PriceList, unit_of_a_server_is_an_hour) {
  EXPECT_EQ(read(PriceListFormat::azure_retail,
                 "{\"items\": [" +
                     azure_item("Series", "D2s_v5", "9.6", "\"type\": \"Consumption\"", "100 Hours") + "]}"),
            "refused 1: its unit is \"100 Hours\", not \"1 Hour\"\n");
}

TEST(PriceList, negative_and_unspeakable_prices_are_refused) {
  EXPECT_EQ(read(PriceListFormat::azure_retail, "{\"items\": [\n" + azure_item("Series", "D2s_v5", "-0.1") +
                                                    ",\n" + azure_item("Series", "D4s_v5", "1e400") + ",\n" +
                                                    azure_item("Series", "E8s_v5", "1e-40") + "]}"),
            "refused 2: -0.1 is negative\n"
            "refused 3: no price is as high as that\n"
            "refused 4: no price is as low as that\n");
}

TEST(PriceList, reservation_of_something_else_is_no_server) {
  const std::string row =
      "A,Reserved,,2026-11-01,0,Inf,Hrs,0.05,USD,1yr,No Upfront,standard,Database Instance,EU "
      "(Ireland),db.m5.large,,,,,,"
      "EU-InstanceUsage:db.m5.large,CreateDBInstance\n";
  EXPECT_EQ(read(PriceListFormat::aws_bulk_csv, aws_columns + row),
            "refused 5: a reservation of something that is no server\n");
}

TEST(PriceList, open_quote_does_not_swallow_the_next_row) {
  EXPECT_EQ(
      read(PriceListFormat::aws_bulk_csv, aws_columns + "\"A,OnDemand\n" + server_row("B", "Linux", "0.107")),
      "refused 5: a quote in it is not closed, or it has too many columns\n");
}

TEST(PriceList, file_of_another_format_is_told) {
  EXPECT_EQ(read(PriceListFormat::azure_retail, "{\"skus\": []}"),
            "list: error: there is no row in it: expected \"items\"\n"
            "hint: isocost catalogue import --help lists the formats\n");
}

/// Rows taken, as prices; interpreted; refused. The files are not shipped.
std::string counted(PriceListFormat format, const std::string& name) {
  const auto list = read_price_list(format, {ISOCOST_SHARED_DATA "/../pricelists/" + name});
  if (!list.value) return render(list.diagnostics);
  return std::to_string(list.value->rows) + " rows: " + std::to_string(list.value->prices.size()) +
         " prices, " + std::to_string(list.value->resolved.size()) + " interpreted, " +
         std::to_string(list.value->refused.size()) + " refused";
}

TEST(PriceList, genuine_files_are_read) {
  if (!std::filesystem::is_directory(ISOCOST_SHARED_DATA "/../pricelists"))
    GTEST_SKIP() << "the price lists are not here";
  EXPECT_EQ(
      counted(PriceListFormat::azure_retail, "azure_retailprices_vm_francecentral_2021-11_terracost.json"),
      "4436 rows: 1564 prices, 762 interpreted, 2872 refused");
  EXPECT_EQ(counted(PriceListFormat::aws_bulk_csv, "aws_bulk_AmazonEC2_eu-west-3_2020-10_terracost.csv"),
            "5 rows: 5 prices, 0 interpreted, 0 refused");
  EXPECT_EQ(
      counted(PriceListFormat::aws_getproducts, "aws_getproducts_lambda_eu-west-1_2019-04_becloudway.json"),
      "4 rows: 4 prices, 0 interpreted, 0 refused");
  // Every row of the edited Lambda list says Ireland and Mumbai at once, or is the free tier.
  EXPECT_EQ(counted(PriceListFormat::aws_bulk_csv, "aws_bulk_AWSLambda_2021-03_ligoj_EDITED.csv"),
            "8 rows: 0 prices, 0 interpreted, 8 refused");
}

}  // namespace
}  // namespace isocost
