// Prices of the user's own, laid over the shipped ones.
#include <gtest/gtest.h>

#include "simulator/catalogue/catalogue.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;

std::string overlay(const std::string& price) {
  return "provider: aws\nservice: lambda\ntitle: Mine\n"
         "sources:\n  mine: {title: Our contract, url: \"\", read: 2026-11-01, grade: C}\n"
         "prices:\n  - " +
         price + "\n";
}

Loaded<Catalogue> loaded(const std::string& text) {
  const InFolder folder;
  folder.write("mine.yaml", text);
  return load_catalogue(ISOCOST_SOURCE_DIR "/models", {"mine.yaml"});
}

TEST(Overlay, price_takes_the_place_of_the_shipped_one_and_keeps_its_allowance) {
  const auto mine =
      loaded(overlay("{meter: requests, name: Requests of ours, unit: request, region: us-east-1, per: "
                     "\"1000000\", amount: \"0.15\", source: mine}"));
  ASSERT_TRUE(mine.value) << render(mine.diagnostics);
  const Date day = parse_date("2026-11-01").value();
  const Price* const price = mine.value->price("aws/lambda/requests", "us-east-1", {}, day);
  ASSERT_NE(price, nullptr);
  EXPECT_EQ(to_string(price->tiers.front().amount), "0.15");
  EXPECT_EQ(price->allowance, "aws/lambda/free-requests");
  EXPECT_EQ(price->provenance.file, "mine.yaml");
  const Price* const other = mine.value->price("aws/lambda/requests", "eu-west-1", {}, day);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(to_string(other->tiers.front().amount), "0.2");
  EXPECT_NE(mine.value->hash, testing_support::models()->hash);
}

TEST(Overlay, price_in_another_unit_is_refused) {
  EXPECT_EQ(loaded(overlay("{meter: requests, name: Requests, unit: hour, region: us-east-1, amount: "
                           "\"0.15\", source: mine}"))
                .diagnostics.at(0)
                .message.substr(0, 62),
            "line 7: aws/lambda/requests is counted in requests of models/a");
}

TEST(Overlay, price_from_a_day_on_leaves_the_days_before_it_to_the_earlier_one) {
  const auto mine =
      loaded(overlay("{meter: requests, name: R, unit: request, region: us-east-1, amount: \"1\", valid: "
                     "{from: 2026-11-10}, source: mine}"));
  ASSERT_TRUE(mine.value) << render(mine.diagnostics);
  const auto amount_on = [&](const char* day) {
    const Price* const price =
        mine.value->price("aws/lambda/requests", "us-east-1", {}, parse_date(day).value());
    return price != nullptr ? to_string(price->tiers.front().amount) : "none";
  };
  EXPECT_EQ(amount_on("2026-11-09"), "0.2");
  EXPECT_EQ(amount_on("2026-11-10"), "1");
}

/// Two prices of requests with these days: "from: 2026-01-01, to: 2026-06-30".
std::string two_prices(const std::string& first, const std::string& second) {
  const auto price = [](const std::string& amount, const std::string& days) {
    return "{meter: requests, name: R, unit: request, region: us-east-1, amount: \"" + amount +
           "\", valid: {" + days + "}, source: mine}";
  };
  return overlay(price("1", first) + "\n  - " + price("2", second));
}

TEST(Overlay, two_prices_for_the_same_days_are_refused) {
  const std::string told = "line 8: aws/lambda/requests has a price for these days at mine.yaml:7 already";
  for (const auto& [first, second] :
       {std::pair{"from: 2026-01-01, to: 2026-06-30", "from: 2026-06-01"}, std::pair{"", ""},
        std::pair{"from: 2026-01-01", "from: 2026-01-01, to: 2026-12-31"}}) {
    const auto mine = loaded(two_prices(first, second));
    EXPECT_FALSE(mine.value);
    ASSERT_EQ(mine.diagnostics.size(), 1U) << render(mine.diagnostics);
    EXPECT_EQ(mine.diagnostics[0].message, told);
  }
}

