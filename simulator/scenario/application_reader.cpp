#include "simulator/scenario/application_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulator/catalogue/distribution_reader.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr std::int64_t most_repetitions = 1000;
constexpr std::size_t most_components = 200;
constexpr std::int64_t most_retries = 100;
constexpr double most_factor = 10;
constexpr const char* nobody_waits =
    "nobody waits for this call: all are sent at once, and no error comes back";

class ApplicationReader {
 public:
  ApplicationReader(bool is_trace_wanted, Scenario& scenario, Diagnostics& diagnostics)
      : is_trace_wanted_(is_trace_wanted), scenario_(scenario), diagnostics_(diagnostics) {}

  void read(const Node& node) {
    Application usual{};
    usual.memory_used = mebibytes(128);
    usual.request_size = usual.response_size = usual_size;
    usual.runtime = "nodejs";
    Fields fields(node, "application", diagnostics_);
    if (node.kind == Node::Kind::mapping && node.find("components") != nullptr) {
      read_common(fields, usual, true);
      const Node* const components = fields.optional("components");
      fields.finish();
      return read_components(*components, usual);
    }
    Application& application = scenario_.application;
    const Node* const duration = fields.required("duration");
    if (duration != nullptr) read_work(*duration, "application.duration", usual);
    read_common(fields, usual, true);
    const Node* const uses = fields.optional("uses");
    (void)fields.optional("components");
    fields.finish();
    application = std::move(usual);
    if (uses != nullptr)
      application.uses = read_service_use(*uses, diagnostics_);
    else
      assume("application.uses", nothing_used);
  }

 private:
  static constexpr Bytes usual_size{2000};
  static constexpr std::string_view nothing_used =
      "nothing: no gateway, database, queue, files, logs or NAT is in the bill";

  void assume(std::string_view key, std::string_view value) {
    scenario_.defaults.push_back(fmt::format("{}: {}", key, value));
  }

  /// What components have unless they say otherwise. \param made  holds the defaults
  /// \param is_told  defaults that are taken are told
  void read_common(Fields& fields, Application& made, bool is_told) {
    const auto missing = [&](std::string_view key, const std::string& value) {
      if (is_told) assume(fmt::format("application.{}", key), value);
    };
    const auto size = [&](std::string_view key, Bytes& into) {
      if (const Node* const value = fields.optional(key))
        into = read_bytes(*value, diagnostics_).value_or(into);
      else
        missing(key, key == "memory_used" ? "128 MiB" : "2 kB");
    };
    if (const Node* const share = fields.optional("cpu_share"))
      made.cpu_share = read_share(*share, diagnostics_).value_or(1);
    else
      missing("cpu_share", "100 %");
    size("memory_used", made.memory_used);
    size("request_size", made.request_size);
    size("response_size", made.response_size);
    if (const Node* const runtime = fields.optional("runtime"))
      made.runtime = read_text(*runtime, diagnostics_).value_or("nodejs");
    else
      missing("runtime", "nodejs");
    if (const Node* const failures = fields.optional("failures"))
      made.failure_share = read_share(*failures, diagnostics_).value_or(0);
  }

  void read_work(const Node& node, const std::string& key, Application& into) {
    if (node.kind == Node::Kind::scalar && node.text == "from-trace") {
      if (!scenario_.workload.trace) {
        if (!is_trace_wanted_)
          add_error(diagnostics_, node.where, "there is no trace to take durations from");
      } else if (!scenario_.workload.trace->summary().has_durations) {
        add_error(diagnostics_, node.where, "the trace has no durations",
                  "give a duration such as {p50: 80 ms, p95: 300 ms}");
      }
      return;
    }
    into.duration = read_distribution(node, diagnostics_);
    if (into.duration && into.duration->kind() == Distribution::Kind::constant)
      scenario_.defaults.push_back(
          key + ": the same for every request (a mean alone hides the tail; give p50 and p95)");
  }

  void read_components(const Node& node, const Application& usual) {
    if (node.kind != Node::Kind::mapping || node.entries.empty())
      return add_error(
          diagnostics_, node.where, "expected components by name",
          "write them as NAME: {duration: …, calls: [{to: NAME}]}; the first takes the requests");
    if (node.entries.size() > most_components)
      add_error(diagnostics_, node.where,
                fmt::format("{} components are more than {}", node.entries.size(), most_components));
    if (const Trace* const trace = scenario_.workload.trace.get();
        trace != nullptr && trace->summary().functions > 1)
      add_error(diagnostics_, node.where,
                fmt::format("components need the requests of one function; the trace has {}",
                            trace->summary().functions));
    for (const Node::Entry& entry : node.entries) names_.push_back(entry.key);
    for (const Node::Entry& entry : node.entries) read_component(entry, usual);
    std::move(groups_.begin(), groups_.end(), std::back_inserter(scenario_.components));
    scenario_.application = scenario_.components.front().application;
    if (std::all_of(scenario_.components.begin(), scenario_.components.end(),
                    [](const Component& one) { return one.application.uses.empty(); }))
      assume("application.components uses", nothing_used);
  }

