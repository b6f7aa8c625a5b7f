/// Whether an alternative keeps what users are promised: decided by the intervals of its figures, never by
/// their means alone.
#pragma once

#include <string_view>
#include <vector>

#include "simulator/experiment/result.h"

namespace isocost {

enum class SloStatus : std::uint8_t { none, met, missed, undecided };

/// "met", "missed", "undecided"; empty for none
[[nodiscard]] std::string_view word_of(SloStatus status);

/// One of the promises.
struct SloPart {
  MetricId id{};
  Estimate estimate;
  double limit = 0;  ///< in the measure's unit
  SloStatus status = SloStatus::none;
};

struct SloJudgement {
  SloStatus status =
      SloStatus::none;  ///< one miss decides, one doubt leaves it open; none: nothing is promised
  std::vector<SloPart> parts;
};

[[nodiscard]] SloJudgement judge_slo(const AlternativeResult& one, const Slo& slo);

}  // namespace isocost
