#include "simulator/experiment/cell.h"

#include <cmath>
#include <limits>

#include "simulator/experiment/busy_envelope.h"
#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {
namespace {

double to_double(Wide value) { return static_cast<double>(value); }

/// What is kept of one stratum: everything its days added up.
struct StratumTotal {
  RequestSummary summary;
  std::vector<Usage> usage;
  Meter::Lost lost;
  Wide billed = 0;
  Duration measured{};
  std::size_t peak = 0;
};

/// Function pools, one per function of the traffic, each begun at its first request.
class Pools {
 public:
  Pools(const FunctionParameters& parameters, const CellInput& input, std::uint64_t segment,
        Recorder& recorder)
      : parameters_(parameters), input_(input), segment_(segment), recorder_(recorder) {}

  void offer(const Request& request) {
    if (request.arrival >= horizon_) return;
    if (request.function >= pools_.size()) pools_.resize(request.function + 1);
    auto& pool = pools_[request.function];
    if (!pool) {
      pool = std::make_unique<FunctionPool>(parameters_, input_.scenario.seed, input_.replication,
                                            segment_ << 32U | request.function, recorder_);
      if (is_by_function && request.function > 0) finish_one(request.function - 1);
    }
    pool->offer(request);
  }

  void finish(Time horizon) {
    horizon_ = horizon;
    for (std::uint32_t i = 0; i < pools_.size(); ++i) finish_one(i);
  }

  [[nodiscard]] std::size_t sum_of_peaks() const { return sum_of_peaks_; }

  bool is_by_function = false;
  Time horizon_{};

 private:
  void finish_one(std::uint32_t function) {
    auto& pool = pools_[function];
    if (!pool) return;
    pool->finish(horizon_);
    sum_of_peaks_ += pool->peak_in_use();
    pool.reset();
  }

  const FunctionParameters& parameters_;
  const CellInput& input_;
  std::uint64_t segment_;
  Recorder& recorder_;
  std::vector<std::unique_ptr<FunctionPool>> pools_;
  std::size_t sum_of_peaks_ = 0;
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

  void run_window(Window measured, StratumTotal& total) {
    const Window run{measured.begin - input_.plan.warm_up, measured.end};
    Meter meter(input_.alternative.billing, measured);
    RequestSummary summary;
    std::vector<Observer*> observers{&summary, &meter};
    if (input_.timeline != nullptr) {
      input_.timeline->begin_window(measured);
      observers.push_back(input_.timeline);
    }
    std::optional<BusyEnvelope> envelope;
    if (has_many_functions()) observers.push_back(&envelope.emplace(measured));
    Recorder recorder(measured, observers);
    const auto source = source_of(run);
    std::size_t peak = 0;
    if (const auto* parameters = std::get_if<FunctionParameters>(&input_.alternative.parameters))
      peak = run_functions(*parameters, run, *source, recorder);
    else
      run_fleet(std::get<FleetParameters>(input_.alternative.parameters), run, *source, recorder);
    if (!input_.alternative.is_function())
      peak = peak_servers(summary);
    else if (envelope)
      peak = envelope->peak();
    keep(meter, measured, total);
    total.peak = std::max(total.peak, peak);
    summary.server_lives.clear();
    merge(total.summary, summary);
  }

  template <class Model>
  void offer_all_requests(RequestSource& source, Model& model, Time run_end, Time horizon) {
    RequestBlock block;
    struct Counted {
      RequestSource& source;
      std::uint64_t& checksum;
      Time end;
      bool fill(RequestBlock& into) {
        const bool has_more = source.fill(into);
        checksum += checksum_of(into, end);
        return has_more;
      }
    } counted{source, checksum_, run_end};
    offer_all(counted, model, block, horizon, [this] { return !stop_.stop_requested(); });
  }

