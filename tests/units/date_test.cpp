#include "simulator/units/date.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using namespace std::chrono_literals;

TEST(Date, reads_year_month_day_and_writes_it_back) {
  for (const char* text :
       {"2025-08-01", "2024-02-29", "1970-01-01", "2026-12-31", "0001-01-01", "9999-12-31"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(to_string(*date), text);
  }
  EXPECT_EQ(parse_date("1970-01-02").value().time_since_epoch(), std::chrono::days(1));
}

TEST(Date, impossible_days_are_refused) {
  for (const char* text : {"2025-02-30", "2025-02-29", "1900-02-29", "2025-04-31", "2025-13-01", "2025-00-10",
                           "2025-01-00", "2025-01-32"})
    EXPECT_FALSE(parse_date(text).has_value()) << text;
}

TEST(Date, nothing_but_year_month_day_is_read) {
  for (const char* text : {"", "2025", "2025-8-1", "2025-08-1", "25-08-01", "2025/08/01", "01-08-2025",
                           "2025-08-01 ", " 2025-08-01", "2025-08-01T00:00", "2025--8-01", "-025-08-01",
                           "+025-08-01", "2025-+8-01", "20a5-08-01"})
    EXPECT_FALSE(parse_date(text).has_value()) << text;
}

TEST(Date, weeks_begin_on_monday) {
  EXPECT_EQ(weekday_of(parse_date("1970-01-01").value()), 3);  // a Thursday
  EXPECT_EQ(weekday_of(parse_date("2026-11-01").value()), 6);  // a Sunday
  EXPECT_EQ(weekday_of(parse_date("2026-11-02").value()), 0);
}

}  // namespace
}  // namespace isocost
