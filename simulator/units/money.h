/// Exact decimals and money. Prices are decimal strings in models/ and stay exact (50 decimal digits) until a
/// bill line is printed; there, and only there, an amount is rounded, half up, to cents.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "simulator/units/wide.h"

namespace isocost {

/// A decimal number of 50 digits: boost::multiprecision::cpp_dec_float_50, kept behind this class because its
/// header takes longer to compile than most files that need a number.
class Decimal {
 public:
  Decimal() : Decimal(std::int64_t{0}) {}
  Decimal(std::int64_t value);
  Decimal(std::uint64_t value);
  template <std::integral Integer>
  Decimal(Integer value) : Decimal(static_cast<Widest<Integer>>(value)) {}
  /// What the binary number is exactly, rounded to 50 digits.
  explicit Decimal(double value);
  /// \pre the text is a number, see `parse_decimal`
  explicit Decimal(const std::string& text);
  explicit Decimal(const char* text);

  Decimal(const Decimal& other);
  Decimal& operator=(const Decimal& other);
  ~Decimal() = default;

  Decimal& operator+=(const Decimal& other);
  Decimal& operator-=(const Decimal& other);
  Decimal& operator*=(const Decimal& other);
  /// \pre other != 0
  Decimal& operator/=(const Decimal& other);

  friend Decimal operator+(Decimal a, const Decimal& b) { return a += b; }
  friend Decimal operator-(Decimal a, const Decimal& b) { return a -= b; }
  friend Decimal operator*(Decimal a, const Decimal& b) { return a *= b; }
  friend Decimal operator/(Decimal a, const Decimal& b) { return a /= b; }
  friend Decimal operator-(const Decimal& a) { return Decimal(0) -= a; }

  friend bool operator==(const Decimal& a, const Decimal& b) { return a.compare(b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) { return a.compare(b) <=> 0; }

  friend Decimal abs(const Decimal& value) { return value < 0 ? -value : value; }
  friend Decimal ceil(const Decimal& value);
  friend Decimal floor(const Decimal& value);
  friend std::ostream& operator<<(std::ostream& out, const Decimal& value);

  /// Nearest.
  [[nodiscard]] double to_double() const;
  /// So many digits behind the point.
  [[nodiscard]] std::string to_fixed(int places) const;
  /// Without digits beyond so many significant ones.
  [[nodiscard]] Decimal to_digits(int digits) const;

 private:
  template <class Integer>
  using Widest = std::conditional_t<std::is_signed_v<Integer>, std::int64_t, std::uint64_t>;

  [[nodiscard]] int compare(const Decimal& other) const;

  struct Number;
  alignas(8) std::array<std::byte, 56> number_;
};

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

/// What is less does not show in cents.
inline constexpr double half_a_cent = 0.005;

/// Nearest cent; a half goes up (away from zero), as invoices do.
[[nodiscard]] Usd round_to_cents(const Usd& exact);

/// Commas between thousands of the whole part: "-1234.5" -> "-1,234.5".
[[nodiscard]] std::string with_thousands(std::string digits);

/// "1234.50"; for programs.
[[nodiscard]] std::string to_plain_cents(const Usd& amount);

/// "1,234.50"; two decimals, thousands separated, no sign of currency.
[[nodiscard]] std::string to_cents_text(const Usd& amount);

}  // namespace isocost
