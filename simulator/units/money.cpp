#include "simulator/units/money.h"

#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cctype>
#include <new>
#include <ostream>

namespace isocost {

/// What the bytes of a Decimal are.
struct Decimal::Number {
  using Type = boost::multiprecision::cpp_dec_float_50;
  static_assert(sizeof(Type) == sizeof(number_) && alignof(Type) <= alignof(Decimal));
  static_assert(std::is_trivially_destructible_v<Type>);

  static Type& of(Decimal& value) { return *std::launder(reinterpret_cast<Type*>(value.number_.data())); }
  static const Type& of(const Decimal& value) {
    return *std::launder(reinterpret_cast<const Type*>(value.number_.data()));
  }
  template <class From>
  static void make(Decimal& into, const From& from) {
    new (into.number_.data()) Type(from);
  }
};

Decimal::Decimal(std::int64_t value) { Number::make(*this, value); }
Decimal::Decimal(std::uint64_t value) { Number::make(*this, value); }
Decimal::Decimal(double value) { Number::make(*this, value); }
Decimal::Decimal(const std::string& text) { Number::make(*this, text); }
Decimal::Decimal(const char* text) { Number::make(*this, text); }
Decimal::Decimal(const Decimal& other) { Number::make(*this, Number::of(other)); }

Decimal& Decimal::operator=(const Decimal& other) {
  Number::of(*this) = Number::of(other);
  return *this;
}
Decimal& Decimal::operator+=(const Decimal& other) {
  Number::of(*this) += Number::of(other);
  return *this;
}
Decimal& Decimal::operator-=(const Decimal& other) {
  Number::of(*this) -= Number::of(other);
  return *this;
}
Decimal& Decimal::operator*=(const Decimal& other) {
  Number::of(*this) *= Number::of(other);
  return *this;
}
Decimal& Decimal::operator/=(const Decimal& other) {
  Number::of(*this) /= Number::of(other);
  return *this;
}

int Decimal::compare(const Decimal& other) const { return Number::of(*this).compare(Number::of(other)); }

Decimal ceil(const Decimal& value) {
  Decimal made;
  Decimal::Number::of(made) = boost::multiprecision::ceil(Decimal::Number::of(value));
  return made;
}

Decimal floor(const Decimal& value) {
  Decimal made;
  Decimal::Number::of(made) = boost::multiprecision::floor(Decimal::Number::of(value));
  return made;
}

std::ostream& operator<<(std::ostream& out, const Decimal& value) {
  return out << Decimal::Number::of(value).str();
}

double Decimal::to_double() const { return Number::of(*this).convert_to<double>(); }

std::string Decimal::to_fixed(int places) const {
  return Number::of(*this).str(places, std::ios_base::fixed);
}

Decimal Decimal::to_digits(int digits) const { return Decimal(Number::of(*this).str(digits)); }

std::optional<Decimal> parse_decimal(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0) ++i;
    return i - from;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  std::size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0 || mantissa > 60) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const std::size_t exponent = digits();
    if (exponent == 0 || exponent > 3) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  const std::size_t first = text.front() == '+' ? 1 : 0;
  return Decimal(std::string(text.substr(first)));
}

std::string to_string(const Decimal& value, int places) {
  std::string text = value.to_fixed(places);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

Decimal to_decimal(Wide value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  const auto low = static_cast<std::uint64_t>(value);
  static const Decimal two_to_64("18446744073709551616");
  return Decimal(high) * two_to_64 + Decimal(low);
}

Usd round_to_cents(const Usd& exact) {
  // A quotient can be 3.37499… in 50 digits where it is 3.375: the last five are not looked at.
  const Decimal cents = exact.amount.to_digits(45) * 100;
  const Decimal half = Decimal(1) / 2;
  const Decimal whole = cents < 0 ? ceil(cents - half) : floor(cents + half);
  return {whole / 100};
}

std::string to_plain_cents(const Usd& amount) {
  const std::string text = round_to_cents(amount).amount.to_fixed(2);
  return text == "-0.00" ? "0.00" : text;
}

std::string with_thousands(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t i = std::min(digits.find('.'), digits.size()); i > first + 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string to_cents_text(const Usd& amount) { return with_thousands(to_plain_cents(amount)); }

}  // namespace isocost
