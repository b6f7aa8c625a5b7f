#include "simulator/input/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace isocost {
namespace {

std::shared_ptr<const SourceFile> file_of(const std::string& text, int first_line = 1) {
  return std::make_shared<SourceFile>(SourceFile{"web-shop.yaml", text, first_line});
}

TEST(Render, shows_the_line_and_a_caret_under_the_place) {
  Diagnostics problems;
  add_error(problems, {file_of("first:\n  keep-alive: -5 min\nlast: 1\n"), 2, 15, 6},
            "keep-alive must be longer than 0 s", "write a duration such as 10 min");
  EXPECT_EQ(render(problems),
            "web-shop.yaml:2:15: error: keep-alive must be longer than 0 s\n"
            "  2 |   keep-alive: -5 min\n"
            "    |               ^~~~~~\n"
            "hint: write a duration such as 10 min\n");
}

TEST(Render, leaves_room_for_line_numbers_of_any_width) {
  std::string text;
  for (int i = 1; i < 1000; ++i) text += "\n";
  Diagnostics problems;
  add_warning(problems, {file_of(text + "rate: x"), 1000, 7, 1}, "a warning");
  EXPECT_EQ(render(problems),
            "web-shop.yaml:1000:7: warning: a warning\n"
            "  1000 | rate: x\n"
            "       |       ^\n");
}

TEST(Render, a_file_that_is_no_text_has_no_line) {
  Diagnostics problems;
  add_error(problems, {file_of(""), 0, 0, 1}, "cannot be read", "check the path");
  EXPECT_EQ(render(problems), "web-shop.yaml: error: cannot be read\nhint: check the path\n");
}

TEST(Render, a_problem_without_a_file_is_told_all_the_same) {
  Diagnostics problems;
  add_error(problems, {}, "no alternative is left");
  EXPECT_EQ(render(problems), "error: no alternative is left\n");
}

TEST(Render, problems_come_in_the_order_of_the_file_and_notes_last) {
  const auto file = file_of("a: 1\nb: 2\n");
  Diagnostics problems;
  problems.push_back({Severity::note, {file, 1, 1, 1}, "a note", ""});
  add_error(problems, {file, 2, 4, 1}, "third");
  add_error(problems, {file, 2, 1, 1}, "second");
  add_warning(problems, {file, 1, 4, 1}, "first");
  EXPECT_EQ(render(problems),
            "web-shop.yaml:1:4: warning: first\n  1 | a: 1\n    |    ^\n"
            "web-shop.yaml:2:1: error: second\n  2 | b: 2\n    | ^\n"
            "web-shop.yaml:2:4: error: third\n  2 | b: 2\n    |    ^\n"
            "web-shop.yaml:1:1: note: a note\n  1 | a: 1\n    | ^\n");
  EXPECT_TRUE(has_errors(problems));
}

TEST(Render, only_errors_are_errors) {
  Diagnostics problems;
  add_warning(problems, {}, "a warning");
  problems.push_back({Severity::note, {}, "a note", ""});
  EXPECT_FALSE(has_errors(problems));
}

TEST(Render, columns_count_characters) {
  Diagnostics problems;
  add_error(problems, {file_of("título: über\n"), 1, 9, 4}, "no");
  EXPECT_EQ(render(problems), "web-shop.yaml:1:9: error: no\n  1 | título: über\n    |         ^~~~\n");
}

TEST(Render, control_characters_do_not_reach_the_terminal) {
  Diagnostics problems;
  add_error(problems, {file_of("a:\t\x1b[31mred\x7f\r\n"), 1, 4, 9}, "\x1b]0;title\x07 is no word");
  EXPECT_EQ(render(problems),
            "web-shop.yaml:1:4: error:  ]0;title  is no word\n  1 | a:  [31mred \n    |    ^~~~~~~~~\n");
}

TEST(Render, the_caret_does_not_run_past_the_line) {
  Diagnostics problems;
  add_error(problems, {file_of("a: b\n"), 1, 4, 99}, "wide");
  add_error(problems, {file_of("a: b\n"), 1, 5, 1}, "at the end");
  EXPECT_EQ(render(problems),
            "web-shop.yaml:1:4: error: wide\n  1 | a: b\n    |    ^\n"
            "web-shop.yaml:1:5: error: at the end\n  1 | a: b\n    |     ^\n");
}

TEST(Render, of_a_very_long_line_the_part_around_the_place_is_shown) {
  const std::string line(100'000, 'x'), shown(160, 'x');
  Diagnostics problems;
  add_error(problems, {file_of(line), 1, 3, 5}, "near");
  add_error(problems, {file_of(line), 1, 90'000, 5}, "far");
  EXPECT_EQ(render(problems), "web-shop.yaml:1:3: error: near\n  1 | " + shown + " …\n    |   ^~~~~\n" +
                                  "web-shop.yaml:1:90000: error: far\n  1 | … " + shown + " …\n    | " +
                                  std::string(82, ' ') + "^~~~~\n");
}

TEST(Render, a_long_line_is_cut_between_characters) {
  std::string line;
  for (int i = 0; i < 300; ++i) line += "é";
  Diagnostics problems;
  add_error(problems, {file_of(line), 1, 1, 1}, "near");
  std::string shown;
  for (int i = 0; i < 160; ++i) shown += "é";
  EXPECT_EQ(render(problems), "web-shop.yaml:1:1: error: near\n  1 | " + shown + " …\n    | ^\n");
}

TEST(Render, two_byte_control_characters_do_not_reach_the_terminal_either) {
  Diagnostics problems;
  add_error(problems,
            {file_of("a: \xC2\x9b"
                     "31m\n"),
             1, 4, 4},
            "no word");  // U+009B begins a command, too
  EXPECT_EQ(render(problems), "web-shop.yaml:1:4: error: no word\n  1 | a:  31m\n    |    ^~~~\n");
}

TEST(Render, no_more_than_fifty_problems_are_shown) {
  Diagnostics problems;
  for (int i = 0; i < 60; ++i) add_error(problems, {}, "again");
  const std::string text = render(problems);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 51);
  EXPECT_TRUE(text.ends_with("error: again\nand 10 more\n"));
}

TEST(Render, a_row_of_a_trace_is_shown_without_the_rows_before_it) {
  Diagnostics problems;
  add_error(problems, {file_of("12.5,x", 40'000), 40'000, 6, 1}, "bad row");
  EXPECT_EQ(render(problems), "web-shop.yaml:40000:6: error: bad row\n  40000 | 12.5,x\n        |      ^\n");
}

TEST(NearestWord, finds_slips_of_one_letter) {
  const std::vector<std::string> known{"memory", "runtime", "region", "provisioned", "timeout"};
  EXPECT_EQ(nearest_word("memroy", known), "memory");   // swapped neighbours
  EXPECT_EQ(nearest_word("memor", known), "memory");    // left out
  EXPECT_EQ(nearest_word("memoryy", known), "memory");  // doubled
  EXPECT_EQ(nearest_word("nemory", known), "memory");   // replaced
  EXPECT_EQ(nearest_word("provisoined", known), "provisioned");
  EXPECT_EQ(nearest_word("time_out", known), "timeout");
}

TEST(NearestWord, gives_nothing_when_nothing_is_near) {
  const std::vector<std::string> known{"memory", "region"};
  EXPECT_EQ(nearest_word("colour", known), std::nullopt);
  EXPECT_EQ(nearest_word("x", known), std::nullopt);
  EXPECT_EQ(nearest_word("", known), std::nullopt);
  EXPECT_EQ(nearest_word("memory", {}), std::nullopt);
  EXPECT_EQ(nearest_word(std::string(100'000, 'm'), known), std::nullopt);
}

TEST(NearestWord, capitals_and_beginnings_are_near) {
  EXPECT_EQ(nearest_word("MEMORY", {"region", "memory"}), "memory");
  EXPECT_EQ(nearest_word("conc", {"concurrency_limit", "region"}), "concurrency_limit");
  EXPECT_EQ(nearest_word("conc", {"concurrency_limit", "concurrency"}), "concurrency");  // the shortest
  EXPECT_EQ(nearest_word("co", {"concurrency"}), std::nullopt);
}

TEST(NearestWord, a_third_of_the_letters_may_differ) {
  EXPECT_EQ(nearest_word("regon", {"region"}), "region");
  EXPECT_EQ(nearest_word("azure-fleks", {"azure-flex"}), "azure-flex");  // 2 of 11
  EXPECT_EQ(nearest_word("abcdxx", {"abcdef"}), "abcdef");               // 2 of 6
  EXPECT_EQ(nearest_word("abcxxx", {"abcdef"}), std::nullopt);           // 3 of 6
}

TEST(NearestWord, the_first_of_two_equally_near_wins) {
  EXPECT_EQ(nearest_word("nodejs21.x", {"nodejs20.x", "nodejs22.x"}), "nodejs20.x");
}

TEST(KnownWordsHint, suggests_or_lists) {
  EXPECT_EQ(known_words_hint("evn", {"even", "poisson"}), "did you mean \"even\"?");
  EXPECT_EQ(known_words_hint("bursty", {"even", "poisson"}), "known here: even, poisson");
  EXPECT_EQ(known_words_hint("bursty", {}), "");
}

}  // namespace
}  // namespace isocost
