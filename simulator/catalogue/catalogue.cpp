#include "simulator/catalogue/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/input/values.h"

namespace isocost {
namespace {

bool holds(const Conditions& when, const Conditions& what) {
  return std::all_of(when.begin(), when.end(), [&](const auto& condition) {
    const auto found = what.find(condition.first);
    return found != what.end() && found->second == condition.second;
  });
}

}  // namespace

bool MemorySizes::offers(Bytes size) const {
  if (!listed.empty()) return std::find(listed.begin(), listed.end(), size) != listed.end();
  return size >= from && size <= to && (size.count - from.count) % step.count == 0;
}

Bytes MemorySizes::nearest(Bytes size) const {
  if (!listed.empty()) {
    const auto found = std::lower_bound(listed.begin(), listed.end(), size);
    return found == listed.end() ? listed.back() : *found;
  }
  if (size <= from) return from;
  if (size >= to) return to;
  return {from.count + (size.count - from.count + step.count - 1) / step.count * step.count};
}

std::string MemorySizes::describe() const {
  if (listed.empty())
    return fmt::format("{} to {} in steps of {}", isocost::describe(from), isocost::describe(to),
                       isocost::describe(step));
  std::string text;
  for (const Bytes size : listed) text += (text.empty() ? "" : ", ") + isocost::describe(size);
  return text;
}

double CpuOfMemory::vcpus(Bytes memory) const {
  if (memory_per_vcpu.count > 0)
    return std::min(most, static_cast<double>(memory.count) / static_cast<double>(memory_per_vcpu.count));
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (memory > points[i].memory) continue;
    if (i == 0 || memory == points[i].memory) return points[i].vcpus;
    const Point& a = points[i - 1];
    const double share = static_cast<double>(memory.count - a.memory.count) /
                         static_cast<double>(points[i].memory.count - a.memory.count);
    return a.vcpus + share * (points[i].vcpus - a.vcpus);
  }
  return points.back().vcpus;
}

const Platform* Catalogue::platform(std::string_view id) const {
  for (const Platform& one : platforms)
    if (one.id == id) return &one;
  return nullptr;
}

std::vector<std::string> Catalogue::platform_ids() const {
  std::vector<std::string> ids;
  for (const Platform& one : platforms) ids.push_back(one.id);
  return ids;
}

const Platform* Catalogue::orchestrator_of(std::string_view provider) const {
  const Platform* usual = nullptr;
  for (const Platform& one : platforms)
    if (one.kind == PlatformKind::orchestrator && one.provider == provider &&
        (usual == nullptr || one.id < usual->id))
      usual = &one;
  if (usual != nullptr) return usual;
  const auto own = companions.find(provider);
  return own != companions.end() && !own->second.like.empty() ? orchestrator_of(own->second.like) : nullptr;
}

const Allowance* Catalogue::allowance(std::string_view id) const {
  for (const Allowance& one : allowances)
    if (one.id == id) return &one;
  return nullptr;
}

const Price* Catalogue::price(std::string_view id, std::string_view region, const Conditions& what,
                              Date date) const {
  const Price* best = nullptr;
  for (const Price& one : prices) {
    if (one.id != id || (one.region != region && one.region != "global")) continue;
    if (!one.valid.covers(date) || !holds(one.when, what)) continue;
    if (best == nullptr || one.when.size() > best->when.size()) best = &one;
  }
  return best;
}

const Fact* find_fact(const std::vector<Fact>& facts, std::string_view name, const Conditions& what,
                      Date date) {
  const Fact* best = nullptr;
  for (const Fact& one : facts) {
    if (one.name != name || !one.valid.covers(date) || !holds(one.when, what)) continue;
    if (best == nullptr || one.when.size() > best->when.size()) best = &one;
  }
  return best;
}

}  // namespace isocost
