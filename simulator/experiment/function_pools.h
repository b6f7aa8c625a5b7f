/// The function pools of one cell: a trace may have many functions, which share nothing.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "simulator/experiment/cell.h"
#include "simulator/platform/function/function_pool.h"

namespace isocost {

/// Function pools, one per function of the traffic, each begun at its first request.
class FunctionPools {
 public:
  FunctionPools(const FunctionParameters& parameters, const CellInput& input, std::uint64_t segment,
                Recorder& recorder)
      : parameters_(parameters), input_(input), segment_(segment), recorder_(recorder) {}

  void offer(const Request& request) {
    if (request.arrival >= horizon) return;
    if (request.function >= pools_.size()) pools_.resize(request.function + 1);
    auto& pool = pools_[request.function];
    if (!pool) {
      pool = std::make_unique<FunctionPool>(parameters_, input_.scenario.seed, input_.replication,
                                            segment_ << 32U | request.function, recorder_);
      if (is_by_function && request.function > 0) finish_one(request.function - 1);
    }
    pool->offer(request);
  }

  void finish(Time end) {
    horizon = end;
    for (std::uint32_t i = 0; i < pools_.size(); ++i) finish_one(i);
  }

  [[nodiscard]] std::size_t sum_of_peaks() const { return sum_of_peaks_; }

  bool is_by_function = false;  ///< requests come function by function, not in the order of time
  Time horizon{};               ///< what arrives later is passed over

 private:
  void finish_one(std::uint32_t function) {
    auto& pool = pools_[function];
    if (!pool) return;
    pool->finish(horizon);
    sum_of_peaks_ += pool->peak_in_use();
    pool.reset();
  }

  const FunctionParameters& parameters_;
  const CellInput& input_;
  std::uint64_t segment_;
  Recorder& recorder_;
  std::vector<std::unique_ptr<FunctionPool>> pools_;
  std::size_t sum_of_peaks_ = 0;
};

}  // namespace isocost
