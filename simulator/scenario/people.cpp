#include "simulator/scenario/people.h"

#include <fmt/format.h>

#include "simulator/input/path.h"
#include "simulator/input/values.h"

namespace isocost {

std::optional<Usd> read_usd(const Node& node, Diagnostics& diagnostics) {
  std::string text = node.text;
  if (text.ends_with(" USD")) text.resize(text.size() - 4);
  const auto value = node.kind == Node::Kind::scalar ? parse_decimal(text) : std::nullopt;
  if (value && *value >= 0) return Usd{*value};
  add_error(diagnostics, node.where, fmt::format("expected an amount of money, found \"{}\"", node.text),
            "such as 100 USD");
  return std::nullopt;
}

std::optional<UncertainInput> read_migration(const Node& node, Diagnostics& diagnostics) {
  UncertainInput made;
  made.where = node.where;
  if (node.kind == Node::Kind::scalar) {
    const auto amount = read_usd(node, diagnostics);
    if (!amount) return std::nullopt;
    made.low = made.high = made.likely = amount->amount.to_double();
  } else {
    auto range = read_range(node, diagnostics);
    if (!range) return std::nullopt;
    made = std::move(*range);
    if ((made.unit != " USD" && !made.unit.empty()) || made.low < 0) {
      add_error(diagnostics, node.where, "expected amounts of money",
                "such as {between: [5000 USD, 20000 USD]}");
      return std::nullopt;
    }
  }
  made.path = "migration";
  made.unit = " USD";
  return made;
}

std::string describe(const People& people, const std::optional<Usd>& hour_of_work) {
  std::string text;
  if (people.operations) {
    const double hours = to_seconds(*people.operations) / 3600;
    text = fmt::format("{:.4g} h of operations a month", hours);
    if (hour_of_work)
      text +=
          fmt::format(", {} USD at {} USD an hour", to_cents_text({hour_of_work->amount * Decimal(hours)}),
                      to_string(hour_of_work->amount));
  }
  if (people.migration) {
    const UncertainInput& cost = *people.migration;
    text += fmt::format("{}to move there costs {}", text.empty() ? "" : "; ", describe(cost));
  }
  return text;
}

}  // namespace isocost
