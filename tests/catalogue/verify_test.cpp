#include "simulator/catalogue/verify.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::models;

constexpr const char* head =
    "provider: acme\n"
    "service: run\n"
    "title: Acme Run\n"
    "sources:\n"
    "  page: {title: Prices, url: \"https://acme.example/prices\", read: 2026-05-04, grade: A}\n"
    "  copy: {title: A copy, url: \"https://copy.example\", read: 2026-03-01, grade: C}\n"
    "prices:\n";

Date on(const char* text) { return parse_date(text).value(); }

Catalogue catalogue_of(const std::string& prices) {
  auto loaded = testing_support::acme_catalogue(head + prices);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return std::move(loaded.value).value_or(Catalogue{});
}

/// As on 2026-06-01, with sources that may be 60 days old.
std::string problems(const std::string& prices) {
  std::string text;
  for (const CatalogueProblem& one : verify(catalogue_of(prices), on("2026-06-01"), std::chrono::days(60)))
    text += one.place + (one.kind == CatalogueProblem::Kind::error ? ": error: " : ": warning: ") + one.text +
            "\n";
  return text;
}

std::string price(const std::string& rest) {
  return "  - {meter: compute, name: Compute, unit: second, region: earth, " + rest + "}\n";
}

TEST(VerifyCatalogue, finds_nothing_in_prices_that_follow_each_other) {
  EXPECT_EQ(problems(price("amount: \"1\", valid: {to: 2026-01-31}, source: page") +
                     price("amount: \"2\", valid: {from: 2026-02-01}, source: page")),
            "");
}

TEST(VerifyCatalogue, names_both_places_of_prices_that_hold_on_the_same_day) {
  EXPECT_EQ(problems(price("amount: \"1\", valid: {to: 2026-02-01}, source: page") +
                     price("amount: \"2\", valid: {from: 2026-02-01}, source: page")),
            "models/acme/run.yaml:9: error: acme/run/compute in earth holds on the same days as the entry at "
            "models/acme/run.yaml:8\n");
}

TEST(VerifyCatalogue, doubts_a_price_of_nothing) {
  EXPECT_EQ(problems(price("amount: \"0\", source: page")),
            "models/acme/run.yaml:8: error: acme/run/compute in earth costs nothing at any quantity: an "
            "allowance, or UNPRICED?\n");
}

TEST(VerifyCatalogue, allows_what_was_free_once) {
  EXPECT_EQ(problems(price("amount: \"0\", valid: {to: 2026-01-31}, source: page") +
                     price("amount: \"2\", valid: {from: 2026-02-01}, source: page")),
            "");
}

TEST(VerifyCatalogue, warns_once_of_an_old_source_behind_the_errors) {
  EXPECT_EQ(
      problems(price("amount: \"1\", source: copy, when: {size: s}") +
               price("amount: \"1\", source: copy, when: {size: m}") +
               "  - {meter: calls, name: Calls, unit: call, region: earth, amount: \"0\", source: page}\n"),
      "models/acme/run.yaml:10: error: acme/run/calls in earth costs nothing at any quantity: an "
      "allowance, or UNPRICED?\n"
      "models/acme/run.yaml:8: warning: \"A copy\" was read on 2026-03-01, 92 days ago\n");
}

TEST(VerifyCatalogue, covers_each_meter_once_in_each_region_with_its_worst_grade_and_its_gaps) {
  const auto rows = coverage_of(catalogue_of(
      price("amount: \"1\", source: page") +
      "  - {meter: compute, name: Compute, unit: second, region: moon, amount: \"2\", source: copy}\n"
      "  - {meter: egress, name: Egress, unit: GiB, region: earth, unpriced: no page tells, source: "
      "page}\n"));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].service, "acme/run");
  EXPECT_EQ(rows[0].meter, "compute");
  EXPECT_EQ(rows[0].region, "earth");
  EXPECT_NE(rows[0].grade, "C");
  EXPECT_EQ(rows[0].unpriced, "");
  EXPECT_EQ(rows[1].meter, "compute");
  EXPECT_EQ(rows[1].region, "moon");
  EXPECT_EQ(rows[1].grade, "C");
  EXPECT_EQ(rows[1].read, on("2026-03-01"));
  EXPECT_EQ(rows[2].meter, "egress");
  EXPECT_EQ(rows[2].unpriced, "no page tells");
}

TEST(VerifyCatalogue, finds_no_error_in_the_shipped_catalogue) {
  std::string errors;
  Date newest = models()->newest_read;
  for (const auto& [service, fact] : models()->facts) newest = std::max(newest, fact.provenance.source.read);
  for (const CatalogueProblem& one : verify(*models(), newest, std::chrono::days(100000)))
    errors += one.place + ": " + one.text + "\n";
  EXPECT_EQ(errors, "");
}

}  // namespace
}  // namespace isocost
