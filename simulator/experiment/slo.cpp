#include "simulator/experiment/slo.h"

namespace isocost {
namespace {

MetricId metric_of(double probability) {
  if (probability <= 0.5) return MetricId::latency_p50;
  if (probability <= 0.95) return MetricId::latency_p95;
  return probability <= 0.99 ? MetricId::latency_p99 : MetricId::latency_p999;
}

SloStatus judge(const Estimate& estimate, double limit) {
  if (estimate.status == EstimateStatus::unanswered) return SloStatus::missed;
  if (!estimate.half_width) return SloStatus::undecided;
  if (estimate.value + *estimate.half_width <= limit) return SloStatus::met;
  return estimate.value - *estimate.half_width > limit ? SloStatus::missed : SloStatus::undecided;
}

SloStatus worse(SloStatus a, SloStatus b) {
  if (a == SloStatus::missed || b == SloStatus::missed) return SloStatus::missed;
  if (a == SloStatus::undecided || b == SloStatus::undecided) return SloStatus::undecided;
  return SloStatus::met;
}

}  // namespace

std::string_view word_of(SloStatus status) {
  switch (status) {
    case SloStatus::met: return "met";
    case SloStatus::missed: return "missed";
    case SloStatus::undecided: return "undecided";
    case SloStatus::none: break;
  }
  return "";
}

SloJudgement judge_slo(const AlternativeResult& one, const Slo& slo) {
  SloJudgement made;
  const auto add = [&](MetricId id, double limit) {
    const SloStatus status = judge(one.estimate(id), limit);
    made.status = worse(made.status, status);
    made.parts.push_back({id, one.estimate(id), limit, status});
  };
  for (const Slo::Latency& promise : slo.latencies)
    add(metric_of(promise.probability), to_seconds(promise.limit));
  if (slo.errors) add(MetricId::error_share, *slo.errors);
  return made;
}

}  // namespace isocost
