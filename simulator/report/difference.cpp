#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "simulator/report/explain.h"

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

const Decimal least_shown("0.005");

/// Cents of steps that add up: each is what the rounded running sum moves by.
class RunningCents {
 public:
  explicit RunningCents(const Usd& from) : at_(from), shown_(round_to_cents(from)) {}

  Usd next(const Usd& amount) {
    at_ += amount;
    const Usd rounded = round_to_cents(at_);
    const Usd step = rounded - shown_;
    shown_ = rounded;
    return step;
  }

 private:
  Usd at_;
  Usd shown_;
};

std::string signed_cents(const Usd& amount) {
  const std::string text = to_cents_text(amount);
  return amount.amount > 0 ? "+" + text : text;
}

ReportTable waterfall(const DifferencePair& pair) {
  const BillDifference& why = pair.difference;
  ReportTable table{{{"step", false}, {"price", false}, {"USD", true}}, {}};
  table.rows.push_back({pair.from, "", to_cents_text(why.from)});
  RunningCents running(why.from);
  std::size_t small = 0;
  Usd small_sum;
  for (std::size_t i = 0; i < cause_count; ++i)
    for (const DifferenceStep& step : why.steps) {
      if (step.cause != static_cast<Cause>(i)) continue;
      if (abs(step.amount.amount) < least_shown) {
        ++small;
        small_sum += step.amount;
      } else {
        table.rows.push_back({fmt::format("  {}", words_of(step.cause)),
                              step.price_id.empty() ? "all" : step.price_id,
                              signed_cents(running.next(step.amount))});
      }
    }
  if (small > 0)
    table.rows.push_back(
        {fmt::format("  {} below half a cent", small), "", signed_cents(running.next(small_sum))});
  table.rows.push_back({pair.to, "", to_cents_text(why.to)});
  return table;
}

/// "volume +1.20, price -0.30"
std::string causes_in_short(const BillDifference& why) {
  std::string text;
  for (std::size_t i = 0; i < cause_count; ++i) {
    const auto cause = static_cast<Cause>(i);
    const Usd sum = why.sum(cause);
    if (round_to_cents(sum).amount == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words_of(cause), signed_cents(sum));
  }
  return text.empty() ? "nothing of a cent" : text;
}

}  // namespace

ReportModel make_difference_report(const std::vector<DifferencePair>& pairs) {
  ReportModel report{"Why the totals differ", {}};
  for (const DifferencePair& pair : pairs) {
    const BillDifference& why = pair.difference;
    ReportSection section{
        fmt::format("{} -> {}: {} USD", pair.from, pair.to, signed_cents(why.to - why.from)),
        {causes_in_short(why)},
        {waterfall(pair)},
        {}};
    if (why.is_lower_bound)
      section.notes.emplace_back("UNPRICED lines are left out: both totals are lower bounds");
    report.sections.push_back(std::move(section));
  }
  report.sections.push_back(
      {"Words",
       {},
       {},
       {"price: unit prices changed",
        "volume: as much of a quantity as the number of requests accounts for; a bill without simulation "
        "does not know "
        "it, all is shape",
        "shape: other change of a quantity: longer or larger work, more or fewer servers",
        "rounding up, cold starts, limits, idle: change of what was paid for and bought nothing, beyond the "
        "volume; "
        "limits: work killed at a time limit",
        "allowance and tiers: the free part, and the tiers that the quantities reach",
        "account's terms: discounts, credits, tax; cents: rounding of the lines",
        "each step is shown as the rounded running sum moves, so that the steps add up to the cent"}});
  return report;
}

std::string write_difference_json(const std::vector<DifferencePair>& pairs) {
  Json json;
  json["isocost_diff"] = 1;
  json["pairs"] = Json::array();
  for (const DifferencePair& pair : pairs) {
    Json steps = Json::array();
    for (const DifferenceStep& step : pair.difference.steps)
      steps.push_back({{"cause", words_of(step.cause)},
                       {"price_id", step.price_id},
                       {"exact_amount", to_string(step.amount.amount)}});
    json["pairs"].push_back({{"from", pair.from},
                             {"to", pair.to},
                             {"total_from", to_plain_cents(pair.difference.from)},
                             {"total_to", to_plain_cents(pair.difference.to)},
                             {"is_lower_bound", pair.difference.is_lower_bound},
                             {"steps", steps}});
  }
  return json.dump(2) + "\n";
}

std::string write_difference_csv(const std::vector<DifferencePair>& pairs) {
  std::string text = "from,to,cause,price_id,exact_amount\n";
  for (const DifferencePair& pair : pairs)
    for (const DifferenceStep& step : pair.difference.steps)
      text +=
          fmt::format("{},{},{},{},{}\n", csv_text(pair.from), csv_text(pair.to),
                      csv_text(words_of(step.cause)), csv_text(step.price_id), to_string(step.amount.amount));
  return text;
}

}  // namespace isocost
