#include "simulator/compile/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/compile/components.h"
#include "simulator/input/values.h"
#include "simulator/scenario/application_reader.h"
#include "simulator/scenario/overload_reader.h"

namespace isocost {
namespace {

Decimal decimal_of(double value) { return parse_decimal(fmt::format("{}", value)).value_or(Decimal(0)); }

Routing routing_of(std::string_view word) {
  if (word == "least-recently-used") return Routing::least_recently_used;
  if (word == "newest-created") return Routing::newest_created;
  if (word == "oldest-created") return Routing::oldest_created;
  if (word == "random") return Routing::random;
  return Routing::most_recently_used;
}

Balancer balancer_of(std::string_view word) {
  if (word == "round-robin") return Balancer::round_robin;
  if (word == "power-of-two") return Balancer::power_of_two;
  return Balancer::least_connections;
}

class AlternativeCompiler {
 public:
  AlternativeCompiler(const Scenario& scenario, const PlaceWork& work, const Alternative& chosen,
                      const Catalogue& catalogue, Diagnostics& diagnostics)
      : scenario_(scenario),
        work_(work),
        chosen_(chosen),
        catalogue_(catalogue),
        platform_(*catalogue.platform(chosen.platform)),
        diagnostics_(diagnostics),
        what_{{"architecture", chosen.architecture}, {"runtime", chosen.runtime}} {
    if (!chosen.instance.empty()) what_["instance"] = chosen.instance;
    if (!chosen.package.empty()) what_["package"] = chosen.package;
  }

  CompiledAlternative compile() {
    made_.name = chosen_.name;
    made_.platform = chosen_.platform;
    made_.platform_name = platform_.name;
    made_.region = chosen_.region;
    made_.billing.request_size = work_.application.request_size;
    made_.billing.response_size = work_.application.response_size;
    if (work_.service != nullptr) {
      compile_service();
      price_services();
      return std::move(made_);
    }
    switch (platform_.kind) {
      case PlatformKind::function: compile_function(); break;
      case PlatformKind::fleet: compile_fleet(); break;
      case PlatformKind::orchestrator: compile_orchestrator(); break;
    }
    price_usage();
    price_services();
    if (const auto* rule = find<MessageRetries>("message_retries"))
      made_.delivery = {rule->after_errors, rule->refused_from, rule->refused_to, rule->longest};
    made_.client = chosen_.client;
    if (made_.client) made_.assumptions.push_back(describe(*made_.client));
    return std::move(made_);
  }

 private:
  template <class T>
  const T* find(std::string_view name) const {
    const Fact* const fact = find_fact(platform_.facts, name, what_, scenario_.period.start);
    return fact == nullptr ? nullptr : std::get_if<T>(&fact->value);
  }

  /// What cannot be left out; `fallback` stands in after a diagnostic.
  template <class T>
  T need(std::string_view name, T fallback) {
    if (const T* const value = find<T>(name)) return *value;
    add_error(diagnostics_, chosen_.where,
              fmt::format("the catalogue has no {} of {} that holds on {}", name, platform_.name,
                          to_string(scenario_.period.start)),
              "choose a later period, or add the fact to models/");
    return fallback;
  }

  void compile_function() {
    FunctionParameters parameters;
    const double vcpus = need<CpuOfMemory>("vcpu", {{{Bytes{}, 1}}, {}, 0}).vcpus(chosen_.memory);
    parameters.vcpus = std::max(1.0, vcpus);
    parameters.cpu_share = work_.application.cpu_share;
    parameters.handler_scale = handler_scale(work_.application.cpu_share, vcpus);
    parameters.has_contention = chosen_.has_contention;
    parameters.failure_share = work_.application.failure_share;
    parameters.holds_requests = work_.holds_requests;
    set_starts(parameters, vcpus);
    set_limits(parameters);
    set_function_billing(parameters, vcpus);
    made_.size = fmt::format("{}, {:.3g} vCPU", describe(chosen_.memory), vcpus);
    if (platform_.usage.contains("compute") && what_.contains("architecture") &&
        chosen_.architecture == "arm64")
      made_.size += ", arm64";
    made_.parameters = std::move(parameters);
  }