  void read_component(const Node::Entry& entry, const Application& usual) {
    Component made{entry.key, usual, {}, entry.key_where, {}, ComponentKind::program, owner_};
    const Node* const workflow =
        entry.value.kind == Node::Kind::mapping ? entry.value.find("workflow") : nullptr;
    Fields fields(entry.value, "a component", diagnostics_);
    const Node* const duration = fields.optional("duration");
    const Node* const uses = fields.optional("uses");
    const Node* const calls = fields.optional("calls");
    (void)fields.optional("workflow");
    const Node* const service = fields.optional("service");
    read_service_limits(fields, made.limits, diagnostics_);
    if (service != nullptr && read_bool(*service, diagnostics_).value_or(false))
      made.kind = ComponentKind::service;
    else
      refuse_limits(entry.value);
    if (workflow != nullptr && read_bool(*workflow, diagnostics_).value_or(false) &&
        made.kind != ComponentKind::service)
      made.kind = ComponentKind::workflow;
    read_common(fields, made.application, false);
    fields.finish();
    if (made.kind == ComponentKind::service) check_service(entry, made);
    if (made.kind == ComponentKind::workflow)
      check_workflow(entry, made);
    else if (duration == nullptr)
      add_error(diagnostics_, entry.key_where, fmt::format("component \"{}\" needs a duration", entry.key),
                "write its own work, such as {p50: 80 ms, p95: 300 ms}, or workflow: yes when it has none");
    else if (!scenario_.components.empty() && duration->text == "from-trace")
      add_error(diagnostics_, duration->where, "only the first component has the trace's durations",
                "give a duration such as {p50: 80 ms, p95: 300 ms}");
    else
      read_work(*duration, fmt::format("application.components.{}.duration", entry.key), made.application);
    if (uses != nullptr) made.application.uses = read_service_use(*uses, diagnostics_);
    if (calls != nullptr) read_calls(*calls, made);
    scenario_.components.push_back(std::move(made));
    ++owner_;
  }

  void refuse_limits(const Node& node) {
    for (const char* const key : {"at_once", "rate_limit", "queue_for", "connections"})
      if (const Node* const found = node.kind == Node::Kind::mapping ? node.find(key) : nullptr)
        add_error(diagnostics_, found->where, fmt::format("only a service has {}", key),
                  "write service: yes, or the limits of the alternative that runs it");
  }

  /// It is somebody else's program: what it runs on is not known here.
  void check_service(const Node::Entry& entry, Component& made) {
    if (scenario_.components.empty())
      add_error(diagnostics_, entry.key_where,
                "the first component takes the requests of users; a service is called",
                "write the program that calls it first");
    for (const char* const key : {"workflow", "calls", "cpu_share", "memory_used", "runtime"})
      if (const Node* const found = entry.value.find(key))
        add_error(diagnostics_, found->where, fmt::format("a service has no {} of its own", key),
                  "it has a duration, at_once, rate_limit, queue_for, connections, failures and uses");
    made.application.memory_used = {};
    made.application.cpu_share = 0;
  }

  /// What an orchestrator does has no duration, memory or failures of its own.
  void check_workflow(const Node::Entry& entry, Component& made) {
    for (const char* const key : {"duration", "cpu_share", "memory_used", "runtime", "failures"})
      if (const Node* const found = entry.value.find(key))
        add_error(diagnostics_, found->where, fmt::format("a workflow has no {} of its own", key),
                  "it makes calls; what it takes for them is its orchestrator's");
    if (entry.value.find("calls") == nullptr)
      add_error(diagnostics_, entry.key_where, fmt::format("workflow \"{}\" makes no calls", entry.key),
                "write calls: [{to: NAME}, {parallel: [{to: NAME}, {to: NAME}]}]");
    made.application.duration = Distribution{};
    made.application.memory_used = {};
    made.application.failure_share = 0;
  }

