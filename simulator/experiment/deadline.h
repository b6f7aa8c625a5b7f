/// A stop that comes when another is asked for, or when a time on the wall is over.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace isocost {

class Deadline {
 public:
  Deadline(const std::stop_token& other, std::optional<std::chrono::nanoseconds> most)
      : passed_on_(other, Pass{stop_}) {
    if (most) timer_ = std::jthread([this, most](const std::stop_token& end) { wait(end, *most); });
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  struct Pass {
    std::stop_source stop;
    void operator()() { stop.request_stop(); }
  };

  void wait(const std::stop_token& end, std::chrono::nanoseconds most) {
    std::mutex alone;
    std::unique_lock lock(alone);
    std::condition_variable_any quiet;
    quiet.wait_for(lock, end, most, [] { return false; });
    if (!end.stop_requested()) stop_.request_stop();
  }

  std::stop_source stop_;
  std::stop_callback<Pass> passed_on_;
  std::jthread timer_;
};

}  // namespace isocost