  void set_starts(FunctionParameters& parameters, double vcpus) {
    parameters.init = chosen_.cold_start ? *chosen_.cold_start : need<Distribution>("cold_start", {});
    if (!chosen_.cold_start)
      if (const auto* extra = find<Duration>("cold_start_outside_init"))
        parameters.cold_start_outside_init = *extra;
    if (const auto* extra = find<Duration>("first_call_extra"))
      parameters.first_call_extra = from_seconds(to_seconds(*extra) / std::min(1.0, vcpus));
    parameters.keep_alive = chosen_.keep_alive
                                ? *chosen_.keep_alive
                                : need<Distribution>("keep_alive", Distribution::constant(hour));
    const auto* const routing = find<std::string>("routing");
    parameters.routing = routing_of(!chosen_.routing.empty() ? chosen_.routing
                                    : routing != nullptr     ? *routing
                                                             : "");
    if (const auto* overhead = find<Duration>("overhead")) parameters.overhead = *overhead;
    const auto* const requests = find<DefaultAndMost>("requests_per_instance");
    parameters.requests_per_instance = chosen_.requests_per_instance.value_or(
        requests != nullptr ? static_cast<std::uint32_t>(requests->standard) : 1U);
    if (parameters.requests_per_instance > 1) parameters.routing = Routing::most_recently_used;
    parameters.provisioned = chosen_.provisioned;
    if (const auto* rule = find<CpuScalingRule>("cpu_scaling");
        rule != nullptr && parameters.requests_per_instance > 1 && chosen_.has_contention)
      parameters.cpu_scaling =
          CpuScaling{rule->target, rule->window, static_cast<std::uint32_t>(rule->packing)};
  }

  void set_limits(FunctionParameters& parameters) {
    if (chosen_.concurrency_limit)
      parameters.concurrency_limit = *chosen_.concurrency_limit;
    else if (const auto* limit = find<double>("concurrency_limit"))
      parameters.concurrency_limit = static_cast<std::uint64_t>(*limit);
    if (chosen_.most_instances)
      parameters.most_instances = *chosen_.most_instances;
    else if (const auto* most = find<double>("most_instances"))
      parameters.most_instances = static_cast<std::uint64_t>(*most);
    if (const auto* rate = find<ScaleUp>("scale_up")) {
      parameters.starts_per_window = static_cast<std::uint64_t>(rate->instances);
      parameters.start_window = rate->every;
      parameters.start_burst = static_cast<std::uint64_t>(rate->burst);
    }
    if (const auto* rule = find<AtLimit>("at_limit")) parameters.queue_for = rule->queue_for;
    const auto limit = need<DurationLimit>("execution_limit", {unbounded, unbounded});
    parameters.execution_limit = chosen_.timeout.value_or(limit.standard);
    made_.assumptions.push_back(fmt::format("work is killed after {}", describe(parameters.execution_limit)));
    if (const auto* reply = find<Duration>("reply_limit"); reply != nullptr && !work_.is_called) {
      parameters.reply_limit = *reply;
      made_.assumptions.push_back(fmt::format("a caller gets no answer after {}", describe(*reply)));
    }
  }

  void set_function_billing(const FunctionParameters& parameters, double vcpus) {
    BillingRule& billing = made_.billing;
    billing.rounding = need<DurationRounding>("billed_duration", billing.rounding);
    if (const auto* init = find<bool>("init_billed")) billing.is_init_billed = *init;
    const auto* const basis = find<std::string>("usage_basis");
    billing.is_shared = basis != nullptr && *basis == "instance" && parameters.requests_per_instance > 1;
    billing.memory = chosen_.memory;
    if (const auto* rule = find<MemoryBilling>("billed_memory"); rule != nullptr && rule->is_observed) {
      const std::int64_t step = rule->step.count;
      const std::int64_t used = (work_.application.memory_used.count + step - 1) / step * step;
      billing.memory = std::min(Bytes{used}, rule->most);
      made_.assumptions.push_back(
          fmt::format("billed for {} of memory observed, not for the {} of the instance",
                      describe(billing.memory), describe(chosen_.memory)));
    }
    billing.vcpus = decimal_of(vcpus);
    if (const auto* ghz = find<double>("ghz_per_vcpu"))
      billing.ghz = Decimal(to_string(decimal_of(vcpus) * decimal_of(*ghz), 9));
  }

