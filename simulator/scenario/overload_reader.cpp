#include "simulator/scenario/overload_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr std::int64_t most_retries = 100;

/// Reads values that must be more than nothing.
class PositiveReader {
 public:
  explicit PositiveReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void duration(const Node* node, Duration& into) {
    if (node == nullptr) return;
    const auto value = read_duration(*node, diagnostics_);
    if (value && *value <= Duration::zero())
      add_error(diagnostics_, node->where, "it must be longer than 0 s", "write a duration such as 2 s");
    into = value.value_or(into);
  }

  void share(const Node* node, double& into) {
    if (node == nullptr) return;
    const auto value = read_share(*node, diagnostics_);
    if (value && *value <= 0) add_error(diagnostics_, node->where, "it must be more than 0 %");
    into = value.value_or(into);
  }

 private:
  Diagnostics& diagnostics_;
};

CircuitBreaker read_breaker(const Node& node, Diagnostics& diagnostics) {
  Fields fields(node, "breaker", diagnostics);
  const Node* const errors = fields.required("errors");
  const Node* const of_last = fields.optional("of_last");
  const Node* const open_for = fields.optional("open_for");
  fields.finish();
  CircuitBreaker made;
  PositiveReader positive(diagnostics);
  positive.share(errors, made.errors);
  positive.duration(open_for, made.open_for);
  if (of_last == nullptr) return made;
  const auto count = read_count(*of_last, diagnostics);
  if (count && (*count < 1 || *count > 10000))
    add_error(diagnostics, of_last->where, "a breaker looks at the last 1 to 10000 answers");
  made.of_last = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count.value_or(20), 1, 10000));
  return made;
}

std::optional<Outage> read_outage(const Node& node, Duration period,
                                  const std::vector<std::string>& components, Diagnostics& diagnostics) {
  Fields fields(node, "an outage", diagnostics);
  const Node* const at = fields.required("at");
  const Node* const length = fields.required("for");
  const Node* const effect = fields.required("effect");
  const Node* const factor = fields.optional("factor");
  const Node* const of = fields.optional("of");
  fields.finish();
  if (of != nullptr && components.empty())
    add_error(diagnostics, of->where, "the application has no components: an outage is one of everything");
  else if (of != nullptr && !read_word(*of, components, diagnostics))
    return std::nullopt;
  if (at == nullptr || length == nullptr || effect == nullptr) return std::nullopt;
  Outage made;
  if (of != nullptr) made.of = of->text;
  const auto begin = read_duration(*at, diagnostics);
  const auto lasts = read_duration(*length, diagnostics);
  const auto kind = read_word(*effect, {"stalls", "slows", "refuses"}, diagnostics);
  if (!begin || !lasts || !kind) return std::nullopt;
  made.kind = static_cast<Outage::Kind>(*kind);
  made.when = {Time{*begin}, Time{*begin + *lasts}};
  if (*lasts <= Duration::zero()) add_error(diagnostics, length->where, "an outage is longer than 0 s");
  if (*begin > period || *begin + *lasts > period)
    add_error(diagnostics, node.where,
              fmt::format("the outage lies outside the period, which is {} long", describe(period)),
              "`at` counts from the begin of the period");
  if ((made.kind == Outage::Kind::slows) != (factor != nullptr))
    add_error(diagnostics, factor != nullptr ? factor->where : node.where,
              "an outage that slows has a factor, and no other has",
              "write {at: 10 min, for: 1 min, effect: slows, factor: 5}");
  if (factor == nullptr) return made;
  made.factor = read_number(*factor, diagnostics).value_or(1);
  if (made.factor < 1 || made.factor > 1e6)
    add_error(diagnostics, factor->where, "the factor lies between 1 and 1000000");
  return made;
}

