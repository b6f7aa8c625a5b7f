#include "simulator/compare/payback.h"

#include <limits>

#include "simulator/statistics/estimate.h"

namespace isocost {
namespace {

/// USD a month that hours of operations differ by, where both are stated and an hour has a price.
double saved_hours_of(const InputStudy& study, std::size_t from, std::size_t to) {
  const People &before = study.people[from], &after = study.people[to];
  if (!before.operations || !after.operations || !study.hour_of_work) return 0;
  return to_seconds(*before.operations - *after.operations) / 3600 * study.hour_of_work->amount.to_double();
}

double monthly_bill(const InputStudy& study, const StudyPoint& point, std::size_t alternative) {
  return estimate_mean(point.alternatives[alternative].cost).value / study.months;
}

Payback payback_of(const InputStudy& study, const std::vector<StudyPoint>& points, std::size_t from,
                   std::size_t to) {
  std::vector<double> savings, months;
  Payback made;
  made.name = study.alternatives[to];
  made.saved_hours = saved_hours_of(study, from, to);
  for (const StudyPoint& point : points) {
    made.is_unpriced =
        made.is_unpriced || point.alternatives[from].is_unpriced || point.alternatives[to].is_unpriced;
    if (point.number < study.first_sample()) continue;
    const double saving =
        monthly_bill(study, point, from) - monthly_bill(study, point, to) + made.saved_hours;
    const double cost = study.migration_costs[to][point.number - study.first_sample()];
    savings.push_back(saving);
    months.push_back(saving > 0 ? cost / saving : std::numeric_limits<double>::infinity());
    if (months.back() <= 12) ++made.within_a_year;
  }
  made.samples = savings.size();
  if (savings.empty()) return made;
  made.saving_p10 = sample_quantile(savings, 0.1);
  made.saving_p50 = sample_quantile(savings, 0.5);
  made.saving_p90 = sample_quantile(savings, 0.9);
  made.p10 = sample_quantile(months, 0.1);
  made.p50 = sample_quantile(months, 0.5);
  made.p90 = sample_quantile(months, 0.9);
  return made;
}

}  // namespace

std::vector<Payback> paybacks(const InputStudy& study, const std::vector<StudyPoint>& points,
                              std::size_t from) {
  std::vector<Payback> all;
  for (std::size_t to = 0; to < study.alternatives.size(); ++to)
    if (to != from && study.people[to].migration) all.push_back(payback_of(study, points, from, to));
  return all;
}

}  // namespace isocost
