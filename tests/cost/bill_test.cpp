#include "simulator/cost/bill.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

Decimal decimal(const std::string& text) { return parse_decimal(text).value(); }

Price at(const std::string& amount, const std::string& id = "aws/lambda/compute",
         const std::string& name = "Duration") {
  Price price;
  price.id = id;
  price.name = name;
  price.unit = "GB-second";
  price.tiers.push_back({std::nullopt, decimal(amount)});
  price.provenance.file = "models/aws/lambda.yaml";
  price.provenance.line = 7;
  return price;
}

/// The first 10 at 2, the next 40 at 1, the rest at 0.5.
Price tiered() {
  Price price = at("0");
  price.tiers = {
      {decimal("10"), decimal("2")}, {decimal("50"), decimal("1")}, {std::nullopt, decimal("0.5")}};
  return price;
}

Catalogue with_allowance(const std::string& quantity,
                         AllowanceKind kind = AllowanceKind::subtract_before_tiers) {
  Catalogue catalogue;
  Allowance allowance;
  allowance.id = "aws/lambda/free";
  allowance.quantity = decimal(quantity);
  allowance.kind = kind;
  catalogue.allowances.push_back(allowance);
  return catalogue;
}

Price free_of(Price price) {
  price.allowance = "aws/lambda/free";
  return price;
}

/// One line a bill line: name, quantity x unit price = exact amount.
std::string shown(const Bill& bill) {
  std::string text = "\n";
  for (const BillLine& line : bill.lines)
    text += line.name + ": " + to_string(line.quantity) + " x " +
            (line.unpriced ? "UNPRICED" : to_string(line.unit_price)) +
            (line.per == 1 ? "" : " / " + to_string(line.per)) + " = " + to_string(line.exact.amount) +
            (line.is_free ? " free" : "") + "\n";
  return text;
}

/// A day's allowance holds every day: 30 times a month.
TEST(Bill, allowance_of_a_day_is_taken_off_every_day) {
  Catalogue catalogue = with_allowance("10");
  catalogue.allowances.front().period = "day";
  const Price price = free_of(at("1"));
  const std::vector<UsageItem> items{{&price, price.id, decimal("400"), {}}};
  EXPECT_EQ(shown(rate(items, catalogue, true)),
            "\nDuration (free): 300 x 0 = 0 free\nDuration: 100 x 1 = 100\n");
}

TEST(Bill, waste_is_shared_by_the_lines_as_their_quantities_are) {
  const Catalogue catalogue = with_allowance("25");
  const Price price = free_of(at("2"));
  const std::vector<UsageItem> items{{&price, price.id, decimal("100"), {decimal("8"), 0, 0, decimal("40")}}};
  const Bill bill = rate(items, catalogue, true);
  ASSERT_EQ(bill.lines.size(), 2U);
  EXPECT_EQ(to_string(bill.lines[0].wasted(Waste::rounding)), "2");
  EXPECT_EQ(to_string(bill.lines[0].cost_of(Waste::rounding).amount), "0");
  EXPECT_EQ(to_string(bill.lines[1].wasted(Waste::rounding)), "6");
  EXPECT_EQ(to_string(bill.lines[1].cost_of(Waste::rounding).amount), "12");
  EXPECT_EQ(to_string(bill.lines[1].cost_of(Waste::idle).amount), "60");
}

Bill rated(const std::vector<std::pair<Price, std::string>>& usage, const Catalogue& catalogue = {},
           bool has_free_tier = true) {
  std::vector<UsageItem> items;
  for (const auto& [price, quantity] : usage) items.push_back({&price, price.id, decimal(quantity), {}});
  return rate(items, catalogue, has_free_tier);
}

TEST(Rate, a_line_is_quantity_times_unit_price) {
  Price requests = at("0.20", "aws/lambda/requests", "Requests");
  requests.per = decimal("1000000");
  const Bill bill = rated({{requests, "3000000"}, {at("0.0000166667"), "100000"}});
  EXPECT_EQ(shown(bill),
            "\nRequests: 3000000 x 0.2 / 1000000 = 0.6\nDuration: 100000 x 0.0000166667 = 1.66667\n");
  EXPECT_EQ(to_string(bill.total().amount), "2.27");
  EXPECT_EQ(to_string(bill.exact_total().amount), "2.26667");
}