TEST(Overlay, prices_follow_each_other_by_their_days_in_any_order_of_the_file) {
  const auto mine = loaded(two_prices("from: 2026-06-01", "from: 2026-01-01"));
  ASSERT_TRUE(mine.value) << render(mine.diagnostics);
  const auto amount_on = [&](const char* day) {
    const Price* const price =
        mine.value->price("aws/lambda/requests", "us-east-1", {}, parse_date(day).value());
    return price != nullptr ? to_string(price->tiers.front().amount) : "none";
  };
  EXPECT_EQ(amount_on("2025-12-31"), "0.2");
  EXPECT_EQ(amount_on("2026-05-31"), "2");
  EXPECT_EQ(amount_on("2026-06-01"), "1");
}

TEST(Overlay, price_read_before_the_one_it_replaces_is_told) {
  const auto mine = loaded(
      "provider: aws\nservice: lambda\ntitle: Mine\n"
      "sources:\n  old: {title: A list, url: \"\", read: 2020-10-01, grade: B}\n"
      "prices:\n  - {meter: requests, name: R, unit: request, region: us-east-1, amount: \"1\", source: "
      "old}\n"
      "  - {meter: of-mine, name: M, unit: request, region: us-east-1, amount: \"1\", source: old}\n");
  ASSERT_TRUE(mine.value);
  EXPECT_EQ(render(mine.diagnostics),
            "mine.yaml: warning: 1 of its prices, read 2020-10-01, replace prices read later (2026-09-24)\n");
}

TEST(Overlay, path_without_a_file_is_told) {
  EXPECT_EQ(render(load_catalogue(ISOCOST_SOURCE_DIR "/models", {"no-such-overlay"}).diagnostics),
            "no-such-overlay: error: no catalogue files here\n"
            "hint: an overlay is a file, or a folder of files\n");
}

TEST(Overlay, price_below_nothing_or_for_nothing_is_refused) {
  EXPECT_EQ(
      loaded(
          overlay(
              "{meter: requests, name: R, unit: request, region: us-east-1, amount: \"-1\", source: mine}"))
          .diagnostics.at(0)
          .message,
      "a price is not below 0");
  EXPECT_EQ(loaded(overlay("{meter: requests, name: R, unit: request, region: us-east-1, per: \"0\", amount: "
                           "\"1\", source: "
                           "mine}"))
                .diagnostics.at(0)
                .message,
            "a price is for more than 0 units");
}

// Which region a usage line means must not change: the price stays where it was.
TEST(Overlay, price_stays_in_the_place_of_the_one_it_redefines) {
  const auto mine = loaded(
      overlay("{meter: requests, name: R, unit: request, region: us-east-1, amount: \"1\", source: mine}"));
  ASSERT_TRUE(mine.value);
  std::vector<std::string> before, after;
  for (const Price& price : testing_support::models()->prices)
    if (price.id == "aws/lambda/requests") before.push_back(price.region);
  for (const Price& price : mine.value->prices)
    if (price.id == "aws/lambda/requests") after.push_back(price.region);
  EXPECT_EQ(after, before);
}

// A list that begins with a tier of nothing says the allowance itself: it must not be taken off twice.
TEST(Overlay, tier_of_nothing_takes_the_place_of_the_allowance) {
  const auto mine = loaded(
      overlay("{meter: requests, name: R, unit: request, region: us-east-1,\n     tiers: [{to: \"1000000\", "
              "amount: \"0\"}, {amount: \"0.2\"}], source: mine}"));
  ASSERT_TRUE(mine.value);
  const Price* const price =
      mine.value->price("aws/lambda/requests", "us-east-1", {}, parse_date("2026-11-01").value());
  ASSERT_NE(price, nullptr);
  EXPECT_EQ(price->allowance, std::nullopt);
}

}  // namespace
}  // namespace isocost
