#include "simulator/experiment/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

#include "simulator/experiment/call_result.h"
#include "simulator/experiment/deadline.h"
#include "simulator/experiment/headlines.h"
#include "simulator/experiment/parallel.h"
#include "simulator/input/values.h"
#include "simulator/scenario/overload_reader.h"
#include "simulator/statistics/histogram.h"
#include "simulator/statistics/stopping.h"

namespace isocost {
namespace {

constexpr std::array<MetricInfo, metric_count> metric_infos{{
    {MetricId::cost, "cost", "USD", "cost"},
    {MetricId::requests, "requests", "1", "requests"},
    {MetricId::latency_mean, "latency_mean", "s", "mean"},
    {MetricId::latency_p50, "latency_p50", "s", "p50"},
    {MetricId::latency_p95, "latency_p95", "s", "p95"},
    {MetricId::latency_p99, "latency_p99", "s", "p99"},
    {MetricId::latency_p999, "latency_p99.9", "s", "p99.9"},
    {MetricId::cold_share, "cold_start_share", "share", "cold starts"},
    {MetricId::refused_share, "refused_share", "share", "refused"},
    {MetricId::timed_out_share, "timed_out_share", "share", "timed out"},
    {MetricId::failed_share, "failed_share", "share", "failed"},
    {MetricId::error_share, "error_share", "share", "errors"},
    {MetricId::capacity_mean, "capacity_mean", "1", "mean"},
    {MetricId::capacity_peak, "capacity_peak", "1", "peak"},
    {MetricId::utilisation, "utilisation", "share", "utilisation"},
    {MetricId::lost_to_rounding, "billed_time_lost_to_rounding", "share", "rounding"},
    {MetricId::lost_to_init, "billed_time_lost_to_init", "share", "init"},
    {MetricId::lost_to_timeouts, "billed_time_lost_to_timeouts", "share", "killed work"},
    {MetricId::attempts_per_request, "attempts_per_request", "1", "attempts a request"},
    {MetricId::attempts_peak, "attempts_peak", "1/s", "attempts, most"},
    {MetricId::wasted_share, "handler_time_wasted_share", "share", "work for nobody"},
    {MetricId::recovery_time, "recovery_time", "s", "recovered after"},
}};

/// Probability of a quantile metric; 0 for others.
double probability_of(MetricId id) {
  switch (id) {
    case MetricId::latency_p50: return 0.5;
    case MetricId::latency_p95: return 0.95;
    case MetricId::latency_p99: return 0.99;
    case MetricId::latency_p999: return 0.999;
    default: return 0;
  }
}

/// Shares of requests: none seen does not mean none.
bool is_share_of_requests(MetricId id) {
  switch (id) {
    case MetricId::cold_share:
    case MetricId::refused_share:
    case MetricId::timed_out_share:
    case MetricId::failed_share:
    case MetricId::error_share: return true;
    default: return false;
  }
}

bool is_latency(MetricId id) { return id == MetricId::latency_mean || probability_of(id) > 0; }

/// How many requests an alternative's replications simulated.
struct Simulated {
  std::uint64_t least = ~0ULL;  ///< in one replication
  std::uint64_t all = 0;
};

Estimate estimate_of(MetricId id, std::vector<double> values, const Simulated& simulated) {
  const double probability = probability_of(id);
  if (is_latency(id) || id == MetricId::recovery_time) {
    std::erase_if(values, [](double one) { return std::isnan(one); });
    if (values.empty())
      return {std::numeric_limits<double>::quiet_NaN(), std::nullopt, EstimateStatus::no_requests};
    if (std::any_of(values.begin(), values.end(), [](double one) { return std::isinf(one); }))
      return {std::numeric_limits<double>::infinity(), std::nullopt, EstimateStatus::unanswered};
  }
  Estimate made = estimate_mean(values);
  if (is_share_of_requests(id) && made.value == 0 && made.half_width) {
    made.half_width = rule_of_three(simulated.all);
    if (!made.half_width) made.status = EstimateStatus::insufficient;
  }
  const bool is_thin = probability > 0 && !has_enough_beyond(probability, simulated.least);
  // What the histogram cannot tell apart is part of the uncertainty.
  if (probability > 0 && made.half_width) *made.half_width += made.value * Histogram::quantile_resolution;
  if (is_thin) {
    made.status = EstimateStatus::insufficient;
    made.half_width.reset();
  }
  return made;
}

std::string with_thousands(long long count) {
  std::string text = std::to_string(count);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
  return text;
}

std::string describe_traffic(const Scenario& scenario, double requests) {
  const double per_second = requests / to_seconds(scenario.period.length);
  std::string text = fmt::format("{} requests in {} ({} on average)", with_thousands(std::llround(requests)),
                                 describe(scenario.period.length), describe(Rate{per_second}));
  for (const Outage& one : scenario.outages) text += "; " + describe(one);
  return text;
}

/// Notes that only a run can give.
void add_notes(const CompiledAlternative& compiled, const Scenario& scenario, AlternativeResult& made) {
  const auto* const parameters = std::get_if<FunctionParameters>(&compiled.parameters);
  if (parameters == nullptr || !scenario.workload.trace || scenario.workload.trace->summary().functions < 2)
    return;
  const double peak = made.estimate(MetricId::capacity_peak).value;
  made.notes.push_back(
      "functions are simulated apart; the peak is of requests in handlers at once, within 50 ms, over all "
      "functions");
  if (peak > static_cast<double>(parameters->concurrency_limit))
    made.notes.push_back(fmt::format(
        "that exceeds the account's limit of {} requests at once: the refusals it would cause are "
        "not counted",
        parameters->concurrency_limit));
}

Bill bill_of(const Experiment& experiment, const CompiledAlternative& compiled, const CellResult& cell) {
  std::vector<UsageItem> items;
  const auto& kinds = compiled.billing.kinds;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    items.push_back({kinds[i].price, kinds[i].price_id, cell.usage[i].quantity, cell.usage[i].waste});
  return rate(items, *experiment.catalogue, experiment.scenario.has_free_tier,
              months_of(experiment.scenario.period.length), experiment.scenario.account);
}

double cost_of(const Bill& bill) { return bill.exact_net().amount.to_double(); }

AlternativeResult summarise(const Experiment& experiment, const CompiledAlternative& compiled,
                            std::span<CellResult> cells) {
  AlternativeResult made{compiled.name,
                         compiled.platform,
                         compiled.platform_name,
                         compiled.region,
                         compiled.size,
                         compiled.is_function(),
                         {},
                         {},
                         {},
                         {},
                         compiled.assumptions,
                         {}};
  std::vector<Bill> bills;
  Simulated simulated;
  for (CellResult& cell : cells) {
    bills.push_back(bill_of(experiment, compiled, cell));
    made.cost.push_back(cost_of(bills.back()));
    made.p99.push_back(cell.metrics[static_cast<std::size_t>(MetricId::latency_p99)]);
    cell.metrics[static_cast<std::size_t>(MetricId::cost)] = made.cost.back();
    simulated.least = std::min(simulated.least, cell.simulated);
    simulated.all += cell.simulated;
  }
  made.bill = mean_bill(bills);
  for (std::size_t i = 0; i < metrics_of(experiment.scenario); ++i) {
    const MetricInfo& info = metric_infos[i];
    std::vector<double> values;
    for (const CellResult& cell : cells) values.push_back(cell.metrics[static_cast<std::size_t>(info.id)]);
    made.metrics.push_back({info.id, estimate_of(info.id, std::move(values), simulated)});
  }
  // The figure shown is the bill's: lines rounded to cents, added up, by the terms of the account.
  made.metrics[static_cast<std::size_t>(MetricId::cost)].estimate.value = made.bill.net().amount.to_double();
  if (made.bill.has_unpriced())
    made.metrics[static_cast<std::size_t>(MetricId::cost)].estimate.status = EstimateStatus::lower_bound;
  made.calls = call_result_of(compiled, cells);
  add_notes(compiled, experiment.scenario, made);
  return made;
}

Manifest manifest_of(const Experiment& experiment) {
  const Scenario& scenario = experiment.scenario;
  Manifest manifest;
  manifest.version = program_version;
  manifest.seed = scenario.seed.value;
  manifest.scenario_file = scenario.file;
  for (const Override& one : experiment.choices.overrides)
    manifest.changes.push_back(one.path + "=" + one.value);
  manifest.alternatives = experiment.choices.alternatives;
  manifest.scenario_hash = scenario.hash;
  manifest.catalogue_hash = experiment.catalogue->hash;
  manifest.price_date = to_string(experiment.catalogue->newest_read);
  manifest.billed_as_of = to_string(scenario.period.start);
  manifest.period_days = to_seconds(scenario.period.length) / 86400;
  manifest.method = experiment.plan.description;
  manifest.warm_up =
      scenario.warm_up
          ? fmt::format("after a warm-up of {} that is neither measured nor billed",
                        describe(*scenario.warm_up))
          : std::string("from an empty system, without warm-up: the start is measured and billed");
  return manifest;
}

bool is_chosen(const Alternative& one, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return name == one.name || name == one.platform;
         });
}

