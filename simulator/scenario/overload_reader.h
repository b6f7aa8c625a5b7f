/// Reads what a scenario says of overload: how senders behave without an answer (`client`), and what goes
/// wrong from outside (`outages`). The keys are in scenario/format.md.
#pragma once

#include <string>
#include <vector>

#include "simulator/input/node.h"
#include "simulator/workload/outages.h"
#include "simulator/workload/retry_policy.h"

namespace isocost {

[[nodiscard]] RetryPolicy read_retry_policy(const Node& node, Diagnostics& diagnostics);

/// \param period  the outages lie inside; their windows count from its begin
/// \param components  names that an outage can be of
[[nodiscard]] std::vector<Outage> read_outages(const Node& node, Duration period,
                                               const std::vector<std::string>& components,
                                               Diagnostics& diagnostics);

/// "gives up after 1 s, 3 retries at once, at most 10 % of the requests"
[[nodiscard]] std::string describe(const RetryPolicy& policy);
/// "stalls from 10 min on for 8 s"
[[nodiscard]] std::string describe(const Outage& outage);

}  // namespace isocost
