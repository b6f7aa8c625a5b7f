/// Published bills and rules, through the prices and facts that are shipped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simulator/cost/bill.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::experiment_of;
using testing_support::models;

Decimal decimal(const std::string& text) { return parse_decimal(text).value(); }

struct Used {
  std::string price;
  std::string quantity;
};

/// The bill of a month's usage. Architecture x86_64, on a day when today's prices hold.
Bill billed(const std::vector<Used>& usage, const std::string& region, bool has_free_tier) {
  const Conditions what{{"architecture", "x86_64"}};
  std::vector<UsageItem> items;
  for (const Used& one : usage) {
    const Price* const price = models()->price(one.price, region, what, parse_date("2026-11-01").value());
    EXPECT_NE(price, nullptr) << one.price;
    items.push_back({price, one.price, decimal(one.quantity)});
  }
  return rate(items, *models(), has_free_tier);
}

std::string exact(const Bill& bill) { return to_string(bill.exact_total().amount); }

Decimal amount_of(const std::string& id, const std::string& region) {
  return models()
      ->price(id, region, {{"architecture", "x86_64"}}, parse_date("2026-11-01").value())
      ->tiers.at(0)
      .amount;
}

// The numbers R1 … are those of the collection of published cases that this project keeps.

TEST(PublishedBill, r1_a_million_lambda_calls_of_512_mb_and_200_ms) {
  const Bill bill =
      billed({{"aws/lambda/requests", "1000000"}, {"aws/lambda/compute", "100000"}}, "us-east-1", false);
  EXPECT_EQ(exact(bill), "1.86667");
  EXPECT_EQ(to_string(bill.total().amount), "1.87");  // 0.20 + 1.67
}

TEST(PublishedBill, r2_a_million_lambda_calls_of_1_gb) {
  EXPECT_EQ(exact(billed({{"aws/lambda/requests", "1000000"}, {"aws/lambda/compute", "200000"}}, "us-east-1",
                         false)),
            "3.53334");
  EXPECT_EQ(exact(billed({{"aws/lambda/requests", "1000000"}, {"aws/lambda/compute", "1000000"}}, "us-east-1",
                         false)),
            "16.8667");
}

TEST(PublishedBill, r3_a_month_of_100_requests_a_second_after_a_free_million) {
  const Bill bill = billed({{"aws/lambda/requests", "259200000"}}, "us-east-1", true);
  EXPECT_EQ(exact(bill), "51.64");
}

TEST(PublishedBill, r4_provisioned_concurrency_pays_from_60_percent_use_on) {
  const Decimal on_demand = amount_of("aws/lambda/compute", "us-east-1"),
                kept = amount_of("aws/lambda/provisioned", "us-east-1"),
                work = amount_of("aws/lambda/provisioned_compute", "us-east-1");
  EXPECT_NEAR((kept / (on_demand - work)).to_double(), 0.6, 1e-4);
}

TEST(PublishedBill, r5_fifty_provisioned_gigabytes_for_a_month) {
  // 50 x 1 GB x 730 h x 3600 s; the post that says 450 USD is wrong.
  const Bill bill = billed({{"aws/lambda/provisioned", "131400000"}}, "us-east-1", true);
  EXPECT_EQ(to_cents_text(bill.total()), "547.50");
}

TEST(PublishedBill, r6_three_million_azure_executions_of_1_s_and_1_5_gb) {
  const Bill bill = billed({{"azure/functions-consumption/requests", "3000000"},
                            {"azure/functions-consumption/compute", "4500000"}},
                           "eastus", true);
  EXPECT_EQ(exact(bill), "66");
}

TEST(PublishedBill, r7_and_r8_cloud_run_instances_that_always_run) {
  // 2 vCPU and 2 GiB, then 4 vCPU and 8 GiB, for 730 h = 2,628,000 s.
  EXPECT_EQ(exact(billed({{"gcp/run/instance-cpu", "5256000"}, {"gcp/run/instance-memory", "5256000"}},
                         "us-central1", false)),
            "105.12");
  EXPECT_EQ(
      to_cents_text(billed({{"gcp/run/instance-cpu", "10512000"}, {"gcp/run/instance-memory", "21024000"}},
                           "us-central1", false)
                        .total()),
      "231.27");  // 189.216 + 42.048 = 231.264, each line rounded for itself
  EXPECT_EQ(exact(billed({{"gcp/run/instance-cpu", "10512000"}, {"gcp/run/instance-memory", "21024000"}},
                         "us-central1", false)),
            "231.264");
}

TEST(PublishedBill, r11_a_lambda_call_costs_as_much_as_96_ms_of_128_mb) {
  const Decimal a_call = amount_of("aws/lambda/requests", "us-east-1") / 1'000'000;
  const Decimal a_second = amount_of("aws/lambda/compute", "us-east-1") / 8;
  EXPECT_NEAR((a_call / a_second).to_double(), 0.096, 1e-6);
}