void choose_alternatives(Scenario& scenario, const std::vector<std::string>& names,
                         Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const Alternative& one : scenario.alternatives) known.push_back(one.name);
  for (const std::string& name : names)
    if (std::none_of(scenario.alternatives.begin(), scenario.alternatives.end(),
                     [&](const Alternative& one) { return is_chosen(one, {name}); }))
      add_error(diagnostics, {}, fmt::format("the scenario has no alternative \"{}\"", name),
                known_words_hint(name, known));
  std::erase_if(scenario.alternatives, [&](const Alternative& one) { return !is_chosen(one, names); });
}

/// One cell for each alternative and replication, replication by replication in memory.
/// \param first  cells before it are done
void run_cells(const Experiment& experiment, const RunOptions& options, const std::stop_token& stop,
               std::vector<CellResult>& cells, std::size_t first = 0) {
  const auto& alternatives = experiment.model.alternatives;
  std::mutex reporting;
  std::size_t done = first;
  // Replication by replication, so that what is finished when a run is stopped covers every alternative.
  const auto run_one = [&](std::size_t k) {
    if (stop.stop_requested()) return;
    const std::size_t replication = k / alternatives.size(), which = k % alternatives.size();
    Timeline* const timeline =
        options.timelines != nullptr && replication == 0 ? &(*options.timelines)[which] : nullptr;
    cells[k] =
        run_cell({experiment.scenario, experiment.plan, alternatives[which], replication, timeline}, stop);
    if (!options.progress) return;
    const std::scoped_lock lock(reporting);
    options.progress(++done, cells.size());
  };
  for_each_number(first, cells.size(), options.threads, run_one);
}

