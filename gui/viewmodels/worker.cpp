#include "gui/viewmodels/worker.h"

#include <utility>

namespace isocost::gui {

Worker::Worker() : thread_([this](const std::stop_token& end) { work(end); }) {}

Worker::~Worker() {
  thread_.request_stop();
  stop();
}

void Worker::start(Task task) {
  const std::scoped_lock lock(mutex_);
  running_.request_stop();
  waiting_ = std::move(task);
  wake_.notify_one();
}

void Worker::stop() {
  const std::scoped_lock lock(mutex_);
  running_.request_stop();
  waiting_ = nullptr;
}

void Worker::work(const std::stop_token& end) {
  while (true) {
    Task task;
    std::stop_token stop;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, end, [this] { return waiting_ != nullptr; })) return;
      task = std::exchange(waiting_, nullptr);
      running_ = std::stop_source();
      stop = running_.get_token();
    }
    task(stop);
  }
}

}  // namespace isocost::gui