  void compile_fleet() {
    FleetParameters parameters;
    const auto size = need<InstanceSize>("instance_type", {1, mebibytes(1024)});
    parameters.servers = chosen_.servers;
    parameters.vcpus = size.vcpus;
    parameters.discipline = chosen_.discipline == "first-come-first-served"
                                ? Discipline::first_come_first_served
                                : Discipline::processor_sharing;
    const auto whole_vcpus = static_cast<std::uint32_t>(std::max(1.0, std::floor(size.vcpus)));
    constexpr std::uint32_t usual_connections = 256;
    parameters.concurrency = chosen_.concurrency.value_or(
        parameters.discipline == Discipline::first_come_first_served ? whole_vcpus : usual_connections);
    parameters.balancer = balancer_of(chosen_.balancer);
    parameters.queue_capacity = chosen_.queue;
    parameters.request_timeout = chosen_.timeout.value_or(std::chrono::seconds(60));
    parameters.cpu_share = work_.application.cpu_share;
    parameters.handler_scale = handler_scale(work_.application.cpu_share, size.vcpus);
    if (const auto* overhead = find<Duration>("overhead")) parameters.overhead = *overhead;
    parameters.failure_share = work_.application.failure_share;
    parameters.holds_requests = work_.holds_requests;
    if (chosen_.autoscaling) set_autoscaling(parameters);
    set_fleet_billing(size);
    made_.billing.workers_per_server = parameters.discipline == Discipline::processor_sharing
                                           ? size.vcpus / std::max(1e-9, parameters.cpu_share)
                                           : parameters.concurrency;
    const std::string count = chosen_.autoscaling ? fmt::format("{}-{}", chosen_.autoscaling->min_servers,
                                                                chosen_.autoscaling->max_servers)
                                                  : fmt::format("{}", chosen_.servers);
    made_.size = fmt::format("{} x {}", count, chosen_.instance);
    if (const auto* baseline = find<double>("cpu_baseline"))
      made_.assumptions.push_back(
          fmt::format("{} runs above {} of its CPU only on credits: neither slowed nor billed here",
                      chosen_.instance, describe_share(*baseline)));
    made_.assumptions.push_back(
        fmt::format("each server takes {} requests at once and keeps {} waiting; senders give up after {}",
                    parameters.concurrency, parameters.queue_capacity, describe(parameters.request_timeout)));
    made_.parameters = std::move(parameters);
  }

  void compile_service() {
    made_.platform_name = "a service";
    const std::uint64_t at_once = work_.service->at_once;
    made_.size = at_once == ~0ULL ? std::string("without limit") : fmt::format("{} at once", at_once);
    if (work_.service->per_second)
      made_.size += fmt::format(", {}", describe(Rate{*work_.service->per_second}));
    made_.assumptions.push_back(fmt::format("a service: {}", describe(*work_.service)));
    made_.parameters = ServiceParameters{*work_.service, work_.application.failure_share, {}};
  }

  void compile_orchestrator() {
    OrchestratorParameters parameters;
    if (const auto* overhead = find<Distribution>("call_overhead"))
      parameters.call_overhead = *overhead;
    else
      made_.assumptions.push_back(
          fmt::format("what {} takes for a call is not known and taken to be nothing", platform_.name));
    if (const auto* overhead = find<Duration>("parallel_overhead")) parameters.parallel_overhead = *overhead;
    if (const auto* limit = find<DurationLimit>("execution_limit"))
      parameters.execution_limit = limit->standard;
    parameters.is_time_billed = platform_.usage.contains("compute");
    BillingRule& billing = made_.billing;
    billing.rounding = find<DurationRounding>("billed_duration") != nullptr
                           ? *find<DurationRounding>("billed_duration")
                           : billing.rounding;
    if (const auto* memory = find<Bytes>("memory_default")) {
      billing.memory = *memory;
      made_.assumptions.push_back(fmt::format("an execution is billed for {} of memory", describe(*memory)));
    }
    made_.size = "workflow";
    made_.parameters = std::move(parameters);
  }

  void set_autoscaling(FleetParameters& parameters) {
    const auto times = need<ScalingTimes>(
        "scaling", {std::chrono::minutes(1), std::chrono::minutes(1), std::chrono::minutes(15)});
    parameters.autoscaling = Autoscaling{chosen_.autoscaling->min_servers,
                                         chosen_.autoscaling->max_servers,
                                         chosen_.autoscaling->target,
                                         times.metric_period,
                                         times.metric_delay,
                                         times.scale_in_cooldown};
    parameters.boot_time =
        chosen_.boot_time ? *chosen_.boot_time
                          : need<Distribution>("boot_time", Distribution::constant(std::chrono::minutes(2)));
    made_.assumptions.push_back(
        fmt::format("autoscaling to {} CPU, metric every {}, acted on after {}, boot {}",
                    describe_share(chosen_.autoscaling->target), describe(times.metric_period),
                    describe(times.metric_delay), parameters.boot_time.describe()));
  }

  void set_fleet_billing(const InstanceSize& size) {
    BillingRule& billing = made_.billing;
    billing.memory = size.memory;
    billing.vcpus = decimal_of(size.vcpus);
    if (const auto* disk = find<Bytes>("disk_default")) billing.disk = *disk;
  }

