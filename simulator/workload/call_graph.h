/// How one request of a user becomes calls between the components of an application.
///
/// A component does its own work, then makes its calls, then answers. Its calls are made step by step: those
/// of one step at once, the next step when all that it waits for have been answered. A message (a call nobody
/// waits for) is sent and forgotten. The first component takes the requests of users.
///
/// Every choice and every piece of work is a function of (stream, request, the way the call came), so the
/// same request becomes the same calls with the same work on every alternative.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/random/distribution.h"

namespace isocost {

struct Call {
  std::uint32_t to = 0;       ///< number of the component
  std::uint32_t step = 0;     ///< never falls along the calls of a component
  double probability = 1;     ///< that it is made, with all its repetitions
  std::uint32_t times = 1;    ///< so many repetitions
  std::uint32_t at_once = 1;  ///< of them; a repetition begins when another has been answered
  bool is_awaited = true;
  bool may_fail = false;  ///< its error is not one of the caller

  bool operator==(const Call&) const = default;
};

/// No component reaches itself (compile/call_graph.h checks); at most `most_calls` in each.
struct CallGraph {
  struct Component {
    std::string name;
    Distribution work;  ///< handler time on one full vCPU; of the first the traffic's own
    std::vector<Call> calls;
    // Where all run in one place, which cannot know them apart:
    double scale = 1;          ///< handler time = work x this
    double failure_share = 0;  ///< of its visits
  };
  std::vector<Component> components;

  static constexpr std::size_t most_calls = 64;
};

/// What becomes of a message whose receiver did not do its work.
struct MessageDelivery {
  std::vector<Duration> after_errors;  ///< wait before each further attempt after an error or a time-out
  Duration refused_from{};             ///< wait after a refusal, twice as long after each further one
  Duration refused_to{};               ///< but not longer than this
  Duration longest{};                  ///< no further attempt after this; what is left is lost

  bool operator==(const MessageDelivery&) const = default;
};

}  // namespace isocost
