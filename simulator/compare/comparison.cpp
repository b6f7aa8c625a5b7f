#include "simulator/compare/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/input/values.h"
#include "simulator/statistics/histogram.h"

namespace isocost {
namespace {

std::string usd_text(double amount) { return to_cents_text({Decimal(amount)}); }

std::string with_interval(const std::string& value, const std::optional<std::string>& half_width) {
  return half_width ? fmt::format("{} ± {}", value, *half_width) : value;
}

std::string detail_of(const SloPart& part) {
  const bool is_share = part.id == MetricId::error_share;
  const auto text = [&](double value) { return is_share ? describe_share(value) : latency_text(value); };
  const auto half = part.estimate.half_width ? std::optional(text(*part.estimate.half_width)) : std::nullopt;
  return fmt::format(
      "{} {} against {}: {}", info_of(part.id).title, with_interval(text(part.estimate.value), half),
      is_share ? describe_share(part.limit) : describe(from_seconds(part.limit)), word_of(part.status));
}

/// Nothing when it would read 0.00.
std::string half_width_in_brackets(double seconds) {
  const std::string text = latency_text(seconds);
  return text.starts_with("0.00") ? "" : fmt::format(" (± {})", text);
}

std::string trouble_of(const AlternativeResult& one) {
  std::string text;
  const auto add = [&](MetricId id, std::string_view words) {
    const double share = one.estimate(id).value;
    if (share > 0) text += fmt::format(", {} {}", describe_share(share), words);
  };
  add(MetricId::refused_share, "refused");
  add(MetricId::timed_out_share, "timed out");
  add(MetricId::failed_share, "failed");
  return text;
}

std::string p99_text(const Estimate& estimate) {
  const std::string text = latency_text(estimate.value);
  return estimate.status == EstimateStatus::insufficient ? text + " (INSUFFICIENT)" : text;
}

std::string sentence_of(const AlternativeResult& one, const AlternativeVerdict& verdict) {
  const std::string total = usd_text(one.estimate(MetricId::cost).value);
  std::string text = fmt::format("{}{} USD, p99 {}", one.bill.has_unpriced() ? "at least " : "", total,
                                 p99_text(one.estimate(MetricId::latency_p99)));
  if (one.is_function)
    text += fmt::format(", {} cold", describe_share(one.estimate(MetricId::cold_share).value));
  text += trouble_of(one);
  switch (verdict.slo) {
    case SloStatus::none: break;
    case SloStatus::met: text += "; meets the SLO"; break;
    case SloStatus::missed: text += "; misses the SLO"; break;
    case SloStatus::undecided: text += "; whether it meets the SLO is inconclusive"; break;
  }
  return text + ".";
}

/// Mean of the differences and a half-width for `simultaneous` intervals at once.
Estimate paired(std::span<const double> a, std::span<const double> b, std::size_t simultaneous) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) return {0, std::nullopt, EstimateStatus::no_requests};
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) return {0, std::nullopt, EstimateStatus::unanswered};
    differences.push_back(a[i] - b[i]);
  }
  Estimate made = estimate_mean(differences);
  if (made.half_width) {
    const auto degrees = static_cast<double>(differences.size() - 1);
    const double usual = student_t(degrees, 0.975);
    *made.half_width *= student_t(degrees, 1 - 0.025 / static_cast<double>(simultaneous)) / usual;
  }
  return made;
}

/// A difference of quantiles that have no interval has none either; one that has carries the histograms'
/// resolution.
Estimate paired_quantile(const AlternativeResult& one, const AlternativeResult& reference,
                         std::size_t simultaneous) {
  Estimate made = paired(one.p99, reference.p99, simultaneous);
  double resolution = 0;
  for (const AlternativeResult* each : {&one, &reference}) {
    const Estimate& p99 = each->estimate(MetricId::latency_p99);
    if (!p99.half_width) return {made.value, std::nullopt, p99.status};
    resolution += p99.value * Histogram::quantile_resolution;
  }
  if (made.half_width) *made.half_width += resolution;
  return made;
}

bool excludes_zero(const Estimate& estimate) {
  return estimate.half_width && std::abs(estimate.value) > *estimate.half_width;
}

/// Without an interval no difference can be shown; deterministic costs have a half-width of 0.
PairedDifference difference(const AlternativeResult& one, const AlternativeResult& reference,
                            std::size_t others) {
  PairedDifference made{one.name,
                        reference.name,
                        paired(one.cost, reference.cost, others),
                        paired_quantile(one, reference, others),
                        false,
                        false};
  made.is_cost_different = excludes_zero(made.cost);
  made.is_p99_different = excludes_zero(made.p99);
  return made;
}

/// A difference that is demonstrable but does not show in cents is said in words.
std::string dearer_by(const PairedDifference& next) {
  const double half = *next.cost.half_width;
  if (std::abs(next.cost.value) < half_a_cent) return "costs less than a cent more";
  return fmt::format("costs {} USD more{}", usd_text(next.cost.value),
                     half < half_a_cent ? "" : fmt::format(" (± {})", usd_text(half)));
}

