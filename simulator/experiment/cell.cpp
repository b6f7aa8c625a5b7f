#include "simulator/experiment/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "simulator/experiment/busy_envelope.h"
#include "simulator/experiment/call_run.h"
#include "simulator/experiment/function_pools.h"
#include "simulator/platform/client/client.h"
#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/overload_summary.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {
namespace {

double to_double(Wide value) { return static_cast<double>(value); }

struct Overload {
  double attempts = 0;
  double peak = 0;
  double handler = 0;
  double useful_handler = 0;
  double recovery = 0;  ///< seconds
};

/// What is kept of one stratum: everything its days added up.
struct StratumTotal {
  RequestSummary summary;  ///< of requests of users
  /// Of what each place served, where that is not the requests of users: clients try again, components call
  /// each other.
  std::vector<RequestSummary> served;
  std::vector<ComponentUse> components;
  Overload overload;
  std::vector<Usage> usage;
  Meter::Lost lost;
  Wide billed = 0;
  Duration measured{};
  std::size_t peak = 0;
};

/// Of the requests before `end`, in any order.
std::uint64_t checksum_of(const RequestBlock& block, Time end) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < block.size; ++i) {
    if (block.arrivals[i] >= end) continue;
    sum += (static_cast<std::uint64_t>(block.arrivals[i].time_since_epoch().count()) ^
            static_cast<std::uint64_t>(block.work[i].count()) << 32U) *
           0x9e3779b97f4a7c15ULL;
  }
  return sum;
}

/// How many arrive in the window.
std::uint64_t count_in(const RequestBlock& block, Window window) {
  return static_cast<std::uint64_t>(
      std::count_if(block.arrivals.begin(), block.arrivals.begin() + static_cast<std::ptrdiff_t>(block.size),
                    [&](Time at) { return window.contains(at); }));
}

class CellRun {
 public:
  CellRun(const CellInput& input, std::stop_token stop) : input_(input), stop_(std::move(stop)) {}

  CellResult run() {
    CellResult result;
    const Plan& plan = input_.plan;
    std::vector<StratumTotal> totals(plan.strata.size());
    for (std::size_t i = 0; i < plan.strata.size(); ++i) {
      for (const Window& one : sampled_days(plan, i, input_.scenario.seed, input_.replication)) {
        run_window(one, totals[i]);
        if (stop_.stop_requested()) return result;
      }
    }
    result.is_complete = true;
    result.traffic_checksum = checksum_;
    add_up(totals, result);
    return result;
  }

 private:
  std::unique_ptr<RequestSource> source_of(Window run) const {
    const Scenario& scenario = input_.scenario;
    const Application& application = scenario.application;
    if (scenario.workload.trace) {
      const auto order = input_.alternative.is_function() ? Trace::Order::by_function : Trace::Order::by_time;
      return scenario.workload.trace->requests(application.duration ? &*application.duration : nullptr, order,
                                               scenario.seed, input_.replication);
    }
    return generate_requests(input_.plan.traffic, *application.duration, run, scenario.seed,
                             input_.replication, segment_of(run));
  }

  [[nodiscard]] bool has_many_functions() const {
    const Trace* const trace = input_.scenario.workload.trace.get();
    return trace != nullptr && trace->summary().functions > 1;
  }

  static std::uint64_t segment_of(Window run) {
    return static_cast<std::uint64_t>(run.end.time_since_epoch() / day);
  }

  /// Every request that came has one outcome: completed, failed, timed out or refused.
  void check_flow(const RequestSummary& of_users) const {
    if (stop_.stop_requested() || of_users.arrived == came_) return;
    throw std::logic_error(fmt::format("{}: {} requests came and {} have an outcome", input_.alternative.name,
                                       came_, of_users.arrived));
  }

