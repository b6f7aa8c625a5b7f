/// The part of the network that keeps connections to services for their callers.
#include <algorithm>

#include "simulator/platform/calls/call_network.h"

namespace isocost {

/// The component that calls, not a part of its calls. \pre the call was not given up
CallNetwork::Slot CallNetwork::who_keeps_connections_of(Slot slot) const {
  Slot caller = frames_[slot].caller;
  while (is_group(frames_[caller].component) && !frames_[caller].is_told) caller = frames_[caller].caller;
  return caller;
}

/// Of one that the caller keeps and does not use at the moment.
bool CallNetwork::takes_kept_connection(Slot slot) {
  if (frames_[slot].caller == nobody) return false;
  const std::size_t place = place_numbers_[frames_[slot].component];
  for (Held& one : frames_[who_keeps_connections_of(slot)].kept)
    if (one.place == place && one.used_by == nobody) {
      one.used_by = slot;
      return true;
    }
  return false;
}

/// Who has left meanwhile, or given up the call, keeps none.
void CallNetwork::keep_connection(const Held& held) {
  const Slot slot = held.request.sender;
  if (!frames_[slot].is_told) {
    const Slot caller = who_keeps_connections_of(slot);
    if (frames_[caller].is_at_station) return frames_[caller].kept.push_back(held);
  }
  places_[held.place].station->leave(now_, held.request, false);
}

/// After its answer; one that was given up has the connection still.
void CallNetwork::free_connection(Slot slot) {
  for (Held& one : frames_[who_keeps_connections_of(slot)].kept)
    if (one.used_by == slot) one.used_by = nobody;
}

/// Of a caller that has left its station.
void CallNetwork::give_back_connections(Slot slot) {
  std::vector<Held> kept = std::move(frames_[slot].kept);
  frames_[slot].kept.clear();
  for (const Held& one : kept) {
    places_[one.place].station->leave(now_, one.request, false);
    touch(one.place);
  }
}

}  // namespace isocost
