/// The part of a fleet that keeps requests which wait for others.
#include <algorithm>

#include "simulator/platform/server/fleet.h"

namespace isocost {

/// A worker whose request is held stays with it.
bool Fleet::begins_to_wait(Index index, std::uint32_t worker) {
  Server& server = servers_[index];
  const auto one = std::find_if(server.held.begin(), server.held.end(),
                                [&](const Active& other) { return other.worker == worker; });
  if (one == server.held.end()) return false;
  ++server.idle;
  recorder_.hold({index, one->record.sender});
  return true;
}

void Fleet::leave(Time now, const HeldRequest& held, bool has_failed) {
  advance_to(now);
  Server& server = servers_[held.place];
  const auto one = std::find_if(server.held.begin(), server.held.end(),
                                [&](const Active& other) { return other.record.sender == held.sender; });
  assert(one != server.held.end());
  Active leaving = *one;
  server.held.erase(one);
  --server.idle;
  leaving.record.handler = now - leaving.taken;
  if (has_failed) leaving.record.outcome = Outcome::failed;
  close_record(leaving.record);
  if (is_sharing()) {
    count_in_system(-1);
    --server.busy;
  } else {
    free_worker(held.place, leaving.worker);
  }
  recorder_.add(leaving.record);
  after_departures(held.place);
}

}  // namespace isocost
