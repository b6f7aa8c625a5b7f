/// The part of the network that keeps connections to services for their callers.
#include <algorithm>

#include "simulator/platform/calls/call_network.h"

namespace isocost {

/// The component that calls, not a part of its calls.
CallNetwork::Slot CallNetwork::who_keeps_connections_of(Slot slot) const {
  Slot caller = frames_[slot].caller;
  while (is_group(frames_[caller].component) && !frames_[caller].is_told) caller = frames_[caller].caller;
  return caller;
}

bool CallNetwork::has_kept_connection(Slot slot) const {
  if (frames_[slot].caller == nobody) return false;
  const std::vector<Held>& kept = frames_[who_keeps_connections_of(slot)].kept;
  const std::size_t place = place_numbers_[frames_[slot].component];
  return std::any_of(kept.begin(), kept.end(), [place](const Held& one) { return one.place == place; });
}

/// By the component that calls, not by a part of its calls. Who has left meanwhile keeps none.
void CallNetwork::keep_connection(const Held& held) {
  const Slot caller = who_keeps_connections_of(held.request.sender);
  if (frames_[caller].is_at_station)
    frames_[caller].kept.push_back(held);
  else
    places_[held.place].station->leave(now_, held.request, false);
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
