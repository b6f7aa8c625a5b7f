#include "simulator/compile/services.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::InFolder;
using testing_support::models;

/// "PRICE per_request per_invocation per_hour" of each service.
std::string services_of(const std::string& uses, const std::string& alternative) {
  const Experiment made = experiment_of("workload: {rate: 1/s}\napplication: {duration: 100 ms, uses: {" +
                                        uses + "}}\nalternatives: [{" + alternative + "}]\n");
  std::string text;
  for (const BilledKind& kind : made.model.alternatives.at(0).billing.kinds) {
    if (kind.kind != UsageKind::service) continue;
    text += kind.price_id + (kind.price == nullptr ? " without a price" : "");
    const ServiceUnits& units = kind.units;
    text += " " + to_string(units.per_request, 6) + " " + to_string(units.per_invocation, 6) + " " +
            to_string(units.per_hour + units.standing, 6) + "\n";
  }
  return text;
}

std::string problems_of(const std::string& uses, const std::string& services) {
  const InFolder folder;
  folder.write("s.yaml", "workload: {rate: 1/s}\napplication: {duration: 1 s, uses: {" + uses +
                             "}}\nalternatives: [{platform: aws-lambda, services: {" + services + "}}]\n");
  return render(load_scenario("s.yaml", *models()).diagnostics);
}

constexpr const char* lambda = "platform: aws-lambda";

TEST(Services, each_provider_bills_the_same_use_at_its_own_prices) {
  const std::string uses =
      "gateway: 1, database: {reads: 2, writes: 0.5, item: 3 kB, stored: 10 GiB}, queue: {messages: 1, item: "
      "100 kB}";
  // DynamoDB counts a read in steps of 4 KiB and a write in steps of 1 KiB; SQS three requests in steps of 64
  // KiB.
  EXPECT_EQ(services_of(uses, lambda),
            "aws/api-gateway/http-requests 1 0 0\n"
            "aws/dynamodb/read-requests 0 2 0\n"
            "aws/dynamodb/write-requests 0 1.5 0\n"
            "aws/dynamodb/storage 0 0 0.013699\n"
            "aws/sqs/standard-requests 0 6 0\n");
  // 10 GiB for one of the month's 730 hours; 100 kB are 0.000093 GiB.
  EXPECT_EQ(services_of(uses, "platform: gcp-run-functions"),
            "gcp/api-gateway/calls 1 0 0\n"
            "gcp/firestore/reads 0 2 0\n"
            "gcp/firestore/writes 0 0.5 0\n"
            "gcp/firestore/storage 0 0 0.013699\n"
            "gcp/pubsub/ingest 0 0.000093 0\n"
            "gcp/pubsub/delivery 0 0.000093 0\n");
}

/// Of 30 days: 1 MiB for 360 of a month's 730 hours.
TEST(Services, data_that_requests_add_is_held_for_half_of_the_period) {
  EXPECT_EQ(services_of("database: {stored: 10 GiB, grows: 1 MiB}", lambda),
            "aws/dynamodb/storage 0 0.000482 0.013699\n");
}

/// 720,000 in 30 days are 1,000 an hour, whatever the traffic.
TEST(Services, users_are_counted_once_a_month) {
  EXPECT_EQ(services_of("users: 720k", lambda), "aws/cognito/essentials 0 0 1000\n");
  EXPECT_EQ(services_of("users: 720k", "platform: firebase-functions"),
            "firebase/authentication/users 0 0 1000\n");
  EXPECT_EQ(services_of("users: 720k", "platform: azure-consumption"),
            "azure/entra-external-id/users 0 0 1000\n");
}

TEST(Services, reads_and_writes_at_one_price_are_added_and_a_base_charge_stands_all_the_time) {
  EXPECT_EQ(
      services_of("database: {reads: 2, writes: 1}, queue: {messages: 3}", "platform: azure-consumption"),
      "azure/cosmos-db/serverless 0 7 0\n"
      "azure/service-bus/standard-operations 0 6 0\n"
      "azure/service-bus/standard-base 0 0 1\n");
}

