/// Streams of random numbers. A draw is a function of (stream, index): nothing is consumed in an order, so
/// the same request meets the same work in every alternative (common random numbers), whatever was drawn
/// before it and on whichever thread.
///
/// A stream's key is a hash of (seed, purpose, replication, entity): neighbouring seeds or replications share
/// nothing. Numbers come from Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011): two draws from one counter, draw index / 2.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace isocost {

/// What a stream is used for. One purpose never disturbs another.
enum class Purpose : std::uint8_t {
  arrivals,
  work,
  bursts,
  cold_start,
  keep_alive,
  routing,
  failures,
  placement,
  days,
  jitter,
  calls,           ///< which calls a component makes
  component_work,  ///< of the components that are called
  repetitions,     ///< whether a call is made again
  orchestration,   ///< what an orchestrator takes for a call
  inputs           ///< of a scenario that are not known exactly
};

struct StreamKey {
  std::uint64_t value = 0;
  bool operator==(const StreamKey&) const = default;
};

struct Seed {
  std::uint64_t value = 1;
  bool operator==(const Seed&) const = default;
};

/// \param entity  which of several like things: a function, a simulated day, an instance pool
[[nodiscard]] StreamKey stream_key(Seed seed, Purpose purpose, std::uint64_t replication,
                                   std::uint64_t entity = 0);

/// 64 random bits of draw `index`.
[[nodiscard]] std::uint64_t random_bits(StreamKey key, std::uint64_t index);

/// 128 bits for draw `index` and the given attempt: a rejected candidate takes further attempts of the same
/// draw, so no other draw moves. \pre attempt > 0 (0 is what `random_bits` and the fills use)
[[nodiscard]] std::array<std::uint64_t, 2> random_bits_of_attempt(StreamKey key, std::uint64_t index,
                                                                  std::uint64_t attempt);

/// A standard normal from 128 bits.
[[nodiscard]] double to_normal(std::array<std::uint64_t, 2> bits);

/// In the open interval (0, 1): 52 bits and a half, by way of the double in [1, 2) with these bits.
[[nodiscard]] constexpr double to_unit_interval(std::uint64_t bits) {
  return std::bit_cast<double>(0x3FF0000000000000ULL | bits >> 12U) - (1 - 0x1p-53);
}

/// Draws first, first + 1, … \pre first is even
void fill_uniform(StreamKey key, std::uint64_t first, std::span<double> out);

/// Mean 1. \pre first is even
void fill_exponential(StreamKey key, std::uint64_t first, std::span<double> out);

/// Mean 0, variance 1; Box and Muller 1958, draws 2k and 2k+1 from one pair of bits. \pre first is even
void fill_normal(StreamKey key, std::uint64_t first, std::span<double> out);

/// In place; the same bits on every processor (SLEEF's deterministic functions). `exp_in_place` takes what
/// `exp` takes.
void log_in_place(std::span<double> values);
void exp_in_place(std::span<double> values);
[[nodiscard]] double deterministic_log(double x);
[[nodiscard]] double deterministic_exp(double x);

/// One draw after the other from a block filled ahead.
class UniformSequence {
 public:
  explicit UniformSequence(StreamKey key) : key_(key) {}
  [[nodiscard]] double next() {
    if (used_ == size_) refill();
    return block_[used_++];
  }

 private:
  void refill();

  StreamKey key_;
  std::uint64_t first_ = 0;
  std::size_t used_ = 0;
  std::size_t size_ = 0;  ///< grows from 8 to 64: many sequences are used little
  std::array<double, 64> block_{};
};

}  // namespace isocost