  void run_window(Window measured, StratumTotal& total) {
    measured_ = measured;
    came_ = 0;
    const Window run{measured.begin - input_.plan.warm_up, measured.end};
    if (input_.alternative.calls) return run_calls(run, measured, total);
    Meter meter(input_.alternative.billing, measured);
    RequestSummary summary, attempts;
    std::vector<Observer*> of_users{&summary}, of_platform{&meter};
    if (has_client()) of_platform.push_back(&attempts);
    std::optional<AttemptTimeline> attempt_timeline;
    if (input_.timeline != nullptr) {
      input_.timeline->begin_window(measured);
      of_users.push_back(input_.timeline);
      if (has_client()) of_platform.push_back(&attempt_timeline.emplace(*input_.timeline));
    }
    std::optional<BusyEnvelope> envelope;
    if (has_many_functions()) of_platform.push_back(&envelope.emplace(measured));
    std::optional<AttemptSummary> attempt_counts;
    std::optional<AnswerSummary> answers;
    if (input_.scenario.has_overload()) {
      of_platform.push_back(&attempt_counts.emplace(measured));
      of_users.push_back(&answers.emplace(measured, all_outages(measured)));
    }
    std::size_t peak = run_platform(run, measured, std::move(of_users), std::move(of_platform));
    check_flow(summary);
    if (!input_.alternative.is_function())
      peak = peak_servers(has_client() ? attempts : summary);
    else if (envelope)
      peak = envelope->peak();
    keep({meter, input_.alternative.billing}, {}, total);
    total.measured += measured.length();
    if (answers) keep(*attempt_counts, *answers, total.overload);
    total.peak = std::max(total.peak, peak);
    for (RequestSummary* one : {&summary, &attempts}) one->server_lives.clear();
    merge(total.summary, summary);
    if (!has_client()) return;
    total.served.resize(1);
    merge(total.served.front(), attempts);
  }

  void run_calls(Window run, Window measured, StratumTotal& total) {
    const CompiledAlternative& alternative = input_.alternative;
    RequestSummary summary;
    std::vector<Observer*> of_users{&summary};
    std::optional<CapacityTimeline> capacity;
    if (input_.timeline != nullptr) {
      input_.timeline->begin_window(measured);
      of_users.push_back(input_.timeline);
      capacity.emplace(*input_.timeline);
    }
    std::optional<AttemptSummary> attempt_counts;
    std::optional<AnswerSummary> answers;
    if (input_.scenario.has_overload()) {
      of_users.push_back(&attempt_counts.emplace(measured));
      of_users.push_back(&answers.emplace(measured, all_outages(measured)));
    }
    Recorder users(measured, std::move(of_users));
    CallRun calls(alternative, input_.plan.outages, run, measured, input_.scenario.seed, input_.replication,
                  segment_of(run), users, capacity ? &*capacity : nullptr);
    const auto source = source_of(run);
    offer_all_requests(*source, calls.network(), run.end, run.end);
    calls.network().finish(run.end);

    std::size_t peak = 0;
    total.served.resize(calls.places().size());
    for (std::size_t i = 0; i < calls.places().size(); ++i) {
      ComponentPlace& place = *calls.places()[i];
      peak += place.peak();
      keep({place.meter, place.compiled.billing, calls.network().use()[i].states},
           alternative.is_fused ? KindMap{} : alternative.kind_of[i], total);
      place.served.server_lives.clear();
      merge(total.served[i], place.served);
    }
    total.peak = std::max(total.peak, peak);
    total.measured += measured.length();
    const std::vector<ComponentUse>& use = calls.network().use();
    total.components.resize(use.size());
    for (std::size_t i = 0; i < use.size(); ++i) total.components[i] += use[i];
    if (answers) {
      keep(*attempt_counts, *answers, total.overload);
      total.overload.handler = total.overload.useful_handler = 0;
      for (const ComponentUse& one : total.components) {
        total.overload.handler += one.handler;
        total.overload.useful_handler += one.useful;
      }
    }
    check_flow(summary);
    merge(total.summary, summary);
  }

  [[nodiscard]] bool has_client() const { return input_.alternative.client.has_value(); }

  /// From the begin of the first to the end of the last.
  [[nodiscard]] Window all_outages(Window measured) const {
    const auto& outages = input_.plan.outages.all();
    return outages.empty() ? Window{measured.begin, measured.begin}
                           : Window{outages.front().when.begin, outages.back().when.end};
  }

