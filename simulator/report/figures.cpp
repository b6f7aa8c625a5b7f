#include "simulator/report/figures.h"

#include <fmt/format.h>

#include <cmath>

#include "simulator/input/values.h"

namespace isocost {
namespace {

std::string plain_number(double value) {
  return fmt::format("{:.{}f}", value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

}  // namespace

std::string quantity_text(const Decimal& quantity) {
  const auto value = quantity.to_double();
  const std::string text =
      std::abs(value) >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
  return text.find_first_not_of("0123456789") == std::string::npos ? with_thousands(text) : text;
}

std::string price_text(const BillLine& line) {
  if (line.unpriced) return "UNPRICED";
  if (line.is_free) return "free";
  const std::string per = line.per == 1 ? "" : " / " + quantity_text(line.per);
  return to_string(line.unit_price) + per;
}

std::string source_text(const BillLine& line) {
  if (line.source_file.empty()) return "-";
  return fmt::format("{}:{}, read {}", line.source_file, line.source_line, to_string(line.source.read));
}

std::string kind_of(const BillLine& line) {
  return line.name.ends_with(')') ? line.name.substr(0, line.name.rfind(" (")) : line.name;
}

std::string amount_text(const BillLine& line) {
  return line.unpriced ? "UNPRICED" : to_cents_text(line.exact);
}

std::string with_half_width(const Estimate& estimate, const std::string& value, std::string (*half)(double)) {
  const auto in_words = [&] {
    if (!estimate.half_width || *estimate.half_width == 0) return value;
    const std::string text = half(*estimate.half_width);
    return text.starts_with("0.00") ? value : value + " ± " + text;
  };
  switch (estimate.status) {
    case EstimateStatus::unanswered: return value;
    case EstimateStatus::no_requests: return "-";
    case EstimateStatus::insufficient: return value + " (" + std::string(word_of(estimate.status)) + ")";
    case EstimateStatus::not_reached: return in_words() + " (" + std::string(word_of(estimate.status)) + ")";
    case EstimateStatus::ok:
    case EstimateStatus::lower_bound:
    case EstimateStatus::exact: break;
  }
  return in_words();
}

std::string share_half_width(double half) { return fmt::format("{:.2g} %", half * 100); }

std::string share_text(const Estimate& estimate) {
  if (estimate.value == 0) return "0";
  return with_half_width(estimate, describe_share(estimate.value), share_half_width);
}

std::string number_text(const Estimate& estimate) {
  return with_half_width(estimate, plain_number(estimate.value), plain_number);
}

std::string period_text(const Manifest& manifest) {
  return describe(from_seconds(manifest.period_days * to_seconds(day)));
}

}  // namespace isocost