  std::size_t run_functions(FunctionParameters parameters, Window run, RequestSource& source,
                            Recorder& recorder) {
    parameters.begin = run.begin;
    Pools pools(parameters, input_, segment_of(run), recorder);
    pools.horizon_ = run.end;
    pools.is_by_function = has_many_functions() && !input_.scenario.workload.trace->summary().has_durations;
    // By function, time starts again with each: what lies beyond the end is passed over, not the end of all.
    offer_all_requests(source, pools, run.end, pools.is_by_function ? never : run.end);
    pools.finish(run.end);
    recorder.flush();
    return pools.sum_of_peaks();
  }

  void run_fleet(FleetParameters parameters, Window run, RequestSource& source, Recorder& recorder) {
    parameters.begin = run.begin;
    if (RoundRobinFleet::serves(parameters))
      run_one_fleet<RoundRobinFleet>(parameters, run, source, recorder);
    else
      run_one_fleet<Fleet>(parameters, run, source, recorder);
  }

  template <class AnyFleet>
  void run_one_fleet(const FleetParameters& parameters, Window run, RequestSource& source,
                     Recorder& recorder) {
    // The entity of the first function of the same day: both meet the same failures.
    AnyFleet fleet(parameters, input_.scenario.seed, input_.replication, segment_of(run) << 32U, recorder);
    offer_all_requests(source, fleet, run.end, run.end);
    fleet.finish(run.end);
  }

  void keep(const Meter& meter, Window measured, StratumTotal& total) const {
    const auto& kinds = input_.alternative.billing.kinds;
    total.usage.resize(kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const std::int64_t bytes = kinds[i].price != nullptr ? kinds[i].price->bytes_per_unit : 0;
      const Decimal quantity = kinds[i].kind == UsageKind::service ? meter.quantity(kinds[i].units)
                                                                   : meter.quantity(kinds[i].kind, bytes);
      total.usage[i].add({quantity, meter.waste(kinds[i].kind, bytes)}, 1);
    }
    total.lost = total.lost + meter.lost();
    total.billed += meter.billed_time();
    total.measured += measured.length();
  }

  /// Sums over the strata, each day counted for as many days as it stands for.
  struct Weighted {
    WeightedHistogram latencies;
    double arrived = 0, failed = 0, timed_out = 0, refused = 0, cold = 0, response = 0;
    double capacity = 0, used = 0, measured = 0, billed = 0, rounding = 0, init = 0, wasted = 0;
    std::size_t peak = 0;
  };

  void add_up(const std::vector<StratumTotal>& totals, CellResult& result) const {
    Weighted sum;
    const bool is_function = input_.alternative.is_function();
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
      sum.capacity += weight * to_double(is_function ? summary.instance_time : summary.server_time);
      const bool is_shared = summary.shared_busy_time > 0;
      sum.used += weight * to_double(!is_function ? summary.server_work
                                     : is_shared  ? summary.shared_busy_time
                                                  : summary.occupied_sum);
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

  /// A balancer stands all the period: its last hour counts whole, once, whatever windows were simulated.
  void count_part_hours_whole(CellResult& result) const {
    const Decimal rounding_slack("0.000001");
    const auto& kinds = input_.alternative.billing.kinds;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      if (kinds[i].kind == UsageKind::balancer)
        result.usage[i].quantity = ceil(result.usage[i].quantity - rounding_slack);
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
    const double workers =
        input_.alternative.is_function() ? 1 : input_.alternative.billing.workers_per_server;
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
    set(MetricId::utilisation, ratio(sum.used, sum.capacity * workers));
    set(MetricId::lost_to_rounding, ratio(sum.rounding, sum.billed));
    set(MetricId::lost_to_init, ratio(sum.init, sum.billed));
    set(MetricId::lost_to_timeouts, ratio(sum.wasted, sum.billed));
  }

  const CellInput& input_;
  std::stop_token stop_;
  std::uint64_t checksum_ = 0;
};

}  // namespace

CellResult run_cell(const CellInput& input, std::stop_token stop) {
  return CellRun(input, std::move(stop)).run();
}

}  // namespace isocost
