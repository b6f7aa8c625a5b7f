// Bills that others published, priced from their inputs, and the mistakes that shipped cost tools were known
// for.
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/experiment/usage_file.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

Bill bill_of(const std::string& lines, bool has_free_tier = false,
             const std::shared_ptr<const Catalogue>& catalogue = models()) {
  const InFolder folder;
  folder.write("usage.yaml",
               std::string("free_tier: ") + (has_free_tier ? "on" : "off") + "\nusage:\n" + lines);
  const auto priced = price_usage_file("usage.yaml", *catalogue);
  EXPECT_EQ(render(priced.diagnostics), "");
  return priced.value ? priced.value->bill : Bill{};
}

std::string exact(const std::string& lines, bool has_free_tier = false) {
  return to_string(bill_of(lines, has_free_tier).exact_total().amount);
}

double dollars(const std::string& lines) { return bill_of(lines).exact_total().amount.to_double(); }

// A table of function costs of 2024: 1 million requests at 1 GB, for 200 ms and for 1 s.
TEST(PublishedBill, million_requests_of_a_gigabyte) {
  EXPECT_EQ(exact("  - {function: aws-lambda, requests: 1M, duration: 200 ms, memory: 1024 MiB}\n"),
            "3.53334");
  EXPECT_EQ(exact("  - {function: aws-lambda, requests: 1M, duration: 1 s, memory: 1024 MiB}\n"), "16.8667");
}

// 100 requests a second for 30 days are 259.2 million, a million of them free: 51.64.
TEST(PublishedBill, hundred_requests_a_second_for_a_month) {
  EXPECT_EQ(exact("  - {price: aws/lambda/requests, rate: 100/s, for: 30 d}\n", true), "51.64");
}

/// The catalogue with one price of its own laid over it.
std::shared_ptr<const Catalogue> with_price(const std::string& service, const std::string& price) {
  const InFolder folder;
  folder.write("own.yaml", "provider: " + service.substr(0, service.find('/')) +
                               "\nservice: " + service.substr(service.find('/') + 1) +
                               "\ntitle: As published\nsources:\n  page: {title: The post, url: \"\", read: "
                               "2026-11-23, grade: C}\nprices:\n  - {" +
                               price + ", source: page}\n");
  auto loaded = load_catalogue(ISOCOST_SOURCE_DIR "/models", {"own.yaml"});
  EXPECT_EQ(render(loaded.diagnostics), "");
  return std::make_shared<const Catalogue>(std::move(loaded.value.value()));
}

// Netlify, 2024: 190 TB at 55 USD for each 100 GB (104,500), 60.7 TB of them on one day (33,385).
TEST(PublishedBill, flood_of_downloads_at_a_price_that_the_user_supplies) {
  const auto catalogue = with_price("netlify/bandwidth",
                                    "meter: egress, name: Bandwidth, unit: GB, bytes_per_unit: 1000000000, "
                                    "region: global, per: \"100\", amount: \"55\"");
  const auto paid = [&](const char* data) {
    return to_string(
        bill_of(std::string("  - {price: netlify/bandwidth/egress, size: ") + data + "}\n", false, catalogue)
            .exact_total()
            .amount);
  };
  EXPECT_EQ(paid("190 TB"), "104500");
  EXPECT_EQ(paid("60.7 TB"), "33385");
}

// Milkie Way, 2020: 116 billion reads at the 0.06 USD per 100,000 of that time.
TEST(PublishedBill, loop_of_reads_at_the_price_of_its_time) {
  const auto catalogue = with_price("gcp/firestore",
                                    "meter: reads, name: Reads, unit: document, region: us-central1, per: "
                                    "\"100000\", amount: \"0.06\"");
  EXPECT_EQ(to_string(bill_of("  - {price: gcp/firestore/reads, quantity: 116G, region: us-central1}\n",
                              false, catalogue)
                          .exact_total()
                          .amount),
            "69600");
}

// 50 environments of 1 GB kept for 730 h cost 547.50; the post says 450. Billed in steps of 5 minutes.
TEST(PublishedBill, provisioned_concurrency_of_a_month) {
  EXPECT_NEAR(dollars("  - {price: aws/lambda/provisioned, quantity: 50, size: 1 GiB, for: 730 h, when: "
                      "{architecture: x86_64}}\n"),
              547.50, 0.01);
}

// 16.6667 u = 4.1667 + 9.7222 u: provisioned capacity pays from a utilisation of 0.6 on.
TEST(PublishedBill, provisioned_capacity_pays_from_sixty_percent_on) {
  const auto difference = [](const std::string& busy_seconds) {
    const std::string where = ", when: {architecture: x86_64}}\n";
    return dollars("  - {price: aws/lambda/provisioned, quantity: 1, size: 1 GiB, for: 100000 s" + where +
                   "  - {price: aws/lambda/provisioned_compute, quantity: 1, size: 1 GiB, for: " +
                   busy_seconds + where) -
           dollars("  - {price: aws/lambda/compute, quantity: 1, size: 1 GiB, for: " + busy_seconds + where);
  };
  EXPECT_GT(difference("59500 s"), 0);
  EXPECT_LT(difference("60500 s"), 0);
}

// Instance-based Cloud Run, one instance all month: 2 vCPU and 2 GiB 105.12, 4 vCPU and 8 GiB 231.26.
TEST(PublishedBill, instance_based_cloud_run_for_a_month) {
  EXPECT_EQ(exact("  - {price: gcp/run/instance-cpu, quantity: 2, for: 730 h}\n"
                  "  - {price: gcp/run/instance-memory, size: 2 GiB, for: 730 h}\n"),
            "105.12");
  EXPECT_EQ(exact("  - {price: gcp/run/instance-cpu, quantity: 4, for: 730 h}\n"
                  "  - {price: gcp/run/instance-memory, size: 8 GiB, for: 730 h}\n"),
            "231.264");
}

// 116,000,000,000 documents read in a loop, at the price of then: 69,600; at 0.03 per 100,000 it would be
// half.
TEST(PublishedBill, reads_of_a_database_in_a_loop) {
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
