// A saved bill is read back, and one of its lines explained to the last digit.
#include "simulator/report/explain.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

const char* const usage =
    "title: Thumbnails\n"
    "as_of: 2026-11-01\n"
    "usage:\n"
    "  - {function: aws-lambda, requests: 3M, duration: 119.5 ms, memory: 1536 MiB}\n";

/// The bill of that usage, written and read back.
Loaded<SavedResult> saved(const InFolder& folder) {
  folder.write("usage.yaml", usage);
  const auto priced = price_usage_file("usage.yaml", *models());
  EXPECT_TRUE(priced.value);
  folder.write("bill.json", write_bill_json(*priced.value));
  return read_saved_result("bill.json");
}

TEST(SavedResult, bill_comes_back_as_it_was_written) {
  const InFolder folder;
  const auto read = saved(folder);
  const auto priced = price_usage_file("usage.yaml", *models());
  ASSERT_TRUE(read.value && priced.value);
  const Bill& before = priced.value->bill;
  const Bill& after = read.value->alternatives.front().bill;
  EXPECT_EQ(after.total(), before.total());
  EXPECT_EQ(after.exact_total(), before.exact_total());
  ASSERT_EQ(after.lines.size(), before.lines.size());
  for (std::size_t i = 0; i < after.lines.size(); ++i) {
    EXPECT_EQ(after.lines[i].name, before.lines[i].name);
    EXPECT_EQ(after.lines[i].is_free, before.lines[i].is_free);
    EXPECT_EQ(after.lines[i].source.read, before.lines[i].source.read);
    EXPECT_EQ(after.lines[i].source_line, before.lines[i].source_line);
    EXPECT_EQ(to_string(after.lines[i].wasted(Waste::rounding)),
              to_string(before.lines[i].wasted(Waste::rounding)));
  }
}

TEST(SavedResult, figure_without_a_value_or_an_interval_comes_back_without) {
  const auto read = read_saved_text(
      "one.json",
      "{\"isocost_result\": 1, \"title\": \"x\", \"free_tier\": true, \"as_of\": \"2026-11-01\",\n"
      " \"manifest\": {\"inputs\": {\"billed_as_of\": \"2026-11-01\"}},\n"
      " \"alternatives\": [{\"name\": \"a\", \"platform\": \"aws-lambda\", \"region\": \"r\", \"size\": "
      "\"s\",\n"
      "   \"metrics\": {\"latency_p99\": {\"value\": null, \"half_width\": null, \"unit\": \"s\", "
      "\"status\": "
      "\"UNANSWERED\"}},\n"
      "   \"bill\": {\"lines\": [], \"adjustments\": []}, \"assumptions\": [], \"notes\": []}]}\n");
  ASSERT_TRUE(read.value) << render(read.diagnostics);
  const SavedFigure* const p99 = read.value->alternatives.front().metric("latency_p99");
  ASSERT_NE(p99, nullptr);
  EXPECT_FALSE(p99->value);
  EXPECT_FALSE(p99->half_width);
}

