/// From one place to an alternative whose application is a call graph: where each component runs, and one
/// bill of all.
#pragma once

#include <algorithm>
#include <vector>

#include "simulator/compile/call_analysis.h"
#include "simulator/compile/compile.h"
#include "simulator/compile/services.h"

namespace isocost {

/// What runs in one place.
struct PlaceWork {
  const Application& application;
  std::vector<UsedServices> used;
  bool is_called = false;       ///< by other components, not by users: nothing leaves the provider's network
  bool holds_requests = false;  ///< it makes calls
  const ServiceLimits* service = nullptr;  ///< of a service, which runs on nothing of the alternative's
};

/// Work takes longer on less than one vCPU: its CPU part divides, the rest waits for others all the same.
[[nodiscard]] inline double handler_scale(double cpu_share, double vcpus) {
  return 1 - cpu_share + cpu_share / std::min(1.0, vcpus);
}

[[nodiscard]] CompiledAlternative compile_place(const Scenario& scenario, const PlaceWork& work,
                                                const Alternative& chosen, const Catalogue& catalogue,
                                                Diagnostics& diagnostics);

/// \pre the scenario has components
[[nodiscard]] CompiledAlternative compile_components(const Scenario& scenario, const CallAnalysis& analysis,
                                                     const Alternative& chosen, const Catalogue& catalogue,
                                                     Diagnostics& diagnostics);

}  // namespace isocost
