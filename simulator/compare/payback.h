/// Whether it pays to move: what moving costs once against what it saves each month, over the combinations of
/// a study (batch/input_study.h).
///
/// A month's saving is the difference of the bills, per month, and that of the hours of operations where both
/// alternatives state them and the account says what an hour costs. The payback is the cost of moving over
/// the saving; a saving of nothing or less never pays back. No interest is taken.
#pragma once

#include <string>
#include <vector>

#include "simulator/batch/input_study.h"
#include "simulator/statistics/sample_quantile.h"

namespace isocost {

struct Payback {
  std::string name;                                   ///< of the alternative to move to
  SampleQuantile saving_p10, saving_p50, saving_p90;  ///< USD a month
  SampleQuantile p10, p50, p90;                       ///< months; infinite: never
  bool is_unpriced = false;  ///< one of the bills is only a lower bound: nothing can be said
  double saved_hours = 0;    ///< USD a month of the savings that are hours of operations
  std::size_t samples = 0;
  std::size_t within_a_year = 0;  ///< samples
};

/// One for each alternative whose migration is stated, but for `from`.
/// \param from  number of the alternative that runs today
[[nodiscard]] std::vector<Payback> paybacks(const InputStudy& study, const std::vector<StudyPoint>& points,
                                            std::size_t from);

}  // namespace isocost
