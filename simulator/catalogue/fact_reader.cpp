#include "simulator/catalogue/fact_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/catalogue/distribution_reader.h"

namespace isocost {
namespace {

using Reader = std::optional<FactValue> (*)(const Node&, Diagnostics&);

template <class T>
std::optional<FactValue> wrap(std::optional<T> value) {
  if (!value) return std::nullopt;
  return FactValue(std::move(*value));
}

/// Reads an entry that must be there; nothing (and a diagnostic) otherwise.
template <class Read>
auto need(Fields& fields, std::string_view key, Read read, Diagnostics& diagnostics)
    -> decltype(read(std::declval<const Node&>(), diagnostics)) {
  const Node* const node = fields.required(key);
  if (node == nullptr) return std::nullopt;
  return read(*node, diagnostics);
}

std::optional<FactValue> number(const Node& node, Diagnostics& d) { return wrap(read_number(node, d)); }
std::optional<FactValue> duration(const Node& node, Diagnostics& d) { return wrap(read_duration(node, d)); }
std::optional<FactValue> bytes(const Node& node, Diagnostics& d) { return wrap(read_bytes(node, d)); }
std::optional<FactValue> word(const Node& node, Diagnostics& d) { return wrap(read_text(node, d)); }
std::optional<FactValue> yes_or_no(const Node& node, Diagnostics& d) { return wrap(read_bool(node, d)); }
std::optional<FactValue> distribution(const Node& node, Diagnostics& d) {
  return wrap(read_distribution(node, d));
}

std::optional<FactValue> memory_sizes(const Node& node, Diagnostics& d) {
  MemorySizes sizes;
  if (node.kind == Node::Kind::mapping) {
    Fields fields(node, "a range of memory sizes", d);
    const auto from = need(fields, "from", read_bytes, d);
    const auto to = need(fields, "to", read_bytes, d);
    const auto step = need(fields, "step", read_bytes, d);
    fields.finish();
    if (!from || !to || !step) return std::nullopt;
    sizes.from = *from;
    sizes.to = *to;
    sizes.step = *step;
    if (step->count <= 0 || to->count < from->count) {
      add_error(d, node.where, "a range of memory sizes rises in steps above 0");
      return std::nullopt;
    }
    return sizes;
  }
  for (const Node& item : node.items)
    if (const auto size = read_bytes(item, d)) sizes.listed.push_back(*size);
  std::sort(sizes.listed.begin(), sizes.listed.end());
  if (sizes.listed.empty()) return std::nullopt;
  return sizes;
}

std::optional<FactValue> vcpu(const Node& node, Diagnostics& d) {
  CpuOfMemory cpu;
  if (node.kind == Node::Kind::scalar) {
    const auto value = read_number(node, d);
    if (!value) return std::nullopt;
    cpu.points.push_back({Bytes{0}, *value});
    return cpu;
  }
  if (node.kind == Node::Kind::mapping) {
    Fields fields(node, "vcpu", d);
    const auto memory = need(fields, "memory_per_vcpu", read_bytes, d);
    const auto most = need(fields, "most", read_number, d);
    fields.finish();
    if (!memory || !most) return std::nullopt;
    cpu.memory_per_vcpu = *memory;
    cpu.most = *most;
    return cpu;
  }
  for (const Node& item : node.items) {
    Fields fields(item, "a point of vcpu", d);
    const auto memory = need(fields, "memory", read_bytes, d);
    const auto vcpus = need(fields, "vcpu", read_number, d);
    fields.finish();
    if (memory && vcpus) cpu.points.push_back({*memory, *vcpus});
  }
  if (cpu.points.empty()) return std::nullopt;
  return cpu;
}

std::optional<FactValue> duration_limit(const Node& node, Diagnostics& d) {
  Fields fields(node, "a limit", d);
  const auto standard = need(fields, "default", read_duration, d);
  const Node* const most_node = fields.required("most");
  fields.finish();
  if (!standard || most_node == nullptr) return std::nullopt;
  if (most_node->text == "unbounded") return DurationLimit{*standard, unbounded};
  const auto most = read_duration(*most_node, d);
  if (!most) return std::nullopt;
  return DurationLimit{*standard, *most};
}

std::optional<FactValue> default_and_most(const Node& node, Diagnostics& d) {
  Fields fields(node, "a limit", d);
  const auto standard = need(fields, "default", read_number, d);
  const auto most = need(fields, "most", read_number, d);
  fields.finish();
  if (!standard || !most) return std::nullopt;
  return DefaultAndMost{*standard, *most};
}

std::optional<FactValue> scale_up(const Node& node, Diagnostics& d) {
  Fields fields(node, "scale_up", d);
  const auto instances = need(fields, "instances", read_count, d);
  const auto every = need(fields, "every", read_duration, d);
  const Node* const burst_node = fields.optional("burst");
  fields.finish();
  if (!instances || !every) return std::nullopt;
  const auto burst = burst_node != nullptr ? read_count(*burst_node, d) : 0;
  if (!burst) return std::nullopt;
  return ScaleUp{*instances, *every, *burst};
}

std::optional<FactValue> at_limit(const Node& node, Diagnostics& d) {
  if (node.kind == Node::Kind::scalar) {
    if (!read_word(node, {"refuse"}, d)) return std::nullopt;
    return AtLimit{};
  }
  Fields fields(node, "at_limit", d);
  const auto queue_for = need(fields, "queue_for", read_duration, d);
  fields.finish();
  if (!queue_for) return std::nullopt;
  return AtLimit{*queue_for};
}

std::optional<FactValue> billed_duration(const Node& node, Diagnostics& d) {
  Fields fields(node, "billed_duration", d);
  const auto step = need(fields, "step", read_duration, d);
  const auto minimum = need(fields, "minimum", read_duration, d);
  fields.finish();
  if (!step || !minimum) return std::nullopt;
  if (*step <= Duration::zero()) {
    add_error(d, node.where, "the step must be longer than 0 s");
    return std::nullopt;
  }
  return DurationRounding{*step, *minimum};
}

std::optional<FactValue> billed_memory(const Node& node, Diagnostics& d) {
  if (node.kind == Node::Kind::scalar) {
    if (!read_word(node, {"configured"}, d)) return std::nullopt;
    return MemoryBilling{};
  }
  Fields fields(node, "billed_memory", d);
  const auto step = need(fields, "observed_step", read_bytes, d);
  const auto most = need(fields, "most", read_bytes, d);
  fields.finish();
  if (!step || !most) return std::nullopt;
  return MemoryBilling{true, *step, *most};
}

std::optional<FactValue> instance_type(const Node& node, Diagnostics& d) {
  Fields fields(node, "an instance type", d);
  const auto vcpus = need(fields, "vcpu", read_number, d);
  const auto memory = need(fields, "memory", read_bytes, d);
  fields.finish();
  if (!vcpus || !memory) return std::nullopt;
  return InstanceSize{*vcpus, *memory};
}

std::optional<FactValue> scaling(const Node& node, Diagnostics& d) {
  Fields fields(node, "scaling", d);
  const auto period = need(fields, "metric_period", read_duration, d);
  const auto delay = need(fields, "metric_delay", read_duration, d);
  const auto cooldown = need(fields, "scale_in_cooldown", read_duration, d);
  fields.finish();
  if (!period || !delay || !cooldown) return std::nullopt;
  return ScalingTimes{*period, *delay, *cooldown};
}

std::optional<FactValue> message_retries(const Node& node, Diagnostics& d) {
  Fields fields(node, "message_retries", d);
  const Node* const errors = fields.required("after_errors");
  const auto from = need(fields, "refused_from", read_duration, d);
  const auto to = need(fields, "refused_to", read_duration, d);
  const auto longest = need(fields, "longest", read_duration, d);
  fields.finish();
  if (errors == nullptr || !from || !to || !longest) return std::nullopt;
  if (*from <= Duration::zero() || *to < *from) {
    add_error(d, node.where, "refused_from must be longer than 0 s, and refused_to not shorter");
    return std::nullopt;
  }
  MessageRetries made{{}, *from, *to, *longest};
  for (const Node& wait : errors->items)
    if (const auto span = read_duration(wait, d)) made.after_errors.push_back(*span);
  return made;
}

std::optional<FactValue> cpu_scaling(const Node& node, Diagnostics& d) {
  Fields fields(node, "cpu_scaling", d);
  const auto target = need(fields, "target", read_share, d);
  const auto window = need(fields, "window", read_duration, d);
  const auto packing = need(fields, "packing", read_count, d);
  fields.finish();
  if (!target || !window || !packing) return std::nullopt;
  if (*target <= 0 || *window < std::chrono::seconds(1) || *packing < 1) {
    add_error(d, node.where,
              "cpu_scaling needs a target above 0 %, a window of at least 1 s and a packing of at least 1");
    return std::nullopt;
  }
  return CpuScalingRule{*target, *window, *packing};
}

std::optional<FactValue> words(const Node& node, Diagnostics& d) {
  Words list;
  for (const Node& item : node.items)
    if (auto text = read_text(item, d)) list.push_back(std::move(*text));
  if (list.empty()) {
    add_error(d, node.where, "expected a list of words");
    return std::nullopt;
  }
  return list;
}

const std::vector<std::pair<std::string, Reader>>& readers() {
  static const std::vector<std::pair<std::string, Reader>> table{
      {"memory_sizes", memory_sizes},
      {"memory_default", bytes},
      {"vcpu", vcpu},
      {"ghz_per_vcpu", number},
      {"execution_limit", duration_limit},
      {"reply_limit", duration},
      {"cold_start", distribution},
      {"cold_start_outside_init", duration},
      {"first_call_extra", duration},
      {"keep_alive", distribution},
      {"routing", word},
      {"overhead", duration},
      {"requests_per_instance", default_and_most},
      {"concurrency_limit", number},
      {"most_instances", number},
      {"scale_up", scale_up},
      {"at_limit", at_limit},
      {"billed_duration", billed_duration},
      {"billed_memory", billed_memory},
      {"usage_basis", word},
      {"init_billed", yes_or_no},
      {"payload_limit", bytes},
      {"runtimes", words},
      {"instance_type", instance_type},
      {"boot_time", distribution},
      {"scaling", scaling},
      {"message_retries", message_retries},
      {"cpu_scaling", cpu_scaling},
      {"disk_default", bytes},
      {"cpu_baseline", number},
      {"call_overhead", distribution},
      {"parallel_overhead", duration},
  };
  return table;
}

}  // namespace

std::optional<FactValue> read_fact_value(std::string_view name, const SourceRange& name_where,
                                         const Node& value, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto& [fact, reader] : readers()) {
    if (fact == name) return reader(value, diagnostics);
    known.push_back(fact);
  }
  add_error(diagnostics, name_where, fmt::format("\"{}\" is not the name of a fact", name),
            known_words_hint(name, known));
  return std::nullopt;
}

std::optional<BalancerDimensions> read_balancer_dimensions(const Node& node, Diagnostics& d) {
  Fields fields(node, "dimensions of a balancer", d);
  const auto fresh = need(fields, "new_connections_per_second", read_number, d);
  const auto active = need(fields, "active_connections", read_number, d);
  const auto data = need(fields, "bytes_per_hour", read_bytes, d);
  fields.finish();
  if (!fresh || !active || !data) return std::nullopt;
  return BalancerDimensions{*fresh, *active, *data};
}

}  // namespace isocost
