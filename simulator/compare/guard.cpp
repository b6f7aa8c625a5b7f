#include "simulator/compare/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr double z90 = 1.2815515655446004;
constexpr std::size_t most_movers = 3;

struct LimitWord {
  const char* word;
  std::variant<MonthlyCost, MetricId> what;
};

const std::vector<LimitWord>& limit_words() {
  static const std::vector<LimitWord> words{
      {"monthly.mean", MonthlyCost::mean}, {"monthly.p90", MonthlyCost::p90},
      {"mean", MetricId::latency_mean},    {"p50", MetricId::latency_p50},
      {"p95", MetricId::latency_p95},      {"p99", MetricId::latency_p99},
      {"p99.9", MetricId::latency_p999},   {"errors", MetricId::error_share}};
  return words;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// In the unit of what is limited.
std::optional<double> amount_of(const std::variant<MonthlyCost, MetricId>& what, const std::string& text) {
  Node node;
  node.text = text;
  Diagnostics ignored;
  if (std::holds_alternative<MonthlyCost>(what)) {
    if (!text.ends_with("USD")) return std::nullopt;
    const auto amount = parse_decimal(trimmed(text.substr(0, text.size() - 3)));
    return amount && *amount > 0 ? std::optional(amount->to_double()) : std::nullopt;
  }
  if (std::get<MetricId>(what) == MetricId::error_share) return read_share(node, ignored);
  const auto duration = read_duration(node, ignored);
  return duration ? std::optional(to_seconds(*duration)) : std::nullopt;
}

double deviation_of(const std::vector<double>& values, double mean) {
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

Estimate monthly_p90(const AlternativeResult& one, double months) {
  Estimate made = estimate_mean(one.cost);
  made.value /= months;
  if (!made.half_width) return made;
  const auto n = static_cast<double>(one.cost.size());
  const double deviation = deviation_of(one.cost, made.value * months) / months;
  made.value += z90 * deviation;
  made.half_width = student_t(n - 1, 0.975) * deviation * std::sqrt(1 / n + z90 * z90 / (2 * (n - 1)));
  if (one.bill.has_unpriced()) made.status = EstimateStatus::lower_bound;
  return made;
}

Estimate figure_of(const AlternativeResult& one, const Limit& limit, double months) {
  if (const auto* metric = std::get_if<MetricId>(&limit.what)) return one.estimate(*metric);
  if (std::get<MonthlyCost>(limit.what) == MonthlyCost::p90) return monthly_p90(one, months);
  Estimate made = one.estimate(MetricId::cost);
  made.value /= months;
  if (made.half_width) *made.half_width /= months;
  return made;
}

/// A lower bound can break a limit and never hold it.
LimitStatus judge(const Estimate& figure, double most) {
  if (figure.status == EstimateStatus::unanswered) return LimitStatus::broken;
  if (!figure.half_width && figure.status != EstimateStatus::exact) return LimitStatus::undecided;
  const double half = figure.half_width.value_or(0);
  if (figure.value - half > most) return LimitStatus::broken;
  const bool is_below = figure.value + half <= most && figure.status != EstimateStatus::lower_bound;
  return is_below ? LimitStatus::held : LimitStatus::undecided;
}

Estimate change_of(const AlternativeResult& now, const AlternativeResult& before, bool is_paired) {
  if (is_paired && now.cost.size() == before.cost.size()) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < now.cost.size(); ++i) differences.push_back(now.cost[i] - before.cost[i]);
    return estimate_mean(differences);
  }
  const Estimate a = estimate_mean(now.cost), b = estimate_mean(before.cost);
  Estimate made{a.value - b.value, std::nullopt, EstimateStatus::insufficient};
  if (!a.half_width || !b.half_width) return made;
  made.half_width = std::hypot(*a.half_width, *b.half_width);
  made.status = EstimateStatus::ok;
  return made;
}

