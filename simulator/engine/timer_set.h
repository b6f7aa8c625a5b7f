/// The pending event set: one timer per slot (an instance, a server, a source of events), the earliest at
/// hand.
///
/// A winner (tournament) tree. Setting a slot walks from its leaf to the root past siblings that are known in
/// advance, without a branch that depends on the data; cancelling and re-scheduling a slot cost the same as
/// setting it. Timers at the same time come in the order they were set. (Four in a round instead of two was
/// tried: no faster.)
///
/// | | set, clear | earliest | memory |
/// |---|---|---|---|
/// | winner tree of n slots | log2 n selects | constant | 32 B a slot |
///
/// Above about 100,000 pending timers a calendar queue would win (Brown, CACM 31, 1988); no model here holds
/// so many.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "simulator/units/time.h"
#include "simulator/units/wide.h"

namespace isocost {

class TimerSet {
 public:
  using Slot = std::uint32_t;

  explicit TimerSet(std::size_t slots = 1) { rebuild(slots); }

  /// Slots 0 .. slots - 1 may be used afterwards; timers already set stay. Capacity doubles, so growing one
  /// by one costs a constant each.
  void reserve(std::size_t slots) {
    if (slots > capacity_) rebuild(slots);
  }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  [[nodiscard]] Time next_time() const { return time_of(nodes_[1]); }
  [[nodiscard]] Slot next_slot() const {
    return static_cast<Slot>(static_cast<std::uint64_t>(nodes_[1]) & slot_mask);
  }
  [[nodiscard]] Time time_at(Slot slot) const { return time_of(nodes_[capacity_ + slot]); }

  /// \pre slot < capacity(), 0 <= at <= never
  void set(Slot slot, Time at) { replay(slot, make_key(at, ++sequence_, slot)); }
  void clear(Slot slot) { replay(slot, no_timer); }

  /// Identity of the timer last set on a slot: changes with every `set`.
  [[nodiscard]] std::uint64_t stamp(Slot slot) const {
    return static_cast<std::uint64_t>(nodes_[capacity_ + slot]);
  }

 private:
  /// Time above, then the order of setting, then the slot: one comparison decides, and the winner names
  /// itself.
  using Key = Wide;
  static constexpr unsigned slot_bits = 26;  ///< 67 million slots, 2.7e11 timers set in a run
  static constexpr std::uint64_t slot_mask = (1ULL << slot_bits) - 1;
  /// At `never`, behind every timer there: its time needs no special case.
  static constexpr Key no_timer =
      Key{static_cast<std::uint64_t>(never.time_since_epoch().count())} << 64U | ~std::uint64_t{0};

  static Key make_key(Time at, std::uint64_t sequence, Slot slot) {
    return Key{static_cast<std::uint64_t>(at.time_since_epoch().count())} << 64U | sequence << slot_bits |
           slot;
  }
  static Time time_of(Key key) {
    return Time(Duration(static_cast<std::int64_t>(static_cast<std::uint64_t>(key >> 64U))));
  }

  void replay(Slot slot, Key key) {
    assert(slot < capacity_);
    Key* const nodes = nodes_.data();
    std::size_t node = capacity_ + slot;
    nodes[node] = key;
    for (; node > 1; node >>= 1U) {
      const Key rival = nodes[node ^ 1U];
      key = rival < key
                ? rival
                : key;  // compiled to conditional moves: a jump would be mispredicted half of the time
      nodes[node >> 1U] = key;
    }
  }

  void rebuild(std::size_t slots) {
    const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(slots, 1));
    if (capacity > slot_mask) throw std::length_error("more than 67 million timers at once");
    std::vector<Key> nodes(2 * capacity, no_timer);
    for (std::size_t i = 0; i < capacity_; ++i) nodes[capacity + i] = nodes_[capacity_ + i];
    for (std::size_t node = capacity - 1; node >= 1; --node)
      nodes[node] = std::min(nodes[2 * node], nodes[2 * node + 1]);
    nodes_ = std::move(nodes);
    capacity_ = capacity;
  }

  std::size_t capacity_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<Key>
      nodes_;  ///< heap order: 1 is the root (and the only leaf of one slot), capacity + slot a leaf
};

}  // namespace isocost