/// Numbers of those that every alternative has finished.
std::vector<std::size_t> whole_replications(const std::vector<CellResult>& cells, std::size_t alternatives) {
  std::vector<std::size_t> finished;
  for (std::size_t r = 0; r * alternatives < cells.size(); ++r) {
    const auto first = cells.begin() + static_cast<std::ptrdiff_t>(r * alternatives);
    if (std::all_of(first, first + static_cast<std::ptrdiff_t>(alternatives),
                    [](const CellResult& cell) { return cell.is_complete; }))
      finished.push_back(r);
  }
  return finished;
}

/// Replications until the headline figures are precise, in waves: as many as the figures so far let expect.
/// What a wave has too many is dropped, so that the number does not depend on the waves.
class PreciseRun {
 public:
  PreciseRun(const Experiment& experiment, const RunOptions& options, const std::stop_token& stop)
      : experiment_(experiment),
        options_(options),
        stop_(stop),
        deadline_(stop, options.precision->most_time),
        headlines_(experiment.model.alternatives.size(), options.precision->relative) {}

  /// Numbers of the replications that are the result.
  std::vector<std::size_t> run(std::vector<CellResult>& cells) {
    const std::size_t most = options_.precision->most_replications;
    const std::size_t least = std::min(static_cast<std::size_t>(experiment_.scenario.replications), most);
    std::size_t wanted = std::min(least + look_ahead(least), most);
    for (;;) {
      cells.resize(wanted * headlines_.alternatives());
      run_cells(experiment_, options_, deadline_.token(), cells,
                headlines_.size() * headlines_.alternatives());
      const bool is_cut = !add_finished(cells, wanted);
      const std::size_t there_are = headlines_.size();
      const auto enough =
          enough_replications(least, there_are, [this](std::size_t n) { return headlines_.is_precise(n); });
      if (enough || is_cut || there_are == most) {
        stopped_by = enough ? StoppedBy::precision : is_cut ? StoppedBy::time : StoppedBy::replications;
        is_interrupted = !enough && is_cut && stop_.stop_requested();
        return first_numbers(enough.value_or(there_are));
      }
      wanted = std::min(next_wave(there_are), most);
    }
  }

  /// The words of the headline figures, where they are shown.
  void judge(std::size_t alternative, std::size_t n, AlternativeResult& made) const {
    made.precision = headlines_.reached(alternative, n);
    for (const PrecisionReached& one : made.precision) {
      EstimateStatus& status = made.metrics[static_cast<std::size_t>(one.id)].estimate.status;
      if (status == EstimateStatus::ok) status = one.status;
    }
  }

  StoppedBy stopped_by = StoppedBy::precision;
  bool is_interrupted = false;

 private:
  /// In order, up to the first that is not finished. \returns whether all are
  bool add_finished(const std::vector<CellResult>& cells, std::size_t wanted) {
    const auto& alternatives = experiment_.model.alternatives;
    for (std::size_t r = headlines_.size(); r < wanted; ++r) {
      const std::span<const CellResult> row(cells.data() + r * alternatives.size(), alternatives.size());
      if (std::any_of(row.begin(), row.end(), [](const CellResult& one) { return !one.is_complete; }))
        return false;
      for (std::size_t a = 0; a < row.size(); ++a)
        headlines_.add(a, row[a], cost_of(bill_of(experiment_, alternatives[a], row[a])));
    }
    return true;
  }