TEST(Services, the_gateway_of_a_fleet_is_its_load_balancer_unless_another_is_chosen) {
  const std::string fleet = "platform: aws-ec2, instance: t3.small, servers: 1";
  EXPECT_EQ(services_of("gateway: 1", fleet), "");
  EXPECT_EQ(services_of("gateway: 1", fleet + ", services: {gateway: aws/api-gateway/rest-requests}"),
            "aws/api-gateway/rest-requests 1 0 0\n");
}

TEST(Services, a_service_is_left_out_when_it_costs_nothing_and_unpriced_when_its_price_is_unknown) {
  EXPECT_EQ(services_of("gateway: 1", std::string(lambda) + ", services: {gateway: none}"), "");
  EXPECT_EQ(services_of("gateway: 1", "platform: firebase-functions"), "");
  EXPECT_EQ(services_of("gateway: 1", std::string(lambda) + ", region: eu-west-1"),
            "aws/api-gateway/http-requests without a price 1 0 0\n");
}

TEST(Services, slips_in_uses_and_services_are_told_with_their_places) {
  EXPECT_EQ(
      problems_of("gateway: -1, database: {read: 2}", "gateway: aws/api-gateway/http-request"),
      "s.yaml:2:46: error: a request makes no negative number of uses\n"
      "  2 | application: {duration: 1 s, uses: {gateway: -1, database: {read: 2}}}\n"
      "    |                                              ^~\n"
      "s.yaml:2:61: error: \"read\" is not a key of database\n"
      "  2 | application: {duration: 1 s, uses: {gateway: -1, database: {read: 2}}}\n"
      "    |                                                             ^~~~\n"
      "hint: did you mean \"reads\"?\n"
      "s.yaml:3:59: error: the catalogue has no price \"aws/api-gateway/http-request\"\n"
      "  3 | alternatives: [{platform: aws-lambda, services: {gateway: aws/api-gateway/http-request}}]\n"
      "    |                                                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
      "hint: did you mean \"aws/api-gateway/http-requests\"?\n");
}

/// USER-NEEDS J4.2: a million requests of 128 MB x 50 ms, 3.50 for the gateway, 2 kB of logs, 50 kB through
/// NAT, 20 kB out, reads for 0.50. Its GB are 1024^3 bytes here, so the sizes are given in those.
TEST(Services, the_reference_api_costs_what_its_parts_cost_and_the_function_is_3_percent_of_it) {
  const Experiment made = experiment_of(
      "period: {start: 2026-11-01, length: 10000 s}\nfree_tier: off\nreplications: 1\n"
      "workload: {rate: 100/s, spacing: even}\n"
      "application: {duration: 50 ms, cpu_share: 0 %, response_size: 21475 B, uses: {gateway: 1, database: "
      "{reads: 4}, "
      "logs: 2147 B, nat: 53687 B}}\n"
      "alternatives: [{platform: aws-lambda, memory: 128 MiB, services: {gateway: "
      "aws/api-gateway/rest-requests, "
      "nat: aws/nat-gateway/data}}]\n");
  const Result result = run_experiment(made, {});
  const Bill& bill = result.alternatives.at(0).bill;
  std::string lines;
  double function = 0;
  for (const BillLine& line : bill.lines) {
    lines += line.name.substr(0, line.name.find(" (first")) + " " + to_string(line.rounded().amount) + "\n";
    if (line.price_id.starts_with("aws/lambda/")) function += line.exact.amount.to_double();
  }
  EXPECT_EQ(lines,
            "Requests 0.2\nDuration 0.1\nData transfer out to the internet 1.8\nREST API requests 3.5\n"
            "On-demand reads 0.5\nLogs ingested 1\nNAT gateway data processed 2.25\n");
  const double total = bill.exact_total().amount.to_double();
  EXPECT_NEAR(total, 9.354, 0.001);
  EXPECT_NEAR(function / total, 0.033, 0.0005);
}

}  // namespace
}  // namespace isocost
