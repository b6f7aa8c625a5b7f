#include "simulator/input/values.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace isocost {
namespace {

using namespace std::chrono_literals;

Node value_node(const std::string& text) {
  auto file = std::make_shared<SourceFile>(SourceFile{"shop.yaml", text});
  return Node{Node::Kind::scalar, {file, 1, 1, static_cast<int>(text.size())}, text, false, {}, {}};
}

/// What a reader makes of a text; nothing and a message when it refuses.
template <class T>
struct Read {
  std::optional<T> value;
  std::string problem;
};

template <class T>
Read<T> read_with(std::optional<T> (*reader)(const Node&, Diagnostics&), const std::string& text) {
  Diagnostics problems;
  Read<T> made{reader(value_node(text), problems), {}};
  if (!problems.empty())
    made.problem = problems[0].message + (problems[0].hint.empty() ? "" : " | " + problems[0].hint);
  EXPECT_LE(problems.size(), 1U) << text;
  EXPECT_EQ(made.value.has_value(), problems.empty()) << text;
  return made;
}

Duration duration(const std::string& text) {
  return read_with(read_duration, text).value.value_or(Duration(-1));
}
std::int64_t bytes(const std::string& text) {
  return read_with(read_bytes, text).value.value_or(Bytes{-1}).count;
}
double rate(const std::string& text) {
  return read_with(read_rate, text).value.value_or(Rate{-1}).per_second;
}
double share(const std::string& text) { return read_with(read_share, text).value.value_or(-1); }
std::int64_t count(const std::string& text) { return read_with(read_count, text).value.value_or(-1); }

TEST(ReadDuration, knows_every_unit) {
  EXPECT_EQ(duration("7 ns"), 7ns);
  EXPECT_EQ(duration("7 us"), 7us);
  EXPECT_EQ(duration("250 ms"), 250ms);
  EXPECT_EQ(duration("1.5 s"), 1500ms);
  EXPECT_EQ(duration("15 min"), 15min);
  EXPECT_EQ(duration("2 h"), 2h);
  EXPECT_EQ(duration("30 d"), 720h);
}

TEST(ReadDuration, blanks_between_number_and_unit_are_optional) {
  EXPECT_EQ(duration("250ms"), 250ms);
  EXPECT_EQ(duration("  250   ms "), 250ms);
  EXPECT_EQ(duration("+250 ms"), 250ms);
  EXPECT_EQ(duration("2.5e2 ms"), 250ms);
}

TEST(ReadDuration, zero_needs_no_unit) {
  EXPECT_EQ(duration("0"), 0ns);
  EXPECT_EQ(duration("0 s"), 0ns);
  EXPECT_EQ(duration("0.0"), 0ns);
}

TEST(ReadDuration, a_fraction_of_a_nanosecond_is_rounded) {
  EXPECT_EQ(duration("0.4 ns"), 0ns);
  EXPECT_EQ(duration("1.0000000006 s"), 1000000001ns);
}

TEST(ReadDuration, says_what_is_wrong) {
  EXPECT_EQ(read_with(read_duration, "250").problem,
            "expected a duration, found \"250\" without a unit | write the unit, such as 250 ms or 15 min");
  EXPECT_EQ(read_with(read_duration, "soon").problem,
            "expected a duration, found \"soon\" | write a number and a unit, such as 250 ms or 15 min");
  EXPECT_EQ(read_with(read_duration, "5 mins").problem,
            "\"mins\" is not a unit of a duration | did you mean \"min\"?");
  EXPECT_EQ(read_with(read_duration, "5 parsecs").problem,
            "\"parsecs\" is not a unit of a duration | known here: ns, us, ms, s, min, h, d");
  EXPECT_EQ(read_with(read_duration, "-5 s").problem,
            "expected a duration, found \"-5 s\", which is negative");
  EXPECT_EQ(read_with(read_duration, "60000 d").problem, "\"60000 d\" is longer than 146 years");
}

TEST(ReadDuration, nan_and_infinity_are_no_numbers) {
  for (const char* text : {"nan s", "NaN s", "inf s", "-inf s", "infinity", "1e999 s"})
    EXPECT_EQ(
        read_with(read_duration, text).problem,
        fmt::format("expected a duration, found \"{}\" | write a number and a unit, such as 250 ms or 15 min",
                    text));
}

TEST(ReadDuration, a_long_text_is_cut_in_the_message) {
  const std::string text(100, 'x');
  EXPECT_EQ(read_with(read_duration, text).problem,
            "expected a duration, found \"" + std::string(37, 'x') +
                "…\" | write a number and a unit, such as 250 ms or 15 min");
}

TEST(ReadBytes, powers_of_1000_and_of_1024_are_told_apart) {
  EXPECT_EQ(bytes("3 B"), 3);
  EXPECT_EQ(bytes("20 kB"), 20'000);
  EXPECT_EQ(bytes("20 KiB"), 20'480);
  EXPECT_EQ(bytes("1.5 MB"), 1'500'000);
  EXPECT_EQ(bytes("512 MiB"), 536'870'912);
  EXPECT_EQ(bytes("1 GB"), 1'000'000'000);
  EXPECT_EQ(bytes("1 GiB"), 1'073'741'824);
  EXPECT_EQ(bytes("1 TB"), 1'000'000'000'000);
  EXPECT_EQ(bytes("1 TiB"), 1'099'511'627'776);
}

TEST(ReadBytes, says_what_is_wrong) {
  EXPECT_EQ(
      read_with(read_bytes, "512").problem,
      "expected an amount of data, found \"512\" without a unit | write the unit, such as 512 MiB or 20 kB");
  EXPECT_EQ(read_with(read_bytes, "512 MIB").problem,
            "\"MIB\" is not a unit of an amount of data | did you mean \"MiB\"?");
  EXPECT_EQ(read_with(read_bytes, "1e7 TB").problem, "\"1e7 TB\" is more than 9 EB");
}

TEST(ReadRate, counts_per_period) {
  EXPECT_DOUBLE_EQ(rate("40/s"), 40);
  EXPECT_DOUBLE_EQ(rate("40 / s"), 40);
  EXPECT_DOUBLE_EQ(rate("60/min"), 1);
  EXPECT_DOUBLE_EQ(rate("1.8k/h"), 0.5);
  EXPECT_DOUBLE_EQ(rate("86400/d"), 1);
  EXPECT_DOUBLE_EQ(rate("86.4 k/day"), 1);
  EXPECT_DOUBLE_EQ(rate("604800/week"), 1);
  EXPECT_DOUBLE_EQ(rate("2.592M/month"), 1);
  EXPECT_DOUBLE_EQ(rate("1G/s"), 1e9);
  EXPECT_DOUBLE_EQ(rate("0/s"), 0);
}

TEST(ReadRate, says_what_is_wrong) {
  const std::string hint = " | write requests per time, such as 40/s or 3M/month";
  EXPECT_EQ(read_with(read_rate, "40").problem, "expected a rate, found \"40\"" + hint);
  EXPECT_EQ(read_with(read_rate, "/s").problem, "expected a rate, found \"/s\"" + hint);
  EXPECT_EQ(read_with(read_rate, "many/s").problem, "expected a rate, found \"many/s\"" + hint);
  EXPECT_EQ(read_with(read_rate, "nan/s").problem, "expected a rate, found \"nan/s\"" + hint);
  EXPECT_EQ(read_with(read_rate, "40/weeks").problem,
            "\"weeks\" is not a unit of a rate | did you mean \"week\"?");
  EXPECT_EQ(read_with(read_rate, "40x/s").problem, "\"x\" is not a unit of a rate" + hint);
  EXPECT_EQ(read_with(read_rate, "-40/s").problem, "expected a rate, found \"-40/s\", which is negative");
}

TEST(ReadShare, takes_percentages_and_fractions) {
  EXPECT_DOUBLE_EQ(share("40 %"), 0.4);
  EXPECT_DOUBLE_EQ(share("40%"), 0.4);
  EXPECT_DOUBLE_EQ(share("0.4"), 0.4);
  EXPECT_DOUBLE_EQ(share("0"), 0);
  EXPECT_DOUBLE_EQ(share("100 %"), 1);
  EXPECT_DOUBLE_EQ(share("1"), 1);
}

TEST(ReadShare, refuses_what_is_no_part_of_a_whole) {
  for (const char* text : {"101 %", "-1 %", "1.01", "40", "nan %", "half", "40 percent"})
    EXPECT_EQ(
        read_with(read_share, text).problem,
        fmt::format("expected a share from 0 % to 100 %, found \"{}\" | write a percentage such as 40 %",
                    text));
}

TEST(ReadCount, takes_whole_numbers_with_suffixes) {
  EXPECT_EQ(count("20"), 20);
  EXPECT_EQ(count("250k"), 250'000);
  EXPECT_EQ(count("3M"), 3'000'000);
  EXPECT_EQ(count("1.5M"), 1'500'000);
  EXPECT_EQ(count("2 G"), 2'000'000'000);
  EXPECT_EQ(count("0"), 0);
}

TEST(ReadCount, refuses_fractions_and_negatives) {
  for (const char* text : {"1.5", "-3", "three", "3 units", "1e16", "inf"})
    EXPECT_EQ(read_with(read_count, text).problem,
              fmt::format(
                  "expected a whole number, 0 or more, found \"{}\" | write a number such as 20, 250k or 3M",
                  text));
}

TEST(Readers, say_when_there_is_nothing_to_read) {
  EXPECT_EQ(read_with(read_count, "").problem,
            "expected a whole number, 0 or more, found nothing | write a number such as 20, 250k or 3M");
  EXPECT_EQ(read_with(read_duration, "").problem,
            "expected a duration, found nothing | write a number and a unit, such as 250 ms or 15 min");
}

TEST(ReadBool, takes_the_words_of_yaml) {
  for (const char* text : {"true", "yes", "on"}) EXPECT_EQ(read_with(read_bool, text).value, true) << text;
  for (const char* text : {"false", "no", "off"}) EXPECT_EQ(read_with(read_bool, text).value, false) << text;
  EXPECT_EQ(read_with(read_bool, "maybe").problem, "expected on or off, found \"maybe\" | write on or off");
  EXPECT_EQ(read_with(read_bool, "1").problem, "expected on or off, found \"1\" | write on or off");
}

TEST(ReadDate, says_how_to_write_one) {
  EXPECT_EQ(read_with(read_date, "2026-11-01").value, parse_date("2026-11-01"));
  EXPECT_EQ(read_with(read_date, "2026-02-30").problem,
            "expected a date, found \"2026-02-30\" | write year-month-day, such as 2026-11-01");
}

TEST(ReadDecimal, keeps_every_digit) {
  EXPECT_EQ(to_string(*read_with(read_decimal, "0.0000166667").value), "0.0000166667");
  EXPECT_EQ(read_with(read_decimal, "NaN").problem, "expected a decimal number, found \"NaN\"");
  EXPECT_EQ(read_with(read_decimal, "0,20").problem, "expected a decimal number, found \"0,20\"");
}

TEST(ReadNumber, takes_no_unit) {
  EXPECT_EQ(read_with(read_number, "-2.5").value, -2.5);
  EXPECT_EQ(read_with(read_number, "2.5 s").problem, "expected a number, found \"2.5 s\"");
  EXPECT_EQ(read_with(read_number, "nan").problem, "expected a number, found \"nan\"");
}

TEST(ReadText, refuses_an_empty_value) {
  EXPECT_EQ(read_with(read_text, "web shop").value, "web shop");
  EXPECT_EQ(read_with(read_text, "").problem, "expected a text, found nothing");
}

TEST(ReadWord, suggests_the_nearest_word) {
  const std::vector<std::string> words{"even", "poisson"};
  Diagnostics problems;
  EXPECT_EQ(read_word(value_node("poisson"), words, problems), 1U);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(read_word(value_node("poison"), words, problems), std::nullopt);
  EXPECT_EQ(read_word(value_node("bursty"), words, problems), std::nullopt);
  EXPECT_EQ(render(problems),
            "shop.yaml:1:1: error: \"poison\" is not known here\n"
            "  1 | poison\n"
            "    | ^~~~~~\n"
            "hint: did you mean \"poisson\"?\n"
            "shop.yaml:1:1: error: \"bursty\" is not known here\n"
            "  1 | bursty\n"
            "    | ^~~~~~\n"
            "hint: known here: even, poisson\n");
}

TEST(Readers, a_list_is_no_value) {
  Node list = value_node("");
  list.kind = Node::Kind::sequence;
  Diagnostics problems;
  EXPECT_FALSE(read_duration(list, problems));
  EXPECT_FALSE(read_count(list, problems));
  EXPECT_FALSE(read_share(list, problems));
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].message, "expected a duration, not a list or a group of keys");
  EXPECT_EQ(problems[1].message, "expected a whole number, not a list or a group of keys");
  EXPECT_EQ(problems[2].message, "expected a share, not a list or a group of keys");
}

TEST(Describe, uses_the_largest_unit) {
  EXPECT_EQ(describe(0ns), "0 s");
  EXPECT_EQ(describe(Duration(999ns)), "999 ns");
  EXPECT_EQ(describe(Duration(1500us)), "1.5 ms");
  EXPECT_EQ(describe(Duration(90s)), "1.5 min");
  EXPECT_EQ(describe(30 * day), "30 d");
  EXPECT_EQ(describe(20000 * day), "20000 d");
  EXPECT_EQ(describe(Bytes{0}), "0 B");
  EXPECT_EQ(describe(Bytes{20'000}), "20 kB");
  EXPECT_EQ(describe(mebibytes(512)), "512 MiB");
  EXPECT_EQ(describe(mebibytes(1536)), "1.5 GiB");
  EXPECT_EQ(describe(Rate{40}), "40/s");
  EXPECT_EQ(describe(Rate{0}), "0/s");
  EXPECT_EQ(describe(Rate{1.0 / 60}), "60/h");
  EXPECT_EQ(describe(Rate{1.0 / 86400}), "1/d");
  EXPECT_EQ(describe_share(0.125), "12.5 %");
  EXPECT_EQ(describe_share(0), "0 %");
}

/// Every number of up to four digits, each place of the point, from 1 to just below `beyond`.
template <class Check>
void for_four_digit_numbers(double beyond, Check&& check) {
  for (int digits = 1; digits <= 9999; digits += digits < 100 ? 1 : 37)
    for (const int places : {0, 1, 2, 3}) {
      const double number = digits / std::pow(10, places);
      if (number >= 1 && number < beyond) check(digits, places);
    }
}

TEST(Describe, a_duration_of_four_digits_is_read_back) {
  struct UnitOfTime {
    std::int64_t ticks, in_next;
  };
  for (const UnitOfTime& unit : {UnitOfTime{1, 1000}, UnitOfTime{1000, 1000}, UnitOfTime{1'000'000, 1000},
                                 UnitOfTime{1'000'000'000, 60}, UnitOfTime{60'000'000'000, 60},
                                 UnitOfTime{3'600'000'000'000, 24}, UnitOfTime{86'400'000'000'000, 10000}})
    for_four_digit_numbers(static_cast<double>(unit.in_next), [&](int digits, int places) {
      const auto scale = static_cast<std::int64_t>(std::pow(10, places));
      if (digits * unit.ticks % scale != 0) return;  // no whole nanosecond
      const Duration value(digits * unit.ticks / scale);
      // A double has 53 bits: beyond 26 days number x unit may be a nanosecond off.
      EXPECT_LE(std::chrono::abs(duration(describe(value)) - value).count(), value.count() >> 51)
          << describe(value);
    });
}

TEST(Describe, an_amount_of_data_of_four_digits_is_read_back) {
  for (const std::int64_t unit : {1LL, 1000LL, 1'000'000LL, 1'000'000'000LL, 1024LL, 1048576LL, 1073741824LL})
    for_four_digit_numbers(1000, [&](int digits, int places) {
      const auto scale = static_cast<std::int64_t>(std::pow(10, places));
      if (digits * unit % scale != 0) return;
      const Bytes value{digits * unit / scale};
      if (unit % 1000 == 0 && value.count % 1024 == 0)
        return;  // is said in powers of 1024, with other digits
      if (unit % 1024 == 0 && value.count % 1024 != 0) return;
      EXPECT_EQ(bytes(describe(value)), value.count) << describe(value);
    });
}

TEST(Describe, a_rate_of_four_digits_is_read_back) {
  for (const double rate_in_its_unit : {0.1, 0.25, 1.0, 12.5, 40.0, 9999.0, 10000.0, 1234000.0})
    EXPECT_DOUBLE_EQ(rate(describe(Rate{rate_in_its_unit})), rate_in_its_unit);
  for (const double an_hour : {1.0, 2.5, 12.0, 359.0})
    EXPECT_DOUBLE_EQ(rate(describe(Rate{an_hour / 3600})), an_hour / 3600);
  for (const double a_day : {0.0333, 0.5, 7.0, 23.9})
    EXPECT_DOUBLE_EQ(rate(describe(Rate{a_day / 86400})), a_day / 86400);
}

TEST(Describe, a_share_of_four_digits_is_read_back) {
  for (const double percent : {0.01, 0.1, 0.125, 1.0, 33.33, 99.99, 100.0})
    EXPECT_DOUBLE_EQ(share(describe_share(percent / 100)), percent / 100) << percent;
}

TEST(Fields, an_entry_nobody_asked_for_is_an_unknown_key) {
  const auto loaded = parse_yaml(
      std::make_shared<SourceFile>(SourceFile{"shop.yaml", "memory: 1 GiB\nmemroy: 2 GiB\nfoo: 3\n"}));
  ASSERT_TRUE(loaded.value);
  Diagnostics problems;
  Fields fields(*loaded.value, "an alternative", problems);
  EXPECT_NE(fields.optional("memory"), nullptr);
  EXPECT_EQ(fields.optional("timeout"), nullptr);
  EXPECT_EQ(fields.required("platform"), nullptr);
  fields.finish();
  EXPECT_EQ(render(problems),
            "shop.yaml:1:1: error: an alternative needs \"platform\"\n"
            "  1 | memory: 1 GiB\n"
            "    | ^\n"
            "shop.yaml:2:1: error: \"memroy\" is not a key of an alternative\n"
            "  2 | memroy: 2 GiB\n"
            "    | ^~~~~~\n"
            "hint: did you mean \"memory\"?\n"
            "shop.yaml:3:1: error: \"foo\" is not a key of an alternative\n"
            "  3 | foo: 3\n"
            "    | ^~~\n"
            "hint: known here: memory, timeout, platform\n");
}

}  // namespace
}  // namespace isocost
