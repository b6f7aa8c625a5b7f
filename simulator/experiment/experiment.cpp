#include "simulator/experiment/experiment.h"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "simulator/input/values.h"
#include "simulator/scenario/overload_reader.h"
#include "simulator/statistics/histogram.h"

namespace isocost {
namespace {

constexpr double least_tail_observations = 100;

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
  const bool is_thin =
      probability > 0 && static_cast<double>(simulated.least) * (1 - probability) < least_tail_observations;
  // What the histogram cannot tell apart is part of the uncertainty.
  if (probability > 0 && made.half_width)
    *made.half_width += made.value / (2.0 * Histogram::buckets_per_octave);
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
    std::vector<UsageItem> items;
    const auto& kinds = compiled.billing.kinds;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      items.push_back({kinds[i].price, kinds[i].price_id, cell.usage[i].quantity, cell.usage[i].waste});
    bills.push_back(rate(items, *experiment.catalogue, experiment.scenario.has_free_tier,
                         months_of(experiment.scenario.period.length), experiment.scenario.account));
    made.cost.push_back(bills.back().exact_net().amount.to_double());
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

/// One cell for each alternative and replication: alternative-major in memory.
void run_cells(const Experiment& experiment, const RunOptions& options, const std::stop_token& stop,
               std::vector<CellResult>& cells) {
  const auto& alternatives = experiment.model.alternatives;
  const std::size_t replications = cells.size() / alternatives.size();
  std::mutex reporting;
  std::size_t done = 0;
  // Replication by replication, so that what is finished when a run is stopped covers every alternative.
  const auto run_one = [&](std::size_t k) {
    if (stop.stop_requested()) return;
    const std::size_t replication = k / alternatives.size(), which = k % alternatives.size();
    Timeline* const timeline =
        options.timelines != nullptr && replication == 0 ? &(*options.timelines)[which] : nullptr;
    cells[which * replications + replication] =
        run_cell({experiment.scenario, experiment.plan, alternatives[which], replication, timeline}, stop);
    if (!options.progress) return;
    const std::scoped_lock lock(reporting);
    options.progress(++done, cells.size());
  };
  // More threads than processors are what was asked for; without this they would be cut, with a warning.
  std::optional<tbb::global_control> allowed;
  if (options.threads > 0)
    allowed.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));
  tbb::task_arena arena(options.threads > 0 ? options.threads : tbb::task_arena::automatic);
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, cells.size(), 1),
        [&](const auto& range) {
          for (std::size_t k = range.begin(); k != range.end(); ++k) run_one(k);
        },
        tbb::simple_partitioner());
  });
}

/// Numbers of those that every alternative has finished.
std::vector<std::size_t> whole_replications(const std::vector<CellResult>& cells, std::size_t replications) {
  std::vector<std::size_t> finished;
  for (std::size_t r = 0; r < replications; ++r) {
    bool is_whole = true;
    for (std::size_t k = r; k < cells.size(); k += replications) is_whole = is_whole && cells[k].is_complete;
    if (is_whole) finished.push_back(r);
  }
  return finished;
}

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

Result run_experiment(const Experiment& experiment, const RunOptions& options, std::stop_token stop) {
  const auto& alternatives = experiment.model.alternatives;
  const auto replications = static_cast<std::size_t>(experiment.scenario.replications);
  std::vector<CellResult> cells(alternatives.size() * replications);
  if (options.timelines != nullptr) options.timelines->assign(alternatives.size(), Timeline{});

  run_cells(experiment, options, stop, cells);
  const std::vector<std::size_t> finished = whole_replications(cells, replications);

  Result result;
  result.title = experiment.scenario.title;
  result.question = experiment.scenario.question;
  result.traffic = describe_traffic(experiment.scenario, experiment.plan.expected_requests);
  result.slo = experiment.scenario.slo;
  result.has_free_tier = experiment.scenario.has_free_tier;
  result.months = months_of(experiment.scenario.period.length).to_double();
  result.is_interrupted = finished.size() < replications;
  result.defaults = experiment.scenario.defaults;
  result.manifest = manifest_of(experiment);
  result.manifest.replications = static_cast<int>(finished.size());
  if (finished.empty()) return result;
  for (const std::size_t r : finished) result.manifest.traffic_checksums.push_back(cells[r].traffic_checksum);
  for (std::size_t a = 0; a < alternatives.size(); ++a) {
    std::vector<CellResult> mine;
    for (const std::size_t r : finished) mine.push_back(std::move(cells[a * replications + r]));
    result.alternatives.push_back(summarise(experiment, alternatives[a], mine));
  }
  result.traffic =
      describe_traffic(experiment.scenario, result.alternatives.front().estimate(MetricId::requests).value);
  return result;
}

}  // namespace isocost
