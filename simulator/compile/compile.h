/// Scenario + catalogue -> something that runs: for each alternative the parameters of its platform, the rule
/// by which it is billed, and in words what was assumed. Names are resolved here, once; nothing below knows
/// the catalogue.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "simulator/compile/call_analysis.h"
#include "simulator/cost/meter.h"
#include "simulator/platform/calls/managed_service.h"
#include "simulator/platform/calls/orchestrator.h"
#include "simulator/platform/function/function_pool.h"
#include "simulator/platform/server/fleet.h"
#include "simulator/scenario/scenario.h"

namespace isocost {

struct CompiledAlternative {
  std::string name;
  std::string platform;  ///< id
  std::string platform_name;
  std::string region;
  std::string size;  ///< "512 MiB, 0.289 vCPU" or "3 x m7g.large"
  std::variant<FunctionParameters, FleetParameters, OrchestratorParameters, ServiceParameters> parameters;
  BillingRule billing;
  std::optional<RetryPolicy> client;
  MessageDelivery delivery{};  ///< of calls that nobody waits for
  std::vector<std::string> assumptions;

  std::shared_ptr<const CallGraph> calls{};  ///< null: the application is one piece
  bool is_fused = false;
  std::vector<CompiledAlternative> components{};    ///< where each runs; when fused the services alone
  std::vector<std::vector<std::size_t>> kind_of{};  ///< which of `billing.kinds` each kind of a component is

  /// After which a platform gives no answer of its own accord.
  [[nodiscard]] Duration reply_limit() const {
    if (const auto* const function = std::get_if<FunctionParameters>(&parameters))
      return function->reply_limit;
    if (const auto* const fleet = std::get_if<FleetParameters>(&parameters)) return fleet->request_timeout;
    if (const auto* const orchestrator = std::get_if<OrchestratorParameters>(&parameters))
      return orchestrator->execution_limit;
    return unbounded;
  }
  [[nodiscard]] bool is_function() const { return std::holds_alternative<FunctionParameters>(parameters); }
  [[nodiscard]] bool is_orchestrator() const {
    return std::holds_alternative<OrchestratorParameters>(parameters);
  }
  [[nodiscard]] bool is_service() const { return std::holds_alternative<ServiceParameters>(parameters); }
  [[nodiscard]] bool runs_program() const { return !is_orchestrator() && !is_service(); }

  /// Where programs and workflows are in one place, that is the first; services have places of their own.
  [[nodiscard]] const CompiledAlternative& place_of(std::size_t component) const;
};

struct CompiledModel {
  std::vector<CompiledAlternative> alternatives;
  std::optional<CallAnalysis> calls{};  ///< where the application is a call graph
};

/// A fact that an alternative needs and the catalogue lacks is a diagnostic at the alternative.
/// The catalogue must outlive the model (prices are referred to, not copied).
[[nodiscard]] Loaded<CompiledModel> compile(const Scenario& scenario, const Catalogue& catalogue);

}  // namespace isocost
