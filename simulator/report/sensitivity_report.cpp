#include "simulator/report/sensitivity_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simulator/experiment/experiment.h"
#include "simulator/input/values.h"
#include "simulator/report/figures.h"

namespace isocost {
namespace {

bool is_cost(const SensitivityReport& report) { return report.found.metric == StudiedMetric::cost; }

std::string value_text(const SensitivityReport& report, double value) {
  return is_cost(report) ? to_cents_text({Decimal(value)}) : latency_text(value);
}

bool has_slo(const SensitivityReport& report) {
  return report.found.alternatives.front().own_slo != SloStatus::none;
}

const char* lowest_word(const SensitivityReport& report) {
  if (is_cost(report) && has_slo(report)) return "cheapest that meets the SLO";
  return is_cost(report) ? "cheapest" : "fastest at p99";
}

/// A cost with an UNPRICED line is at least this.
const char* bound_text(const SensitivityReport& report, const AlternativeSensitivity& one) {
  return one.is_unpriced && is_cost(report) ? ">= " : "";
}

std::string size_text(const SensitivityReport& report, double size) {
  return std::isfinite(size) ? value_text(report, size) : "without bound";
}

std::string own_text(const SensitivityReport& report, const AlternativeSensitivity& one) {
  const std::string half = one.own.half_width && *one.own.half_width > 0 && std::isfinite(*one.own.half_width)
                               ? " ± " + value_text(report, *one.own.half_width)
                               : "";
  const bool has_no_interval = one.own.status == EstimateStatus::insufficient;
  return bound_text(report, one) + value_text(report, one.own.value) + half +
         (has_no_interval ? " (INSUFFICIENT)" : "");
}

/// "12.30 [11.90, 12.70]"
std::string quantile_text(const SensitivityReport& report, const AlternativeSensitivity& one,
                          const SampleQuantile& quantile) {
  const std::string value = bound_text(report, one) + value_text(report, quantile.value);
  if (!quantile.low || !quantile.high) return value + " (INSUFFICIENT)";
  return fmt::format("{} [{}, {}]", value, value_text(report, *quantile.low),
                     value_text(report, *quantile.high));
}

std::string part_text(std::size_t count, std::size_t of) {
  const ShareInterval interval = share_interval(count, of);
  return fmt::format("{} of {} ({:.0f} %, 95 % interval {:.0f} % to {:.0f} %)", count, of,
                     100.0 * static_cast<double>(count) / static_cast<double>(of), 100 * interval.low,
                     100 * interval.high);
}

std::string answer_at_own(const SensitivityReport& report) {
  const Sensitivity& found = report.found;
  if (!found.lowest_at_own)
    return fmt::format("At the scenario's own values no alternative is demonstrably the {}.",
                       lowest_word(report));
  return fmt::format("At the scenario's own values {} is the {}.",
                     found.alternatives[*found.lowest_at_own].name, lowest_word(report));
}

std::vector<std::size_t> by_times_lowest(const Sensitivity& found) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < found.alternatives.size(); ++i)
    if (found.alternatives[i].lowest > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return found.alternatives[a].lowest > found.alternatives[b].lowest;
  });
  return order;
}

std::string answer_over_samples(const SensitivityReport& report) {
  const Sensitivity& found = report.found;
  std::string text = "Over what the inputs may be: ";
  bool is_first = true;
  for (const std::size_t i : by_times_lowest(found)) {
    const AlternativeSensitivity& one = found.alternatives[i];
    text += is_first ? fmt::format("{} is the {} in {} combinations", one.name, lowest_word(report),
                                   part_text(one.lowest, found.samples))
                     : fmt::format("; {} in {}", one.name, one.lowest);
    is_first = false;
  }
  if (found.none_meets > 0) {
    text += fmt::format("{}no alternative is shown to meet the SLO in {} of {}", is_first ? "" : "; ",
                        found.none_meets, found.samples);
    is_first = false;
  }
  if (found.undecided > 0)
    text += fmt::format("{}no difference is demonstrable in {} of {}", is_first ? "" : "; ", found.undecided,
                        found.samples);
  return text + ".";
}

std::string what_moves(const SensitivityReport& report, const AlternativeSensitivity& one) {
  const Swing& swing = one.swings.front();
  const UncertainInput& input = report.study.inputs[swing.input];
  if (swing.size() == 0) return fmt::format("No input moves {}.", one.name);
  return fmt::format("What moves {} most is {}: {} at {}, {} at {}.", one.name, input.path,
                     value_text(report, swing.at_low), input.text_of(quantile_of(input, 0.1)),
                     value_text(report, swing.at_high), input.text_of(quantile_of(input, 0.9)));
}

