/// The facts a platform reports. Born once here; statistics and cost each make of them what they need.
#pragma once

#include <cstdint>

#include "simulator/units/time.h"

namespace isocost {

/// What became of a request, as its sender sees it.
enum class Outcome : std::uint8_t {
  completed,
  failed,     ///< the work ended in an error (an application's or a platform's)
  timed_out,  ///< killed at an execution-time limit, or given up by the sender
  refused,    ///< throttled or turned away; never started
};

struct RequestRecord {
  Time arrival{};
  Duration response{};    ///< from arrival until the sender knows the outcome
  Duration waited{};      ///< in a queue before an instance or worker took it
  Duration cold_start{};  ///< start of an instance, as far as this request waited for it
  Duration init{};     ///< part of the start that a platform may bill to this request; 0 when it started none
  Duration handler{};  ///< time in the handler; 0 when it never started
  Outcome outcome = Outcome::completed;
  bool is_cold = false;         ///< waited for a start
  bool is_provisioned = false;  ///< served by capacity that was paid for ahead
  bool is_served = false;       ///< an instance or server took it
  std::uint32_t sender = 0;     ///< as the request's
  bool operator==(const RequestRecord&) const = default;
};

/// A stretch of an instance's or a server's life.
struct CapacityRecord {
  enum class Kind : std::uint8_t {
    busy,  ///< an instance shared by requests, from its init or the first that enters it until it is empty
    instance,  ///< a function's instance from its start until it is given up
    server,    ///< a server or task from launch to termination
  };
  Kind kind = Kind::busy;
  bool is_provisioned = false;  ///< paid for ahead, busy or not
  Time begin{};
  Time end{};
  Duration work{};  ///< handler time inside a busy stretch; work done in a server's life, as long as it would
                    ///< take alone
  std::uint64_t instance = 0;  ///< which one was busy: stretches of one instance come in order of time
  Duration starting{};         ///< init at the beginning of a busy stretch; billed on some platforms
  Duration killed{};           ///< part of a busy stretch's handler time that ended in a time-out
  bool operator==(const CapacityRecord&) const = default;
};

}  // namespace isocost
