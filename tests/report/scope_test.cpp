#include "simulator/report/scope.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using Sentences = std::vector<std::string>;

BillLine line(const std::string& name, const std::string& id) {
  BillLine made;
  made.name = name;
  made.price_id = id;
  return made;
}

AlternativeResult alternative(const std::string& name, std::vector<BillLine> lines, Sentences assumptions) {
  AlternativeResult one;
  one.name = name;
  one.bill.lines = std::move(lines);
  one.assumptions = std::move(assumptions);
  return one;
}

Result two_alternatives() {
  Result result;
  result.manifest.price_date = "2026-11-23";
  result.defaults = {"free_tier: on"};
  result.alternatives.push_back(
      alternative("AWS Lambda",
                  {line("Requests (free)", "aws/lambda/requests"), line("Requests", "aws/lambda/requests"),
                   line("Data transfer out to the internet (free)", "aws/data-transfer/internet-out")},
                  {"work is killed after 15 min", "senders give up after 1 min"}));
  result.alternatives.push_back(alternative(
      "Amazon EC2", {line("On demand t3.micro", "aws/ec2/server"), line("Volumes gp3", "aws/ebs/gp3")},
      {"senders give up after 1 min"}));
  return result;
}

const Sentences always{"support plans of the providers, and charges by third parties",
                       "people's time: to build, to move, to run and to watch"};

TEST(Scope, says_what_is_billed_left_out_and_taken_for_granted) {
  const Scope scope = scope_of(two_alternatives());
  EXPECT_EQ(scope.included, (Sentences{"AWS Lambda: Requests, Data transfer out to the internet",
                                       "Amazon EC2: On demand t3.micro, Volumes gp3"}));
  EXPECT_EQ(
      scope.excluded,
      (Sentences{"what no bill here names: databases and caches; storage of objects and files; API gateways, "
                 "queues, events and workflows; logs, metrics and traces; sign-in of users; secrets and "
                 "firewalls; private networks' gateways (NAT)",
                 "data transfer into the cloud, and between zones, regions and services, where no line names "
                 "it",
                 "taxes: none were given", "negotiated discounts: none were given",
                 "credits: none were given", always[0], always[1]}));
  EXPECT_EQ(scope.assumed,
            (Sentences{"list prices as read up to 2026-11-23 hold for the whole period",
                       "free allowances are this application's alone, but for other usage that is stated",
                       "work is killed after 15 min (AWS Lambda)", "senders give up after 1 min",
                       "default: free_tier: on"}));
}

TEST(Scope, what_a_bill_names_is_not_excluded) {
  Result result = two_alternatives();
  Bill& bill = result.alternatives[1].bill;
  for (const char* const id :
       {"aws/rds/instance", "aws/s3/storage", "aws/sqs/requests", "aws/cloudwatch/logs", "aws/cognito/users",
        "aws/waf/rules", "aws/nat-gateway/hours"})
    bill.lines.push_back(line("x", id));
  bill.adjustments = {{"Discount", {-1}, Adjustment::Kind::discount},
                      {"Credit", {-1}, Adjustment::Kind::credit},
                      {"Tax of 20 %", {1}, Adjustment::Kind::tax}};
  EXPECT_EQ(
      scope_of(result).excluded,
      (Sentences{"data transfer into the cloud, and between zones, regions and services, where no line names "
                 "it",
                 "duties beyond the tax given", always[0], always[1]}));
}

TEST(Scope, an_unpriced_line_is_excluded_first) {
  Result result = two_alternatives();
  result.alternatives[1].bill.lines[1].unpriced = "no page names it";
  result.alternatives[1].bill.lines[1].quantity = 1;
  const Scope scope = scope_of(result);
  EXPECT_EQ(scope.excluded.at(0), "UNPRICED on Amazon EC2: Volumes gp3, no page names it");
  EXPECT_EQ(scope.included.at(1), "Amazon EC2: On demand t3.micro");
}

TEST(Scope, of_nothing_still_excludes) {
  const Scope scope = scope_of(Result{});
  EXPECT_TRUE(scope.included.empty());
  EXPECT_GE(scope.excluded.size(), 5U);
}

TEST(Scope, stated_usage_has_one_too) {
  PricedUsage priced;
  priced.bill.lines = {line("Requests", "aws/lambda/requests")};
  priced.has_free_tier = false;
  priced.months = {std::chrono::hours(730)};
  const Scope scope = scope_of(priced);
  EXPECT_EQ(scope.included, Sentences{"Requests"});
  EXPECT_FALSE(scope.excluded.empty());
  EXPECT_EQ(scope.assumed,
            (Sentences{"the usage is as stated", "free allowances are used up by others: none is taken off",
                       "prices per month: a month of 730 h"}));
}

}  // namespace
}  // namespace isocost
