#include "simulator/validation/study.h"

#include <cmath>
#include <mutex>
#include <numeric>

#include "simulator/experiment/parallel.h"

namespace isocost::validation {
namespace {

constexpr double nine_digits = 1e-9;

/// What the replications of a study gave; empty where one has not run.
using Figures = std::vector<std::vector<double>>;

double tolerance_of(const Target& target, const Sample& ours) {
  switch (target.kind) {
    case Tolerance::fixed:
      return target.tolerance > 0 ? target.tolerance : nine_digits * std::abs(target.expected);
    case Tolerance::theory: return tolerance_to_theory(ours, target.tolerance);
    case Tolerance::published: return tolerance_to_published(ours, target.theirs, target.tolerance);
    case Tolerance::pooled: return tolerance_to_same_model(ours, target.theirs, target.tolerance, 1);
    case Tolerance::below: break;
  }
  return 0;
}

Check check_of(const Study& study, std::size_t which, const Figures& figures) {
  const Target& target = study.targets[which];
  Sample ours;
  for (const std::vector<double>& one : figures) ours.add(one[which]);
  Check made{study.group,
             target.name,
             target.expected,
             ours.mean(),
             tolerance_of(target, ours),
             target.source,
             false,
             target.kind == Tolerance::below};
  made.is_passed =
      made.is_below ? made.got < made.expected : std::abs(made.got - made.expected) <= made.tolerance;
  return made;
}

bool is_finished(const Figures& figures) {
  for (const std::vector<double>& one : figures)
    if (one.empty()) return false;
  return true;
}

}  // namespace

Study single_figure(std::string group, Target target, std::function<double()> figure) {
  return {std::move(group),
          1,
          [figure = std::move(figure)](std::uint64_t) { return std::vector{figure()}; },
          {std::move(target)}};
}

std::vector<Check> run_studies(const std::vector<Study>& studies, const StudyOptions& options,
                               std::stop_token stop) {
  std::vector<Figures> figures;
  std::vector<std::pair<std::size_t, std::uint64_t>> runs;  // study, replication
  for (std::size_t i = 0; i < studies.size(); ++i) {
    figures.emplace_back(studies[i].replications);
    for (std::uint64_t r = 0; r < studies[i].replications; ++r) runs.emplace_back(i, r);
  }
  std::mutex reporting;
  std::size_t done = 0;
  for_each_number(0, runs.size(), options.threads, [&](std::size_t k) {
    if (stop.stop_requested()) return;
    const auto [study, replication] = runs[k];
    figures[study][replication] = studies[study].run(replication);
    if (!options.progress) return;
    const std::scoped_lock lock(reporting);
    options.progress(++done, runs.size());
  });
  std::vector<Check> checks;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    if (!is_finished(figures[i])) continue;
    for (std::size_t which = 0; which < studies[i].targets.size(); ++which)
      checks.push_back(check_of(studies[i], which, figures[i]));
  }
  return checks;
}

}  // namespace isocost::validation
