/// Distributions of a span of time (work, cold start, keep-alive). A value type: built valid, never changed.
///
/// | kind | parameters |
/// |---|---|
/// | constant | value |
/// | exponential | mean |
/// | lognormal | shift + exp(mu + sigma Z) |
/// | gamma, weibull | mean and coefficient of variation |
/// | quantiles | a table (probability, value), linear between the points: measured data |
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "simulator/random/stream.h"
#include "simulator/units/time.h"

namespace isocost {

class Distribution {
 public:
  enum class Kind : std::uint8_t { constant, exponential, lognormal, gamma, weibull, quantiles };

  /// A point of a quantile table: P(X <= value) = probability.
  struct Point {
    double probability;
    Duration value;
    bool operator==(const Point&) const = default;
  };
  /// A part of a mixture: with probability `share`, uniform on [from, to].
  struct UniformPart {
    double share;
    Duration from;
    Duration to;
  };

  Distribution() = default;  ///< constant 0

  [[nodiscard]] static Distribution constant(Duration value);
  [[nodiscard]] static Distribution exponential(Duration mean);
  /// \pre mean > 0, cv > 0
  [[nodiscard]] static Distribution lognormal(Duration mean, double cv);
  /// shift + exp(mu + sigma Z), with exp in nanoseconds. \pre sigma >= 0
  [[nodiscard]] static Distribution shifted_lognormal(Duration shift, double mu, double sigma);
  /// The lognormal with these two quantiles. \pre 0 < p50 < p95
  [[nodiscard]] static Distribution lognormal_from_quantiles(Duration p50, Duration p95);
  [[nodiscard]] static Distribution gamma(Duration mean, double cv);
  [[nodiscard]] static Distribution weibull(Duration mean, double cv);
  /// \pre at least two points; probabilities rise from 0 to 1; values do not fall
  [[nodiscard]] static Distribution quantiles(std::vector<Point> points);
  /// \pre shares add up to 1, from <= to
  [[nodiscard]] static Distribution mixture(const std::vector<UniformPart>& parts);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] Duration mean() const;
  /// Standard deviation over mean; 0 for a constant.
  [[nodiscard]] double coefficient_of_variation() const;

  /// Draws first, first + 1, … in nanoseconds. \pre first is even
  void fill(StreamKey key, std::uint64_t first, std::span<double> nanoseconds) const;
  [[nodiscard]] Duration draw(StreamKey key, std::uint64_t index) const;
  /// Value at a probability in (0, 1) of a constant or a quantile table (a guide table: constant time).
  [[nodiscard]] double at_probability(double probability) const;

  /// "lognormal, mean 120 ms, cv 0.8"
  [[nodiscard]] std::string describe() const;

  bool operator==(const Distribution&) const = default;

 private:
  Kind kind_ = Kind::constant;
  double scale_ =
      0;  ///< constant: the value; exponential, gamma, weibull: the scale; lognormal: the shift; in ns
  double shape_ = 0;  ///< lognormal: sigma; gamma, weibull: the shape
  double mu_ = 0;
  std::vector<double> probabilities_;
  std::vector<double> values_;
  std::vector<double> slopes_;  ///< of the piece that ends at the point
  static constexpr std::size_t cells = 64;
  std::vector<std::uint16_t> first_piece_;  ///< guide table: where the search for a probability begins

  void prepare_search();
};

/// One draw after the other from a block filled ahead.
class DurationSequence {
 public:
  DurationSequence(const Distribution& distribution, StreamKey key)
      : distribution_(distribution), key_(key) {}
  [[nodiscard]] Duration next() {
    if (used_ == size_) refill();
    return block_[used_++];
  }

 private:
  void refill();

  const Distribution& distribution_;  ///< outlives the sequence
  StreamKey key_;
  std::uint64_t first_ = 0;
  std::size_t used_ = 0;
  std::size_t size_ = 0;  ///< grows from 8 to 64: many sequences are used little
  std::array<Duration, 64> block_{};
};

/// Draws by index, cheap where indices come near each other: the blocks last used stay.
class DurationBlocks {
 public:
  DurationBlocks(const Distribution& distribution, StreamKey key) : distribution_(distribution), key_(key) {}
  /// What `Distribution::draw` gives.
  [[nodiscard]] Duration at(std::uint64_t index) {
    Block& block = blocks_[index / block_size % blocks_.size()];
    if (block.number != index / block_size) refill(block, index / block_size);
    return block.values[index % block_size];
  }

 private:
  static constexpr std::size_t block_size = 64;
  struct Block {
    std::uint64_t number = ~std::uint64_t{0};
    std::array<Duration, block_size> values{};
  };

  void refill(Block& block, std::uint64_t number) const;

  const Distribution& distribution_;  ///< outlives the blocks
  StreamKey key_;
  std::array<Block, 16> blocks_{};
};

}  // namespace isocost
