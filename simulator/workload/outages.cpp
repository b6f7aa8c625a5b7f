#include "simulator/workload/outages.h"

#include <algorithm>
#include <cmath>

namespace isocost {
namespace {

double speed_of(const Outage& one) {
  switch (one.kind) {
    case Outage::Kind::stalls: return 0;
    case Outage::Kind::slows: return 1 / one.factor;
    case Outage::Kind::refuses: break;
  }
  return 1;
}

Duration times(Duration span, double factor) {
  if (factor == 1) return span;
  const double ticks = static_cast<double>(span.count()) * factor;
  return ticks < static_cast<double>(unbounded.count()) ? Duration(std::llround(ticks)) : unbounded;
}

}  // namespace

Duration Outages::time_for(Time start, Duration work, double speed) const {
  Time at = start;
  Duration left = work;
  for (const Outage& one : outages_) {
    if (one.when.end <= at) continue;
    const Duration until = std::max(Duration::zero(), one.when.begin - at);
    const Duration before = times(until, speed);
    if (left <= before) break;
    left -= before;
    at += until;
    const double slow = std::min(speed, speed_of(one));
    const Duration done = times(one.when.end - at, slow);
    if (left < done) return at + times(left, 1 / slow) - start;
    left -= done;
    at = one.when.end;
  }
  const Duration rest = times(left, 1 / speed);
  return at - start > unbounded - rest ? unbounded : at + rest - start;
}

Duration Outages::work_in(Time from, Time to, double speed) const {
  Duration done = times(to - from, speed);
  for (const Outage& one : outages_) {
    const Duration inside = overlap(one.when, from, to);
    if (inside > Duration::zero())
      done -= times(inside, speed) - times(inside, std::min(speed, speed_of(one)));
  }
  return done;
}

bool Outages::refuses(Time at) const {
  return std::any_of(outages_.begin(), outages_.end(), [at](const Outage& one) {
    return one.kind == Outage::Kind::refuses && one.when.contains(at);
  });
}

Outages Outages::of(const std::string& component) const {
  std::vector<Outage> chosen;
  for (const Outage& one : outages_)
    if (one.of.empty() || one.of == component) chosen.push_back(one);
  return Outages(std::move(chosen));
}

}  // namespace isocost
