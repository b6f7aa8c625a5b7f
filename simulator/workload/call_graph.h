/// How one request of a user becomes calls between the components of an application.
///
/// A component does its own work, then makes its calls, then answers. Its calls are made step by step: those
/// of one step at once, the next step when all that it waits for have been answered. A message (a call nobody
/// waits for) is sent and forgotten. The first component takes the requests of users.
///
/// A workflow is a component without work of its own: an orchestrator makes its calls. A group is a part of a
/// component's calls that is repeated, chosen or made beside others as one; it belongs to that component and
/// runs nowhere. A service is called and calls nobody; it is no program, and has its own place always.
///
/// Every choice and every piece of work is a function of (stream, request, the way the call came), so the
/// same request becomes the same calls with the same work on every alternative.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/random/distribution.h"

namespace isocost {

/// How the calls of a step belong together.
enum class StepKind : std::uint8_t { one, parallel, choice };

struct Call {
  std::uint32_t to = 0;       ///< number of the component
  std::uint32_t step = 0;     ///< never falls along the calls of a component
  double probability = 1;     ///< that it is made, with all its repetitions
  std::uint32_t times = 1;    ///< so many repetitions
  std::uint32_t at_once = 1;  ///< of them; a repetition begins when another has been answered
  bool is_awaited = true;
  bool may_fail = false;  ///< its error is not one of the caller

  StepKind kind = StepKind::one;  ///< of its step; the calls of a choice follow each other, and one is made
  double chosen_from = 0;         ///< of a choice: the probabilities of those before it
  double again = 1;               ///< probability of each repetition after the first; at most `times` in all

  Duration timeout = unbounded;                ///< of an attempt: the caller waits no longer
  std::uint32_t retries = 0;                   ///< after an error, with the same work
  Duration backoff = std::chrono::seconds(1);  ///< before the first retry
  double factor = 2;                           ///< each further wait is so much longer
  /// Made only when the call before it has failed for good; that is then no error of the caller.
  bool is_after_error = false;

  bool operator==(const Call&) const = default;

  static constexpr Duration longest_wait = std::chrono::hours(24);  ///< before a retry

  /// \pre retry >= 1
  [[nodiscard]] Duration wait_before(std::uint32_t retry) const {
    const double seconds = to_seconds(backoff) * std::pow(factor, retry - 1);
    return seconds < to_seconds(longest_wait) ? from_seconds(seconds) : longest_wait;
  }

  /// Repetitions once the first is made, on average.
  [[nodiscard]] double mean_times() const {
    return again < 1 ? (1 - std::pow(again, times)) / (1 - again) : times;
  }
};

enum class ComponentKind : std::uint8_t { program, workflow, service, group };

/// No component reaches itself (compile/call_graph.h checks); at most `most_calls` in each.
struct CallGraph {
  struct Component {
    std::string name;
    Distribution work;  ///< handler time on one full vCPU; of the first the traffic's own
    std::vector<Call> calls;
    ComponentKind kind = ComponentKind::program;
    std::uint32_t owner = 0;  ///< of a group: whose calls it makes
    // Where all run in one place, which cannot know them apart:
    double scale = 1;          ///< handler time = work x this
    double failure_share = 0;  ///< of its visits

    /// Whether the next call is made in place of this one's error.
    [[nodiscard]] bool has_catch(std::size_t call) const {
      return call + 1 < calls.size() && calls[call + 1].is_after_error;
    }
  };
  std::vector<Component> components;  ///< groups last

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
