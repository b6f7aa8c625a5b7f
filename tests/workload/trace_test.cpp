#include "simulator/workload/trace.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>

#ifndef ISOCOST_SHARED_DATA
#define ISOCOST_SHARED_DATA ""
#endif

namespace isocost {
namespace {

using namespace std::chrono_literals;
using Order = Trace::Order;

const SourceRange in_scenario{
    std::make_shared<SourceFile>(SourceFile{"shop.yaml", "workload:\n  trace: web.csv\n"}), 2, 10, 7};

std::string gzipped(const std::string& text) {
  std::ostringstream packed;
  {
    boost::iostreams::filtering_ostream out;
    out.push(boost::iostreams::gzip_compressor());
    out.push(packed);
    out << text;
  }
  return packed.str();
}

/// A file of this test's own, gone at its end.
class TraceFile {
 public:
  explicit TraceFile(std::string_view content) : path_(fresh_path()) { write(content); }
  ~TraceFile() { std::filesystem::remove(path_); }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  void write(std::string_view content) const {
    std::ofstream(path_, std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Loaded<std::shared_ptr<const Trace>> open(Placement placement = Placement::random) const {
    return open_trace(path_, placement, in_scenario);
  }

 private:
  static std::string fresh_path() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    return fmt::format("{}isocost_{}_{}.csv", testing::TempDir(), test->name(), ::getpid());
  }

  std::string path_;
};

std::shared_ptr<const Trace> opened(const TraceFile& file, Placement placement = Placement::random) {
  auto loaded = file.open(placement);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return loaded.value.value_or(nullptr);
}

/// The diagnostics of a trace with this content, the file called "web.csv".
std::string problems_of(std::string_view content) {
  const TraceFile file(content);
  const auto loaded = file.open();
  EXPECT_EQ(loaded.value.has_value(), !has_errors(loaded.diagnostics));
  std::string text = render(loaded.diagnostics);
  for (std::size_t at = 0; (at = text.find(file.path())) != std::string::npos;)
    text.replace(at, file.path().size(), "web.csv");
  return text;
}

std::vector<Request> all_of(RequestSource& source) {
  std::vector<Request> all;
  RequestBlock block;
  while (source.fill(block))
    for (std::size_t i = 0; i < block.size; ++i) all.push_back(block.request(i));
  EXPECT_EQ(block.size, 0U);
  return all;
}

std::vector<Request> replay(const Trace& trace, Order order = Order::by_time,
                            const Distribution& work = Distribution::constant(100ms),
                            std::uint64_t replication = 0) {
  return all_of(*trace.requests(&work, order, Seed{7}, replication));
}

std::vector<Request> replay_with_own_durations(const Trace& trace) {
  return all_of(*trace.requests(nullptr, Order::by_time, Seed{7}, 0));
}

/// The nearest double, so that it prints short.
double in_seconds(Duration span) { return static_cast<double>(span.count()) / 1e9; }

/// "function@arrival" in seconds, or "function@arrival+work" when asked for.
std::string listed(const std::vector<Request>& requests, bool with_work = false) {
  std::string text;
  for (const Request& one : requests) {
    text += fmt::format("{}{}@{}", text.empty() ? "" : " ", one.function,
                        in_seconds(one.arrival.time_since_epoch()));
    if (with_work) text += fmt::format("+{}", in_seconds(one.work));
  }
  return text;
}

auto as_tuple(const Request& one) { return std::tuple(one.function, one.arrival, one.work); }

bool same(const std::vector<Request>& a, const std::vector<Request>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Request& x, const Request& y) { return as_tuple(x) == as_tuple(y); });
}

bool is_by_time(const std::vector<Request>& requests) {
  return std::is_sorted(requests.begin(), requests.end(),
                        [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
}

// ------------------------------------------------------------------------------------------------ shapes

TEST(Trace, counts_per_function_are_placed_evenly_in_their_minutes) {
  const TraceFile file(
      "HashOwner,HashApp,HashFunction,Trigger,1,2,3\n"
      "o,a,f,http,2,0,1\n"
      "o,a,g,timer,0,3,0\n");
  const auto trace = opened(file, Placement::even);
  EXPECT_EQ(trace->summary().path, file.path());
  EXPECT_EQ(trace->summary().shape, "counts per function");
  EXPECT_EQ(trace->summary().functions, 2U);
  EXPECT_EQ(trace->summary().requests, 6U);
  EXPECT_EQ(trace->summary().length, 3min);
  EXPECT_FALSE(trace->summary().has_durations);
  EXPECT_EQ(listed(replay(*trace)), "0@15 0@45 1@70 1@90 1@110 0@150");
  EXPECT_EQ(listed(replay(*trace, Order::by_function)), "0@15 0@45 0@150 1@70 1@90 1@110");
}

TEST(Trace, names_of_functions_come_in_any_order) {
  for (const char* const header : {"HashFunction,HashOwner,HashApp,minute_1,minute_2",
                                   "HashApp,HashFunction,HashOwner,1_minute,2_minute"}) {
    const TraceFile file(fmt::format("{}\nf,o,a,0,1\n", header));
    EXPECT_EQ(listed(replay(*opened(file, Placement::even))), "0@90");
  }
}

TEST(Trace, first_minute_of_the_header_is_time_zero) {
  const TraceFile file("HashOwner,HashApp,HashFunction,Trigger,480,481\no,a,f,http,1,1\n");
  const auto trace = opened(file, Placement::even);
  EXPECT_EQ(trace->summary().length, 2min);
  EXPECT_EQ(listed(replay(*trace)), "0@30 0@90");
}

TEST(Trace, functions_with_the_same_hashes_stay_apart) {
  const TraceFile file("HashOwner,HashApp,HashFunction,Trigger,1\no,a,f,http,1\no,a,f,http,1\n");
  const auto trace = opened(file, Placement::even);
  EXPECT_EQ(trace->summary().functions, 2U);
  EXPECT_EQ(listed(replay(*trace)), "0@30 1@30");
}

TEST(Trace, invocation_starts_its_duration_before_its_end) {
  const TraceFile file(
      "app,func,end_timestamp,duration\n"
      "a,f,10.5,0.5\n"
      "a,g,11.0,2.5\n"
      "b,f,12.0,1e-3\n"
      "a,f,30,0\n");
  const auto trace = opened(file);
  EXPECT_EQ(trace->summary().shape, "invocations");
  EXPECT_EQ(trace->summary().functions, 3U);
  EXPECT_EQ(trace->summary().requests, 4U);
  EXPECT_EQ(trace->summary().length, (21500ms + 0ns) * 4 / 3);  // the last one has its share: the mean gap
  EXPECT_TRUE(trace->summary().has_durations);
  EXPECT_EQ(listed(replay_with_own_durations(*trace), true), "1@0+2.5 0@1.5+0.5 2@3.499+0.001 0@21.5+0");
}

TEST(Trace, work_of_an_invocation_may_be_drawn_instead) {
  const TraceFile file("app,func,end_timestamp,duration\na,f,1,0.5\na,f,1.6,1.5\n");
  EXPECT_EQ(listed(replay(*opened(file)), true), "0@0+0.1 0@0.4+0.1");
}

TEST(Trace, events_need_no_duration) {
  const TraceFile file("time\n3\n4.25\n4.25\n");
  const auto trace = opened(file);
  EXPECT_EQ(trace->summary().shape, "events");
  EXPECT_FALSE(trace->summary().has_durations);
  EXPECT_EQ(trace->summary().length, 1875ms);
  EXPECT_EQ(listed(replay(*trace), true), "0@0+0.1 0@1.25+0.1 0@1.25+0.1");
}

TEST(Trace, rows_of_one_instant_have_no_rate) {
  for (const char* const text :
       {"time\n3\n", "time\n3\n3\n", "app,func,end_timestamp,duration\na,f,10,1\n"}) {
    const TraceFile file(text);
    const auto loaded = open_trace(file.path(), Placement::random, in_scenario);
    EXPECT_FALSE(loaded.value);
    EXPECT_NE(render(loaded.diagnostics).find("all requests of the trace start at one instant"),
              std::string::npos)
        << render(loaded.diagnostics);
  }
}

TEST(Trace, events_may_be_dated_and_have_durations) {
  for (const char* const name : {"time", "timestamp"}) {
    const TraceFile file(fmt::format(
        "{},duration\n2024-02-29T23:59:59.5Z,0.25\n2024-03-01 00:00,1\n2024-03-01 00:00:01.000000001,2\n",
        name));
    const auto trace = opened(file);
    EXPECT_TRUE(trace->summary().has_durations);
    EXPECT_EQ(listed(replay_with_own_durations(*trace), true), "0@0+0.25 0@0.5+1 0@1.500000001+2");
  }
}

TEST(Trace, events_out_of_order_come_by_time_and_ties_in_the_order_of_the_file) {
  const TraceFile file("time,duration\n5,1\n2,2\n9,3\n2,4\n1,5\n9,6\n");
  EXPECT_EQ(listed(replay_with_own_durations(*opened(file)), true), "0@0+5 0@1+2 0@1+4 0@4+1 0@8+3 0@8+6");
}

TEST(Trace, dated_counts_reach_to_the_next_row_and_the_last_is_as_long_as_the_one_before) {
  const TraceFile file(
      "timestamp,value\n"
      "2014-04-10 00:04:00,1.0\n"
      "2014-04-10 00:09:00,2.0\n"
      "2014-04-10 00:10:00,3\n");
  const auto trace = opened(file, Placement::even);
  EXPECT_EQ(trace->summary().shape, "counts");
  EXPECT_EQ(trace->summary().length, 7min);
  EXPECT_EQ(trace->summary().requests, 6U);
  EXPECT_EQ(listed(replay(*trace)), "0@150 0@315 0@345 0@370 0@390 0@410");
}

TEST(Trace, counts_may_start_at_seconds) {
  const TraceFile file("start,count\n100,2\n104.5,0\n105,1\n");
  EXPECT_EQ(listed(replay(*opened(file, Placement::even))), "0@1.125 0@3.375 0@5.25");
}

TEST(Trace, numbered_intervals_are_one_unit_long_and_gaps_have_no_requests) {
  const TraceFile minutes("minute,requests\n7,1\n9,2\n");
  const auto trace = opened(minutes, Placement::even);
  EXPECT_EQ(trace->summary().shape, "counts per minute");
  EXPECT_EQ(trace->summary().length, 3min);
  EXPECT_EQ(listed(replay(*trace)), "0@30 0@135 0@165");
  const TraceFile hours("hour,requests\n0,1\n1,1\n");
  EXPECT_EQ(listed(replay(*opened(hours, Placement::even))), "0@1800 0@5400");
  const TraceFile seconds("second,requests\n804571201,1\n804571203,1\n");
  EXPECT_EQ(listed(replay(*opened(seconds, Placement::even))), "0@0.5 0@2.5");
}

TEST(Trace, one_numbered_row_is_a_trace) {
  const TraceFile file("hour,requests\n12,0\n");
  const auto trace = opened(file);
  EXPECT_EQ(trace->summary().requests, 0U);
  EXPECT_EQ(trace->summary().length, 1h);
  EXPECT_TRUE(replay(*trace).empty());
}

// ------------------------------------------------------------------------------------------------ text and
// gzip

TEST(Trace, line_ends_byte_order_mark_blanks_and_a_last_line_without_end_do_not_matter) {
  const TraceFile file("\xEF\xBB\xBFstart , count\r\n0, 1\r\n\r\n 2 ,1\r\n\r\n3,0");
  EXPECT_EQ(listed(replay(*opened(file, Placement::even))), "0@1 0@2.5");
}

TEST(Trace, gzip_is_known_by_its_content) {
  const TraceFile file(gzipped("minute,requests\n0,2\n"));
  EXPECT_EQ(listed(replay(*opened(file, Placement::even))), "0@15 0@45");
}

TEST(Trace, events_are_read_again_from_gzip) {
  std::string text = "time,duration\n";
  for (int i = 0; i < 30000; ++i) text += fmt::format("{},{}\n", i ^ 5, i);
  const TraceFile file(gzipped(text));
  const auto trace = opened(file);
  const auto requests = replay_with_own_durations(*trace);
  ASSERT_EQ(requests.size(), 30000U);
  EXPECT_TRUE(is_by_time(requests));
  EXPECT_EQ(requests[7].work, 2s);
  EXPECT_TRUE(same(requests, replay_with_own_durations(*trace)));
}

TEST(Trace, gzip_that_ends_too_early_is_one_sentence_wherever_it_ends) {
  std::string text = "minute,requests\n";
  for (int i = 0; i < 20; ++i) text += fmt::format("{},{}\n", i, i * i);
  const std::string whole = gzipped(text);
  for (std::size_t size = 2; size < whole.size(); ++size)
    EXPECT_EQ(problems_of(whole.substr(0, size)), "web.csv: error: the gzip file is cut off or damaged\n")
        << size;
  EXPECT_EQ(problems_of(whole), "");
}

TEST(Trace, damaged_gzip_is_a_diagnostic) {
  std::string packed = gzipped("minute,requests\n0,2\n");
  packed[packed.size() - 6] ^= 1;
  EXPECT_EQ(problems_of(packed), "web.csv: error: the gzip file is cut off or damaged\n");
}

TEST(Trace, several_gzip_members_are_one_text) {
  const TraceFile file(gzipped("minute,requests\n0,2\n") + gzipped("1,3\n"));
  EXPECT_EQ(opened(file)->summary().requests, 5U);
}

TEST(Trace, what_is_neither_text_nor_gzip_is_refused) {
  EXPECT_EQ(problems_of(std::string_view("BZh9\0\1\2", 7)),
            "web.csv: error: the trace is neither text nor gzip\n"
            "hint: unpack it first\n");
}

TEST(Trace, line_of_8_MB_is_read_and_a_longer_one_is_a_diagnostic) {
  const std::string long_blank(8'000'000 - 3, ' ');
  EXPECT_EQ(problems_of("minute,requests\n0," + long_blank + "7\n"), "");
  EXPECT_EQ(problems_of("minute,requests\n0, " + long_blank + "7\n"),
            "web.csv: error: line 2 is longer than 8 MB\n");
  EXPECT_EQ(problems_of("minute,requests\n" + std::string(20'000'000, 'x')),
            "web.csv: error: line 2 is longer than 8 MB\n");
}

// ------------------------------------------------------------------------------------------------
// diagnostics

TEST(Trace, file_that_is_not_there_is_named_where_the_scenario_names_it) {
  const auto loaded = open_trace("nowhere/web.csv", Placement::random, in_scenario);
  EXPECT_FALSE(loaded.value);
  EXPECT_EQ(render(loaded.diagnostics),
            "shop.yaml:2:10: error: there is no file \"nowhere/web.csv\"\n"
            "  2 |   trace: web.csv\n"
            "    |          ^~~~~~~\n"
            "hint: the path counts from the scenario's folder\n");
}

TEST(Trace, folder_is_not_a_trace) {
  const auto loaded = open_trace("/", Placement::random, in_scenario);
  EXPECT_EQ(render(loaded.diagnostics),
            "shop.yaml:2:10: error: \"/\" is a folder, not a file\n"
            "  2 |   trace: web.csv\n"
            "    |          ^~~~~~~\n"
            "hint: the path counts from the scenario's folder\n");
}

TEST(Trace, empty_file_is_a_diagnostic) {
  const std::string expected =
      "web.csv: error: the trace is empty\n"
      "hint: the first line tells the columns, such as time,duration\n";
  EXPECT_EQ(problems_of(""), expected);
  EXPECT_EQ(problems_of("\n\n"), expected);
  EXPECT_EQ(problems_of(gzipped("")), expected);
}

TEST(Trace, header_without_rows_is_a_diagnostic) {
  EXPECT_EQ(problems_of("time,duration\n"), "web.csv: error: the trace has a header and no rows\n");
}

const std::string known_headers =
    "known headers: HashOwner,HashApp,HashFunction,Trigger,1,2,… | app,func,end_timestamp,duration | time | "
    "time,duration | timestamp | timestamp,duration | timestamp,value | start,count | second,requests | "
    "minute,requests | hour,requests\n";

TEST(Trace, unknown_header_suggests_the_nearest_known_one) {
  EXPECT_EQ(problems_of("minutes,requests\n0,1\n"),
            "web.csv:1:1: error: \"minutes,requests\" is not the header of a trace\n"
            "  1 | minutes,requests\n"
            "    | ^~~~~~~~~~~~~~~~\n"
            "hint: did you mean \"minute,requests\"? " +
                known_headers);
}

TEST(Trace, unknown_header_lists_the_known_ones) {
  EXPECT_EQ(problems_of("84,1\n85,2\n"),
            "web.csv:1:1: error: \"84,1\" is not the header of a trace\n"
            "  1 | 84,1\n"
            "    | ^~~~\n"
            "hint: " +
                known_headers);
}

TEST(Trace, minutes_of_a_header_must_follow_each_other) {
  EXPECT_EQ(problems_of("HashOwner,HashApp,HashFunction,Trigger,5,7\no,a,f,http,1,2\n"),
            "web.csv:1:42: error: expected minute 6 here, found \"7\"\n"
            "  1 | HashOwner,HashApp,HashFunction,Trigger,5,7\n"
            "    |                                          ^\n"
            "hint: a column a minute, in order, behind the names of the function\n");
  EXPECT_EQ(problems_of("HashOwner,HashApp,HashFunction\no,a,f\n"),
            "web.csv:1:1: error: expected a column a minute behind the names of the function\n"
            "  1 | HashOwner,HashApp,HashFunction\n"
            "    | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n");
}

TEST(Trace, a_row_with_a_negative_count_is_named_with_its_line) {
  EXPECT_EQ(
      problems_of("HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f,http,1,2\no,a,g,http,0,-3\n"),
      "web.csv:3:14: error: expected the requests of minute 2, a whole number, 0 or more, found \"-3\"\n"
      "  3 | o,a,g,http,0,-3\n"
      "    |              ^~\n");
}

TEST(Trace, count_that_is_not_whole_is_a_diagnostic) {
  EXPECT_EQ(problems_of("timestamp,value\n2014-02-14 14:27:00,51.84\n2014-02-14 14:32:00,\n"),
            "web.csv:2:21: error: expected a number of requests, a whole number, 0 or more, found \"51.84\"\n"
            "  2 | 2014-02-14 14:27:00,51.84\n"
            "    |                     ^~~~~\n"
            "web.csv:3:21: error: expected a number of requests, a whole number, 0 or more, found nothing\n"
            "  3 | 2014-02-14 14:32:00,\n"
            "    |                     ^\n");
}

TEST(Trace, count_beyond_32_bits_is_a_diagnostic) {
  EXPECT_EQ(
      problems_of("minute,requests\n0,4294967295\n1,4294967296\n2,nan\n"),
      "web.csv:3:3: error: expected the requests of the minute, a whole number, 0 or more, found "
      "\"4294967296\"\n"
      "  3 | 1,4294967296\n"
      "    |   ^~~~~~~~~~\n"
      "hint: a count is at most 4294967295\n"
      "web.csv:4:3: error: expected the requests of the minute, a whole number, 0 or more, found \"nan\"\n"
      "  4 | 2,nan\n"
      "    |   ^~~\n");
}

TEST(Trace, row_with_another_number_of_fields_is_a_diagnostic) {
  EXPECT_EQ(problems_of("time,duration\n1,2,3\n4\n"),
            "web.csv:2:1: error: expected 2 fields as in the header, found 3\n"
            "  2 | 1,2,3\n"
            "    | ^~~~~\n"
            "web.csv:3:1: error: expected 2 fields as in the header, found 1\n"
            "  3 | 4\n"
            "    | ^\n");
  EXPECT_EQ(problems_of("time\n1,2\n"),
            "web.csv:2:1: error: expected 1 field as in the header, found 2\n"
            "  2 | 1,2\n"
            "    | ^~~\n");
}

TEST(Trace, timestamp_that_does_not_rise_is_a_diagnostic) {
  EXPECT_EQ(
      problems_of("timestamp,value\n2014-04-10 00:04:00,1\n2014-04-10 00:04:00,1\n2014-04-10 00:05:00,1\n"),
      "web.csv:3:1: error: expected a time after that of the row before, found \"2014-04-10 00:04:00\"\n"
      "  3 | 2014-04-10 00:04:00,1\n"
      "    | ^~~~~~~~~~~~~~~~~~~\n"
      "hint: sort the rows by time\n");
  EXPECT_EQ(problems_of("hour,requests\n3,1\n2,1\n"),
            "web.csv:3:1: error: expected a number above 3, found \"2\"\n"
            "  3 | 2,1\n"
            "    | ^\n"
            "hint: sort the rows by time\n");
}

TEST(Trace, number_of_an_interval_is_whole) {
  EXPECT_EQ(problems_of("minute,requests\n0.5,1\n-1,1\n"),
            "web.csv:2:1: error: expected the number of the minute, found \"0.5\"\n"
            "  2 | 0.5,1\n"
            "    | ^~~\n"
            "web.csv:3:1: error: expected the number of the minute, found \"-1\"\n"
            "  3 | -1,1\n"
            "    | ^~\n");
}

TEST(Trace, interval_far_behind_the_first_is_a_diagnostic) {
  EXPECT_EQ(problems_of("hour,requests\n0,1\n18446744073709551615,1\n"),
            "web.csv:3:1: error: hour 18446744073709551615 is more than 136 years behind the first row\n"
            "  3 | 18446744073709551615,1\n"
            "    | ^~~~~~~~~~~~~~~~~~~~\n");
  EXPECT_EQ(problems_of("hour,requests\n0,1\n1193045,1\n"), "");
  EXPECT_EQ(problems_of("hour,requests\n0,1\n1193046,1\n"),
            "web.csv:3:1: error: hour 1193046 is more than 136 years behind the first row\n"
            "  3 | 1193046,1\n"
            "    | ^~~~~~~\n");
}

TEST(Trace, instants_that_cannot_be_are_diagnostics) {
  for (const std::string wrong :
       {"2014-02-30 00:00:00", "2014-02-14 24:00:00", "2014-02-14 23:60", "2014-02-14 1:02:03",
        "2014-02-14 01:02:03.", "2014-02-14 01:02:03.5x", "2014-02-14_01:02:03", "2014-02-14 01:02:03 CET",
        "2014-02-14 01", "2014-02-14T", "2014-02-14 01:02:-3", "2014-02-14 -0:02:03", "2014-02", "1600-01-01",
        "noon", "inf", "1 s"})
    EXPECT_EQ(problems_of(fmt::format("time\n{}\n", wrong)),
              fmt::format("web.csv:2:1: error: expected seconds or a date-time, found \"{0}\"\n"
                          "  2 | {0}\n"
                          "    | ^{1:~>{2}}\n"
                          "hint: write seconds such as 12.5, or a date-time such as 2014-04-10 00:04:00\n",
                          wrong, "", wrong.size() - 1));
}

TEST(Trace, milliseconds_are_taken_for_what_they_are) {
  EXPECT_EQ(problems_of("time\n1700000000000\n"),
            "web.csv:2:1: error: expected seconds or a date-time, found \"1700000000000\"\n"
            "  2 | 1700000000000\n"
            "    | ^~~~~~~~~~~~~\n"
            "hint: seconds go up to 4e9; are these milliseconds?\n");
}

TEST(Trace, seconds_and_dates_do_not_mix) {
  EXPECT_EQ(problems_of("time\n5\n2014-02-14\n"),
            "web.csv:3:1: error: expected seconds as in the first row, found \"2014-02-14\"\n"
            "  3 | 2014-02-14\n"
            "    | ^~~~~~~~~~\n");
}

TEST(Trace, instants_lie_within_a_lifetime) {
  EXPECT_EQ(problems_of("time\n-3e9\n3e9\n"),
            "web.csv:3:1: error: \"3e9\" is more than 73 years from the first row\n"
            "  3 | 3e9\n"
            "    | ^~~\n");
}

TEST(Trace, negative_duration_is_a_diagnostic) {
  EXPECT_EQ(problems_of("app,func,end_timestamp,duration\na,f,1,-0.5\na,é,1,inf\n"),
            "web.csv:2:7: error: expected a duration in seconds, 0 or more, found \"-0.5\"\n"
            "  2 | a,f,1,-0.5\n"
            "    |       ^~~~\n"
            "web.csv:3:7: error: expected a duration in seconds, 0 or more, found \"inf\"\n"
            "  3 | a,é,1,inf\n"
            "    |       ^~~\n");
}

TEST(Trace, single_dated_count_has_no_length) {
  EXPECT_EQ(problems_of("start,count\n5,1\n"),
            "web.csv: error: the trace has one row, so the length of its interval is not known\n"
            "hint: an interval reaches to the next row: add one, with 0 requests if there are none\n");
}

TEST(Trace, first_20_bad_rows_are_shown_and_the_others_counted) {
  std::string text = "minute,requests\n";
  for (int i = 0; i < 23; ++i) text += fmt::format("{},x\n", i);
  const TraceFile file(text);
  const auto loaded = file.open();
  EXPECT_FALSE(loaded.value);
  ASSERT_EQ(loaded.diagnostics.size(), 21U);
  EXPECT_EQ(loaded.diagnostics[19].where.line, 21);
  EXPECT_EQ(render(loaded.diagnostics[20]), file.path() + ": note: 3 more rows are wrong\n");
}

// ------------------------------------------------------------------------------------------------ draws

/// Three functions, few and many requests an interval, odd and even numbers of them.
std::string busy_text() {
  std::string text = "HashOwner,HashApp,HashFunction,Trigger,1,2,3,4,5,6\n";
  text += "o,a,f,http,1,0,700,3,2,5\n";
  text += "o,a,g,http,255,256,257,0,0,1\n";
  text += "o,a,h,http,0,0,0,0,0,0\n";
  text += "o,a,i,http,3,1,4,1,5,9\n";
  return text;
}

TEST(Trace, request_has_the_same_arrival_and_work_in_both_orders) {
  const TraceFile file(busy_text());
  for (const Placement placement : {Placement::random, Placement::even}) {
    const auto trace = opened(file, placement);
    auto by_time = replay(*trace, Order::by_time, Distribution::exponential(80ms));
    const auto by_function = replay(*trace, Order::by_function, Distribution::exponential(80ms));
    ASSERT_EQ(by_time.size(), trace->summary().requests);
    EXPECT_TRUE(is_by_time(by_time));
    std::stable_sort(by_time.begin(), by_time.end(),
                     [](const Request& a, const Request& b) { return a.function < b.function; });
    EXPECT_TRUE(same(by_time, by_function));
  }
}

TEST(Trace, random_placement_keeps_every_count_in_its_interval) {
  const TraceFile file(busy_text());
  std::map<std::pair<std::uint32_t, std::int64_t>, int> found;
  for (const Request& one : replay(*opened(file)))
    ++found[{one.function, one.arrival.time_since_epoch() / 1min}];
  const std::map<std::pair<std::uint32_t, std::int64_t>, int> expected{
      {{0, 0}, 1},   {{0, 2}, 700}, {{0, 3}, 3},   {{0, 4}, 2}, {{0, 5}, 5},
      {{1, 0}, 255}, {{1, 1}, 256}, {{1, 2}, 257}, {{1, 5}, 1}, {{3, 0}, 3},
      {{3, 1}, 1},   {{3, 2}, 4},   {{3, 3}, 1},   {{3, 4}, 5}, {{3, 5}, 9}};
  EXPECT_EQ(found, expected);
}

/// The largest distance of the shares from the uniform distribution (Kolmogorov and Smirnov).
double distance_from_uniform(std::vector<double> shares) {
  std::sort(shares.begin(), shares.end());
  const auto n = static_cast<double>(shares.size());
  double distance = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    distance = std::max(
        {distance, static_cast<double>(i + 1) / n - shares[i], shares[i] - static_cast<double>(i) / n});
  return distance;
}

TEST(Trace, random_placement_is_uniform_for_one_few_and_many_requests) {
  for (const int count : {1, 3, 40000}) {
    std::string text = "minute,requests\n";
    for (int i = 0; i < 120000 / count; ++i) text += fmt::format("{},{}\n", i, count);
    const TraceFile file(text);
    std::vector<double> shares;
    for (const Request& one : replay(*opened(file)))
      shares.push_back(to_seconds(one.arrival.time_since_epoch() % 1min) / 60);
    ASSERT_EQ(shares.size(), 120000U);
    EXPECT_LT(distance_from_uniform(std::move(shares)), 1.63 / std::sqrt(120000.0)) << count;  // 99 %
  }
}

TEST(Trace, gaps_of_random_placement_vary_like_those_of_a_poisson_process) {
  std::string text = "minute,requests\n";
  for (int i = 0; i < 300; ++i) text += fmt::format("{},400\n", i);
  const TraceFile file(text);
  const auto requests = replay(*opened(file));
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const double gap = to_seconds(requests[i].arrival - requests[i - 1].arrival);
    sum += gap;
    squares += gap * gap;
  }
  const double mean = sum / static_cast<double>(requests.size() - 1);
  EXPECT_NEAR(squares / static_cast<double>(requests.size() - 1) / (mean * mean), 2, 0.04);
}

TEST(Trace, draw_of_a_request_is_its_number_within_its_function) {
  const TraceFile file("HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f,http,0,0\no,a,g,http,3,2\n");
  const Distribution work = Distribution::exponential(80ms);
  const StreamKey key = stream_key(Seed{7}, Purpose::work, 5, 1);
  const auto requests = replay(*opened(file), Order::by_time, work, 5);
  const std::vector<std::uint64_t> draws{0, 1, 2, 4, 5};  // an interval starts at an even one
  ASSERT_EQ(requests.size(), draws.size());
  for (std::size_t i = 0; i < draws.size(); ++i)
    EXPECT_NEAR(to_seconds(requests[i].work), to_seconds(work.draw(key, draws[i])), 1e-8);
}

TEST(Trace, drawn_work_of_an_event_goes_with_its_row) {
  std::string text = "time\n";
  for (int i = 0; i < 600; ++i) text += fmt::format("{}\n", i ^ 3);
  const TraceFile file(text);
  const Distribution work = Distribution::exponential(80ms);
  const StreamKey key = stream_key(Seed{7}, Purpose::work, 5, 0);
  const auto requests = replay(*opened(file), Order::by_function, work, 5);
  ASSERT_EQ(requests.size(), 600U);
  EXPECT_TRUE(is_by_time(requests));
  for (std::size_t i = 0; i < 600; ++i)
    EXPECT_NEAR(to_seconds(requests[i].work), to_seconds(work.draw(key, i ^ 3U)), 1e-8);
}

TEST(Trace, replications_differ_and_repeat) {
  const TraceFile file(busy_text());
  const auto trace = opened(file);
  const auto first = replay(*trace, Order::by_time, Distribution::exponential(80ms), 1);
  EXPECT_TRUE(same(first, replay(*trace, Order::by_time, Distribution::exponential(80ms), 1)));
  EXPECT_FALSE(same(first, replay(*trace, Order::by_time, Distribution::exponential(80ms), 2)));
}

TEST(Trace, source_outlives_its_trace) {
  const TraceFile file(busy_text());
  const Distribution work = Distribution::constant(1ms);
  const auto source = opened(file)->requests(&work, Order::by_time, Seed{7}, 0);
  EXPECT_EQ(all_of(*source).size(), 1503U);
}

TEST(Trace, events_that_changed_since_the_check_are_refused) {
  const TraceFile file("time,duration\n1,1\n2,1\n3,1\n");
  const auto trace = opened(file);
  for (const char* const changed : {"time,duration\n1,1\n2,1\n", "time,duration\n1,1\n2,1\n3,1\n4,1\n",
                                    "time,duration\n1,1\n2,1\n1.5,1\n", "time,duration\n0,1\n2,1\n3,1\n",
                                    "time,duration\n1,1\n2,x\n3,1\n", "\x1f\x8b"}) {
    file.write(changed);
    EXPECT_THROW(replay_with_own_durations(*trace), std::runtime_error) << changed;
  }
  std::filesystem::remove(file.path());
  EXPECT_THROW(replay_with_own_durations(*trace), std::runtime_error);
}

// ------------------------------------------------------------------------------------------------ real
// traces

const std::string shared_data = ISOCOST_SHARED_DATA;

bool has_shared_data() { return !shared_data.empty() && std::filesystem::is_directory(shared_data); }

std::shared_ptr<const Trace> shared_trace(const std::string& name) {
  auto loaded = open_trace(shared_data + "/" + name, Placement::random, in_scenario);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return loaded.value.value_or(nullptr);
}

void expect_whole_replay(const std::string& name, std::uint32_t functions, std::uint64_t requests,
                         Duration length) {
  const auto trace = shared_trace(name);
  ASSERT_NE(trace, nullptr);
  EXPECT_EQ(trace->summary().functions, functions);
  EXPECT_EQ(trace->summary().requests, requests);
  EXPECT_EQ(trace->summary().length, length);
  const auto all = replay(*trace);
  EXPECT_EQ(all.size(), requests);
  EXPECT_TRUE(is_by_time(all));
  EXPECT_LT(all.back().arrival.time_since_epoch(), length);
}

TEST(Trace, azure_2019_day_is_replayed_whole) {
  if (!has_shared_data()) GTEST_SKIP() << "skipped: no shared data";
  expect_whole_replay("azure2019/sample1350_a_inv.csv.gz", 1350, 927272, 24h);
  EXPECT_EQ(shared_trace("azure2019/sample1350_b_inv.csv.gz")->summary().functions, 1350U);
  expect_whole_replay("azure2019/joint100_invocations.csv", 100, 339657, 8h);
}

TEST(Trace, azure_2019_day_is_the_same_by_function) {
  if (!has_shared_data()) GTEST_SKIP() << "skipped: no shared data";
  const auto trace = shared_trace("azure2019/sample1350_a_inv.csv.gz");
  ASSERT_NE(trace, nullptr);
  auto by_time = replay(*trace, Order::by_time, Distribution::exponential(80ms));
  std::stable_sort(by_time.begin(), by_time.end(),
                   [](const Request& a, const Request& b) { return a.function < b.function; });
  EXPECT_TRUE(same(by_time, replay(*trace, Order::by_function, Distribution::exponential(80ms))));
}

TEST(Trace, azure_2021_invocations_are_replayed_from_their_starts) {
  if (!has_shared_data()) GTEST_SKIP() << "skipped: no shared data";
  expect_whole_replay("azure2021_sample/Azure2021_200.csv", 31, 199, 1206073980422ns);
  expect_whole_replay("azure2021_sample/Azure2021_30.csv", 14, 29, 126875000000ns);
  const auto trace = shared_trace("azure2021_sample/Azure2021_200.csv");
  const auto requests = replay_with_own_durations(*trace);
  ASSERT_EQ(requests.size(), 199U);
  EXPECT_EQ(requests.front().arrival, Time{});
  EXPECT_EQ(requests.front().work, 78ms);
}

TEST(Trace, nasa_and_elb_series_are_replayed_whole) {
  if (!has_shared_data()) GTEST_SKIP() << "skipped: no shared data";
  expect_whole_replay("web_traffic/nasa_per_minute.csv", 1, 3461596, 84332min);
  expect_whole_replay("web_traffic/nasa_per_hour.csv", 1, 3460385, 1405h);
  expect_whole_replay("web_traffic/nab_elb_request_count_8c0756.csv", 1, 249327, 14 * day + 40min);
}

TEST(Trace, utilisation_is_not_taken_for_counts) {
  if (!has_shared_data()) GTEST_SKIP() << "skipped: no shared data";
  const auto loaded = open_trace(shared_data + "/web_traffic/nab_ec2_cpu_utilization_5f5533.csv",
                                 Placement::random, in_scenario);
  EXPECT_FALSE(loaded.value);
  EXPECT_EQ(loaded.diagnostics.size(), 21U);
}

}  // namespace
}  // namespace isocost