  /// On the terms chosen, where the price knows any; never on demand in place of a commitment.
  const Price* price_of(const std::string& id) const {
    const auto knows_commitments = [&](const Price& one) {
      return one.id == id && one.when.contains("commitment");
    };
    const bool is_committed =
        !chosen_.commitment.empty() &&
        std::any_of(catalogue_.prices.begin(), catalogue_.prices.end(), knows_commitments);
    Conditions what = what_;
    if (is_committed) what["commitment"] = chosen_.commitment;
    const Price* const price = catalogue_.price(id, chosen_.region, what, scenario_.period.start);
    return is_committed && price != nullptr && !price->when.contains("commitment") ? nullptr : price;
  }

  void price_usage() {
    if (chosen_.commitment == "spot")
      made_.assumptions.push_back("spot servers are never taken back: interruptions are not simulated");
    else if (!chosen_.commitment.empty())
      made_.assumptions.push_back(
          fmt::format("{}: billed for the period simulated, the term runs on beyond it", chosen_.commitment));
    // Order of the enumeration: the order of the bill's lines.
    for (const auto& [word, id] : platform_.usage)
      made_.billing.kinds.push_back({usage_kind_of(word), price_of(id), id, {}});
    std::sort(made_.billing.kinds.begin(), made_.billing.kinds.end(),
              [](const BilledKind& a, const BilledKind& b) { return a.kind < b.kind; });
    for (const BilledKind& one : made_.billing.kinds)
      if (one.kind == UsageKind::disk) made_.assumptions.emplace_back("disks are priced by months of 730 h");
    for (const BilledKind& one : made_.billing.kinds)
      if (one.kind == UsageKind::balancer_capacity && one.price != nullptr && one.price->max_of)
        made_.billing.balancer = *one.price->max_of;
    const auto gateway = chosen_.services.find(ServiceRole::gateway);
    if (gateway != chosen_.services.end() && gateway->second.empty())
      std::erase_if(made_.billing.kinds, [](const BilledKind& one) {
        return one.kind == UsageKind::balancer || one.kind == UsageKind::balancer_capacity;
      });
    if (work_.is_called)
      std::erase_if(made_.billing.kinds, [](const BilledKind& one) { return one.kind == UsageKind::egress; });
    if (chosen_.provisioned == 0)
      std::erase_if(made_.billing.kinds, [](const BilledKind& one) {
        return one.kind == UsageKind::provisioned || one.kind == UsageKind::provisioned_compute ||
               one.kind == UsageKind::idle_compute || one.kind == UsageKind::idle_cpu;
      });
  }

  void price_services() {
    BilledServices services = billed_services(work_.used, scenario_, chosen_, catalogue_);
    std::move(services.kinds.begin(), services.kinds.end(), std::back_inserter(made_.billing.kinds));
    std::move(services.assumptions.begin(), services.assumptions.end(),
              std::back_inserter(made_.assumptions));
  }

  const Scenario& scenario_;
  const PlaceWork& work_;
  const Alternative& chosen_;
  const Catalogue& catalogue_;
  const Platform& platform_;
  Diagnostics& diagnostics_;
  Conditions what_;
  CompiledAlternative made_;
};

}  // namespace

CompiledAlternative compile_place(const Scenario& scenario, const PlaceWork& work, const Alternative& chosen,
                                  const Catalogue& catalogue, Diagnostics& diagnostics) {
  return AlternativeCompiler(scenario, work, chosen, catalogue, diagnostics).compile();
}

const CompiledAlternative& CompiledAlternative::place_of(std::size_t component) const {
  if (!is_fused) return components[component];
  const auto& all = calls->components;
  if (all[component].kind != ComponentKind::service) return *this;
  return components[static_cast<std::size_t>(
      std::count_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(component),
                    [](const CallGraph::Component& one) { return one.kind == ComponentKind::service; }))];
}

Loaded<CompiledModel> compile(const Scenario& scenario, const Catalogue& catalogue) {
  Loaded<CompiledModel> loaded;
  CompiledModel model;
  if (!scenario.components.empty()) {
    model.calls = analyse_calls(scenario.components, loaded.diagnostics);
    if (!model.calls) return loaded;
  }
  for (const Alternative& chosen : scenario.alternatives) {
    model.alternatives.push_back(
        model.calls ? compile_components(scenario, *model.calls, chosen, catalogue, loaded.diagnostics)
                    : compile_place(
                          scenario,
                          {scenario.application, {{&scenario.application.uses, 1, 1}}, false, false, nullptr},
                          chosen, catalogue, loaded.diagnostics));
    const std::string people = describe(chosen.people, scenario.account.hour_of_work);
    if (!people.empty())
      model.alternatives.back().assumptions.push_back("people, as the scenario says and in no bill: " +
                                                      people);
  }
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(model);
  return loaded;
}

}  // namespace isocost