TEST(PublishedBill, lambda_duration_falls_in_three_tiers) {
  // 6 bn at 0.0000166667, 9 bn at 0.000015, the rest at 0.0000133334; the free 400,000 take up the start of
  // the first.
  const Bill bill = billed({{"aws/lambda/compute", "16000000000"}}, "us-east-1", true);
  ASSERT_EQ(bill.lines.size(), 4U);
  EXPECT_EQ(to_string(bill.lines[1].quantity), "5999600000");
  EXPECT_EQ(to_string(bill.lines[2].quantity), "9000000000");
  EXPECT_EQ(to_string(bill.lines[3].quantity), "1000000000");
  EXPECT_EQ(exact(bill), to_string(decimal("5999600000") * decimal("0.0000166667") + decimal("135000") +
                                   decimal("13333.4")));
}

TEST(PublishedBill, the_free_gigabyte_seconds_of_lambda_are_shared_by_x86_and_arm) {
  const Date day_of_bill = parse_date("2026-11-01").value();
  const Price* const x86 =
      models()->price("aws/lambda/compute", "us-east-1", {{"architecture", "x86_64"}}, day_of_bill);
  const Price* const arm =
      models()->price("aws/lambda/compute", "us-east-1", {{"architecture", "arm64"}}, day_of_bill);
  ASSERT_TRUE(x86 != nullptr && arm != nullptr && x86 != arm);
  const std::vector<UsageItem> items{{x86, x86->id, decimal("300000")}, {arm, arm->id, decimal("300000")}};
  const Bill bill = rate(items, *models(), true);
  // 100,000 are left for Arm; 200,000 x 0.0000133334 remain.
  EXPECT_EQ(to_string(bill.exact_total().amount), "2.66668");
}

// --- rules that hold from a day on
// ----------------------------------------------------------------------------------

BillingRule lambda_rule_on(const std::string& date) {
  return experiment_of(fmt::format("period: {{start: {}, length: 1 d}}\n"
                                   "workload: {{rate: 1/s}}\n"
                                   "application: {{duration: 100 ms}}\n"
                                   "alternatives: [{{platform: aws-lambda, memory: 512 MiB}}]\n",
                                   date))
      .model.alternatives.at(0)
      .billing;
}

TEST(DatedRules, lambda_bills_init_from_august_2025_on) {
  EXPECT_FALSE(lambda_rule_on("2025-07-31").is_init_billed);
  EXPECT_TRUE(lambda_rule_on("2025-08-01").is_init_billed);
}

TEST(DatedRules, lambda_rounded_to_100_ms_until_november_2020) {
  EXPECT_EQ(lambda_rule_on("2020-11-30").rounding.step, 100ms);
  EXPECT_EQ(lambda_rule_on("2020-11-30").rounding.minimum, 100ms);
  EXPECT_EQ(lambda_rule_on("2020-12-01").rounding.step, 1ms);
  EXPECT_EQ(lambda_rule_on("2020-12-01").rounding.minimum, 0ms);
}

TEST(DatedRules, an_address_is_paid_for_from_february_2024_on) {
  const auto address = [](const char* date) {
    return models()->price("aws/vpc/public-ipv4", "us-east-1", {}, parse_date(date).value());
  };
  ASSERT_NE(address("2024-01-31"), nullptr);
  ASSERT_NE(address("2024-02-01"), nullptr);
  EXPECT_EQ(address("2024-01-31")->tiers.at(0).amount, 0);
  EXPECT_EQ(to_string(address("2024-02-01")->tiers.at(0).amount), "0.005");
}

std::int64_t billed_mebibytes(const std::string& platform, const std::string& used) {
  return experiment_of(fmt::format("workload: {{rate: 1/s}}\n"
                                   "application: {{duration: 100 ms, memory_used: {}}}\n"
                                   "alternatives: [{{platform: {}}}]\n",
                                   used, platform))
             .model.alternatives.at(0)
             .billing.memory.count /
         bytes_per_mib;
}

TEST(BilledMemory, azure_consumption_bills_what_is_used_in_steps_of_128_mib) {
  EXPECT_EQ(billed_mebibytes("azure-consumption", "100 MiB"), 128);
  EXPECT_EQ(billed_mebibytes("azure-consumption", "128 MiB"), 128);
  EXPECT_EQ(billed_mebibytes("azure-consumption", "129 MiB"), 256);
  EXPECT_EQ(billed_mebibytes("azure-consumption", "1500 MiB"), 1536);
}

TEST(BilledMemory, lambda_bills_what_is_configured) {
  EXPECT_EQ(billed_mebibytes("aws-lambda", "100 MiB"), billed_mebibytes("aws-lambda", "120 MiB"));
}

TEST(UnpricedInAnotherRegion, provisioned_concurrency_in_eu_west_1_is_said_to_be_unpriced) {
  const Price* const price = models()->price("aws/lambda/provisioned", "eu-west-1",
                                             {{"architecture", "x86_64"}}, parse_date("2026-11-01").value());
  ASSERT_NE(price, nullptr);
  ASSERT_TRUE(price->unpriced.has_value());
  const std::vector<UsageItem> items{{price, price->id, decimal("1000")}};
  EXPECT_TRUE(rate(items, *models(), true).has_unpriced());
}

}  // namespace
}  // namespace isocost
