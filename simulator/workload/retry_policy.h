/// What the sender of a request does when it gets no answer: how long it waits, how often and when it tries
/// again, and what holds it back.
///
/// Waiting before retry k (1, 2, …) is min(`most_backoff`, `backoff` x `factor`^(k - 1)), of which jitter
/// takes a part at random: "full" draws from 0 to all of it, "equal" from half to all of it (Brooker,
/// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015-03-04).
///
/// A retry budget holds over all senders: a first attempt earns `retry_budget` of a retry, a retry spends
/// one, and at most ten are saved up, so that chance alone does not exhaust it. So retries are never more
/// than that share of the first attempts, plus ten. (A share of 10 %: Google, "Site Reliability Engineering",
/// 2016, chapter 21.)
///
/// A circuit breaker, shared by all senders too, opens when of the last `of_last` answers the share `errors`
/// was bad. While it is open nothing is sent and requests fail at once; after `open_for` one is let through,
/// and its answer closes the breaker or opens it again (Nygard, "Release It!", 2nd edition 2018, section
/// 5.2).
#pragma once

#include <cstdint>
#include <optional>

#include "simulator/units/time.h"

namespace isocost {

enum class Jitter : std::uint8_t { none, equal, full };

struct CircuitBreaker {
  double errors = 0.5;
  std::uint32_t of_last = 20;
  Duration open_for = std::chrono::seconds(10);
  bool operator==(const CircuitBreaker&) const = default;
};

struct RetryPolicy {
  Duration timeout = unbounded;  ///< of one attempt; the server does not notice that its sender has left
  std::uint32_t retries = 0;     ///< after the first attempt
  Duration backoff = std::chrono::milliseconds(100);
  double factor = 2;
  Duration most_backoff = std::chrono::seconds(20);
  Jitter jitter = Jitter::full;
  std::optional<double> retry_budget;
  std::optional<CircuitBreaker> breaker;

  static constexpr double most_saved_retries = 10;

  bool operator==(const RetryPolicy&) const = default;

  /// The longest wait before the given retry, without jitter. \pre retry >= 1
  [[nodiscard]] Duration longest_backoff(std::uint32_t retry) const {
    double wait = to_seconds(backoff);
    const double most = to_seconds(most_backoff);
    for (std::uint32_t i = 1; i < retry && wait < most; ++i) wait *= factor;
    return wait >= most ? most_backoff : from_seconds(wait);
  }
};

}  // namespace isocost
