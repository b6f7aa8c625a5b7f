#include "simulator/batch/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "simulator/experiment/parallel.h"

namespace isocost {
namespace {

/// Runs points, keeps what they give, and remembers the first trouble.
class PointRunner {
 public:
  PointRunner(const PointSource& source, const KeepResult& keep, std::stop_token stop)
      : source_(source), keep_(keep), stop_(std::move(stop)) {}

  void run(std::size_t point, int threads) {
    if (has_ended_ || stop_.stop_requested()) return;
    Loaded<Experiment> experiment = source_.load(point);
    if (!experiment.value) return give_up(point, std::move(experiment.diagnostics));
    RunOptions options;
    options.threads = threads;
    const Result result = run_experiment(*experiment.value, options, stop_);
    if (result.is_interrupted) return;
    const std::scoped_lock lock(alone_);
    if (has_ended_) return;
    try {
      keep_(point, result);
    } catch (...) {
      trouble_ = std::current_exception();
      has_ended_ = true;
    }
  }

  Diagnostics finish() {
    if (trouble_) std::rethrow_exception(trouble_);
    return std::move(problems_);
  }

 private:
  void give_up(std::size_t point, Diagnostics problems) {
    const std::scoped_lock lock(alone_);
    if (has_ended_.exchange(true)) return;
    add_error(problems, {}, fmt::format("these values do not go together: {}", source_.name(point)));
    problems_ = std::move(problems);
  }

  const PointSource& source_;
  const KeepResult& keep_;
  std::stop_token stop_;
  std::mutex alone_;
  std::atomic<bool> has_ended_{false};
  std::exception_ptr trouble_;
  Diagnostics problems_;
};

}  // namespace

Diagnostics run_points(const std::vector<std::size_t>& points, const PointSource& source, int threads,
                       const KeepResult& keep, std::stop_token stop) {
  PointRunner runner(source, keep, std::move(stop));
  const std::size_t hands = threads > 0 ? static_cast<std::size_t>(threads)
                                        : std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  // Fewer points than processors: these share the replications of one point after the other.
  const bool is_few = points.size() < hands;
  for_each_number(0, points.size(), is_few ? 1 : threads,
                  [&](std::size_t i) { runner.run(points[i], is_few ? threads : 1); });
  return runner.finish();
}

}  // namespace isocost
