#include "simulator/statistics/overload_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace isocost {
namespace {

std::size_t stretches_in(Window window) {
  return static_cast<std::size_t>((window.length() + overload_stretch - Duration(1)) / overload_stretch);
}

std::size_t stretch_of(Time at, Time begin) {
  return static_cast<std::size_t>((at - begin) / overload_stretch);
}

}  // namespace

AttemptSummary::AttemptSummary(Window measured) : begin_(measured.begin), counts_(stretches_in(measured)) {}

void AttemptSummary::requests(std::span<const RequestRecord> records) {
  attempts += records.size();
  for (const RequestRecord& record : records) {
    ++counts_[stretch_of(record.arrival, begin_)];
    handler_sum += static_cast<std::uint64_t>(record.handler.count());
  }
}

double AttemptSummary::peak_rate() const {
  const auto most = std::max_element(counts_.begin(), counts_.end());
  return most == counts_.end() ? 0 : static_cast<double>(*most) / to_seconds(overload_stretch);
}

AnswerSummary::AnswerSummary(Window measured, Window outage)
    : begin_(measured.begin), outage_(outage), stretches_(stretches_in(measured)) {}

void AnswerSummary::requests(std::span<const RequestRecord> records) {
  for (const RequestRecord& record : records) {
    Stretch& one = stretches_[stretch_of(record.arrival, begin_)];
    const bool is_answered = record.outcome == Outcome::completed;
    ++one.requests;
    one.errors += is_answered ? 0 : 1;
    if (is_answered) useful_handler_sum += static_cast<std::uint64_t>(record.handler.count());
  }
}

double AnswerSummary::errors_before() const {
  Stretch sum;
  const std::size_t before = std::min(stretch_of(outage_.begin, begin_), stretches_.size());
  for (std::size_t i = 0; i < before; ++i) {
    sum.requests += stretches_[i].requests;
    sum.errors += stretches_[i].errors;
  }
  return sum.requests > 0 ? static_cast<double>(sum.errors) / static_cast<double>(sum.requests)
                          : std::numeric_limits<double>::quiet_NaN();
}

double AnswerSummary::time_to_recover() const {
  constexpr double usual_deviation = 0.05;
  const double most = errors_before() + usual_deviation;
  const auto is_bad = [most](const Stretch& one) {
    return static_cast<double>(one.errors) > most * static_cast<double>(one.requests);
  };
  if (std::isnan(most) || stretch_of(outage_.end, begin_) + 1 >= stretches_.size())
    return std::numeric_limits<double>::quiet_NaN();
  const auto last_bad = std::find_if(stretches_.rbegin(), stretches_.rend(), is_bad);
  if (last_bad == stretches_.rbegin()) return std::numeric_limits<double>::infinity();
  const auto good = static_cast<std::int64_t>(stretches_.rend() - last_bad);
  return std::max(0.0, to_seconds(begin_ + good * overload_stretch - outage_.end));
}

}  // namespace isocost
