#include "simulator/units/money.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

Decimal decimal(const char* text) { return parse_decimal(text).value(); }

std::string cents(const char* amount) { return to_cents_text({decimal(amount)}); }

TEST(Decimal, reads_plain_and_scientific_notation) {
  EXPECT_EQ(to_string(decimal("0.0000166667")), "0.0000166667");
  EXPECT_EQ(to_string(decimal("2.5e-6")), "0.0000025");
  EXPECT_EQ(to_string(decimal("1E3")), "1000");
  EXPECT_EQ(to_string(decimal("-3")), "-3");
  EXPECT_EQ(to_string(decimal("+3")), "3");
  EXPECT_EQ(to_string(decimal(".5")), "0.5");
  EXPECT_EQ(to_string(decimal("5.")), "5");
}

TEST(Decimal, refuses_what_is_no_decimal_number) {
  for (const char* text :
       {"",     "-",   "+",   ".",   "e5",   "1e",       "1e+",  "1,000", "1 000", " 1",     "1 ",
        "0x10", "nan", "NaN", "inf", "-inf", "infinity", "1..2", "1.2.3", "--1",   "1e1000", "1USD"})
    EXPECT_FALSE(parse_decimal(text).has_value()) << text;
}

TEST(Decimal, refuses_more_digits_than_can_be_meant) {
  EXPECT_TRUE(parse_decimal(std::string(60, '1')).has_value());
  EXPECT_FALSE(parse_decimal(std::string(61, '1')).has_value());
}

TEST(Decimal, a_tenth_is_exact) {
  EXPECT_EQ(decimal("0.1") + decimal("0.2"), decimal("0.3"));
  EXPECT_EQ(decimal("0.0000166667") * 6'000'000'000, decimal("100000.2"));
}

TEST(Decimal, text_has_no_exponent_and_no_trailing_zeros) {
  EXPECT_EQ(to_string(decimal("1200.500")), "1200.5");
  EXPECT_EQ(to_string(decimal("0.000000000001")), "0.000000000001");
  EXPECT_EQ(to_string(decimal("15000000000")), "15000000000");
  EXPECT_EQ(to_string(Decimal(1) / 3, 4), "0.3333");
  EXPECT_EQ(to_string(decimal("-0.000001"), 2), "0");
}

TEST(Decimal, a_128_bit_sum_becomes_an_exact_decimal) {
  EXPECT_EQ(to_string(to_decimal(Wide{0})), "0");
  EXPECT_EQ(to_string(to_decimal(Wide{1} << 64U)), "18446744073709551616");
  EXPECT_EQ(to_string(to_decimal((Wide{1} << 100U) + 1)), "1267650600228229401496703205377");
}

TEST(Money, half_a_cent_goes_up) {
  EXPECT_EQ(cents("0.004999999999999999999999999999"), "0.00");
  EXPECT_EQ(cents("0.005"), "0.01");
  EXPECT_EQ(cents("0.015"), "0.02");
  EXPECT_EQ(cents("0.025"), "0.03");  // not to the even cent
  EXPECT_EQ(cents("1.005"), "1.01");  // 1.00499999999999989... as a double
  EXPECT_EQ(cents("2.674999999999999999999999999999"), "2.67");
}

TEST(Money, half_a_cent_below_zero_goes_away_from_zero) {
  EXPECT_EQ(cents("-0.005"), "-0.01");
  EXPECT_EQ(cents("-0.0049"), "0.00");
  EXPECT_EQ(cents("-1.005"), "-1.01");
}

TEST(Money, thousands_are_separated) {
  EXPECT_EQ(cents("0"), "0.00");
  EXPECT_EQ(cents("7"), "7.00");
  EXPECT_EQ(cents("999.994"), "999.99");
  EXPECT_EQ(cents("999.995"), "1,000.00");
  EXPECT_EQ(cents("1234.5"), "1,234.50");
  EXPECT_EQ(cents("123456"), "123,456.00");
  EXPECT_EQ(cents("1234567.891"), "1,234,567.89");
  EXPECT_EQ(cents("-123"), "-123.00");
  EXPECT_EQ(cents("-123456"), "-123,456.00");
}

TEST(Money, sums_and_differences_are_exact) {
  Usd sum;
  for (int i = 0; i < 1000; ++i) sum += {decimal("0.0001")};
  EXPECT_EQ(sum, Usd{decimal("0.1")});
  EXPECT_EQ((Usd{decimal("0.3")} - Usd{decimal("0.1")}), Usd{decimal("0.2")});
  EXPECT_LT(Usd{decimal("0.1")}, Usd{decimal("0.1000000001")});
}

// 3 x 1.5 h x 0.75: the quotient of nanoseconds is 4.49999… in 50 digits.
TEST(Money, half_a_cent_after_a_division_goes_up) {
  const Decimal hours = Decimal("16200000000000") / Decimal("3600000000000");
  EXPECT_EQ(to_plain_cents({hours * Decimal("0.75")}), "3.38");
}

}  // namespace
}  // namespace isocost