  /// Without a client each request of a user is one to the platform. Returns instances in use at most.
  std::size_t run_platform(Window run, Window measured, std::vector<Observer*> of_users,
                           std::vector<Observer*> of_platform) {
    const auto source = source_of(run);
    if (!has_client()) {
      of_users.insert(of_users.end(), of_platform.begin(), of_platform.end());
      Recorder recorder(measured, std::move(of_users));
      return run_source(run, *source, recorder, nullptr);
    }
    Recorder users(measured, std::move(of_users));
    Client client(*input_.alternative.client, input_.alternative.reply_limit(),
                  stream_key(input_.scenario.seed, Purpose::jitter, input_.replication, segment_of(run)),
                  users);
    Recorder platform(measured, std::move(of_platform), &client);
    return run_source(run, *source, platform, &client);
  }

  std::size_t run_source(Window run, RequestSource& source, Recorder& recorder, Client* client) {
    if (const auto* parameters = std::get_if<FunctionParameters>(&input_.alternative.parameters))
      return run_functions(*parameters, run, source, recorder, client);
    run_fleet(std::get<FleetParameters>(input_.alternative.parameters), run, source, recorder, client);
    return 0;
  }

  void keep(const AttemptSummary& attempts, const AnswerSummary& answers, Overload& total) const {
    total.attempts += static_cast<double>(attempts.attempts);
    total.peak = std::max(total.peak, attempts.peak_rate());
    total.handler += to_double(attempts.handler_sum);
    total.useful_handler += to_double(answers.useful_handler_sum);
    total.recovery = answers.time_to_recover();
  }

  template <class Model>
  void offer_all_requests(RequestSource& source, Model& model, Time run_end, Time horizon) {
    RequestBlock block;
    struct Counted {
      RequestSource& source;
      std::uint64_t& checksum;
      std::uint64_t& came;
      Time end;
      Window measured;
      bool fill(RequestBlock& into) {
        const bool has_more = source.fill(into);
        checksum += checksum_of(into, end);
        came += count_in(into, measured);
        return has_more;
      }
    } counted{source, checksum_, came_, run_end, measured_};
    offer_all(counted, model, block, horizon, [this] { return !stop_.stop_requested(); });
  }

  void run_client(Client& client, Station& station, Window run, RequestSource& source) {
    client.send_to(station);
    offer_all_requests(source, client, run.end, run.end);
    client.finish(run.end);
  }

  std::size_t run_functions(FunctionParameters parameters, Window run, RequestSource& source,
                            Recorder& recorder, Client* client) {
    parameters.begin = run.begin;
    parameters.outages = input_.plan.outages;
    if (client != nullptr) {
      FunctionPool pool(parameters, input_.scenario.seed, input_.replication, segment_of(run) << 32U,
                        recorder);
      run_client(*client, pool, run, source);
      return pool.peak_in_use();
    }
    FunctionPools pools(parameters, input_, segment_of(run), recorder);
    pools.horizon = run.end;
    pools.is_by_function = has_many_functions() && !input_.scenario.workload.trace->summary().has_durations;
    // By function, time starts again with each: what lies beyond the end is passed over, not the end of all.
    offer_all_requests(source, pools, run.end, pools.is_by_function ? never : run.end);
    pools.finish(run.end);
    recorder.flush();
    return pools.sum_of_peaks();
  }

  void run_fleet(FleetParameters parameters, Window run, RequestSource& source, Recorder& recorder,
                 Client* client) {
    parameters.begin = run.begin;
    parameters.outages = input_.plan.outages;
    if (RoundRobinFleet::serves(parameters))
      run_one_fleet<RoundRobinFleet>(parameters, run, source, recorder, client);
    else
      run_one_fleet<Fleet>(parameters, run, source, recorder, client);
  }

  template <class AnyFleet>
  void run_one_fleet(const FleetParameters& parameters, Window run, RequestSource& source, Recorder& recorder,
                     Client* client) {
    // The entity of the first function of the same day: both meet the same failures.
    AnyFleet fleet(parameters, input_.scenario.seed, input_.replication, segment_of(run) << 32U, recorder);
    if (client != nullptr) return run_client(*client, fleet, run, source);
    offer_all_requests(source, fleet, run.end, run.end);
    fleet.finish(run.end);
  }