TEST(Rate, a_line_knows_where_its_price_comes_from) {
  const BillLine line = rated({{at("1"), "1"}}).lines.at(0);
  EXPECT_EQ(line.price_id, "aws/lambda/compute");
  EXPECT_EQ(line.source_file, "models/aws/lambda.yaml");
  EXPECT_EQ(line.source_line, 7);
  EXPECT_EQ(line.unit, "GB-second");
}

TEST(Rate, usage_on_a_tier_edge_is_charged_at_the_lower_tier) {
  EXPECT_EQ(shown(rated({{tiered(), "10"}})), "\nDuration (first 10): 10 x 2 = 20\n");
  EXPECT_EQ(shown(rated({{tiered(), "50"}})),
            "\nDuration (first 10): 10 x 2 = 20\nDuration (next 40): 40 x 1 = 40\n");
}

TEST(Rate, usage_over_a_tier_edge_is_charged_piece_by_piece) {
  EXPECT_EQ(shown(rated({{tiered(), "10.5"}})),
            "\nDuration (first 10): 10 x 2 = 20\nDuration (next 40): 0.5 x 1 = 0.5\n");
  EXPECT_EQ(shown(rated({{tiered(), "70"}})),
            "\nDuration (first 10): 10 x 2 = 20\nDuration (next 40): 40 x 1 = 40\nDuration (over 50): 20 x "
            "0.5 = 10\n");
}

TEST(Rate, tiers_are_named_with_thousands_separated) {
  Price price = at("0");
  price.tiers = {{decimal("6000000000"), decimal("0.0000166667")}, {std::nullopt, decimal("0.000015")}};
  EXPECT_EQ(shown(rated({{price, "6000000001"}})),
            "\nDuration (first 6,000,000,000): 6000000000 x 0.0000166667 = 100000.2\n"
            "Duration (over 6,000,000,000): 1 x 0.000015 = 0.000015\n");
}

TEST(Rate, usage_of_nothing_has_a_line_of_nothing) {
  EXPECT_EQ(shown(rated({{at("2"), "0"}})), "\nDuration: 0 x 2 = 0\n");
}

TEST(Rate, usage_of_nothing_stands_in_the_first_tier) {
  EXPECT_EQ(shown(rated({{tiered(), "0"}})), "\nDuration (first 10): 0 x 2 = 0\n");
}

TEST(Rate, an_allowance_is_taken_off_before_the_tiers) {
  const Catalogue catalogue = with_allowance("4");
  EXPECT_EQ(shown(rated({{free_of(tiered()), "3"}}, catalogue)), "\nDuration (free): 3 x 0 = 0 free\n");
  EXPECT_EQ(shown(rated({{free_of(tiered()), "4"}}, catalogue)), "\nDuration (free): 4 x 0 = 0 free\n");
  EXPECT_EQ(shown(rated({{free_of(tiered()), "14"}}, catalogue)),
            "\nDuration (free): 4 x 0 = 0 free\nDuration (first 10): 10 x 2 = 20\n");
  EXPECT_EQ(
      shown(rated({{free_of(tiered()), "15"}}, catalogue)),
      "\nDuration (free): 4 x 0 = 0 free\nDuration (first 10): 10 x 2 = 20\nDuration (next 40): 1 x 1 = 1\n");
}

TEST(Rate, a_zero_band_takes_up_the_beginning_of_the_first_tier) {
  const Catalogue catalogue = with_allowance("4", AllowanceKind::zero_band);
  EXPECT_EQ(
      shown(rated({{free_of(tiered()), "14"}}, catalogue)),
      "\nDuration (free): 4 x 0 = 0 free\nDuration (first 10): 6 x 2 = 12\nDuration (next 40): 4 x 1 = 4\n");
}

TEST(Rate, a_zero_band_may_take_up_more_than_the_first_tier) {
  const Catalogue catalogue = with_allowance("12", AllowanceKind::zero_band);
  EXPECT_EQ(shown(rated({{free_of(tiered()), "14"}}, catalogue)),
            "\nDuration (free): 12 x 0 = 0 free\nDuration (next 40): 2 x 1 = 2\n");
}