std::string whether_it_pays(const SensitivityReport& report, const Payback& one) {
  if (one.is_unpriced)
    return fmt::format("Whether moving from {} to {} pays cannot be said: a bill has an UNPRICED line.",
                       report.from, one.name);
  std::string text = fmt::format("Moving from {} to {} pays for itself within 12 months in {} combinations.",
                                 report.from, one.name, part_text(one.within_a_year, one.samples));
  if (one.saved_hours != 0)
    text += fmt::format(" Of the saving of {} USD a month (P50), {} are the stated hours of operations.",
                        to_cents_text({Decimal(one.saving_p50.value)}),
                        to_cents_text({Decimal(one.saved_hours)}));
  return text;
}

std::string deviation_text(const SensitivityReport& report, const AlternativeSensitivity& one) {
  if (!report.study.has_whole_periods || !one.deviation) return "-";
  return "± " + value_text(report, *one.deviation);
}

std::string share_of_inputs_text(const SensitivityReport& report, const AlternativeSensitivity& one) {
  const auto share = one.share_of_inputs();
  if (!report.study.has_whole_periods || !share) return "-";
  return fmt::format("{:.3g} %", 100 * *share);
}

ReportTable ranges(const SensitivityReport& report) {
  ReportTable table{{{"alternative", false},
                     {"own values", true},
                     {"P10", true},
                     {"P50", true},
                     {"P90", true},
                     {"period to period", true},
                     {"inputs' part", true}},
                    {}};
  const bool has_rivals = report.found.alternatives.size() > 1;
  const auto of_samples = [&](std::size_t count) {
    return fmt::format("{} of {}", count, report.found.samples);
  };
  if (has_rivals) table.columns.push_back({is_cost(report) ? "cheapest" : "fastest", true});
  if (has_slo(report)) table.columns.push_back({"SLO met", true});
  for (const AlternativeSensitivity& one : report.found.alternatives) {
    table.rows.push_back({one.name, own_text(report, one), quantile_text(report, one, one.p10),
                          quantile_text(report, one, one.p50), quantile_text(report, one, one.p90),
                          deviation_text(report, one), share_of_inputs_text(report, one)});
    if (has_rivals) table.rows.back().push_back(of_samples(one.lowest));
    if (has_slo(report)) table.rows.back().push_back(of_samples(one.meets_slo));
  }
  return table;
}

ReportSection answer(const SensitivityReport& report) {
  const Sensitivity& found = report.found;
  ReportSection section{"Answer", {}, {}, {}};
  if (found.alternatives.size() > 1) section.paragraphs.push_back(answer_at_own(report));
  if (found.samples == 0) {
    section.paragraphs.emplace_back("INTERRUPTED: no combination of inputs was finished.");
    return section;
  }
  if (found.alternatives.size() > 1) section.paragraphs.push_back(answer_over_samples(report));
  section.paragraphs.push_back(what_moves(report, found.alternatives[found.leading()]));
  for (const Payback& one : report.paybacks) section.paragraphs.push_back(whether_it_pays(report, one));
  if (report.is_interrupted)
    section.paragraphs.push_back(fmt::format("INTERRUPTED: {} of {} combinations were finished.",
                                             found.samples, report.study.samples()));
  section.tables.push_back(ranges(report));
  section.notes = {
      is_cost(report) ? fmt::format("USD in {}, by the terms of the account", describe(report.study.period))
                      : std::string("p99 as users see it"),
      "own values ±: how well the figure is computed (95 %, Student t); P10, P50 and P90: over what the "
      "inputs "
      "may be, with 95 % intervals between order statistics of the samples",
      report.study.has_whole_periods
          ? "period to period: one standard deviation between two periods with the same inputs; inputs' "
            "part: of the "
            "variance of both"
          : "period to period is not known: replications here are no whole periods (horizon: whole-period)"};
  return section;
}

ReportSection movers(const SensitivityReport& report) {
  ReportSection section{"What moves it", {}, {}, {}};
  ReportTable table{{{"alternative", false},
                     {"input", false},
                     {"from", true},
                     {"to", true},
                     {is_cost(report) ? "cost there" : "p99 there", true},
                     {"and there", true},
                     {"moves by", true}},
                    {}};
  for (const AlternativeSensitivity& one : report.found.alternatives)
    for (const Swing& swing : one.swings) {
      const UncertainInput& input = report.study.inputs[swing.input];
      table.rows.push_back(
          {one.name, input.path, fmt::format("{:.4g}{}", quantile_of(input, 0.1), input.unit),
           fmt::format("{:.4g}{}", quantile_of(input, 0.9), input.unit), value_text(report, swing.at_low),
           value_text(report, swing.at_high), size_text(report, swing.size())});
    }
  for (std::size_t i = 0; i < report.found.alternatives.size(); ++i)
    section.charts.emplace_back(tornado_chart(report, i));
  section.tables.push_back(std::move(table));
  section.notes = {
      "each input by itself at its 10 % and 90 % quantile, the others at the scenario's own values, same "
      "seed"};
  return section;
}