std::string overall(const Result& result, const Comparison& comparison, const AlternativeResult& reference) {
  const bool has_slo = !result.slo.empty();
  const auto status_of = [&](const std::string& name) {
    for (const AlternativeVerdict& one : comparison.verdicts)
      if (one.name == name) return one.slo;
    return SloStatus::none;
  };
  if (result.alternatives.size() == 1)
    return comparison.verdicts.front().name + ": " + comparison.verdicts.front().sentence;
  if (!comparison.differences.empty() && !comparison.differences.front().cost.half_width)
    return "One replication has no interval: the figures stand beside each other, nothing is compared.";
  std::string text;
  if (has_slo && status_of(reference.name) != SloStatus::met)
    text = "No alternative is shown to meet the SLO. ";
  std::vector<std::string> equals;
  const PairedDifference* next = nullptr;
  for (const PairedDifference& one : comparison.differences) {
    if (has_slo && status_of(reference.name) == SloStatus::met && status_of(one.name) != SloStatus::met)
      continue;
    if (!one.is_cost_different) equals.push_back(one.name);
    if (one.is_cost_different && (next == nullptr || one.cost.value < next->cost.value)) next = &one;
  }
  const std::string_view group = has_slo && text.empty() ? "Cheapest that meets the SLO" : "Cheapest";
  if (!equals.empty())
    text += fmt::format("No demonstrable difference in cost between {} and {}.", reference.name,
                        fmt::join(equals, ", "));
  else
    text += fmt::format("{}: {} at {} USD.", group, reference.name,
                        usd_text(reference.estimate(MetricId::cost).value));
  if (const double errors = reference.estimate(MetricId::error_share).value; errors >= 0.001)
    text += fmt::format(" But {} of its requests are refused, time out or fail.", describe_share(errors));
  if (next != nullptr) {
    text += fmt::format(" {} {}", next->name, dearer_by(*next));
    if (next->p99.half_width && next->is_p99_different)
      text += fmt::format(", its p99 is {} {}{}", latency_text(std::abs(next->p99.value)),
                          next->p99.value > 0 ? "longer" : "shorter",
                          half_width_in_brackets(*next->p99.half_width));
    else if (next->p99.half_width)
      text += ", no demonstrable difference in p99";
    text += ".";
  }
  for (const AlternativeResult& one : result.alternatives)
    if (one.bill.has_unpriced()) text += fmt::format(" {} has an UNPRICED line and is left out.", one.name);
  return text;
}

/// The cheapest of those that meet the SLO, or of all; null when every one has an UNPRICED line.
const AlternativeResult* find_cheapest(const Result& result,
                                       const std::vector<AlternativeVerdict>& verdicts) {
  const AlternativeResult* cheapest = nullptr;
  bool is_cheapest_good = false;
  for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
    const AlternativeResult& one = result.alternatives[i];
    if (one.bill.has_unpriced()) continue;
    const bool is_good = verdicts[i].slo == SloStatus::met;
    const bool is_cheaper =
        cheapest == nullptr || one.estimate(MetricId::cost).value < cheapest->estimate(MetricId::cost).value;
    if (cheapest == nullptr || (is_good && !is_cheapest_good) ||
        (is_good == is_cheapest_good && is_cheaper)) {
      cheapest = &one;
      is_cheapest_good = is_good;
    }
  }
  return cheapest;
}

const AlternativeResult* find_baseline(const Result& result, const std::string& asked) {
  for (const AlternativeResult& one : result.alternatives)
    if (!asked.empty() && (one.name == asked || one.platform == asked) && !one.bill.has_unpriced())
      return &one;
  return nullptr;
}

std::vector<PairedDifference> differences_from(const AlternativeResult& reference, const Result& result) {
  std::vector<PairedDifference> differences;
  for (const AlternativeResult& one : result.alternatives)
    if (&one != &reference && !one.bill.has_unpriced())
      differences.push_back(difference(one, reference, result.alternatives.size() - 1));
  return differences;
}

}  // namespace

std::string latency_text(double seconds) {
  if (std::isnan(seconds)) return "-";
  if (std::isinf(seconds)) return "never";
  const auto three = [](double value, std::string_view unit) {
    return fmt::format("{:.{}f} {}", value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2, unit);
  };
  const double size = std::abs(seconds);
  if (size >= 120) return three(seconds / 60, "min");
  if (size >= 1) return three(seconds, "s");
  return three(seconds * 1000, "ms");
}

Comparison compare(const Result& result, const std::string& baseline) {
  Comparison comparison;
  if (result.alternatives.empty()) {
    comparison.verdict = "Nothing finished: no verdict.";
    return comparison;
  }
  for (const AlternativeResult& one : result.alternatives) {
    AlternativeVerdict verdict;
    verdict.name = one.name;
    const SloJudgement judgement = judge_slo(one, result.slo);
    verdict.slo = judgement.status;
    for (const SloPart& part : judgement.parts) verdict.slo_details.push_back(detail_of(part));
    verdict.sentence = sentence_of(one, verdict);
    comparison.verdicts.push_back(std::move(verdict));
  }
  const AlternativeResult* const reference = find_cheapest(result, comparison.verdicts);
  if (reference == nullptr) {
    comparison.verdict = "Every alternative has an UNPRICED line: no comparison.";
    return comparison;
  }
  comparison.differences = differences_from(*reference, result);
  comparison.reference = reference->name;
  comparison.verdict = overall(result, comparison, *reference);
  if (const AlternativeResult* const asked = find_baseline(result, baseline)) {
    comparison.differences = differences_from(*asked, result);
    comparison.reference = asked->name;
  }
  return comparison;
}

}  // namespace isocost
