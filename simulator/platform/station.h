/// Something that serves requests: a function's pool of instances, a fleet of servers.
///
/// Who only sends calls `offer` again and again and then `finish`. Who has to know each answer before he
/// sends the next (a client that tries again) steps through the station's own timers between, and hears of
/// every request as a record at the recorder's `Replies`, at the latest when it leaves.
///
/// A request can be held (`Request::is_held`): when its own work is done it keeps its instance or its place
/// at a server, needs no CPU, and says so at `Replies::held`, until it is told to leave. That is a component
/// that calls another and waits for the answer.
#pragma once

#include "simulator/observe/observer.h"
#include "simulator/units/time.h"
#include "simulator/workload/request.h"

namespace isocost {

class Station {
 public:
  virtual ~Station() = default;
  /// \pre arrivals come in order of time, and none is before an `advance_to`
  virtual void offer(const Request& request) = 0;
  /// The next of its own timers; `never` when none is set.
  [[nodiscard]] virtual Time next_time() const = 0;
  /// Runs its timers at or before `until`.
  virtual void advance_to(Time until) = 0;
  /// Ends a held request. One that was killed meanwhile, at its execution limit, has left already.
  /// \pre the station was made to hold requests; now is not before its last event
  virtual void leave(Time now, const HeldRequest& held, bool has_failed) = 0;
  /// Runs to the horizon and reports what still lives there. \pre no request is held
  virtual void finish(Time horizon) = 0;
};

}  // namespace isocost
