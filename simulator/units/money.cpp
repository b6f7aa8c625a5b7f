#include "simulator/units/money.h"

#include <algorithm>

#include <cctype>

namespace isocost {

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
  std::string text = value.str(places, std::ios_base::fixed);
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
  const Decimal cents = Decimal(exact.amount.str(45)) * 100;
  const Decimal half = Decimal(1) / 2;
  const Decimal whole = cents < 0 ? Decimal(ceil(cents - half)) : Decimal(floor(cents + half));
  return {whole / 100};
}

std::string to_plain_cents(const Usd& amount) {
  const std::string text = round_to_cents(amount).amount.str(2, std::ios_base::fixed);
  return text == "-0.00" ? "0.00" : text;
}

std::string with_thousands(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t i = std::min(digits.find('.'), digits.size()); i > first + 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string to_cents_text(const Usd& amount) { return with_thousands(to_plain_cents(amount)); }

}  // namespace isocost
