/// Reads the application of a scenario: one piece of work, or components that call each other.
#pragma once

#include <string>

#include "simulator/input/node.h"
#include "simulator/input/values.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

/// \param is_trace_wanted  the workload names a trace, whether it could be read or not
/// \param scenario  its workload is read already; takes the application, its components and defaults
void read_application(const Node& node, bool is_trace_wanted, Scenario& scenario, Diagnostics& diagnostics);

/// "orders once, then price and stock at once, then a message to mail"; empty without calls
[[nodiscard]] std::string describe_calls(const Component& component, const Scenario& scenario);

/// What a service takes, over what `into` says already.
void read_service_limits(Fields& fields, ServiceLimits& into, Diagnostics& diagnostics);

/// "87 calls at once, others wait up to 5 s"
[[nodiscard]] std::string describe(const ServiceLimits& limits);

}  // namespace isocost