  void read_calls(const Node& node, Component& made) {
    const bool may_be_empty = made.kind == ComponentKind::program;
    if (node.kind != Node::Kind::sequence || (node.items.empty() && !may_be_empty))
      return add_error(diagnostics_, node.where, "expected a list of calls",
                       "write calls: [{to: NAME}, {parallel: [{to: NAME}, {to: NAME}]}]");
    std::uint32_t step = 0;
    for (const Node& item : node.items) {
      const bool is_mapping = item.kind == Node::Kind::mapping;
      if (is_mapping && item.find("parallel") != nullptr)
        read_step(item, "parallel", StepKind::parallel, step, made);
      else if (is_mapping && item.find("choice") != nullptr)
        read_step(item, "choice", StepKind::choice, step, made);
      else
        read_call(item, {step, StepKind::one}, made);
      ++step;
    }
    if (made.calls.size() > CallGraph::most_calls)
      add_error(diagnostics_, node.where,
                fmt::format("a component makes at most {} calls", CallGraph::most_calls),
                "use times: N for repetitions, or steps: [...] for a part of them");
  }

  struct Step {
    std::uint32_t number = 0;
    StepKind kind = StepKind::one;
  };

  /// Calls that are made at once, or of which one is made.
  void read_step(const Node& node, const char* key, StepKind kind, std::uint32_t number, Component& made) {
    Fields fields(node, "a call", diagnostics_);
    const Node* const items = fields.required(key);
    fields.finish();
    if (items->kind != Node::Kind::sequence || items->items.empty())
      return add_error(diagnostics_, items->where,
                       kind == StepKind::parallel ? "expected a list of calls that are made at once"
                                                  : "expected a list of calls of which one is made");
    const std::size_t first = made.calls.size();
    for (const Node& item : items->items) {
      read_call(item, {number, kind}, made);
      if (kind == StepKind::choice) set_chosen(item, &item == &items->items.back(), first, made);
    }
    if (kind == StepKind::choice) divide_choice(*items, first, made);
  }

  /// The last without a probability takes what the others leave.
  void divide_choice(const Node& node, std::size_t first, Component& made) {
    double sum = 0;
    for (std::size_t i = first; i < made.calls.size(); ++i) {
      if (made.calls[i].is_after_error) continue;
      made.calls[i].chosen_from = sum;
      sum += made.calls[i].probability;
    }
    constexpr double slack = 1e-9;
    if (sum > 1 + slack)
      add_error(
          diagnostics_, node.where,
          fmt::format("the probabilities of a choice add up to {}, more than 100 %", describe_share(sum)),
          "the last may leave its probability out: it takes what is left");
  }

  /// Of a choice: what it says, or for the last what is left.
  void set_chosen(const Node& item, bool is_last, std::size_t first, Component& made) {
    if (item.kind == Node::Kind::mapping && item.find("probability") != nullptr) return;
    if (!is_last)
      return add_error(diagnostics_, item.where, "which of them is made needs a probability",
                       "write probability: 30 %; only the last may leave it out");
    double sum = 0;
    Call* last = nullptr;
    for (std::size_t i = first; i < made.calls.size(); ++i) {
      if (made.calls[i].is_after_error) continue;
      if (last != nullptr) sum += last->probability;
      last = &made.calls[i];
    }
    if (last != nullptr) last->probability = std::max(0.0, 1 - sum);
  }

  /// To a component, or to several as one (`steps`). In a list of parallel calls a list is several as one.
  void read_call(const Node& node, const Step& step, Component& made) {
    if (node.kind == Node::Kind::sequence) {
      Call call;
      call.step = step.number;
      call.kind = step.kind;
      call.to = add_group(node, made);
      return keep(call, node.where, made);
    }
    Fields fields(node, "a call", diagnostics_);
    const Node* const to = fields.optional("to");
    const Node* const steps = fields.optional("steps");
    const Node* const on_error = fields.optional("on_error");
    Call call;
    call.step = step.number;
    call.kind = step.kind;
    read_how_often(fields, call);
    read_errors(fields, on_error, call);
    fields.finish();
    if ((to == nullptr) == (steps == nullptr))
      return add_error(
          diagnostics_, node.where,
          to == nullptr ? "a call is to a component" : "a call is to a component or steps, not both",
          "write {to: NAME}, or {steps: [{to: NAME}, {to: NAME}]} for several as one");
    if (steps != nullptr && !call.is_awaited)
      return add_error(diagnostics_, steps->where, "steps are waited for",
                       "write wait: no at the call of a component");
    if (to != nullptr) {
      const auto word = read_word(*to, names_, diagnostics_);
      if (!word) return;
      call.to = static_cast<std::uint32_t>(*word);
    } else {
      call.to = add_group(*steps, made);
    }
    keep(call, to != nullptr ? to->where : node.where, made);
    if (on_error == nullptr) return;
    Call in_place = Call{};
    in_place.step = step.number;
    in_place.kind = step.kind;
    in_place.is_after_error = true;
    in_place.to = add_group(*on_error, made);
    keep(in_place, on_error->where, made);
  }

