// The mistakes that shipped cost tools were known for. Bills that others published are part of `isocost
// validate` (simulator/validation/bills.cpp).
#include <gtest/gtest.h>

#include "simulator/experiment/usage_file.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

Bill bill_of(const std::string& lines) {
  const InFolder folder;
  folder.write("usage.yaml", "free_tier: off\nusage:\n" + lines);
  const auto priced = price_usage_file("usage.yaml", *models());
  EXPECT_EQ(render(priced.diagnostics), "");
  return priced.value ? priced.value->bill : Bill{};
}

std::string exact(const std::string& lines) { return to_string(bill_of(lines).exact_total().amount); }

// 116,000,000,000 documents read in a loop, at the price of then: 69,600; at 0.03 per 100,000 it would be
// half.
TEST(PublishedBill, reads_of_a_database_in_a_loop_at_the_price_of_today) {
  EXPECT_EQ(exact("  - {price: gcp/firestore/reads, quantity: 116G}\n"), "34800");
}

// Functions of 128 MB for 1 s and of 1024 MB for 0.1 s: 230.4 MB-s, not 576 MB x 1.1 s.
TEST(MistakeOfOthers, products_are_summed_not_averages_multiplied) {
  const Bill bill = bill_of(
      "  - {function: aws-lambda, requests: 1, duration: 1 s, memory: 128 MiB}\n"
      "  - {function: aws-lambda, requests: 1, duration: 100 ms, memory: 1024 MiB}\n");
  EXPECT_EQ(to_string(bill.lines.at(1).quantity * 1024), "230.4");
}

TEST(MistakeOfOthers, memory_in_mb_is_not_a_thousand_gb) {
  EXPECT_EQ(to_string(bill_of("  - {function: aws-lambda, requests: 1, duration: 1 s, memory: 512 MiB}\n")
                          .lines.at(1)
                          .quantity),
            "0.5");
}

// A price per hour is not multiplied by the hours of a month when hours are what was stated.
TEST(MistakeOfOthers, hours_are_not_multiplied_by_the_hours_of_a_month) {
  EXPECT_EQ(exact("  - {price: aws/ec2/server, quantity: 10, when: {instance: t3.micro}}\n"), "0.104");
}

TEST(MistakeOfOthers, one_millisecond_is_not_billed_as_a_hundred) {
  EXPECT_EQ(
      to_string(bill_of("  - {function: aws-lambda, requests: 1000, duration: 1 ms, memory: 1024 MiB}\n")
                    .lines.at(1)
                    .quantity),
      "1");
}

TEST(MistakeOfOthers, tiers_beyond_the_first_are_billed) {
  const Bill bill = bill_of("  - {price: aws/s3/storage, quantity: 60000}\n");
  ASSERT_EQ(bill.lines.size(), 2U);
  EXPECT_EQ(to_string(bill.exact_total().amount), "1371.2");  // 51,200 x 0.023 + 8,800 x 0.022
}

TEST(MistakeOfOthers, missing_price_is_not_a_saving) {
  const Bill bill = bill_of(
      "  - {price: aws/ec2/server, quantity: 10, region: eu-west-1, when: {instance: x2iedn.32xlarge}}\n");
  EXPECT_TRUE(bill.has_unpriced());
}

TEST(MistakeOfOthers, no_request_costs_nothing_and_divides_by_nothing) {
  const Bill bill = bill_of("  - {function: aws-lambda, requests: 0, duration: 1 s, memory: 128 MiB}\n");
  EXPECT_EQ(to_string(bill.exact_total().amount), "0");
  EXPECT_FALSE(bill.has_unpriced());
}

}  // namespace
}  // namespace isocost