TEST(SavedResult, what_is_missing_or_no_figure_is_told_with_its_place) {
  const InFolder folder;
  folder.write("cut.json",
               "{\"isocost_bill\": 1, \"title\": \"x\", \"free_tier\": true, \"as_of\": \"2026-11-01\",\n"
               " \"bill\": {\"lines\": [{\"name\": \"a\", \"price_id\": \"b\", \"unit\": \"GB\", "
               "\"quantity\": \"many\",\n"
               "   \"per\": \"1\", \"status\": \"FREE\", \"worth\": \"0\", \"unit_price\": \"0\", \"waste\": "
               "[], \"source\": "
               "{\"file\": \"\",\n"
               "   \"line\": 0, \"title\": \"\", \"url\": \"\", \"grade\": \"\", \"read\": \"\"}}], "
               "\"adjustments\": []}}\n");
  EXPECT_EQ(render(read_saved_result("cut.json").diagnostics),
            "cut.json:2:21: error: \"exact_amount\" is missing\n"
            "  2 |  \"bill\": {\"lines\": [{\"name\": \"a\", \"price_id\": \"b\", \"unit\": \"GB\", "
            "\"quantity\": \"many\",\n"
            "    |                     ^\n"
            "hint: the file is cut, or was changed by hand\n"
            "cut.json:2:78: error: expected a decimal number, found \"many\"\n"
            "  2 |  \"bill\": {\"lines\": [{\"name\": \"a\", \"price_id\": \"b\", \"unit\": \"GB\", "
            "\"quantity\": \"many\",\n"
            "    |                                                                              ^~~~~~\n");
  folder.write("scenario.yaml", "scenario: Mine\n");
  EXPECT_EQ(read_saved_result("scenario.yaml").diagnostics.at(0).message, "this is no result and no bill");
}

TEST(Explain, line_leads_back_to_its_price_and_its_page) {
  const InFolder folder;
  const auto read = saved(folder);
  ASSERT_TRUE(read.value);
  const auto report = explain(*read.value, read.value->alternatives.front(), "duration");
  ASSERT_TRUE(report.value);
  const Price* const price = models()->price("aws/lambda/compute", "us-east-1", {{"architecture", "x86_64"}},
                                             parse_date("2026-11-01").value());
  ASSERT_NE(price, nullptr);
  const Allowance* const allowance = models()->allowance(price->allowance.value());
  ASSERT_NE(allowance, nullptr);
  const std::string source = price->provenance.file + ":" + std::to_string(price->provenance.line);
  EXPECT_EQ(write_text(*report.value),
            "Duration: 2.33 USD\n"
            "==================\n"
            "\n"
            "How it is computed\n"
            "\n"
            "  line                            quantity  unit         price, USD  exact, USD   USD\n"
            "  ------------------------------  --------  ---------  ------------  ----------  ----\n"
            "  Duration (free)                  400,000  GB-second          free           0  0.00\n"
            "    of which rounding up             1,667  GB-second                         0\n"
            "  Duration (first 6,000,000,000)   140,000  GB-second  0.0000166667    2.333338  2.33\n"
            "    of which rounding up             583.3  GB-second                0.00972224\n"
            "  Together                                                             2.333338  2.33\n"
            "\n"
            "  - Duration (free): 400000 GB-second cost nothing, worth 6.66668 USD\n"
            "  - Duration (first 6,000,000,000): 140000 GB-second x 0.0000166667 = 2.333338 USD, rounded "
            "half up to 2.33\n"
            "\n"
            "Where the free allowance of Duration is from\n"
            "\n"
            "  - taken off price aws/lambda/compute\n"
            "  - models/aws/lambda.yaml:" +
                std::to_string(allowance->provenance.line) +
                "\n"
                "  - AWS Lambda pricing, https://aws.amazon.com/lambda/pricing/\n"
                "  - read 2026-11-23, grade A: official page\n"
                "\n"
                "Where the price of Duration is from\n"
                "\n"
                "  - price aws/lambda/compute\n"
                "  - " +
                source +
                "\n"
                "  - " +
                price->provenance.source.title + ", " + price->provenance.source.url +
                "\n"
                "  - read " +
                to_string(price->provenance.source.read) + ", grade " + price->provenance.source.grade +
                ": synced from an official price interface by a public repository\n"
                "\n"
                "Rules\n"
                "\n"
                "  - prices and rules in force on 2026-11-01; free allowances taken off\n");
}

TEST(Explain, unknown_line_suggests_the_nearest) {
  const InFolder folder;
  const auto read = saved(folder);
  ASSERT_TRUE(read.value);
  const auto report = explain(*read.value, read.value->alternatives.front(), "aws/lambda/comput");
  EXPECT_EQ(render(report.diagnostics),
            "bill.json: error: the bill has no line \"aws/lambda/comput\"\n"
            "hint: did you mean \"aws/lambda/compute\"?\n");
}

