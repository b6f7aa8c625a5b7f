#include <fmt/format.h>

#include "simulator/catalogue/catalogue.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

struct InWords {
  std::string operator()(bool is_so) const { return is_so ? "true" : "false"; }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& word) const { return word; }
  std::string operator()(Duration span) const { return limit(span); }
  std::string operator()(Bytes size) const { return isocost::describe(size); }
  std::string operator()(const Distribution& distribution) const { return distribution.describe(); }
  std::string operator()(const MemorySizes& sizes) const { return sizes.describe(); }
  std::string operator()(const CpuOfMemory& cpu) const {
    if (cpu.memory_per_vcpu.count > 0)
      return fmt::format("1 for each {}, at most {}", isocost::describe(cpu.memory_per_vcpu), cpu.most);
    std::string text;
    for (const CpuOfMemory::Point& point : cpu.points)
      text += cpu.points.size() == 1 ? fmt::format("{}", point.vcpus)
                                     : fmt::format("{}{} at {}", text.empty() ? "" : ", ", point.vcpus,
                                                   isocost::describe(point.memory));
    return text;
  }
  std::string operator()(const DefaultAndMost& pair) const {
    return fmt::format("{} by default, at most {}", pair.standard, pair.most);
  }
  std::string operator()(const DurationLimit& pair) const {
    return fmt::format("{} by default, at most {}", limit(pair.standard), limit(pair.most));
  }
  std::string operator()(const ScaleUp& rule) const {
    return fmt::format("{}{} instances every {}",
                       rule.burst > 0 ? fmt::format("{} at once, then ", rule.burst) : "", rule.instances,
                       isocost::describe(rule.every));
  }
  std::string operator()(const AtLimit& rule) const {
    return rule.queue_for ? "queue for " + isocost::describe(*rule.queue_for) : "refuse";
  }
  std::string operator()(const DurationRounding& rule) const {
    return fmt::format("steps of {}, at least {}", isocost::describe(rule.step),
                       isocost::describe(rule.minimum));
  }
  std::string operator()(const MemoryBilling& rule) const {
    return rule.is_observed ? fmt::format("observed, steps of {}, at most {}", isocost::describe(rule.step),
                                          isocost::describe(rule.most))
                            : "as configured";
  }
  std::string operator()(const InstanceSize& size) const {
    return fmt::format("{} vCPU, {}", size.vcpus, isocost::describe(size.memory));
  }
  std::string operator()(const ScalingTimes& times) const {
    return fmt::format("metric every {}, acted on after {}, in after {}",
                       isocost::describe(times.metric_period), isocost::describe(times.metric_delay),
                       isocost::describe(times.scale_in_cooldown));
  }
  std::string operator()(const MessageRetries& rule) const {
    std::string waits;
    for (const Duration wait : rule.after_errors)
      waits += (waits.empty() ? "" : ", ") + isocost::describe(wait);
    return fmt::format("after errors in {}; after refusals in {} to {}, for {}", waits,
                       isocost::describe(rule.refused_from), isocost::describe(rule.refused_to),
                       isocost::describe(rule.longest));
  }
  std::string operator()(const CpuScalingRule& rule) const {
    return fmt::format("{} of the CPU that arrived in {}, up to {} at once", describe_share(rule.target),
                       isocost::describe(rule.window), rule.packing);
  }
  std::string operator()(const std::vector<std::string>& list) const {
    return fmt::format("{}", fmt::join(list, ", "));
  }
  static std::string limit(Duration span) {
    return span >= unbounded ? "unbounded" : isocost::describe(span);
  }
};

}  // namespace

std::string describe(const FactValue& value) { return std::visit(InWords{}, value); }

}  // namespace isocost
