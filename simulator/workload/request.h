/// A request as the traffic makes it: when it comes and how much work it brings. Both are the same whatever
/// alternative serves it.
#pragma once

#include <array>
#include <cstdint>

#include "simulator/units/time.h"

namespace isocost {

struct Request {
  Time arrival{};
  Duration work{};              ///< handler time on one full vCPU of the reference machine
  std::uint32_t function = 0;   ///< which function of a trace; 0 when there is one
  std::uint32_t sender = 0;     ///< who waits for the answer: its record says so again
  bool is_held = false;         ///< after its work it stays, until its sender lets it leave
  bool has_connection = false;  ///< to a service: its sender keeps one that a call before it opened
};

/// Requests handed over together; arrays rather than an array of structs, so that draws and conversions
/// vectorise.
struct RequestBlock {
  static constexpr std::size_t capacity = 256;

  std::size_t size = 0;
  std::array<Time, capacity> arrivals{};
  std::array<Duration, capacity> work{};
  std::array<std::uint32_t, capacity> functions{};

  [[nodiscard]] Request request(std::size_t i) const {
    return {arrivals[i], work[i], functions[i], 0, false};
  }
};

/// A stream of requests. Arrivals of one function never go back in time; a source by time keeps that order
/// over all functions, a source by function finishes one function before it starts the next.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  /// Replaces the block's content; false, and an empty block, at the end.
  virtual bool fill(RequestBlock& block) = 0;
};

}  // namespace isocost
