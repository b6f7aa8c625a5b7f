/// What one request of a user makes of the managed services around the application: two reads of a database,
/// a message, 2 kB of logs. The same on every alternative; which service answers, and at which price, is a
/// question of the provider (catalogue/companions.h) or of the alternative's `services`.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "simulator/catalogue/catalogue.h"

namespace isocost {

/// Of one role: for one request, or held all the time (is_held).
struct RoleUse {
  Decimal count{1};
  std::optional<Bytes> size;  ///< of one
  Bytes grows{};              ///< of what is held: added by each request that is taken, and kept from then on
  friend bool operator==(const RoleUse&, const RoleUse&) = default;
};

using ServiceUse = std::map<ServiceRole, RoleUse>;

/// A role's price in place of the provider's usual one; empty: the role costs nothing there.
using ChosenServices = std::map<ServiceRole, std::string>;

/// The mapping under `application.uses`.
[[nodiscard]] ServiceUse read_service_use(const Node& node, Diagnostics& diagnostics);

/// The mapping under `services` of an alternative.
[[nodiscard]] ChosenServices read_chosen_services(const Node& node, const Catalogue& catalogue,
                                                  Diagnostics& diagnostics);

/// "2 database_reads of 1 kB, 2 kB of logs"
[[nodiscard]] std::string describe(const ServiceUse& use);

}  // namespace isocost
