#include "simulator/report/sections.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/models.h"

namespace isocost {
namespace {

/// With everything that a report can have.
ReportModel report_of_two() {
  RunOptions options;
  options.precision = Precision{0.5, 4, std::nullopt};
  const Result result = run_experiment(
      testing_support::experiment_of(
          "period: {start: 2026-11-01, length: 1 h}\nreplications: 2\n"
          "workload: {rate: 5/s}\noutages: [{at: 10 min, for: 1 s, effect: stalls}]\n"
          "application: {components: {a: {duration: 50 ms, calls: [{to: b}]}, b: {duration: 9 ms}}}\n"
          "alternatives: [{platform: aws-lambda}, {platform: azure-flex}]\n"),
      options);
  return make_report(result, compare(result));
}

std::vector<std::string> words_of(const ReportModel& report) {
  std::vector<std::string> words;
  for (const ReportSection& section : report.sections) words.push_back(word_of(section));
  return words;
}

TEST(Sections, every_section_of_a_report_can_be_chosen_by_its_word) {
  std::vector<std::string> words = words_of(report_of_two());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  EXPECT_EQ(words, words_of_sections());
}

TEST(Sections, those_chosen_stay_in_the_order_of_the_report_and_the_rest_is_named) {
  const ReportModel chosen = only_sections(report_of_two(), {"excluded", "bill", "answer"});
  EXPECT_EQ(words_of(chosen), (std::vector<std::string>{"answer", "bill", "bill", "excluded", "left"}));
  EXPECT_EQ(chosen.sections.back().notes,
            (std::vector<std::string>{"sections that were not chosen: precision, latency, behaviour, "
                                      "retries, calls, included, assumed, method"}));
}

TEST(Sections, a_report_of_all_sections_is_the_whole_report) {
  const ReportModel whole = report_of_two();
  EXPECT_EQ(write_text(only_sections(whole, words_of_sections())), write_text(whole));
}

// --- Markdown of at most a comment's length

ReportModel long_report(std::size_t alternatives, std::size_t bytes_of_name) {
  ReportModel report{"Long", {}};
  ReportSection answer{"Answer", {"A paragraph."}, {}, {}};
  ReportTable table{{{"alternative", false}}, {}};
  for (std::size_t i = 0; i < alternatives; ++i)
    table.rows.push_back({std::string(bytes_of_name, 'n') + std::to_string(i)});
  answer.tables.push_back(table);
  report.sections.push_back(answer);
  for (std::size_t i = 0; i < alternatives; ++i)
    report.sections.push_back({"Bill: " + std::to_string(i), {std::string(1000, 'x')}, {}, {}});
  report.sections.push_back({"Excluded", {}, {}, {"latency of gateways"}});
  return report;
}

TEST(Comment, is_the_whole_report_where_that_is_short) {
  EXPECT_EQ(write_comment(long_report(3, 10)), write_markdown(long_report(3, 10)));
}

TEST(Comment, leaves_out_the_last_bills_and_says_how_many) {
  const std::string text = write_comment(long_report(100, 10));
  EXPECT_LE(text.size(), longest_comment);
  EXPECT_GT(text.size(), longest_comment - 1100);
  EXPECT_NE(text.find("\n## Bill: 0\n"), std::string::npos);
  EXPECT_EQ(text.find("\n## Bill: 99\n"), std::string::npos);
  EXPECT_NE(text.find("\n## Excluded\n"), std::string::npos);
  const std::size_t last = text.rfind("\n## Bill: ") + 10;
  const int left_out = 99 - std::stoi(text.substr(last, 3));
  EXPECT_TRUE(
      text.ends_with("\nLeft out: " + std::to_string(left_out) +
                     " bills. A comment has at most 65536 characters; other formats have everything.\n"))
      << text.substr(text.size() - 200);
}

TEST(Comment, leaves_out_rows_when_there_are_no_bills_left) {
  const std::string text = write_comment(long_report(200, 4000));
  EXPECT_LE(text.size(), longest_comment);
  EXPECT_NE(text.find("\n## Excluded\n\n- latency of gateways\n"), std::string::npos);
  EXPECT_NE(text.find("\nLeft out: 200 bills, 188 rows. "), std::string::npos)
      << text.substr(text.size() - 200);
}

TEST(Comment, of_endless_words_is_cut) {
  const std::string text = write_comment({"Long", {{"Answer", {std::string(100'000, 'x')}, {}, {}}}});
  EXPECT_LE(text.size(), longest_comment);
  EXPECT_TRUE(
      text.ends_with("\nLeft out: the end. A comment has at most 65536 characters; other formats have "
                     "everything.\n"));
}

TEST(Markdown, shows_a_name_that_looks_like_a_tag) {
  EXPECT_EQ(write_markdown({"A & <b>", {{"p99 < 1 s", {"a <script>"}, {}, {"x\ny"}}}}),
            "# A & &lt;b>\n\n## p99 < 1 s\n\na &lt;script>\n\n- x y\n");
}

}  // namespace
}  // namespace isocost