std::vector<std::pair<std::string, Usd>> movers_of(const AlternativeResult& now,
                                                   const AlternativeResult& before) {
  const auto requests = [](const AlternativeResult& one) {
    return parse_decimal(fmt::format("{:.6f}", one.estimate(MetricId::requests).value));
  };
  std::map<std::string, Decimal> moved;
  for (const DifferenceStep& step :
       difference({&before.bill, requests(before)}, {&now.bill, requests(now)}).steps)
    if (!step.price_id.empty()) moved[step.price_id] += step.amount.amount;
  std::vector<std::pair<std::string, Usd>> movers;
  for (const auto& [price, amount] : moved)
    if (round_to_cents({amount}).amount != 0) movers.emplace_back(price, Usd{amount});
  std::stable_sort(movers.begin(), movers.end(),
                   [](const auto& a, const auto& b) { return abs(a.second.amount) > abs(b.second.amount); });
  if (movers.size() > most_movers) movers.resize(most_movers);
  return movers;
}

CostChange compare_costs(const AlternativeResult& now, const AlternativeResult& before, bool is_paired,
                         double rise_let_pass) {
  CostChange made;
  made.alternative = now.name;
  made.before = before.estimate(MetricId::cost).value;
  made.change = change_of(now, before, is_paired);
  made.is_paired = is_paired;
  made.is_rise =
      made.change.half_width && made.change.value - *made.change.half_width > rise_let_pass * made.before;
  made.movers = movers_of(now, before);
  return made;
}

}  // namespace

std::variant<Limit, std::string> parse_limit(const std::string& text) {
  const std::size_t at = text.find('<');
  std::vector<std::string> known;
  for (const LimitWord& one : limit_words()) known.emplace_back(one.word);
  if (at == std::string::npos) return std::string("expected WHAT<LIMIT, such as \"monthly.p90<500 USD\"");
  const std::string word = trimmed(text.substr(0, at));
  for (const LimitWord& one : limit_words()) {
    if (word != one.word) continue;
    const auto most = amount_of(one.what, trimmed(text.substr(at + 1)));
    if (most) return Limit{text, one.what, *most};
    return std::string(std::holds_alternative<MonthlyCost>(one.what) ? "expected an amount such as 500 USD"
                       : one.what == LimitWord{"", MetricId::error_share}.what
                           ? "expected a share such as 0.1 %"
                           : "expected a duration such as 300 ms");
  }
  return "\"" + word + "\" is not known here; " + known_words_hint(word, known);
}

const char* word_of(LimitStatus status) {
  switch (status) {
    case LimitStatus::held: return "held";
    case LimitStatus::broken: return "BROKEN";
    case LimitStatus::undecided: return "inconclusive";
  }
  return "";
}

bool GuardOutcome::any(LimitStatus status) const {
  return std::any_of(checks.begin(), checks.end(),
                     [&](const LimitCheck& one) { return one.status == status; });
}

bool GuardOutcome::has_rise() const {
  return std::any_of(changes.begin(), changes.end(), [](const CostChange& one) { return one.is_rise; });
}

GuardOutcome check(const Result& result, const Result* baseline, const std::vector<Limit>& limits,
                   double rise_let_pass) {
  GuardOutcome outcome;
  for (const AlternativeResult& one : result.alternatives) {
    outcome.has_unpriced = outcome.has_unpriced || one.bill.has_unpriced();
    for (const Limit& limit : limits) {
      const Estimate figure = figure_of(one, limit, result.months);
      outcome.checks.push_back({one.name, limit, figure, judge(figure, limit.most)});
    }
    if (baseline == nullptr) continue;
    const auto before = std::find_if(baseline->alternatives.begin(), baseline->alternatives.end(),
                                     [&](const AlternativeResult& other) { return other.name == one.name; });
    if (before == baseline->alternatives.end()) {
      outcome.unknown.push_back(one.name);
      continue;
    }
    const bool is_paired = result.manifest.traffic_checksums == baseline->manifest.traffic_checksums;
    outcome.changes.push_back(compare_costs(one, *before, is_paired, rise_let_pass));
  }
  return outcome;
}

}  // namespace isocost
