#include "simulator/statistics/overload_summary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace isocost {
namespace {

using namespace std::chrono_literals;

constexpr Window two_minutes{Time{}, Time{2min}};

/// One request a second; those that come in `bad` get no answer.
AnswerSummary answers(Window outage, Window bad, int every_which_fails = 0) {
  AnswerSummary made(two_minutes, outage);
  std::vector<RequestRecord> records;
  for (int i = 0; i < 120; ++i) {
    RequestRecord record;
    record.arrival = Time(i * 1s);
    record.handler = 1ms;
    if (bad.contains(record.arrival)) record.outcome = Outcome::timed_out;
    if (every_which_fails > 0 && i % every_which_fails == 0) record.outcome = Outcome::failed;
    records.push_back(record);
  }
  made.requests(records);
  return made;
}

TEST(AnswerSummary, a_system_has_recovered_when_no_later_stretch_has_errors) {
  const Window outage{Time{30s}, Time{38s}};
  EXPECT_EQ(answers(outage, {Time{30s}, Time{75s}}).time_to_recover(), 42);
  EXPECT_EQ(answers(outage, {Time{30s}, Time{38s}}).time_to_recover(), 2);
  EXPECT_EQ(answers(outage, {Time{}, Time{}}).time_to_recover(), 0);
}

TEST(AnswerSummary, a_system_with_errors_in_its_last_stretch_has_not_recovered) {
  EXPECT_TRUE(std::isinf(answers({Time{30s}, Time{38s}}, {Time{30s}, Time{2min}}).time_to_recover()));
}

TEST(AnswerSummary, errors_as_usual_before_the_outage_are_no_harm) {
  EXPECT_EQ(answers({Time{30s}, Time{38s}}, {Time{30s}, Time{75s}}, 10).time_to_recover(), 42);
}

TEST(AnswerSummary, a_system_that_fails_most_requests_anyway_has_not_recovered_from_failing_all) {
  const Window outage{Time{30s}, Time{38s}};
  EXPECT_TRUE(std::isinf(answers(outage, {Time{30s}, Time{2min}}, 2).time_to_recover()));
}

TEST(AnswerSummary, of_an_outage_that_ends_with_the_period_nothing_is_known) {
  EXPECT_TRUE(std::isnan(answers({Time{60s}, Time{2min}}, {Time{}, Time{}}).time_to_recover()));
}

TEST(AttemptSummary, the_peak_is_the_most_in_ten_seconds_a_second) {
  AttemptSummary made(two_minutes);
  std::vector<RequestRecord> records(45);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].arrival = Time(i < 5 ? 15s : 42s);
    records[i].handler = 1s;
  }
  made.requests(records);
  EXPECT_EQ(made.peak_rate(), 4);
  EXPECT_EQ(made.attempts, 45);
  EXPECT_EQ(static_cast<std::int64_t>(made.handler_sum), Duration(45s).count());
}

}  // namespace
}  // namespace isocost