TEST(Rate, an_allowance_is_shared_by_the_prices_that_name_it) {
  const Catalogue catalogue = with_allowance("10");
  const std::vector<std::pair<Price, std::string>> usage{{free_of(at("2", "a", "Duration")), "7"},
                                                         {free_of(at("1", "b", "Duration, Arm")), "7"},
                                                         {at("1", "c", "Other"), "1"}};
  const Bill bill = rated(usage, catalogue);
  EXPECT_EQ(shown(bill),
            "\nDuration (free): 7 x 0 = 0 free\n"
            "Duration, Arm (free): 3 x 0 = 0 free\n"
            "Duration, Arm: 4 x 1 = 4\n"
            "Other: 1 x 1 = 1\n");
}

TEST(Rate, without_the_free_tier_everything_is_paid) {
  EXPECT_EQ(shown(rated({{free_of(at("2")), "7"}}, with_allowance("10"), false)), "\nDuration: 7 x 2 = 14\n");
}

TEST(Rate, each_bill_has_the_allowance_once) {
  const Catalogue catalogue = with_allowance("10");
  const std::string first = shown(rated({{free_of(at("2")), "7"}}, catalogue));
  EXPECT_EQ(shown(rated({{free_of(at("2")), "7"}}, catalogue)), first);
}

TEST(Rate, what_has_no_price_is_unpriced_and_never_0) {
  Price unknown = at("0", "aws/lambda/provisioned", "Provisioned concurrency");
  unknown.tiers.clear();
  unknown.unpriced = "no price list of eu-west-1 was found";
  const Bill bill = rated({{at("2"), "7"}, {unknown, "3"}});
  EXPECT_EQ(shown(bill), "\nDuration: 7 x 2 = 14\nProvisioned concurrency: 3 x UNPRICED = 0\n");
  EXPECT_TRUE(bill.has_unpriced());
  EXPECT_EQ(bill.lines[1].unpriced, "no price list of eu-west-1 was found");
  EXPECT_EQ(to_string(bill.total().amount), "14");  // a lower bound
}

TEST(Rate, a_price_the_catalogue_lacks_is_unpriced) {
  const std::vector<UsageItem> items{{nullptr, "aws/ec2/server", decimal("720")}};
  const Bill bill = rate(items, {}, true);
  ASSERT_EQ(bill.lines.size(), 1U);
  EXPECT_EQ(bill.lines[0].name, "aws/ec2/server");
  EXPECT_TRUE(bill.lines[0].unpriced.has_value());
  EXPECT_TRUE(bill.has_unpriced());
}

TEST(Rate, no_usage_of_something_unpriced_leaves_the_total_exact) {
  const std::vector<UsageItem> items{{nullptr, "aws/ec2/server", decimal("0")}};
  EXPECT_FALSE(rate(items, {}, true).has_unpriced());
}

TEST(Bill, a_total_is_the_sum_of_its_rounded_lines) {
  // Three lines of half a cent each are three cents, not one and a half.
  const Bill bill = rated({{at("0.005", "a"), "1"}, {at("0.005", "b"), "1"}, {at("0.005", "c"), "1"}});
  EXPECT_EQ(to_string(bill.total().amount), "0.03");
  EXPECT_EQ(to_string(bill.exact_total().amount), "0.015");
}

TEST(MeanBill, has_the_mean_quantities_and_amounts) {
  const std::vector<Bill> bills{rated({{at("2"), "1"}}), rated({{at("2"), "2"}}), rated({{at("2"), "6"}})};
  EXPECT_EQ(shown(mean_bill(bills)), "\nDuration: 3 x 2 = 6\n");
}

TEST(MeanBill, a_tier_that_some_do_not_reach_counts_as_nothing_there) {
  const std::vector<Bill> bills{rated({{tiered(), "8"}, {at("3", "x", "Other"), "1"}}),
                                rated({{tiered(), "60"}, {at("3", "x", "Other"), "1"}})};
  EXPECT_EQ(shown(mean_bill(bills)),
            "\nDuration (first 10): 9 x 2 = 18\n"
            "Duration (next 40): 20 x 1 = 20\n"
            "Duration (over 50): 5 x 0.5 = 2.5\n"
            "Other: 1 x 3 = 3\n");
  const std::vector<Bill> other_way_round{bills[1], bills[0]};
  EXPECT_EQ(shown(mean_bill(other_way_round)), shown(mean_bill(bills)));
}