  [[nodiscard]] std::size_t next_wave(std::size_t there_are) const {
    const double widest = headlines_.widest(there_are);
    if (widest == 0) return there_are + 1;
    const std::size_t expected = expected_replications(there_are, widest, options_.precision->relative);
    return expected + look_ahead(expected);
  }

  static std::vector<std::size_t> first_numbers(std::size_t n) {
    std::vector<std::size_t> numbers(n);
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    return numbers;
  }

  const Experiment& experiment_;
  const RunOptions& options_;
  std::stop_token stop_;
  Deadline deadline_;
  Headlines headlines_;
};

}  // namespace

const MetricInfo& info_of(MetricId id) { return metric_infos[static_cast<std::size_t>(id)]; }

Loaded<Experiment> load_experiment(const std::string& scenario_path,
                                   std::shared_ptr<const Catalogue> catalogue,
                                   const ExperimentChoices& choices) {
  Loaded<Experiment> loaded;
  Loaded<Scenario> scenario = load_scenario(scenario_path, *catalogue, choices.overrides, choices.text);
  loaded.diagnostics = std::move(scenario.diagnostics);
  if (!scenario.value) return loaded;
  choose_alternatives(*scenario.value, choices.alternatives, loaded.diagnostics);
  Loaded<CompiledModel> model = compile(*scenario.value, *catalogue);
  for (Diagnostic& problem : model.diagnostics) loaded.diagnostics.push_back(std::move(problem));
  if (!model.value || has_errors(loaded.diagnostics)) return loaded;
  Plan plan = make_plan(*scenario.value);
  loaded.value = Experiment{std::move(catalogue), std::move(*scenario.value), std::move(*model.value),
                            std::move(plan), choices};
  return loaded;
}

const std::vector<std::string>& stopped_by_words() {
  static const std::vector<std::string> words{"precision", "replications", "time"};
  return words;
}

bool Result::is_imprecise() const {
  if (manifest.precision && alternatives.empty()) return true;
  return std::any_of(alternatives.begin(), alternatives.end(), [](const AlternativeResult& one) {
    return std::any_of(one.precision.begin(), one.precision.end(), [](const PrecisionReached& figure) {
      return figure.status == EstimateStatus::not_reached;
    });
  });
}

Result run_experiment(const Experiment& experiment, const RunOptions& options, std::stop_token stop) {
  const auto& alternatives = experiment.model.alternatives;
  const auto replications = static_cast<std::size_t>(experiment.scenario.replications);
  std::vector<CellResult> cells;
  if (options.timelines != nullptr) options.timelines->assign(alternatives.size(), Timeline{});

  std::vector<std::size_t> finished;
  std::optional<PreciseRun> precise;
  if (options.precision) {
    finished = precise.emplace(experiment, options, stop).run(cells);
  } else {
    cells.resize(alternatives.size() * replications);
    run_cells(experiment, options, stop, cells);
    finished = whole_replications(cells, alternatives.size());
  }

  Result result;
  result.title = experiment.scenario.title;
  result.question = experiment.scenario.question;
  result.traffic = describe_traffic(experiment.scenario, experiment.plan.expected_requests);
  result.slo = experiment.scenario.slo;
  result.has_free_tier = experiment.scenario.has_free_tier;
  result.months = months_of(experiment.scenario.period.length).to_double();
  result.is_interrupted = precise ? precise->is_interrupted : finished.size() < replications;
  result.defaults = experiment.scenario.defaults;
  result.manifest = manifest_of(experiment);
  result.manifest.replications = static_cast<int>(finished.size());
  if (precise) {
    result.manifest.precision = PrecisionAsked{options.precision->relative, precise->stopped_by};
    Scenario as_run = experiment.scenario;
    if (!finished.empty()) as_run.replications = result.manifest.replications;
    result.manifest.method = make_plan(as_run).description;
  }
  if (finished.empty()) return result;
  for (const std::size_t r : finished)
    result.manifest.traffic_checksums.push_back(cells[r * alternatives.size()].traffic_checksum);
  for (std::size_t a = 0; a < alternatives.size(); ++a) {
    std::vector<CellResult> mine;
    for (const std::size_t r : finished) mine.push_back(std::move(cells[r * alternatives.size() + a]));
    result.alternatives.push_back(summarise(experiment, alternatives[a], mine));
    if (precise) precise->judge(a, finished.size(), result.alternatives.back());
  }
  result.traffic =
      describe_traffic(experiment.scenario, result.alternatives.front().estimate(MetricId::requests).value);
  return result;
}

}  // namespace isocost
