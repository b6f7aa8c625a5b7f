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
    scenario_.application = scenario_.components.front().application;
    if (std::all_of(scenario_.components.begin(), scenario_.components.end(),
                    [](const Component& one) { return one.application.uses.empty(); }))
      assume("application.components uses", nothing_used);
  }

  void read_component(const Node::Entry& entry, const Application& usual) {
    Component made{entry.key, usual, {}, entry.key_where, {}};
    Fields fields(entry.value, "a component", diagnostics_);
    const Node* const duration = fields.required("duration");
    const Node* const uses = fields.optional("uses");
    const Node* const calls = fields.optional("calls");
    read_common(fields, made.application, false);
    fields.finish();
    if (duration != nullptr && !scenario_.components.empty() && duration->text == "from-trace")
      add_error(diagnostics_, duration->where, "only the first component has the trace's durations",
                "give a duration such as {p50: 80 ms, p95: 300 ms}");
    else if (duration != nullptr)
      read_work(*duration, fmt::format("application.components.{}.duration", entry.key), made.application);
    if (uses != nullptr) made.application.uses = read_service_use(*uses, diagnostics_);
    if (calls != nullptr) read_calls(*calls, made);
    scenario_.components.push_back(std::move(made));
  }

  void read_calls(const Node& node, Component& made) {
    if (node.kind != Node::Kind::sequence)
      return add_error(diagnostics_, node.where, "expected a list of calls",
                       "write calls: [{to: NAME}, {parallel: [{to: NAME}, {to: NAME}]}]");
    std::uint32_t step = 0;
    for (const Node& item : node.items) {
      const Node* const parallel = item.kind == Node::Kind::mapping ? item.find("parallel") : nullptr;
      if (parallel != nullptr)
        read_parallel(item, step, made);
      else
        read_call(item, step, made);
      ++step;
    }
    if (made.calls.size() > CallGraph::most_calls)
      add_error(diagnostics_, node.where,
                fmt::format("a component makes at most {} calls", CallGraph::most_calls),
                "use times: N for repetitions");
  }

  void read_parallel(const Node& node, std::uint32_t step, Component& made) {
    Fields fields(node, "a call", diagnostics_);
    const Node* const parallel = fields.required("parallel");
    fields.finish();
    if (parallel == nullptr) return;
    if (parallel->kind != Node::Kind::sequence || parallel->items.empty())
      return add_error(diagnostics_, parallel->where, "expected a list of calls that are made at once");
    for (const Node& item : parallel->items) read_call(item, step, made);
  }

  void read_call(const Node& node, std::uint32_t step, Component& made) {
    Fields fields(node, "a call", diagnostics_);
    const Node* const to = fields.required("to");
    const Node* const probability = fields.optional("probability");
    const Node* const times = fields.optional("times");
    const Node* const at_once = fields.optional("at_once");
    const Node* const wait = fields.optional("wait");
    const Node* const may_fail = fields.optional("may_fail");
    fields.finish();
    Call call;
    call.step = step;
    if (to != nullptr) {
      const auto word = read_word(*to, names_, diagnostics_);
      call.to = static_cast<std::uint32_t>(word.value_or(0));
      if (!word) return;
    }
    if (probability != nullptr) call.probability = read_share(*probability, diagnostics_).value_or(1);
    if (times != nullptr) call.times = read_repetitions(*times);
    if (at_once != nullptr) call.at_once = read_repetitions(*at_once);
    if (at_once != nullptr && call.at_once > call.times)
      add_error(diagnostics_, at_once->where, "more at once than there are repetitions",
                "write times: N, at_once: at most N");
    if (wait != nullptr) call.is_awaited = read_bool(*wait, diagnostics_).value_or(true);
    if (may_fail != nullptr) call.may_fail = read_bool(*may_fail, diagnostics_).value_or(false);
    for (const Node* const only_waiting : {at_once, may_fail})
      if (only_waiting != nullptr && !call.is_awaited)
        add_error(diagnostics_, only_waiting->where,
                  "nobody waits for this call: all are sent at once, and no "
                  "error comes back");
    made.calls.push_back(call);
    made.call_places.push_back(to != nullptr ? to->where : node.where);
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
};

std::string describe(const Call& call, const Scenario& scenario) {
  std::string text = call.is_awaited ? "" : "a message to ";
  text += scenario.components[call.to].name;
  if (call.times > 1) text += fmt::format(" {} times", call.times);
  if (call.at_once > 1) text += fmt::format(", {} at once", call.at_once);
  if (call.probability < 1) text += fmt::format(" with probability {}", describe_share(call.probability));
  if (call.may_fail) text += ", which may fail";
  return text;
}

}  // namespace

void read_application(const Node& node, bool is_trace_wanted, Scenario& scenario, Diagnostics& diagnostics) {
  ApplicationReader(is_trace_wanted, scenario, diagnostics).read(node);
}

std::string describe_calls(const Component& component, const Scenario& scenario) {
  std::string text;
  for (std::size_t i = 0; i < component.calls.size(); ++i) {
    const bool is_same_step = i > 0 && component.calls[i].step == component.calls[i - 1].step;
    text += (i == 0         ? ""
             : is_same_step ? " and at once "
                            : ", then ") +
            describe(component.calls[i], scenario);
  }
  return text;
}

}  // namespace isocost
