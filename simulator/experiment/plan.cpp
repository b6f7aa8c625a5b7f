#include "simulator/experiment/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr double most_requests_simulated_whole = 1e6;
constexpr Duration shortest_sampled_period = 8 * day;

Traffic on_plan_clock(Traffic traffic) {
  for (FlashCrowd& crowd : traffic.flash_crowds) crowd.start += Plan::origin;
  if (traffic.sinusoid) traffic.sinusoid->peak += Plan::origin;
  return traffic;
}

/// Equal for days that expect the same requests minute by minute.
std::vector<std::int64_t> shape_of(const Traffic& traffic, const Window& one_day, bool is_weekend) {
  std::vector<std::int64_t> shape{is_weekend ? 1 : 0};
  for (Time at = one_day.begin; at < one_day.end; at += std::chrono::minutes(1)) {
    const RatePiece piece = rate_piece_at(traffic, at);
    shape.push_back(std::llround(piece.rate_at_begin / std::max(traffic.mean_rate, 1e-300) * 1e6));
  }
  return shape;
}

Outages on_plan_clock(std::vector<Outage> outages, Duration origin) {
  for (Outage& one : outages) one.when = {one.when.begin + origin, one.when.end + origin};
  return Outages(std::move(outages));
}

std::vector<Stratum> kinds_of_days(const Plan& plan, const Scenario& scenario) {
  std::map<std::vector<std::int64_t>, std::size_t> known;
  std::vector<Stratum> strata;
  const Time begin{Plan::origin};
  const auto days = static_cast<int>((scenario.period.length + day - Duration(1)) / day);
  for (int i = 0; i < days; ++i) {
    const Window one{begin + i * day, std::min(begin + (i + 1) * day, begin + scenario.period.length)};
    const bool is_weekend = (plan.traffic.weekday_at_start + i) % 7 >= 5;
    auto shape = shape_of(plan.traffic, one, is_weekend);
    shape.push_back(one.length().count());
    const auto [place, is_new] = known.try_emplace(std::move(shape), strata.size());
    if (is_new) strata.push_back({is_weekend ? "weekend day" : "weekday", {}, 0});
    strata[place->second].days.push_back(one);
  }
  return strata;
}

std::string describe_days(const std::vector<Stratum>& strata, int replications) {
  std::string text;
  for (const Stratum& one : strata)
    text += fmt::format("{}{} of {} {}{}", text.empty() ? "" : ", ", one.sampled, one.days.size(), one.name,
                        one.days.size() == 1 ? "" : "s");
  return fmt::format(
      "representative days: each of {} replications draws {}; usage is scaled to the period before tiers "
      "and allowances; the variance between days is in the intervals",
      replications, text);
}

void plan_trace(const Scenario& scenario, Plan& plan) {
  const TraceSummary& trace = scenario.workload.trace->summary();
  const Duration length = std::max(std::min(trace.length, scenario.period.length), Duration(1));
  plan.method = Plan::Method::trace;
  plan.outages = on_plan_clock(scenario.outages, Duration::zero());
  plan.strata = {{"trace", {Window{Time{}, Time{length}}}, 1}};
  plan.trace_repeats = to_seconds(scenario.period.length) / to_seconds(length);
  plan.expected_requests = static_cast<double>(trace.requests) * to_seconds(scenario.period.length) /
                           to_seconds(std::max(trace.length, Duration(1)));
  plan.description = fmt::format(
      "{}trace of {} ({} requests, {} function{}) simulated once from an empty system and repeated {:.4g} "
      "times to fill the "
      "period; how the traffic varies from one such time to the next is not sampled",
      trace.length > length ? fmt::format("the first {} of a ", describe(length)) : "",
      describe(trace.length), trace.requests, trace.functions, trace.functions == 1 ? "" : "s",
      plan.trace_repeats);
}

}  // namespace

Plan make_plan(const Scenario& scenario) {
  Plan plan;
  plan.warm_up = scenario.warm_up.value_or(Duration::zero());
  if (scenario.workload.trace) {
    plan_trace(scenario, plan);
    return plan;
  }
  plan.traffic = on_plan_clock(scenario.workload.traffic);
  plan.outages = on_plan_clock(scenario.outages, Plan::origin);
  const Window period{Time{Plan::origin}, Time{Plan::origin} + scenario.period.length};
  plan.expected_requests = expected_requests(plan.traffic, period);
  const bool is_small = plan.expected_requests <= most_requests_simulated_whole ||
                        scenario.period.length < shortest_sampled_period;
  const bool is_whole = scenario.horizon.kind == Horizon::Kind::whole_period || !scenario.warm_up ||
                        !scenario.outages.empty() ||
                        (scenario.horizon.kind == Horizon::Kind::automatic && is_small);
  if (!is_whole) {
    plan.method = Plan::Method::representative_days;
    plan.strata = kinds_of_days(plan, scenario);
    for (Stratum& one : plan.strata)
      one.sampled = std::min(one.days.size(), static_cast<std::size_t>(scenario.horizon.days_per_kind));
    plan.description = describe_days(plan.strata, scenario.replications);
    return plan;
  }
  plan.strata = {{"whole period", {period}, 1}};
  plan.description = fmt::format(
      "whole period, every request ({} expected), {}", std::llround(plan.expected_requests),
      scenario.warm_up ? fmt::format("after a warm-up of {} that is not billed", describe(plan.warm_up))
                       : std::string("from an empty system"));
  return plan;
}

std::vector<Window> sampled_days(const Plan& plan, std::size_t stratum, Seed seed,
                                 std::uint64_t replication) {
  std::vector<Window> days = plan.strata[stratum].days;
  const StreamKey key = stream_key(seed, Purpose::days, replication, stratum);
  const std::size_t wanted = plan.strata[stratum].sampled;
  for (std::size_t i = 0; i < wanted; ++i) {
    const double u = to_unit_interval(random_bits(key, i));
    std::swap(days[i], days[i + static_cast<std::size_t>(u * static_cast<double>(days.size() - i))]);
  }
  days.resize(wanted);
  std::sort(days.begin(), days.end(), [](const Window& a, const Window& b) { return a.begin < b.begin; });
  return days;
}

Decimal weight_of(const Plan& plan, std::size_t stratum) {
  const Stratum& one = plan.strata[stratum];
  const Decimal share =
      Decimal(static_cast<std::uint64_t>(one.days.size())) / Decimal(static_cast<std::uint64_t>(one.sampled));
  return plan.method == Plan::Method::trace ? share * Decimal(plan.trace_repeats) : share;
}

}  // namespace isocost
