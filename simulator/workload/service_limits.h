/// How much a managed service takes, or a server that is not simulated.
#pragma once

#include <cstdint>
#include <optional>

#include "simulator/units/time.h"

namespace isocost {

struct ServiceLimits {
  std::uint64_t at_once = ~0ULL;      ///< calls, or connections
  std::optional<double> per_second;   ///< calls; none: no limit
  std::optional<Duration> queue_for;  ///< how long a call waits for a connection; none: it is refused at once
  bool keeps_connections = false;     ///< until the caller has answered, not for the call alone

  bool operator==(const ServiceLimits&) const = default;
};

}  // namespace isocost