TEST(MeanBill, keeps_what_is_unpriced) {
  const std::vector<UsageItem> items{{nullptr, "aws/ec2/server", decimal("720")}};
  const std::vector<Bill> bills(3, rate(items, {}, true));
  EXPECT_TRUE(mean_bill(bills).has_unpriced());
}

/// Discounts, credits and tax, by name: "Discount 10 % on aws -1.5; ".
std::string terms(const Bill& bill) {
  std::string text;
  for (const Adjustment& one : bill.adjustments) text += one.name + " " + to_string(one.exact.amount) + "; ";
  return text + "to pay " + to_plain_cents(bill.net());
}

TEST(Bill, most_specific_discount_then_credit_then_tax) {
  const Price compute = at("2"), disk = at("1", "aws/ebs/gp3", "Disk"), other = at("3", "gcp/run/cpu", "CPU");
  const std::vector<UsageItem> items{{&compute, compute.id, decimal("100"), {}},
                                     {&disk, disk.id, decimal("50"), {}},
                                     {&other, other.id, decimal("10"), {}}};
  Account account;
  account.discounts = {{"aws", decimal("0.1")}, {"aws/lambda", decimal("0.25")}};
  account.credits = {{"gcp", {decimal("100")}}, {"aws", {decimal("45")}}};
  account.tax = decimal("0.2");
  const Bill bill = rate(items, {}, true, 1, account);
  EXPECT_EQ(to_plain_cents(bill.total()), "280.00");
  // 280 - 5 - 50 - 30 - 45 = 150, and a fifth of it.
  EXPECT_EQ(terms(bill),
            "Discount 10 % on aws -5; Discount 25 % on aws/lambda -50; Credit on gcp -30; Credit on aws -45; "
            "Tax 20 % 30; to pay 180.00");
}

TEST(Bill, an_allowance_that_the_account_does_not_have_is_not_taken_off_and_others_are) {
  const Catalogue catalogue = with_allowance("25");
  const Price one = free_of(at("2", "aws/lambda/compute", "One")),
              other = free_of(at("3", "aws/run/compute", "Other"));
  const std::vector<UsageItem> items{{&one, one.id, decimal("30"), {}},
                                     {&other, other.id, decimal("30"), {}}};
  Account account;
  account.without_allowances = {"aws/lambda"};
  EXPECT_EQ(shown(rate(items, catalogue, true, 1, account)),
            "\nOne: 30 x 2 = 60\nOther (free): 25 x 0 = 0 free\nOther: 5 x 3 = 15\n");
  account.without_allowances = {"aws"};
  EXPECT_EQ(shown(rate(items, catalogue, true, 1, account)), "\nOne: 30 x 2 = 60\nOther: 30 x 3 = 90\n");
}

TEST(Bill, other_usage_of_the_account_eats_allowance_and_tiers_first) {
  Catalogue catalogue = with_allowance("25");
  const Price price = free_of(tiered());  // the first 10 at 2, the next 40 at 1, the rest at 0.5
  catalogue.prices.push_back(price);
  const std::vector<UsageItem> items{{&price, price.id, decimal("30"), {}}};
  Account account;
  account.other_usage = {{price.id, "", {}, decimal("20")}};
  EXPECT_EQ(shown(rate(items, catalogue, true, 1, account)),
            "\nDuration (free): 5 x 0 = 0 free\nDuration (first 10): 10 x 2 = 20\nDuration (next 40): 15 x 1 "
            "= 15\n");
  account.other_usage = {{price.id, "", {}, decimal("65")}};  // 25 free, 40 of the tiers
  EXPECT_EQ(shown(rate(items, catalogue, true, 1, account)),
            "\nDuration (next 40): 10 x 1 = 10\nDuration (over 50): 20 x 0.5 = 10\n");
}

}  // namespace
}  // namespace isocost