  using KindMap = std::vector<std::size_t>;
  struct Metered {
    const Meter& meter;
    const BillingRule& rule;
    double states = 0;  ///< of a workflow
  };

  /// \param kind_of  the alternative's kind of each of the rule's; empty: they are the same
  void keep(const Metered& metered, const KindMap& kind_of, StratumTotal& total) const {
    const Meter& meter = metered.meter;
    const auto& kinds = metered.rule.kinds;
    total.usage.resize(input_.alternative.billing.kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const std::int64_t bytes = kinds[i].price != nullptr ? kinds[i].price->bytes_per_unit : 0;
      const Decimal quantity = kinds[i].kind == UsageKind::service  ? meter.quantity(kinds[i].units)
                               : kinds[i].kind == UsageKind::states ? Decimal(metered.states)
                                                                    : meter.quantity(kinds[i].kind, bytes);
      total.usage[kind_of.empty() ? i : kind_of[i]].add({quantity, meter.waste(kinds[i].kind, bytes)}, 1);
    }
    total.lost = total.lost + meter.lost();
    total.billed += meter.billed_time();
  }

  /// Sums over the strata, each day counted for as many days as it stands for.
  struct Weighted {
    WeightedHistogram latencies;
    double arrived = 0, failed = 0, timed_out = 0, refused = 0, cold = 0, response = 0;
    double attempts = 0, handler = 0, useful_handler = 0, attempts_peak = 0, recovery = 0;
    double capacity = 0, offered = 0, used = 0, measured = 0, billed = 0, rounding = 0, init = 0, wasted = 0;
    std::size_t peak = 0;
  };

  void add_up(const std::vector<StratumTotal>& totals, CellResult& result) const {
    Weighted sum;
    result.components.resize(totals.front().components.size());
    result.usage.resize(input_.alternative.billing.kinds.size());
    for (std::size_t i = 0; i < totals.size(); ++i) {
      const StratumTotal& one = totals[i];
      const Decimal exact_weight = weight_of(input_.plan, i);
      const double weight = exact_weight.to_double();
      for (std::size_t k = 0; k < one.usage.size(); ++k) result.usage[k].add(one.usage[k], exact_weight);
      const RequestSummary& summary = one.summary;
      sum.latencies.add(summary.response, summary.unanswered(), weight);
      sum.arrived += weight * static_cast<double>(summary.arrived);
      sum.failed += weight * static_cast<double>(summary.failed);
      sum.timed_out += weight * static_cast<double>(summary.timed_out);
      sum.refused += weight * static_cast<double>(summary.refused);
      sum.cold += weight * static_cast<double>(summary.cold);
      sum.response += weight * to_double(summary.response_sum);
      add_capacity(one, weight, sum);
      for (std::size_t c = 0; c < one.components.size(); ++c) {
        ComponentUse use = one.components[c];
        use *= weight;
        result.components[c] += use;
      }
      sum.attempts += weight * one.overload.attempts;
      sum.handler += weight * one.overload.handler;
      sum.useful_handler += weight * one.overload.useful_handler;
      sum.attempts_peak = std::max(sum.attempts_peak, one.overload.peak);
      sum.recovery = one.overload.recovery;  // with outages there is one stratum, the whole period
      sum.measured += weight * static_cast<double>(one.measured.count());
      sum.billed += weight * to_double(one.billed);
      sum.rounding += weight * to_double(one.lost.rounding);
      sum.init += weight * to_double(one.lost.init);
      sum.wasted += weight * to_double(one.lost.timed_out);
      sum.peak = std::max(sum.peak, one.peak);
      result.simulated += summary.arrived;
    }
    count_part_hours_whole(result);
    fill_metrics(sum, result.metrics);
  }

  void add_capacity(const StratumTotal& total, double weight, Weighted& sum) const {
    const std::size_t places = std::max<std::size_t>(total.served.size(), 1);
    for (std::size_t i = 0; i < places; ++i) {
      const RequestSummary& served = total.served.empty() ? total.summary : total.served[i];
      const auto& components = input_.alternative.components;
      if (input_.alternative.is_fused && i > 0) continue;  // services
      const bool is_whole = components.empty() || input_.alternative.is_fused;
      const CompiledAlternative& place = is_whole ? input_.alternative : components[i];
      if (!place.runs_program()) continue;
      const bool is_function = place.is_function();
      const double capacity = weight * to_double(is_function ? served.instance_time : served.server_time);
      const bool is_shared = served.shared_busy_time > 0;
      sum.capacity += capacity;
      sum.offered += capacity * (is_function ? 1 : place.billing.workers_per_server);
      sum.used += weight * to_double(!is_function ? served.server_work
                                     : is_shared  ? served.shared_busy_time
                                                  : served.occupied_sum);
    }
  }

