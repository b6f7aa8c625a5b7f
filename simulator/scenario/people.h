/// People's time, as whoever writes the scenario states it: no bill knows it, and nothing is taken to be when
/// it is not stated.
#pragma once

#include <optional>
#include <string>

#include "simulator/scenario/uncertain_input.h"
#include "simulator/units/money.h"
#include "simulator/units/time.h"

namespace isocost {

/// Of one alternative.
struct People {
  std::optional<Duration> operations;       ///< hours of work in a month: to watch, to patch, to be on call
  std::optional<UncertainInput> migration;  ///< USD, once, to move to this alternative
};

/// An amount of money: "100", "99.50 USD". Not negative.
[[nodiscard]] std::optional<Usd> read_usd(const Node& node, Diagnostics& diagnostics);

/// `migration`: one amount, or what it may be as in the register: {between: [5000 USD, 20000 USD]}.
[[nodiscard]] std::optional<UncertainInput> read_migration(const Node& node, Diagnostics& diagnostics);

/// "10 h of operations a month, 900.00 USD at 90 USD an hour"; empty when nothing is stated.
[[nodiscard]] std::string describe(const People& people, const std::optional<Usd>& hour_of_work);

}  // namespace isocost