  static void keep(const Call& call, const SourceRange& where, Component& made) {
    made.calls.push_back(call);
    made.call_places.push_back(where);
  }

  /// \return its number among all components
  std::uint32_t add_group(const Node& node, const Component& part_of) {
    Component group{fmt::format("{}, line {}", part_of.kind == ComponentKind::group ? "steps" : part_of.name,
                                node.where.line),
                    Application{},
                    {},
                    node.where,
                    {},
                    ComponentKind::group,
                    owner_};
    group.application.duration = Distribution{};
    group.application.runtime = part_of.application.runtime;
    read_calls(node, group);
    groups_.push_back(std::move(group));
    return static_cast<std::uint32_t>(names_.size() + groups_.size() - 1);
  }

  void read_how_often(Fields& fields, Call& call) {
    const Node* const probability = fields.optional("probability");
    const Node* const times = fields.optional("times");
    const Node* const at_once = fields.optional("at_once");
    const Node* const again = fields.optional("again");
    const Node* const at_most = fields.optional("at_most");
    const Node* const wait = fields.optional("wait");
    if (probability != nullptr) call.probability = read_share(*probability, diagnostics_).value_or(1);
    if (times != nullptr) call.times = read_repetitions(*times);
    if (at_once != nullptr) call.at_once = read_repetitions(*at_once);
    if (at_once != nullptr && again != nullptr)
      add_error(diagnostics_, at_once->where, "repetitions by chance are made one after the other",
                "write times: N, at_once: at most N, or again and at_most without at_once");
    else if (at_once != nullptr && call.at_once > call.times)
      add_error(diagnostics_, at_once->where, "more at once than there are repetitions",
                "write times: N, at_once: at most N");
    if ((again == nullptr) != (at_most == nullptr) || (again != nullptr && times != nullptr))
      add_error(diagnostics_, again != nullptr ? again->where : at_most->where,
                "a repetition by chance has a probability and an end",
                "write again: 30 %, at_most: 20, without times");
    if (again != nullptr) call.again = read_share(*again, diagnostics_).value_or(1);
    if (at_most != nullptr) call.times = read_repetitions(*at_most);
    if (wait != nullptr) call.is_awaited = read_bool(*wait, diagnostics_).value_or(true);
    for (const Node* const only_waiting : {at_once, again})
      if (only_waiting != nullptr && !call.is_awaited)
        add_error(diagnostics_, only_waiting->where, nobody_waits);
  }

  void read_errors(Fields& fields, const Node* on_error, Call& call) {
    const Node* const may_fail = fields.optional("may_fail");
    const Node* const timeout = fields.optional("timeout");
    const Node* const retries = fields.optional("retries");
    const Node* const backoff = fields.optional("backoff");
    const Node* const factor = fields.optional("factor");
    if (may_fail != nullptr) call.may_fail = read_bool(*may_fail, diagnostics_).value_or(false);
    if (timeout != nullptr) call.timeout = read_duration(*timeout, diagnostics_).value_or(unbounded);
    if (timeout != nullptr && call.timeout <= Duration::zero())
      add_error(diagnostics_, timeout->where, "a timeout must be longer than 0 s",
                "write a duration such as 30 s");
    if (retries != nullptr) {
      const auto count = read_count(*retries, diagnostics_);
      if (count && *count > most_retries)
        add_error(diagnostics_, retries->where, fmt::format("expected a number up to {}", most_retries));
      call.retries = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count.value_or(0), 0, most_retries));
    }
    if (backoff != nullptr) call.backoff = read_duration(*backoff, diagnostics_).value_or(call.backoff);
    if (factor != nullptr) call.factor = read_number(*factor, diagnostics_).value_or(call.factor);
    if (call.factor < 1 || call.factor > most_factor)
      add_error(diagnostics_, factor->where, fmt::format("expected a number between 1 and {}", most_factor));
    for (const Node* const without_retries : {backoff, factor})
      if (without_retries != nullptr && retries == nullptr)
        add_error(diagnostics_, without_retries->where, "there is no retry to wait for", "write retries: 3");
    for (const Node* const only_waiting : {may_fail, timeout, retries, on_error})
      if (only_waiting != nullptr && !call.is_awaited)
        add_error(diagnostics_, only_waiting->where, nobody_waits);
    if (may_fail != nullptr && call.may_fail && on_error != nullptr)
      add_error(diagnostics_, on_error->where, "an error that does not matter calls for nothing",
                "leave out may_fail, or on_error");
  }

  std::uint32_t read_repetitions(const Node& node) {
    const auto count = read_count(node, diagnostics_);
    if (count && (*count < 1 || *count > most_repetitions))
      add_error(diagnostics_, node.where,
                fmt::format("expected a number between 1 and {}", most_repetitions));
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(count.value_or(1), 1, most_repetitions));
  }

  bool is_trace_wanted_;
  Scenario& scenario_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  std::vector<Component> groups_;
  std::uint32_t owner_ = 0;  ///< number of the component that is read
};

