/// How a billing period is simulated. A month is a month: what is simulated and what is billed are two
/// things, and the output names the method that joins them.
///
/// | method | simulated | billed |
/// |---|---|---|
/// | whole period | every request of the period | as it is |
/// | representative days | in each replication, a few days of each kind, drawn without replacement, each
/// after its warm-up | usage of a kind's days x (days of that kind / days drawn), added up before tiers and
/// allowances | | trace | the trace once | usage x (period / length of the trace) |
///
/// Days are of one kind when they have the same expected rate minute by minute and are both weekdays or both
/// weekend days; a flash crowd's days are kinds of their own. Replications draw their days anew, so the
/// interval over replications holds the variance between days. A period is simulated whole when it has an
/// outage, fewer than a million requests or fewer than eight days: there a tier or an allowance could bend
/// the cost within a day's variation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/scenario/scenario.h"

namespace isocost {

struct Stratum {
  std::string name;          ///< "weekday"
  std::vector<Window> days;  ///< all of this kind in the period
  std::size_t sampled = 0;   ///< of them, in each replication
};

struct Plan {
  enum class Method : std::uint8_t { whole_period, representative_days, trace };
  Method method = Method::whole_period;
  Traffic traffic;  ///< on the plan's clock: the period begins at `origin`
  std::vector<Stratum> strata;
  Outages outages;  ///< on the plan's clock too
  Duration warm_up{};
  double trace_repeats = 1;
  double expected_requests = 0;  ///< in the whole period
  std::string description;       ///< one sentence for the output

  /// The period begins a week after time zero, so that a warm-up before it has room and weekdays stay.
  static constexpr Duration origin = 7 * day;
};

[[nodiscard]] Plan make_plan(const Scenario& scenario);

/// The days a replication simulates of a stratum, in rising order.
[[nodiscard]] std::vector<Window> sampled_days(const Plan& plan, std::size_t stratum, Seed seed,
                                               std::uint64_t replication);

/// How many days of the period each sampled day of the stratum stands for.
[[nodiscard]] Decimal weight_of(const Plan& plan, std::size_t stratum);

}  // namespace isocost
