#include <cmath>

#include "simulator/platform/function/function_pool.h"

namespace isocost {

void FunctionPool::count_demand(Duration handler) {
  if (demand_.empty()) {
    demand_.push_back(0);
    engine_.set(scaling_timer, engine_.now() + CpuScaling::period);
  }
  const double window = to_seconds(parameters_.cpu_scaling->window);
  double work = to_seconds(handler) * parameters_.cpu_share;
  demand_.back() += std::min(work, window);
  // One vCPU at most works for a request: what takes longer than the window is needed in the windows after
  // it.
  const auto periods = static_cast<std::size_t>(parameters_.cpu_scaling->window / CpuScaling::period);
  for (std::size_t at = periods; work > window; at += periods) {
    work -= window;
    if (later_demand_.size() < at) later_demand_.resize(at, 0);
    later_demand_[at - 1] += std::min(work, window);
  }
}

/// Rests while no demand is left in the window.
void FunctionPool::scale_to_demand() {
  const CpuScaling& rule = *parameters_.cpu_scaling;
  double sum = 0;
  for (const double one : demand_) sum += one;
  const double vcpus = sum / to_seconds(rule.window);
  const auto wanted = static_cast<std::uint64_t>(std::ceil(vcpus / (rule.target * parameters_.vcpus) - 1e-9));
  while (live_unexpired() < wanted && may_start_instance()) start_ahead();
  if (sum <= 0 && later_demand_.empty()) return demand_.clear();
  demand_.push_back(later_demand_.empty() ? 0 : later_demand_.front());
  if (!later_demand_.empty()) later_demand_.pop_front();
  while (demand_.size() > static_cast<std::size_t>(rule.window / CpuScaling::period)) demand_.pop_front();
  engine_.set(scaling_timer, engine_.now() + CpuScaling::period);
}

}  // namespace isocost
