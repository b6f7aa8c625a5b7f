/// One thread that does the newest of the tasks it is given. A new task asks the one that runs to stop and
/// takes the place of one that waits, so that the latest wins and nothing piles up.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace isocost::gui {

class Worker {
 public:
  using Task = std::function<void(const std::stop_token&)>;

  Worker();
  /// Asks for a stop and waits for the task to end.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(Task task);
  /// Drops the task that waits and asks the one that runs to stop; does not wait.
  void stop();

 private:
  void work(const std::stop_token& end);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  Task waiting_;
  std::stop_source running_;
  std::jthread thread_;
};

}  // namespace isocost::gui
