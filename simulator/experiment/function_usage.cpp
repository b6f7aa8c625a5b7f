#include "simulator/experiment/function_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/compile/compile.h"
#include "simulator/cost/use.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

Scenario scenario_of(const StatedInvocations& stated, Date as_of) {
  Scenario scenario;
  scenario.period.start = as_of;
  scenario.application.memory_used = stated.memory_used;
  scenario.application.response_size = stated.response_size;
  Alternative chosen;
  chosen.name = chosen.platform = stated.platform;
  chosen.where = stated.where;
  chosen.region = stated.region;
  chosen.runtime = "nodejs";
  chosen.architecture = stated.architecture;
  chosen.memory = stated.memory;
  chosen.requests_per_instance = 1;
  chosen.provisioned = stated.provisioned;
  scenario.alternatives.push_back(std::move(chosen));
  return scenario;
}

Meter metered_invocation(const BillingRule& rule, const StatedInvocations& stated, Duration init) {
  Meter meter(rule, {Time{}, Time{hour}});
  RequestRecord one;
  one.handler = one.response = stated.duration;
  one.init = init;
  one.is_served = true;
  one.is_provisioned = stated.provisioned > 0;
  meter.requests(std::array{one});
  return meter;
}

Meter metered_instance(const BillingRule& rule, Duration life) {
  Meter meter(rule, {Time{}, Time{hour}});
  CapacityRecord kept;
  kept.kind = CapacityRecord::Kind::instance;
  kept.is_provisioned = true;
  kept.end = Time{life};
  meter.capacity(std::array{kept});
  return meter;
}

UsageItem usage_of_kind(const BilledKind& kind, const BillingRule& rule, const StatedInvocations& stated) {
  const std::int64_t bytes = kind.price != nullptr ? kind.price->bytes_per_unit : 0;
  UsageItem item{kind.price, kind.price_id, 0, {}};
  const Decimal started = stated.requests * stated.start_share;
  for (const auto& [count, init] :
       {std::pair{stated.requests - started, Duration{}}, std::pair{started, stated.init}}) {
    const Meter invocation = metered_invocation(rule, stated, init);
    item.quantity += count * invocation.quantity(kind.kind, bytes);
    const WasteQuantities waste = invocation.waste(kind.kind, bytes);
    for (std::size_t i = 0; i < waste_count; ++i) item.waste[i] += count * waste[i];
  }
  if (kind.kind != UsageKind::provisioned || stated.provisioned == 0) return item;
  const Duration life = kind.price != nullptr ? billed_time(stated.provisioned_time, kind.price->rounding)
                                              : stated.provisioned_time;
  const Decimal kept = Decimal(stated.provisioned) * metered_instance(rule, life).quantity(kind.kind, bytes);
  const Decimal busy = stated.requests * metered_instance(rule, stated.duration).quantity(kind.kind, bytes);
  item.quantity += kept;
  item.waste[static_cast<std::size_t>(Waste::idle)] = std::max(Decimal(0), kept - busy);
  return item;
}

/// A size that is not offered and work that would be killed have no bill.
void check_limits(const StatedInvocations& stated, const Platform& platform, Date as_of,
                  Diagnostics& diagnostics) {
  const Conditions what{{"architecture", stated.architecture}, {"runtime", "nodejs"}};
  const auto fact = [&]<class T>(const char* name, const T*) -> const T* {
    const Fact* const found = find_fact(platform.facts, name, what, as_of);
    return found != nullptr ? std::get_if<T>(&found->value) : nullptr;
  };
  const auto* const sizes = fact("memory_sizes", static_cast<const MemorySizes*>(nullptr));
  if (sizes != nullptr && !sizes->offers(stated.memory))
    add_error(diagnostics, stated.where,
              fmt::format("{} does not offer {}", platform.name, describe(stated.memory)),
              "it offers " + sizes->describe());
  const auto* const limit = fact("execution_limit", static_cast<const DurationLimit*>(nullptr));
  if (limit != nullptr && stated.duration > limit->most)
    add_error(diagnostics, stated.where,
              fmt::format("{} ends work after {} at the latest", platform.name, describe(limit->most)));
}

}  // namespace

Loaded<std::vector<UsageItem>> usage_of(const StatedInvocations& stated, const Catalogue& catalogue,
                                        Date as_of) {
  Loaded<std::vector<UsageItem>> loaded;
  check_limits(stated, *catalogue.platform(stated.platform), as_of, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return loaded;
  Loaded<CompiledModel> model = compile(scenario_of(stated, as_of), catalogue);
  loaded.diagnostics = std::move(model.diagnostics);
  if (!model.value) return loaded;
  const CompiledAlternative& compiled = model.value->alternatives.front();
  const BillingRule& rule = compiled.billing;
  const bool has_provisioned = std::any_of(rule.kinds.begin(), rule.kinds.end(), [](const BilledKind& one) {
    return one.kind == UsageKind::provisioned;
  });
  if (stated.provisioned > 0 && !has_provisioned) {
    add_error(
        loaded.diagnostics, stated.where,
        fmt::format("{} has no price for capacity that is provisioned, busy or not", compiled.platform_name),
        "state its idle time by a line of its own: - {price: …, quantity: …, for: …}");
    return loaded;
  }
  std::vector<UsageItem> items;
  for (const BilledKind& kind : rule.kinds)
    if (kind.kind != UsageKind::egress || stated.response_size.count > 0)
      items.push_back(usage_of_kind(kind, rule, stated));
  loaded.value = std::move(items);
  return loaded;
}

}  // namespace isocost
