/// Time. One clock, counted in integer nanoseconds from the start of the simulated period: two runs with the
/// same inputs see the same instants, on every machine (no rounding that depends on the order of additions).
/// 2^63 ns are 292 years.
#pragma once

#include <chrono>
#include <cstdint>

namespace isocost {

using Duration = std::chrono::duration<std::int64_t, std::nano>;

struct SimulationClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<SimulationClock, Duration>;
  static constexpr bool is_steady = true;
};

using Time = SimulationClock::time_point;

/// An instant no event reaches.
inline constexpr Time never = Time::max();

/// The longest span a model may add to an instant without overflow (146 years).
inline constexpr Duration unbounded = Duration::max() / 2;

inline constexpr Duration hour = std::chrono::hours(1);
inline constexpr Duration day = std::chrono::hours(24);

[[nodiscard]] constexpr double to_seconds(Duration span) { return static_cast<double>(span.count()) * 1e-9; }

/// Nearest nanosecond. \pre |seconds| < 9e9
[[nodiscard]] constexpr Duration from_seconds(double seconds) {
  const double ticks = seconds * 1e9;
  return Duration(static_cast<std::int64_t>(ticks < 0 ? ticks - 0.5 : ticks + 0.5));
}

/// Half-open span of time [begin, end).
struct Window {
  Time begin;
  Time end;
  [[nodiscard]] constexpr Duration length() const { return end - begin; }
  [[nodiscard]] constexpr bool contains(Time t) const { return begin <= t && t < end; }
  bool operator==(const Window&) const = default;
};

/// Length of the part of [from, to) inside the window; 0 when they do not meet.
[[nodiscard]] constexpr Duration overlap(const Window& window, Time from, Time to) {
  const Time begin = from > window.begin ? from : window.begin;
  const Time end = to < window.end ? to : window.end;
  return end > begin ? end - begin : Duration::zero();
}

}  // namespace isocost
