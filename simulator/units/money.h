/// Exact decimals and money. Prices are decimal strings in models/ and stay exact (50 decimal digits) until a
/// bill line is printed; there, and only there, an amount is rounded, half up, to cents.
#pragma once

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/units/wide.h"

namespace isocost {

using Decimal = boost::multiprecision::cpp_dec_float_50;

/// Reads "0.0000166667", "2.5e-6" or "-3". Anything else, NaN and infinity among it, is refused.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);

/// Shortest plain decimal (no exponent, no trailing zeros), at most `places` digits behind the point.
[[nodiscard]] std::string to_string(const Decimal& value, int places = 20);

/// Exact for integers of any size that fits.
[[nodiscard]] Decimal to_decimal(Wide value);

/// United States dollars; the only currency there is.
struct Usd {
  Decimal amount{0};

  friend Usd operator+(const Usd& a, const Usd& b) { return {a.amount + b.amount}; }
  friend Usd operator-(const Usd& a, const Usd& b) { return {a.amount - b.amount}; }
  Usd& operator+=(const Usd& other) {
    amount += other.amount;
    return *this;
  }
  friend bool operator==(const Usd& a, const Usd& b) { return a.amount == b.amount; }
  friend bool operator<(const Usd& a, const Usd& b) { return a.amount < b.amount; }
};

/// Nearest cent; a half goes up (away from zero), as invoices do.
[[nodiscard]] Usd round_to_cents(const Usd& exact);

/// Commas between thousands of the whole part: "-1234.5" -> "-1,234.5".
[[nodiscard]] std::string with_thousands(std::string digits);

/// "1234.50"; for programs.
[[nodiscard]] std::string to_plain_cents(const Usd& amount);

/// "1,234.50"; two decimals, thousands separated, no sign of currency.
[[nodiscard]] std::string to_cents_text(const Usd& amount);

}  // namespace isocost