TEST(Explain, lines_of_one_name_with_several_prices_are_all_explained) {
  const InFolder folder;
  auto read = saved(folder);
  ASSERT_TRUE(read.value);
  SavedAlternative& one = read.value->alternatives.front();
  BillLine other = one.bill.lines[1];  // 2 million requests, 0.40 USD
  other.name = "Duration";
  other.price_id = "aws/lambda-edge/compute";
  other.source_line = 77;
  one.bill.lines.push_back(other);
  const auto report = explain(*read.value, one, "Duration");
  ASSERT_TRUE(report.value);
  const std::string text = write_text(*report.value);
  EXPECT_EQ(text.substr(0, text.find('\n')), "Duration: 2.73 USD");
  EXPECT_NE(text.find("  - price aws/lambda/compute\n"), std::string::npos);
  EXPECT_NE(text.find("  - price aws/lambda-edge/compute\n  - models/aws/lambda.yaml:77\n"),
            std::string::npos);
}

TEST(Explain, each_entry_of_a_price_has_its_source) {
  const InFolder folder;
  folder.write(
      "usage.yaml",
      "free_tier: off\nusage:\n"
      "  - {function: aws-lambda, requests: 1M, duration: 100 ms, memory: 1 GiB}\n"
      "  - {function: aws-lambda, requests: 1M, duration: 100 ms, memory: 1 GiB, architecture: arm64}\n");
  const auto priced = price_usage_file("usage.yaml", *models());
  ASSERT_TRUE(priced.value) << render(priced.diagnostics);
  folder.write("bill.json", write_bill_json(*priced.value));
  const auto read = read_saved_result("bill.json");
  const auto report = explain(*read.value, read.value->alternatives.front(), "Duration");
  ASSERT_TRUE(report.value);
  std::vector<std::string> headings;
  for (const ReportSection& section : report.value->sections) headings.push_back(section.heading);
  EXPECT_EQ(headings, (std::vector<std::string>{"How it is computed", "Where the price of Duration is from",
                                                "Where the price of Duration, Arm is from", "Rules"}));
  EXPECT_NE(report.value->sections[1].notes[1], report.value->sections[2].notes[1]);
}

TEST(Explain, amount_that_is_not_its_product_is_told) {
  const InFolder folder;
  auto read = saved(folder);
  ASSERT_TRUE(read.value);
  SavedAlternative& one = read.value->alternatives.front();
  one.bill.lines[1].exact = {Decimal("7")};
  const auto report = explain(*read.value, one, "total");
  ASSERT_TRUE(report.value);
  EXPECT_NE(write_text(*report.value).find("quantity x price is not the amount in the file"),
            std::string::npos);
}

TEST(Explain, steps_of_a_difference_are_shown_in_cents_that_add_up) {
  BillDifference why;
  why.from = {Decimal("1.00")};
  why.to = {Decimal("1.02")};
  why.steps = {{Cause::volume, "a", {Decimal("0.0066")}},
               {Cause::shape, "b", {Decimal("0.0067")}},
               {Cause::price, "c", {Decimal("0.0067")}}};
  const std::string text = write_text(make_difference_report({{"before", "after", why}}));
  EXPECT_EQ(text.substr(0, text.find("Words")),
            "Why the totals differ\n"
            "=====================\n"
            "\n"
            "before -> after: +0.02 USD\n"
            "\n"
            "  price +0.01, volume +0.01, shape +0.01\n"
            "\n"
            "  step      price    USD\n"
            "  --------  -----  -----\n"
            "  before            1.00\n"
            "    price   c      +0.01\n"
            "    volume  a       0.00\n"
            "    shape   b      +0.01\n"
            "  after             1.02\n"
            "\n");
}

}  // namespace
}  // namespace isocost
