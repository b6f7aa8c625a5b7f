// Bills for stated usage, against the worked examples that providers print on their price pages.
#include "simulator/experiment/usage_file.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;

const Catalogue& shipped() { return *testing_support::models(); }

Loaded<PricedUsage> price(const std::string& text, const UsageChoices& choices = {}) {
  const InFolder folder;
  folder.write("usage.yaml", text);
  return price_usage_file("usage.yaml", shipped(), choices);
}

std::string exact(const PricedUsage& priced) { return to_string(priced.bill.exact_total().amount); }
std::string printed(const PricedUsage& priced) { return to_plain_cents(priced.bill.total()); }

// AWS Lambda pricing page, first example: 3 million requests of 120 ms at 1,536 MB; 2.73 USD.
TEST(UsageFile, lambda_page_example_is_billed_to_the_cent) {
  const auto priced =
      price("usage:\n  - {function: aws-lambda, requests: 3M, duration: 120 ms, memory: 1536 MiB}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(exact(*priced.value), "2.733338");
  EXPECT_EQ(printed(*priced.value), "2.73");
}

// 1 million requests at 512 MB for 200 ms without the free tier: 0.20 + 100,000 GB-s x 0.0000166667.
TEST(UsageFile, without_the_free_tier_every_unit_is_paid) {
  const auto priced = price(
      "free_tier: off\nusage:\n  - {function: aws-lambda, requests: 1M, duration: 200 ms, memory: 512 "
      "MiB}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(exact(*priced.value), "1.86667");
}

// Azure Functions Consumption: 3 million x 1 s x 1.5 GB, 400,000 GB-s and 1 million executions free: 65.60 +
// 0.40.
TEST(UsageFile, azure_consumption_example_is_billed_to_the_cent) {
  const auto priced = price(
      "usage:\n  - {function: azure-consumption, requests: 3M, duration: 1 s, memory: 1536 MiB, memory_used: "
      "1536 MiB}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(printed(*priced.value), "66.00");
}

// Before December 2020 Lambda rounded up to 100 ms: 101 ms was billed as 200 ms.
TEST(UsageFile, rounding_is_that_of_the_day) {
  const std::string text =
      "free_tier: off\nusage:\n  - {function: aws-lambda, requests: 1M, duration: 101 ms, memory: 1024 "
      "MiB}\n";
  const auto before = price(text, {parse_date("2020-11-30"), {}, {}});
  const auto after = price(text, {parse_date("2020-12-01"), {}, {}});
  ASSERT_TRUE(before.value && after.value);
  EXPECT_EQ(exact(*before.value), "3.53334");   // 0.20 + 200,000 x 0.0000166667
  EXPECT_EQ(exact(*after.value), "1.8833367");  // 0.20 + 101,000 x 0.0000166667
}

// 1 % of a million invocations start with 400 ms of init: billed since August 2025, 10,000 x 0.4 s of 1 GB.
TEST(UsageFile, starts_are_billed_from_the_day_on_which_lambda_bills_them) {
  const std::string text =
      "free_tier: off\nusage:\n  - {function: aws-lambda, requests: 1M, duration: 100 ms, memory: 1024 MiB, "
      "starts: "
      "{share: 1 %, init: 400 ms}}\n";
  const auto before = price(text, {parse_date("2025-07-31"), {}, {}});
  const auto after = price(text, {parse_date("2025-08-01"), {}, {}});
  ASSERT_TRUE(before.value && after.value);
  EXPECT_EQ(exact(*before.value), "1.86667");   // 0.20 + 100,000 x 0.0000166667
  EXPECT_EQ(exact(*after.value), "1.9333368");  // and 4,000 x 0.0000166667
}

// Public addresses cost nothing before February 2024, everywhere; since then each region has its price.
TEST(UsageFile, without_a_region_the_first_counts_in_which_the_price_holds) {
  const auto priced = price("usage:\n  - {price: aws/vpc/public-ipv4, quantity: 1, for: 730 h}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(exact(*priced.value), "3.65");
}

TEST(UsageFile, lines_of_one_price_are_added_up_before_the_allowance_is_taken_off) {
  const auto priced = price(
      "usage:\n"
      "  - {price: aws/lambda/requests, quantity: 600000}\n"
      "  - {price: aws/lambda/requests, quantity: 600000}\n");
  ASSERT_TRUE(priced.value);
  ASSERT_EQ(priced.value->bill.lines.size(), 2U);
  EXPECT_EQ(to_string(priced.value->bill.lines[1].quantity), "200000");
  EXPECT_EQ(exact(*priced.value), "0.04");
}

// Cloud Run's free tier is a credit of 180,000 vCPU-s at 0.000024: 4.32 USD, in a region of 0.0000336 as
// well.
TEST(UsageFile, credit_buys_less_where_a_unit_is_dearer) {
  const auto cheap = price("usage:\n  - {price: gcp/run/cpu, quantity: 1M, region: us-central1}\n");
  const auto dear = price("usage:\n  - {price: gcp/run/cpu, quantity: 1M, region: europe-west3}\n");
  ASSERT_TRUE(cheap.value && dear.value);
  EXPECT_EQ(exact(*cheap.value), "19.68");  // 24.00 - 4.32
  EXPECT_EQ(exact(*dear.value), "29.28");   // 33.60 - 4.32
}

// Lambda pricing page, provisioned concurrency: 100 environments of 1,536 MB for 8 h, 500,000 requests of 100
// ms on them and 2.5 million of 120 ms besides: 18.00 + 0.73 + 0.40 + 0.83.
TEST(UsageFile, provisioned_capacity_is_paid_busy_or_not) {
  const auto priced = price(
      "usage:\n"
      "  - {function: aws-lambda, requests: 500k, duration: 100 ms, memory: 1536 MiB, provisioned: "
      "{instances: 100, "
      "for: 8 h}}\n"
      "  - {function: aws-lambda, requests: 2500k, duration: 120 ms, memory: 1536 MiB}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(exact(*priced.value), "19.962644");
  EXPECT_EQ(printed(*priced.value), "19.96");
}

// API Gateway pricing page: 10,000 calls a minute for 30 days, 46 KB each: 432 million, in tiers of 300
// million.
TEST(UsageFile, rate_over_a_time_is_a_count) {
  const auto priced =
      price("usage:\n  - {price: aws/api-gateway/http-requests, rate: 10k/min, for: 30 d, size: 46 KiB}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(exact(*priced.value), "418.8");
}

TEST(UsageFile, commitment_without_a_price_is_not_billed_on_demand) {
  const auto priced = price(
      "usage:\n  - {price: aws/ec2/server, quantity: 1, for: 730 h, when: {instance: m6a.xlarge, commitment: "
      "ri-1y-all-upfront}}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_TRUE(priced.value->bill.has_unpriced());
  EXPECT_EQ(exact(*priced.value), "0");
}

TEST(UsageFile, size_time_and_conditions_that_a_price_does_not_know_are_slips) {
  const auto priced = price(
      "usage:\n"
      "  - {price: aws/ec2/server, quantity: 1, when: {instnce: t3.micro}}\n"
      "  - {price: aws/ec2/server, quantity: 1, when: {instance: t3.mico}}\n"
      "  - {price: aws/lambda/requests, quantity: 1, size: 1 KiB}\n"
      "  - {price: aws/lambda/requests, quantity: 1, for: 1 h}\n"
      "  - {price: aws/ec2/server, rate: 1/s, for: 1 h, when: {instance: t3.micro}}\n"
      "  - {price: aws/lambda/requests, rate: 1/s, quantity: 1, for: 1 h}\n");
  ASSERT_FALSE(priced.value);
  std::string told;
  for (const Diagnostic& one : priced.diagnostics) told += one.message + "\n";
  EXPECT_EQ(told,
            "aws/ec2/server does not depend on \"instnce\"\n"
            "\"t3.mico\" is not known here\n"
            "aws/lambda/requests is counted in requests, whatever their size\n"
            "aws/lambda/requests is counted in requests, not over time\n"
            "aws/ec2/server is counted over time: hours\n"
            "a line has a quantity or a rate, not both\n");
}

TEST(UsageFile, unknown_price_suggests_the_nearest_and_every_problem_is_reported) {
  const auto priced = price(
      "usage:\n"
      "  - {price: aws/lambda/request, quantity: 1M}\n"
      "  - {price: aws/lambda/requests, quantity: many}\n");
  ASSERT_FALSE(priced.value);
  ASSERT_EQ(priced.diagnostics.size(), 2U);
  EXPECT_EQ(priced.diagnostics[0].message, "the catalogue has no price \"aws/lambda/request\"");
  EXPECT_EQ(priced.diagnostics[0].hint, "did you mean \"aws/lambda/requests\"?");
  EXPECT_EQ(priced.diagnostics[1].where.line, 3);
}

TEST(UsageFile, size_that_is_not_offered_and_work_that_would_be_killed_have_no_bill) {
  const auto priced = price(
      "usage:\n"
      "  - {function: aws-lambda, requests: 1M, duration: 100 ms, memory: 100 GiB}\n"
      "  - {function: aws-lambda, requests: 1M, duration: 20 min, memory: 512 MiB}\n");
  ASSERT_FALSE(priced.value);
  ASSERT_EQ(priced.diagnostics.size(), 2U);
  EXPECT_EQ(priced.diagnostics[0].message, "AWS Lambda does not offer 100 GiB");
  EXPECT_EQ(priced.diagnostics[1].message, "AWS Lambda ends work after 15 min at the latest");
}

TEST(UsageFile, month_is_a_month_and_terms_are_lists) {
  const auto priced = price(
      "month: 0 h\n"
      "account: {discounts: {on: aws, share: 10 %}}\n"
      "usage: [{price: aws/lambda/requests, quantity: 1M, when: arm64}]\n");
  ASSERT_FALSE(priced.value);
  std::string told;
  for (const Diagnostic& one : priced.diagnostics) told += one.message + "\n";
  EXPECT_EQ(told,
            "expected a list\n"
            "a month is 28 to 31 days long\n"
            "expected conditions such as {instance: m7g.large}\n");
}

// A third of a percent is exact, and everything off leaves nothing to pay.
TEST(UsageFile, terms_are_exact_and_leave_no_cents) {
  const auto priced = price(
      "free_tier: off\n"
      "account: {discounts: [{on: aws, share: 100 %}], tax: 33.3 %}\n"
      "usage: [{price: aws/lambda/requests, quantity: 25000}, {price: aws/ec2/server, for: 1 h, when: "
      "{instance: "
      "t3.micro}}]\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(to_plain_cents(priced.value->bill.net()), "0.00");
  EXPECT_EQ(priced.value->bill.adjustments.back().name, "Tax 33.3 %");
}

TEST(UsageFile, month_that_prices_were_counted_with_is_known) {
  const auto priced = price(
      "usage:\n"
      "  - {price: aws/ebs/gp3, size: 100 GiB, for: 15 d, month: 30 d}\n"
      "  - {price: aws/ebs/gp2, size: 100 GiB, for: 365 h}\n");
  ASSERT_TRUE(priced.value);
  EXPECT_EQ(priced.value->months, (std::vector<Duration>{std::chrono::hours(720), std::chrono::hours(730)}));
  EXPECT_EQ(exact(*priced.value), "9");  // 50 GB-months at 0.08 and 50 at 0.10
}

}  // namespace
}  // namespace isocost
