#include "simulator/report/report_model.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/csv.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::parsed_csv;
using Json = nlohmann::json;

TEST(CsvText, is_quoted_only_when_it_must_be) {
  EXPECT_EQ(csv_text("AWS Lambda"), "AWS Lambda");
  EXPECT_EQ(csv_text("Duration (first 6,000)"), "\"Duration (first 6,000)\"");
  EXPECT_EQ(csv_text("say \"hello\""), "\"say \"\"hello\"\"\"");
  EXPECT_EQ(csv_text("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_text(""), "");
}

TEST(CsvText, no_spreadsheet_takes_a_name_for_a_formula) {
  EXPECT_EQ(csv_text("=1+1"), "'=1+1");
  EXPECT_EQ(csv_text("+49 30"), "'+49 30");
  EXPECT_EQ(csv_text("-cmd"), "'-cmd");
  EXPECT_EQ(csv_text("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_text("\t=1"), "'\t=1");
  EXPECT_EQ(csv_text("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  EXPECT_EQ(csv_text("a=b"), "a=b");
}

ReportModel small_report() {
  ReportModel report;
  report.title = "Größe";
  ReportSection section{"Answer", {"A paragraph."}, {}, {"a note"}};
  section.tables.push_back(
      {{{"name", false}, {"cost", true}}, {{"AWS | Lambda", "1,234.50"}, {"µ", "2.00 ± 0.10"}}});
  report.sections.push_back(section);
  return report;
}

TEST(WriteText, aligns_columns_by_characters) {
  EXPECT_EQ(write_text(small_report()),
            "Größe\n"
            "=====\n"
            "\n"
            "Answer\n"
            "\n"
            "  A paragraph.\n"
            "\n"
            "  name                 cost\n"
            "  ------------  -----------\n"
            "  AWS | Lambda     1,234.50\n"
            "  µ             2.00 ± 0.10\n"
            "\n"
            "  - a note\n");
}

TEST(WriteText, wraps_long_paragraphs_and_notes) {
  ReportModel report;
  report.title = "T";
  std::string long_text;
  for (int i = 0; i < 60; ++i) long_text += (i > 0 ? " " : "") + std::string("word");
  report.sections.push_back({"S", {long_text}, {}, {long_text}});
  std::istringstream lines(write_text(report));
  std::string line;
  int words = 0;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 114U) << line;
    for (std::size_t at = 0; (at = line.find("word", at)) != std::string::npos; ++at) ++words;
    EXPECT_TRUE(line.empty() || line.back() != ' ');
  }
  EXPECT_EQ(words, 120);
}

TEST(WriteMarkdown, escapes_what_would_end_a_cell) {
  EXPECT_EQ(write_markdown(small_report()),
            "# Größe\n"
            "\n"
            "## Answer\n"
            "\n"
            "A paragraph.\n"
            "\n"
            "| name | cost |\n"
            "| --- | ---: |\n"
            "| AWS \\| Lambda | 1,234.50 |\n"
            "| µ | 2.00 ± 0.10 |\n"
            "\n"
            "- a note\n");
}

// --- one result in four formats
// ------------------------------------------------------------------------------------

const Result& shop() {
  static const Result result = run_experiment(
      experiment_of("scenario: Shop\n"
                    "question: What does it cost?\n"
                    "period: {start: 2026-11-01, length: 6 h}\nreplications: 3\nfree_tier: off\n"
                    "workload: {rate: 20/s}\n"
                    "application: {duration: {p50: 150 ms, p95: 600 ms}, response_size: 20 kB}\n"
                    "slo: {p95: 1 s}\n"
                    "alternatives:\n"
                    "  - {name: \"Lambda, large\", platform: aws-lambda, memory: 1769 MiB}\n"
                    "  - {name: \"=Lambda in Ireland\", platform: aws-lambda, memory: 1769 MiB, region: "
                    "eu-west-1, provisioned: 2}\n"
                    "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n"),
      {});
  return result;
}

TEST(Formats, carry_the_same_totals) {
  const Comparison comparison = compare(shop());
  const std::string text = write_text(make_report(shop(), comparison)),
                    markdown = write_markdown(make_report(shop(), comparison));
  const auto csv = parsed_csv(write_csv(shop()));
  const Json json = Json::parse(write_json(shop(), comparison));
  for (std::size_t i = 0; i < shop().alternatives.size(); ++i) {
    const AlternativeResult& one = shop().alternatives[i];
    const std::string grouped = to_cents_text(one.bill.total()),
                      plain = to_string(one.bill.total().amount, 2);
    SCOPED_TRACE(one.name);
    EXPECT_NE(text.find("  Total  "), std::string::npos);
    EXPECT_NE(text.find(" " + grouped + "\n"), std::string::npos);
    EXPECT_NE(markdown.find(" " + grouped + " |"), std::string::npos);
    EXPECT_EQ(json["alternatives"][i]["bill"]["total"], plain);
    EXPECT_EQ(json["alternatives"][i]["metrics"]["cost"]["value"].get<double>(),
              one.estimate(MetricId::cost).value);
    std::size_t found = 0;
    for (const auto& row : csv)
      if (row[0] == "total" && row[1] == (one.name.starts_with("=") ? "'" : "") + one.name) {
        ++found;
        EXPECT_EQ(row[3], plain);
        EXPECT_EQ(row[6], one.bill.has_unpriced() ? "UNPRICED" : "OK");
      }
    EXPECT_EQ(found, 1U);
  }
}

TEST(Formats, lines_add_up_to_the_total) {
  const Json json = Json::parse(write_json(shop(), compare(shop())));
  for (const Json& one : json["alternatives"]) {
    Decimal sum = 0, exact = 0;
    for (const Json& line : one["bill"]["lines"]) {
      if (line["status"] == "UNPRICED") continue;
      sum += parse_decimal(line["amount"].get<std::string>()).value();
      exact += parse_decimal(line["exact_amount"].get<std::string>()).value();
      // Quantity x unit price / per is the exact amount, to the digits printed.
      const Decimal product = parse_decimal(line["quantity"].get<std::string>()).value() *
                              parse_decimal(line["unit_price"].get<std::string>()).value() /
                              parse_decimal(line["per"].get<std::string>()).value();
      EXPECT_NEAR(product.to_double(), std::stod(line["exact_amount"].get<std::string>()), 1e-12)
          << line["name"];
    }
    EXPECT_EQ(sum, parse_decimal(one["bill"]["total"].get<std::string>()).value());
    EXPECT_NEAR(exact.to_double(), std::stod(one["bill"]["exact_total"].get<std::string>()), 1e-12);
  }
}

TEST(WriteCsv, has_seven_fields_in_every_row) {
  const auto rows = parsed_csv(write_csv(shop()));
  EXPECT_EQ(rows.at(0), (std::vector<std::string>{"section", "alternative", "item", "value", "half_width",
                                                  "unit", "status"}));
  for (const auto& row : rows) EXPECT_EQ(row.size(), 7U) << row[0];
  std::size_t metrics = 0;
  for (const auto& row : rows) metrics += row[0] == "metric" ? 1 : 0;
  EXPECT_EQ(metrics, usual_metric_count * 3);
}

TEST(Report, an_unpriced_line_makes_the_total_a_lower_bound_in_every_format) {
  const Comparison comparison = compare(shop());
  const AlternativeResult& ireland = shop().alternatives.at(1);
  ASSERT_TRUE(ireland.bill.has_unpriced());
  const std::string total = to_cents_text(ireland.bill.total());
  EXPECT_NE(write_text(make_report(shop(), comparison)).find(">= " + total), std::string::npos);
  EXPECT_NE(write_markdown(make_report(shop(), comparison)).find(">= " + total), std::string::npos);
  const Json json = Json::parse(write_json(shop(), comparison));
  EXPECT_EQ(json["alternatives"][1]["bill"]["is_lower_bound"], true);
  EXPECT_EQ(json["alternatives"][0]["bill"]["is_lower_bound"], false);
  std::size_t unpriced = 0;
  for (const Json& line : json["alternatives"][1]["bill"]["lines"])
    if (line["status"] == "UNPRICED") {
      ++unpriced;
      EXPECT_TRUE(line["amount"].is_null());
      EXPECT_TRUE(line["unit_price"].is_null());
      EXPECT_FALSE(line["reason"].get<std::string>().empty());
    }
  EXPECT_EQ(unpriced, 2U);  // provisioned capacity and work on it
}

TEST(WriteJson, has_a_version_and_says_from_what_it_follows) {
  const Json json = Json::parse(write_json(shop(), compare(shop())));
  EXPECT_EQ(json["isocost_result"], 1);
  EXPECT_EQ(json["title"], "Shop");
  EXPECT_EQ(json["alternatives"].size(), 3U);
  EXPECT_EQ(json["comparison"]["reference"], compare(shop()).reference);
  EXPECT_EQ(json["manifest"]["inputs"]["seed"], 1);
  EXPECT_EQ(json["manifest"]["inputs"]["traffic_checksums"].size(), 3U);
  EXPECT_EQ(json["alternatives"][0]["metrics"].size(), usual_metric_count);
}

TEST(WriteJson, a_value_that_is_not_finite_is_null) {
  Result result = shop();
  result.alternatives[0].metrics[static_cast<std::size_t>(MetricId::latency_p999)].estimate = {
      std::numeric_limits<double>::infinity(), std::nullopt, EstimateStatus::unanswered};
  const Json json = Json::parse(write_json(result, compare(result)));
  const Json& p999 = json["alternatives"][0]["metrics"]["latency_p99.9"];
  EXPECT_TRUE(p999["value"].is_null());
  EXPECT_TRUE(p999["half_width"].is_null());
  EXPECT_EQ(p999["status"], "UNANSWERED");
}

TEST(Report, an_interrupted_run_says_so) {
  Result result = shop();
  result.is_interrupted = true;
  result.manifest.replications = 2;
  EXPECT_NE(write_text(make_report(result, compare(result)))
                .find("INTERRUPTED: 2 replications were finished and are shown."),
            std::string::npos);
}

TEST(Report, of_nothing_finished_still_says_how_it_was_computed) {
  Result result = shop();
  result.alternatives.clear();
  result.is_interrupted = true;
  const std::string text = write_text(make_report(result, compare(result)));
  EXPECT_NE(text.find("Nothing finished: no verdict."), std::string::npos);
  EXPECT_NE(text.find("How this was computed"), std::string::npos);
}

TEST(Html, paper_has_a_size_plain_colours_and_no_long_title_at_its_foot) {
  ReportModel report = small_report();
  const std::string page = write_page_for_paper(report, Paper::letter);
  EXPECT_NE(page.find("size: letter;"), std::string::npos);
  EXPECT_NE(page.find("content: string(title);"), std::string::npos);
  EXPECT_EQ(page.find("var(--"), std::string::npos);
  const std::string page_on_screen = write_html(report);
  EXPECT_EQ(page.substr(page.find("<main>")), page_on_screen.substr(page_on_screen.find("<main>")));
  report.title = std::string(81, 'x');
  EXPECT_EQ(write_page_for_paper(report, Paper::a4).find("string(title)"), std::string::npos);
}

TEST(Html, report_is_one_page_with_headings_and_escaped_text) {
  const ReportModel report{
      "Shop & <sons>",
      {{"Bill",
        {"Cheapest: \"A\"."},
        {{{{"line", false}, {"USD", true}}, {{"Requests", "0.40"}, {"  of which idle", "0.10"}}}},
        {"a note"}}}};
  const std::string html = write_html(report);
  EXPECT_EQ(html.substr(0, 16), "<!DOCTYPE html>\n");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("http"), std::string::npos);
  EXPECT_EQ(html.substr(html.find("<main>")),
            "<main>\n"
            "<h1>Shop &amp; &lt;sons&gt;</h1>\n"
            "<section>\n"
            "<h2>Bill</h2>\n"
            "<p>Cheapest: &quot;A&quot;.</p>\n"
            "<div class=\"wide\"><table aria-label=\"Bill\">\n"
            "<thead><tr><th scope=\"col\">line</th><th scope=\"col\" class=\"number\">USD</th></tr></thead>\n"
            "<tbody>\n"
            "<tr><td>Requests</td><td class=\"number\">0.40</td></tr>\n"
            "<tr><td class=\"part\">of which idle</td><td class=\"number\">0.10</td></tr>\n"
            "</tbody>\n"
            "</table></div>\n"
            "<ul>\n"
            "<li>a note</li>\n"
            "</ul>\n"
            "</section>\n"
            "</main>\n"
            "</body>\n"
            "</html>\n");
}

}  // namespace
}  // namespace isocost
