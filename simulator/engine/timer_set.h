/// The pending event set: one timer per slot (an instance, a server, a source of events), the earliest at hand.
///
/// A winner (tournament) tree. Setting a slot walks from its leaf to the root along siblings that are known in
/// advance, without a branch that depends on the data; cancelling and re-scheduling a slot cost the same as setting
/// it. Timers at the same time come in the order they were set.
///
/// | | set, clear | earliest | memory |
/// |---|---|---|---|
/// | winner tree of n slots | log2 n selects | constant | 24 B a slot |
///
/// Above about 100,000 pending timers a calendar queue would win (Brown, CACM 31, 1988); no model here holds so many.
#pragma once

#include <bit>
#include <cassert>
#include <cstdint>
#include <vector>

#include "simulator/units/time.h"
#include "simulator/units/wide.h"

namespace isocost {

class TimerSet {
 public:
  using Slot = std::uint32_t;

  explicit TimerSet(std::size_t slots = 1) { rebuild(slots); }

  /// Slots 0 .. slots - 1 may be used afterwards; timers already set stay. Capacity doubles, so growing one by one
  /// costs a constant each.
  void reserve(std::size_t slots) {
    if (slots > capacity_) rebuild(slots);
  }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  [[nodiscard]] Time next_time() const { return time_of(keys_[winners_[1]]); }
  [[nodiscard]] Slot next_slot() const { return winners_[1]; }
  [[nodiscard]] Time time_at(Slot slot) const { return time_of(keys_[slot]); }

  /// \pre slot < capacity(), at >= 0
  void set(Slot slot, Time at) { replay(slot, make_key(at, ++sequence_)); }
  void clear(Slot slot) { replay(slot, no_timer); }

  /// Identity of the timer last set on a slot: changes with every `set`.
  [[nodiscard]] std::uint64_t stamp(Slot slot) const { return static_cast<std::uint64_t>(keys_[slot]); }

 private:
  /// Time above, order of setting below: one comparison decides both.
  using Key = Wide;

  static constexpr Key no_timer = ~Key{0};

  static Key make_key(Time at, std::uint64_t sequence) {
    return Key{static_cast<std::uint64_t>(at.time_since_epoch().count())} << 64U | sequence;
  }
  static Time time_of(Key key) {
    return key == no_timer ? never : Time(Duration(static_cast<std::int64_t>(static_cast<std::uint64_t>(key >> 64U))));
  }

  void replay(Slot slot, Key key) {
    assert(slot < capacity_);
    keys_[slot] = key;
    std::uint32_t* const winners = winners_.data();
    const Key* const keys = keys_.data();
    Slot best = slot;
    for (std::size_t node = capacity_ + slot; node > 1; node >>= 1U) {
      const Slot rival = winners[node ^ 1U];
      const Key rival_key = keys[rival];
      // A select by mask: a conditional jump here would be mispredicted half of the time.
      const auto rival_wins = static_cast<std::uint64_t>(rival_key < key);
      const std::uint64_t take = ~(rival_wins - 1);
      best ^= (best ^ rival) & static_cast<Slot>(take);
      key ^= (key ^ rival_key) & (Key{take} << 64U | take);
      winners[node >> 1U] = best;
    }
  }

  void rebuild(std::size_t slots) {
    const std::size_t capacity = std::bit_ceil(slots < 2 ? std::size_t{2} : slots);
    keys_.resize(capacity, no_timer);
    winners_.resize(2 * capacity);
    for (std::size_t i = 0; i < capacity; ++i) winners_[capacity + i] = static_cast<Slot>(i);
    for (std::size_t node = capacity - 1; node >= 1; --node) {
      const Slot left = winners_[2 * node], right = winners_[2 * node + 1];
      winners_[node] = keys_[right] < keys_[left] ? right : left;
    }
    capacity_ = capacity;
  }

  std::size_t capacity_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<Key> keys_;
  std::vector<Slot> winners_;  ///< heap order: 1 is the root, capacity + slot the leaf of a slot
};

}  // namespace isocost
