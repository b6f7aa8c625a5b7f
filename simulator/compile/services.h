/// Managed services on the bill: what a request uses (scenario/service_use.h) at the prices of the provider's
/// companions, or of the services the alternative chose.
#pragma once

#include <string>
#include <vector>

#include "simulator/cost/meter.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

struct BilledServices {
  std::vector<BilledKind> kinds;         ///< of UsageKind::service, one for each price
  std::vector<std::string> assumptions;  ///< in words
};

/// What requests use, and how often for each.
struct UsedServices {
  const ServiceUse* uses = nullptr;
  Decimal a_request{1};      ///< for one request that comes in, refused ones too
  Decimal an_invocation{1};  ///< for one that is taken
};

/// A role that the provider has no companion for is billed at "PROVIDER/ROLE", which has no price: UNPRICED.
/// A fleet's gateway is the load balancer that it is billed for anyway, unless the alternative chose another.
[[nodiscard]] BilledServices billed_services(const std::vector<UsedServices>& used, const Scenario& scenario,
                                             const Alternative& chosen, const Catalogue& catalogue);

}  // namespace isocost