  /// A balancer stands all the period: its last hour counts whole, once, whatever windows were simulated.
  void count_part_hours_whole(CellResult& result) const {
    const Decimal rounding_slack("0.000001");
    const auto& kinds = input_.alternative.billing.kinds;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i].kind != UsageKind::balancer) continue;
      const Decimal balancers = balancers_of(i);
      result.usage[i].quantity = balancers * ceil(result.usage[i].quantity / balancers - rounding_slack);
    }
  }

  /// One before each place that has one.
  Decimal balancers_of(std::size_t kind) const {
    std::int64_t count = 0;
    for (const KindMap& kinds : input_.alternative.kind_of)
      count += std::find(kinds.begin(), kinds.end(), kind) != kinds.end() ? 1 : 0;
    return Decimal(std::max<std::int64_t>(count, 1));
  }

  void fill_metrics(const Weighted& sum, std::array<double, metric_count>& metrics) const {
    const auto set = [&](MetricId id, double value) { metrics[static_cast<std::size_t>(id)] = value; };
    const auto ratio = [](double part, double whole) { return whole > 0 ? part / whole : 0; };
    const auto latency = [&](double probability) {
      if (sum.arrived <= 0) return std::numeric_limits<double>::quiet_NaN();
      const Duration at = sum.latencies.quantile(probability);
      return at == WeightedHistogram::never_answered ? std::numeric_limits<double>::infinity()
                                                     : to_seconds(at);
    };
    const double taken = sum.arrived - sum.refused;
    const double answered = taken - sum.timed_out;
    set(MetricId::requests, sum.arrived);
    set(MetricId::latency_mean, answered > 0      ? sum.response / answered * 1e-9
                                : sum.arrived > 0 ? std::numeric_limits<double>::infinity()
                                                  : std::numeric_limits<double>::quiet_NaN());
    set(MetricId::latency_p50, latency(0.5));
    set(MetricId::latency_p95, latency(0.95));
    set(MetricId::latency_p99, latency(0.99));
    set(MetricId::latency_p999, latency(0.999));
    set(MetricId::cold_share, ratio(sum.cold, taken));
    set(MetricId::refused_share, ratio(sum.refused, sum.arrived));
    set(MetricId::timed_out_share, ratio(sum.timed_out, sum.arrived));
    set(MetricId::failed_share, ratio(sum.failed, sum.arrived));
    set(MetricId::error_share, ratio(sum.refused + sum.timed_out + sum.failed, sum.arrived));
    set(MetricId::capacity_mean, ratio(sum.capacity, sum.measured));
    set(MetricId::capacity_peak, static_cast<double>(sum.peak));
    set(MetricId::utilisation, ratio(sum.used, sum.offered));
    set(MetricId::lost_to_rounding, ratio(sum.rounding, sum.billed));
    set(MetricId::lost_to_init, ratio(sum.init, sum.billed));
    set(MetricId::lost_to_timeouts, ratio(sum.wasted, sum.billed));
    set(MetricId::attempts_per_request, ratio(sum.attempts, sum.arrived));
    set(MetricId::attempts_peak, sum.attempts_peak);
    set(MetricId::wasted_share, std::max(0.0, ratio(sum.handler - sum.useful_handler, sum.handler)));
    set(MetricId::recovery_time, sum.recovery);
  }

  const CellInput& input_;
  std::stop_token stop_;
  std::uint64_t checksum_ = 0;
  Window measured_{};
  std::uint64_t came_ = 0;  ///< requests of users in the window that is measured
};

}  // namespace

CellResult run_cell(const CellInput& input, std::stop_token stop) {
  return CellRun(input, std::move(stop)).run();
}

}  // namespace isocost