/// A quantile that the samples are too few for has the word beside it.
std::string marked(const SampleQuantile& quantile, const std::string& text) {
  return quantile.low && quantile.high ? text : text + " (INSUFFICIENT)";
}

std::string months_text(double months) {
  return std::isfinite(months) ? fmt::format("{:.1f}", months) : "never";
}

ReportSection moving(const SensitivityReport& report) {
  const auto usd = [](double value) { return to_cents_text({Decimal(value)}); };
  ReportTable table{{{"to", false},
                     {"migration, USD", false},
                     {"saving a month, P10", true},
                     {"P50", true},
                     {"P90", true},
                     {"payback in months, P10", true},
                     {"P50", true},
                     {"P90", true},
                     {"within 12 months", true}},
                    {}};
  for (const Payback& one : report.paybacks) {
    const auto place =
        std::find(report.study.alternatives.begin(), report.study.alternatives.end(), one.name);
    const People& people =
        report.study.people[static_cast<std::size_t>(place - report.study.alternatives.begin())];
    std::vector<std::string> row{one.name, describe(*people.migration)};
    if (one.is_unpriced) {
      row.resize(table.columns.size(), "UNPRICED");
      table.rows.push_back(std::move(row));
      continue;
    }
    for (const SampleQuantile& saving : {one.saving_p10, one.saving_p50, one.saving_p90})
      row.push_back(marked(saving, usd(saving.value)));
    for (const SampleQuantile& months : {one.p10, one.p50, one.p90})
      row.push_back(marked(months, months_text(months.value)));
    row.push_back(part_text(one.within_a_year, one.samples));
    table.rows.push_back(std::move(row));
  }
  return {
      "Moving away from " + report.from,
      {},
      {table},
      {report.study.hour_of_work
           ? fmt::format("hours of operations are part of the saving where both alternatives state them, at "
                         "{} USD an hour",
                         to_string(report.study.hour_of_work->amount))
           : std::string("hours of operations are no part of the saving: account.hour_of_work is not stated"),
       "cost of moving over the saving of a month, without interest; what moving costs is drawn with the "
       "inputs"}};
}

ReportSection assumptions(const SensitivityReport& report) {
  ReportTable table{{{"input", false},
                     {"own value", true},
                     {"may be", false},
                     {"source", false},
                     {"by", false},
                     {"date", false}},
                    {}};
  for (const UncertainInput& one : report.study.inputs)
    table.rows.push_back({one.path, one.own_value.empty() ? "default" : one.own_value, describe(one),
                          one.source.empty() ? "NOT SAID" : one.source, one.by.empty() ? "-" : one.by,
                          one.date ? to_string(*one.date) : "-"});
  std::vector<std::string> stated;
  for (std::size_t i = 0; i < report.study.people.size(); ++i)
    if (const std::string text = describe(report.study.people[i], report.study.hour_of_work); !text.empty())
      stated.push_back(fmt::format("{}: {}", report.study.alternatives[i], text));
  return {"Assumptions",
          stated,
          {table},
          {fmt::format(
              "isocost {}, seed {}, {} combinations (Latin hypercube) of {} replications each, scenario {}, "
              "billed as of {}, prices read until {}, catalogue {}",
              program_version, report.study.seed, report.study.samples(), report.study.replications,
              report.study.scenario_hash.substr(0, 12), to_string(report.study.billed_as_of),
              to_string(report.study.catalogue->newest_read), report.study.catalogue->hash.substr(0, 12))}};
}

}  // namespace

RangeChart tornado_chart(const SensitivityReport& report, std::size_t alternative) {
  const AlternativeSensitivity& one = report.found.alternatives[alternative];
  RangeChart chart{fmt::format("What moves {}", one.name),
                   is_cost(report) ? fmt::format("USD in {}", describe(report.study.period)) : "p99, s",
                   one.own.value,
                   {}};
  for (const Swing& swing : one.swings) {
    const UncertainInput& input = report.study.inputs[swing.input];
    if (!std::isfinite(swing.size())) {
      chart.title += fmt::format("; without bound, not drawn: {}", input.path);
      continue;
    }
    chart.bars.push_back({input.path, swing.at_low, swing.at_high,
                          fmt::format("{:.4g}{}", quantile_of(input, 0.1), input.unit),
                          fmt::format("{:.4g}{}", quantile_of(input, 0.9), input.unit)});
  }
  return chart;
}

ReportModel make_sensitivity_report(const SensitivityReport& report) {
  ReportModel model{(report.study.title.empty() ? std::string("Sensitivity") : report.study.title) +
                        ": what the inputs that are not known do to the answer",
                    {answer(report)}};
  if (report.found.samples > 0) model.sections.push_back(movers(report));
  if (!report.paybacks.empty() && report.found.samples > 0) model.sections.push_back(moving(report));
  model.sections.push_back(assumptions(report));
  return model;
}

}  // namespace isocost
