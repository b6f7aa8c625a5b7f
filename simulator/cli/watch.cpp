#include "simulator/cli/watch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

namespace isocost::cli {
namespace {

volatile std::sig_atomic_t is_interrupt_asked = 0;

}  // namespace

Watch::Watch() : is_shown_(::isatty(STDERR_FILENO) == 1), begin_(std::chrono::steady_clock::now()) {
  std::signal(SIGINT, [](int) { is_interrupt_asked = 1; });
  std::signal(SIGTERM, [](int) { is_interrupt_asked = 1; });
  thread_ = std::jthread([this](const std::stop_token& end) { watch(end); });
}

Watch::~Watch() {
  thread_.request_stop();
  thread_.join();
  if (is_shown_) fmt::print(stderr, "\r{:78}\r", "");
}

void Watch::watch(const std::stop_token& end) {
  while (!end.stop_requested()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (is_interrupt_asked != 0) stop_.request_stop();
    if (is_shown_ && total_.load() > 0) show();
  }
}

void Watch::show() const {
  const auto passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const auto part = static_cast<double>(done_.load()) / static_cast<double>(total_.load());
  if (passed < 0.5) return;
  fmt::print(stderr, "\rsimulating: {} of {} runs, {:.0f} s, about {:.0f} s left   ", done_.load(),
             total_.load(), passed, part > 0 ? passed / part - passed : 0.0);
}

}  // namespace isocost::cli