std::string describe(const Call& call, const Scenario& scenario) {
  const Component& called = scenario.components[call.to];
  std::string text = call.is_awaited ? "" : "a message to ";
  text += called.kind == ComponentKind::group ? fmt::format("({})", describe_calls(called, scenario))
                                              : called.name;
  if (call.again < 1)
    text += fmt::format(", again with probability {} and {} times at most", describe_share(call.again),
                        call.times);
  else if (call.times > 1)
    text += fmt::format(" {} times", call.times);
  if (call.at_once > 1) text += fmt::format(", {} at once", call.at_once);
  if (call.probability < 1) text += fmt::format(" with probability {}", describe_share(call.probability));
  if (call.timeout < unbounded) text += fmt::format(", given up after {}", isocost::describe(call.timeout));
  if (call.retries > 0)
    text += fmt::format(", tried again {} times from {} on{}", call.retries, isocost::describe(call.backoff),
                        call.factor != 2 ? fmt::format(", each wait {} times as long", call.factor) : "");
  if (call.may_fail) text += ", which may fail";
  return text;
}

}  // namespace

void read_application(const Node& node, bool is_trace_wanted, Scenario& scenario, Diagnostics& diagnostics) {
  ApplicationReader(is_trace_wanted, scenario, diagnostics).read(node);
}

void read_service_limits(Fields& fields, ServiceLimits& into, Diagnostics& diagnostics) {
  if (const Node* const at_once = fields.optional("at_once")) {
    const auto count = read_count(*at_once, diagnostics);
    if (count && *count < 1)
      add_error(diagnostics, at_once->where, "a service takes at least one call at once");
    if (count) into.at_once = static_cast<std::uint64_t>(std::max<std::int64_t>(*count, 1));
  }
  if (const Node* const rate = fields.optional("rate_limit")) {
    const auto limit = read_rate(*rate, diagnostics);
    if (limit && limit->per_second <= 0)
      add_error(diagnostics, rate->where, "a service takes some calls", "write a rate such as 1000/s");
    if (limit) into.per_second = limit->per_second;
  }
  if (const Node* const queue_for = fields.optional("queue_for"))
    into.queue_for = read_duration(*queue_for, diagnostics);
  if (const Node* const connections = fields.optional("connections"))
    if (const auto word = read_word(*connections, {"for-the-call", "for-the-caller"}, diagnostics))
      into.keeps_connections = *word == 1;
}

std::string describe(const ServiceLimits& limits) {
  std::string text =
      limits.at_once == ~0ULL
          ? "any number of calls at once"
          : fmt::format("{} {} at once", limits.at_once, limits.keeps_connections ? "connections" : "calls");
  if (limits.per_second) text += fmt::format(", {} at most", describe(Rate{*limits.per_second}));
  if (limits.at_once != ~0ULL)
    text += limits.queue_for ? fmt::format(", others wait up to {}", describe(*limits.queue_for))
                             : std::string(", others are refused");
  if (limits.keeps_connections) text += ", a connection is kept until its caller has answered";
  return text;
}

std::string describe_calls(const Component& component, const Scenario& scenario) {
  std::string text;
  for (std::size_t i = 0; i < component.calls.size(); ++i) {
    const bool is_same_step = i > 0 && component.calls[i].step == component.calls[i - 1].step;
    const Call& call = component.calls[i];
    text += (call.is_after_error             ? " or after an error "
             : i == 0                        ? ""
             : !is_same_step                 ? ", then "
             : call.kind == StepKind::choice ? " or "
                                             : " and at once ") +
            describe(call, scenario);
  }
  return text;
}

}  // namespace isocost