std::string describe_attempts(const RetryPolicy& policy) {
  std::string text = policy.timeout < unbounded
                         ? fmt::format("senders give up an attempt after {}", describe(policy.timeout))
                         : std::string("senders wait for each attempt");
  if (policy.retries == 0) return text + " and do not try again";
  text += fmt::format(" and try again {} time{}", policy.retries, policy.retries == 1 ? "" : "s");
  constexpr std::array jitters{"", ", half of it at random", ", all of it at random"};
  text += policy.backoff == Duration::zero()
              ? std::string(" at once")
              : fmt::format(" after {}, {:.4g} times as long each time up to {}{}", describe(policy.backoff),
                            policy.factor, describe(policy.most_backoff),
                            jitters[static_cast<std::size_t>(policy.jitter)]);
  if (policy.retry_budget)
    text += fmt::format("; retries are at most {} of the requests", describe_share(*policy.retry_budget));
  return text;
}

}  // namespace

RetryPolicy read_retry_policy(const Node& node, Diagnostics& diagnostics) {
  Fields fields(node, "client", diagnostics);
  const Node* const timeout = fields.optional("timeout");
  const Node* const retries = fields.optional("retries");
  const Node* const backoff = fields.optional("backoff");
  const Node* const factor = fields.optional("factor");
  const Node* const most_backoff = fields.optional("most_backoff");
  const Node* const jitter = fields.optional("jitter");
  const Node* const budget = fields.optional("retry_budget");
  const Node* const breaker = fields.optional("breaker");
  fields.finish();
  RetryPolicy made;
  PositiveReader(diagnostics).duration(timeout, made.timeout);
  if (retries != nullptr) {
    const auto count = read_count(*retries, diagnostics);
    if (count && *count > most_retries)
      add_error(diagnostics, retries->where, fmt::format("there are at most {} retries", most_retries));
    made.retries = static_cast<std::uint32_t>(std::min(count.value_or(0), most_retries));
  }
  if (backoff != nullptr) made.backoff = read_duration(*backoff, diagnostics).value_or(made.backoff);
  if (factor != nullptr) {
    made.factor = read_number(*factor, diagnostics).value_or(made.factor);
    if (made.factor < 1 || made.factor > 100)
      add_error(diagnostics, factor->where, "the factor lies between 1 and 100");
  }
  made.most_backoff = std::max(made.most_backoff, made.backoff);
  if (most_backoff != nullptr) {
    made.most_backoff = read_duration(*most_backoff, diagnostics).value_or(made.most_backoff);
    if (made.most_backoff < made.backoff)
      add_error(diagnostics, most_backoff->where,
                fmt::format("no wait is shorter than the first, which is {}", describe(made.backoff)));
  }
  if (jitter != nullptr)
    if (const auto word = read_word(*jitter, {"none", "equal", "full"}, diagnostics))
      made.jitter = static_cast<Jitter>(*word);
  if (budget != nullptr) made.retry_budget = read_share(*budget, diagnostics);
  if (breaker != nullptr) made.breaker = read_breaker(*breaker, diagnostics);
  return made;
}

std::vector<Outage> read_outages(const Node& node, Duration period,
                                 const std::vector<std::string>& components, Diagnostics& diagnostics) {
  std::vector<Outage> made;
  if (node.kind != Node::Kind::sequence) {
    add_error(diagnostics, node.where, "expected a list of outages", "begin each with \"- at: …\"");
    return made;
  }
  for (const Node& item : node.items) {
    const auto one = read_outage(item, period, components, diagnostics);
    if (!one) continue;
    if (!made.empty() && one->when.begin < made.back().when.end)
      add_error(diagnostics, item.where, "outages come in the order of time and do not overlap");
    made.push_back(*one);
  }
  return made;
}

std::string describe(const RetryPolicy& policy) {
  std::string text = describe_attempts(policy);
  if (policy.breaker)
    text += fmt::format("; when {} of the last {} answers are bad nothing is sent for {}",
                        describe_share(policy.breaker->errors), policy.breaker->of_last,
                        describe(policy.breaker->open_for));
  return text;
}

std::string describe(const Outage& outage) {
  constexpr std::array effects{"no work goes on", "work is slow", "requests are turned away"};
  std::string text =
      fmt::format("{}{}{} from {} on for {}", effects[static_cast<std::size_t>(outage.kind)],
                  outage.of.empty() ? "" : " in ", outage.of, describe(outage.when.begin.time_since_epoch()),
                  describe(outage.when.length()));
  if (outage.kind == Outage::Kind::slows) text += fmt::format(" ({:.4g} times as long)", outage.factor);
  return text;
}

}  // namespace isocost
