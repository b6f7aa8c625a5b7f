// Why two bills differ: every step has its cause, and the steps add up.
#include "simulator/compare/bill_difference.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

BillLine line(const std::string& name, const std::string& id, const std::string& quantity,
              const std::string& price, const WasteQuantities& waste = {}) {
  BillLine made;
  made.name = name;
  made.price_id = id;
  made.quantity = Decimal(quantity);
  made.unit_price = Decimal(price);
  made.exact = {made.quantity * made.unit_price};
  made.is_free = made.unit_price == 0;
  made.waste = waste;
  return made;
}

Bill bill(std::vector<BillLine> lines) {
  Bill made;
  made.lines = std::move(lines);
  return made;
}

std::string shown(const BillDifference& why) {
  std::string text;
  Usd sum = why.from;
  for (const DifferenceStep& step : why.steps) {
    text +=
        std::string(words_of(step.cause)) + " " + step.price_id + " " + to_string(step.amount.amount) + "\n";
    sum += step.amount;
  }
  EXPECT_EQ(to_string(sum.amount), to_string(why.to.amount)) << "steps do not add up";
  return text;
}

TEST(BillDifference, more_requests_are_volume_and_longer_ones_are_shape) {
  const Bill before = bill({line("Compute", "compute", "100", "2")});
  const Bill more = bill({line("Compute", "compute", "150", "2")});
  EXPECT_EQ(shown(difference({&before, Decimal(10)}, {&more, Decimal(15)})), "volume compute 100\n");
  EXPECT_EQ(shown(difference({&before, Decimal(10)}, {&more, Decimal(10)})), "shape compute 100\n");
  EXPECT_EQ(shown(difference({&before, Decimal(10)}, {&more, Decimal(12)})),
            "volume compute 40\nshape compute 60\n");
}

// Two servers serve twice the requests: nothing changed that is paid.
TEST(BillDifference, volume_explains_no_more_than_there_is) {
  const Bill servers = bill({line("Servers", "server", "1440", "0.02")});
  EXPECT_EQ(shown(difference({&servers, Decimal(10)}, {&servers, Decimal(20)})), "");
}

TEST(BillDifference, new_unit_price_of_the_same_line_is_price) {
  const Bill before = bill({line("Compute", "compute", "100", "2")});
  const Bill after = bill({line("Compute", "compute", "110", "3")});
  EXPECT_EQ(shown(difference({&before, {}}, {&after, {}})), "price compute 110\nshape compute 20\n");
}

// Lambda bills INIT since 2025-08-01: the same work, 40 GB-s of starts more.
TEST(BillDifference, waste_has_causes_of_its_own) {
  const Bill before = bill({line("Duration", "compute", "100", "2", {4, 0, 0, 0})});
  const Bill after = bill({line("Duration", "compute", "147", "2", {5, 40, 3, 0})});
  EXPECT_EQ(shown(difference({&before, Decimal(10)}, {&after, Decimal(10)})),
            "rounding up compute 2\ncold starts compute 80\nlimits compute 6\nshape compute 6\n");
}

TEST(BillDifference, free_part_and_tiers_are_what_is_left) {
  const Bill before = bill({line("Requests (free)", "requests", "60", "0")});
  const Bill after =
      bill({line("Requests (free)", "requests", "100", "0"), line("Requests", "requests", "20", "2")});
  EXPECT_EQ(shown(difference({&before, Decimal(60)}, {&after, Decimal(120)})),
            "volume requests 120\nallowance and tiers requests -80\n");
}

TEST(BillDifference, price_that_one_side_does_not_know_is_no_saving) {
  const Bill before = bill({line("Storage", "storage", "100", "2")});
  Bill after = before;
  after.lines[0].exact = {};
  after.lines[0].unpriced = "not found";
  const BillDifference why = difference({&before, {}}, {&after, {}});
  EXPECT_TRUE(why.is_lower_bound);
  EXPECT_EQ(shown(why), "UNPRICED on one side storage -200\n");
}

TEST(BillDifference, bill_does_not_differ_from_itself) {
  const Bill twice = bill({line("Reserved", "server", "100", "2"), line("Reserved", "server", "50", "3")});
  EXPECT_EQ(shown(difference({&twice, {}}, {&twice, {}})), "");
}

TEST(BillDifference, terms_of_the_account_are_a_step) {
  const Bill before = bill({line("Compute", "compute", "100", "2")});
  Bill after = before;
  after.adjustments = {{"Discount 10 % on aws", {Decimal(-20)}}, {"Tax 20 %", {Decimal(36)}}};
  EXPECT_EQ(shown(difference({&before, {}}, {&after, {}})), "account's terms  16\n");
}

TEST(BillDifference, prices_of_one_side_and_cents_are_steps) {
  const Bill before = bill({line("Servers", "server", "10", "1.004")});
  const Bill after = bill({line("Requests", "requests", "10", "0.5"), line("Disk", "disk", "1", "0.006")});
  EXPECT_EQ(
      shown(difference({&before, {}}, {&after, {}})),
      "no longer billed server -10.04\nnewly billed requests 5\nnewly billed disk 0.006\ncents  0.004\n");
}

}  // namespace
}  // namespace isocost
