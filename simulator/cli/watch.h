/// Long work on a terminal: Ctrl-C becomes a stop request, and the progress of workers one line with an
/// estimate of the rest. One at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>

namespace isocost::cli {

class Watch {
 public:
  Watch();
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  /// From any thread.
  void report(std::size_t done_cells, std::size_t total) {
    done_.store(done_cells);
    total_.store(total);
  }

 private:
  void watch(const std::stop_token& end);
  void show() const;

  bool is_shown_;
  std::chrono::steady_clock::time_point begin_;
  std::atomic<std::size_t> done_{0};
  std::atomic<std::size_t> total_{0};
  std::stop_source stop_;
  std::jthread thread_;
};

}  // namespace isocost::cli
