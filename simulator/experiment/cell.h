/// One cell of an experiment: one alternative in one replication. Owns its engine, platforms, streams and
/// observers; shares nothing that changes with another cell.
#pragma once

#include <array>
#include <stop_token>

#include "simulator/compile/compile.h"
#include "simulator/experiment/plan.h"
#include "simulator/experiment/timeline.h"
#include "simulator/platform/calls/call_network.h"

namespace isocost {

/// The measures of an alternative, in the order in which they are printed.
enum class MetricId : std::uint8_t {
  cost,
  requests,
  latency_mean,
  latency_p50,
  latency_p95,
  latency_p99,
  latency_p999,
  cold_share,
  refused_share,
  timed_out_share,
  failed_share,
  error_share,  ///< refused, timed out or failed
  capacity_mean,
  capacity_peak,
  utilisation,
  lost_to_rounding,
  lost_to_init,
  lost_to_timeouts,
  attempts_per_request,  ///< from here on only of scenarios with clients that try again, or outages
  attempts_peak,         ///< a second, over 10 s
  wasted_share,          ///< of handler time: no user got its answer
  recovery_time,         ///< only of scenarios with outages
};
inline constexpr std::size_t metric_count = 22;
inline constexpr std::size_t usual_metric_count = 18;  ///< those that every alternative has
[[nodiscard]] inline std::size_t metrics_of(const Scenario& scenario) {
  if (!scenario.outages.empty()) return metric_count;
  return scenario.has_overload() ? metric_count - 1 : usual_metric_count;
}

/// Of one kind, and what of it bought nothing.
struct Usage {
  Decimal quantity{0};
  WasteQuantities waste{};

  void add(const Usage& other, const Decimal& times) {
    quantity += other.quantity * times;
    for (std::size_t i = 0; i < waste_count; ++i) waste[i] += other.waste[i] * times;
  }
};

/// What one replication gave. A latency of infinity is a quantile among requests that got no answer;
/// it is not a number where nothing came. A time to recover of infinity: it did not; not a
/// number: the outage ends with the period.
struct CellResult {
  bool is_complete = false;
  std::array<double, metric_count> metrics{};
  std::vector<Usage> usage;              ///< one per BillingRule::kinds, over the whole period
  std::vector<ComponentUse> components;  ///< of a call graph, over the whole period
  std::uint64_t simulated = 0;           ///< requests inside the measured windows
  std::uint64_t traffic_checksum =
      0;  ///< of every arrival and its work: equal for all alternatives of a replication
};

struct CellInput {
  const Scenario& scenario;
  const Plan& plan;
  const CompiledAlternative& alternative;
  std::uint64_t replication = 0;
  Timeline* timeline = nullptr;  ///< filled when given
};

/// Incomplete when stopped. The cost metric is left 0: it needs the bill.
[[nodiscard]] CellResult run_cell(const CellInput& input, std::stop_token stop);

}  // namespace isocost
