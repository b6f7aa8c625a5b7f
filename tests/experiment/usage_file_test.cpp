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

}  // namespace
}  // namespace isocost
