/// Something that serves requests: a function's pool of instances, a fleet of servers.
///
/// Who only sends calls `offer` again and again and then `finish`. Who has to know each answer before he
/// sends the next (a client that tries again) steps through the station's own timers between, and hears of
/// every request as a record at the recorder's `Replies`, at the latest when it leaves.
#pragma once

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
  /// Runs to the horizon and reports what still lives there.
  virtual void finish(Time horizon) = 0;
};

}  // namespace isocost
