#include "simulator/workload/traffic.h"

#include <algorithm>
#include <cmath>

namespace isocost {
namespace {

constexpr Duration finest_piece = std::chrono::minutes(1);
constexpr double two_pi = 6.283185307179586;
constexpr double longest_work =
    3e17;  // nanoseconds: ten years, so that waiting and serving add up without overflow

double profile_factor(const Traffic& traffic, Time at) {
  if (!traffic.profile) return 1;
  const std::int64_t hours = at.time_since_epoch() / hour + 24 * traffic.weekday_at_start;
  return (*traffic.profile)[static_cast<std::size_t>(((hours % 168) + 168) % 168)];
}

double sinusoid_factor(const Sinusoid& wave, Time at) {
  const double phase = to_seconds(at.time_since_epoch() - wave.peak) / to_seconds(wave.period);
  return 1 + wave.amplitude * std::cos(two_pi * (phase - std::floor(phase)));
}

double flash_factor(const FlashCrowd& crowd, Time at) {
  const Duration since = at.time_since_epoch() - crowd.start;
  const Duration until_fall = crowd.rise + crowd.hold;
  if (since < Duration::zero() || since >= until_fall + crowd.fall) return 1;
  if (since < crowd.rise) return 1 + (crowd.factor - 1) * to_seconds(since) / to_seconds(crowd.rise);
  if (since < until_fall) return crowd.factor;
  return crowd.factor - (crowd.factor - 1) * to_seconds(since - until_fall) / to_seconds(crowd.fall);
}

/// Earliest bend of the rate after `at`.
Time next_bend(const Traffic& traffic, Time at) {
  Time bend = never;
  const auto take = [&](Time candidate) {
    if (candidate > at && candidate < bend) bend = candidate;
  };
  bool is_curved = traffic.sinusoid.has_value();
  if (traffic.profile) take(Time(at.time_since_epoch() / hour * hour + hour));
  for (const FlashCrowd& crowd : traffic.flash_crowds) {
    const Time start{crowd.start};
    const Time end = start + crowd.rise + crowd.hold + crowd.fall;
    for (const Time edge : {start, start + crowd.rise, start + crowd.rise + crowd.hold, end}) take(edge);
    is_curved = is_curved || (start <= at && at < end);
  }
  if (is_curved) take(at + finest_piece);
  return bend;
}

/// The rate just after `at`; at a jump the left limit is asked for with `from` before the jump.
double rate_between(const Traffic& traffic, Time from, Time at) {
  double rate = traffic.mean_rate * profile_factor(traffic, from);
  if (traffic.sinusoid) rate *= sinusoid_factor(*traffic.sinusoid, at);
  for (const FlashCrowd& crowd : traffic.flash_crowds) {
    const Time last_before = at > from ? at - Duration(1) : at;
    rate *= flash_factor(crowd, last_before);
  }
  return rate;
}

/// Rate pieces with the random burst state laid over them.
class BurstingRate {
 public:
  BurstingRate(const Traffic& traffic, Time begin, StreamKey key)
      : traffic_(traffic), uniforms_(key), at_(begin) {
    if (!traffic_.bursts) return;
    const Bursts& bursts = *traffic_.bursts;
    calm_ = 1 / (1 - bursts.share + bursts.share * bursts.factor);
    is_burst_ = uniforms_.next() < bursts.share;
    schedule_switch();
  }

  RatePiece next() {
    RatePiece piece = rate_piece_at(traffic_, at_);
    double factor = 1;
    if (traffic_.bursts) {
      if (piece.end > switch_) {
        const double whole = to_seconds(std::min(piece.end, at_ + 1000 * day) - at_);
        piece.rate_at_end = piece.rate_at_begin +
                            (piece.rate_at_end - piece.rate_at_begin) * to_seconds(switch_ - at_) / whole;
        piece.end = switch_;
      }
      factor = is_burst_ ? calm_ * traffic_.bursts->factor : calm_;
    }
    at_ = piece.end;
    if (traffic_.bursts && at_ == switch_) {
      is_burst_ = !is_burst_;
      schedule_switch();
    }
    piece.rate_at_begin *= factor;
    piece.rate_at_end *= factor;
    return piece;
  }

 private:
  void schedule_switch() {
    const Bursts& bursts = *traffic_.bursts;
    const double calm_length = to_seconds(bursts.mean_length) * (1 - bursts.share) / bursts.share;
    const double mean = is_burst_ ? to_seconds(bursts.mean_length) : calm_length;
    switch_ = at_ + std::max(Duration(1), from_seconds(-mean * deterministic_log(uniforms_.next())));
  }

  const Traffic& traffic_;
  UniformSequence uniforms_;
  Time at_;
  Time switch_ = never;
  bool is_burst_ = false;
  double calm_ = 1;
};

class GeneratedRequests : public RequestSource {
 public:
  GeneratedRequests(const Traffic& traffic, const Distribution& work, Window window, Seed seed,
                    std::uint64_t replication, std::uint64_t segment)
      : traffic_(traffic),
        work_(work),
        window_(window),
        arrivals_key_(stream_key(seed, Purpose::arrivals, replication, segment)),
        work_key_(stream_key(seed, Purpose::work, replication, segment)),
        rate_(traffic_, window.begin, stream_key(seed, Purpose::bursts, replication, segment)),
        piece_(rate_.next()),
        last_(window.begin) {
    is_flat_ = piece_.end == never;
    // A rare function is not worth a full block of draws.
    const double expected =
        piece_.rate_at_begin * to_seconds(std::min(piece_.end, window.end) - window.begin);
    if (is_flat_ && expected < static_cast<double>(RequestBlock::capacity))
      block_size_ = 16 + 2 * static_cast<std::size_t>(expected / 2);
    block_size_ = std::min(block_size_, RequestBlock::capacity);
  }

  bool fill(RequestBlock& block) override {
    block.size = 0;
    if (is_done_) return false;
    std::array<double, RequestBlock::capacity> gap_space, work_space;
    const std::span gaps = std::span(gap_space).first(block_size_);
    const std::span work = std::span(work_space).first(block_size_);
    if (traffic_.spacing == Spacing::even) {
      std::fill(gaps.begin(), gaps.end(), 1.0);
      // In the middle of its interval, so that a window holds as many as it expects.
      if (index_ == 0) gaps.front() = 0.5;
    } else {
      fill_exponential(arrivals_key_, index_, gaps);
    }
    if (is_flat_)
      place_at_flat_rate(gaps, block);
    else
      place_along_rate(gaps, block);
    work_.fill(work_key_, index_, work);
    for (std::size_t i = 0; i < block.size; ++i)
      block.work[i] = Duration(static_cast<std::int64_t>(std::clamp(work[i], 0.0, longest_work) + 0.5));
    index_ += block_size_;
    return block.size > 0;
  }

 private:
  void place_at_flat_rate(std::span<const double> gaps, RequestBlock& block) {
    if (piece_.rate_at_begin <= 0) {
      is_done_ = true;
      return;
    }
    const double mean_gap = 1e9 / piece_.rate_at_begin;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      last_ += Duration(static_cast<std::int64_t>(gaps[i] * mean_gap + 0.5));
      block.arrivals[i] = last_;
    }
    block.size = gaps.size();
    while (block.size > 0 && block.arrivals[block.size - 1] >= window_.end) {
      --block.size;
      is_done_ = true;
    }
  }

  /// Each gap is an amount of the rate's integral; it is spent piece by piece.
  void place_along_rate(std::span<const double> gaps, RequestBlock& block) {
    for (const double gap : gaps) {
      double left = gap;
      double rest_of_piece = expected_from_here();
      while (left >= rest_of_piece) {
        left -= rest_of_piece;
        piece_ = rate_.next();
        into_piece_ = 0;
        if (piece_.begin >= window_.end) {
          is_done_ = true;
          return;
        }
        rest_of_piece = piece_.expected();
      }
      into_piece_ += time_to_spend(left);
      const Time at = std::min(piece_.begin + from_seconds(into_piece_), piece_.end - Duration(1));
      if (at >= window_.end) {
        is_done_ = true;
        return;
      }
      last_ = std::max(last_, at);
      block.arrivals[block.size++] = last_;
    }
  }

  [[nodiscard]] double rate_here() const {
    const double length = to_seconds(piece_.end - piece_.begin);
    return piece_.rate_at_begin + (piece_.rate_at_end - piece_.rate_at_begin) * into_piece_ / length;
  }
  [[nodiscard]] double expected_from_here() const {
    return (rate_here() + piece_.rate_at_end) / 2 * (to_seconds(piece_.end - piece_.begin) - into_piece_);
  }
  /// Seconds until the integral of the rate from here reaches `amount`: root of slope/2 x^2 + rate x =
  /// amount.
  [[nodiscard]] double time_to_spend(double amount) const {
    const double rate = rate_here();
    const double slope = (piece_.rate_at_end - piece_.rate_at_begin) / to_seconds(piece_.end - piece_.begin);
    return 2 * amount / (rate + std::sqrt(std::max(0.0, rate * rate + 2 * slope * amount)));
  }

  Traffic traffic_;
  Distribution work_;
  Window window_;
  StreamKey arrivals_key_;
  StreamKey work_key_;
  BurstingRate rate_;
  RatePiece piece_;
  Time last_;
  double into_piece_ = 0;
  std::uint64_t index_ = 0;
  std::size_t block_size_ = RequestBlock::capacity;
  bool is_flat_ = false;
  bool is_done_ = false;
};

}  // namespace

RatePiece rate_piece_at(const Traffic& traffic, Time at) {
  const Time end = next_bend(traffic, at);
  return {at, end, rate_between(traffic, at, at), rate_between(traffic, at, end == never ? at : end)};
}

double expected_requests(const Traffic& traffic, Window window) {
  double sum = 0;
  for (Time at = window.begin; at < window.end;) {
    RatePiece piece = rate_piece_at(traffic, at);
    if (piece.end > window.end) {
      const double share = piece.end == never ? 0 : to_seconds(window.end - at) / to_seconds(piece.end - at);
      piece.rate_at_end = piece.rate_at_begin + (piece.rate_at_end - piece.rate_at_begin) * share;
      piece.end = window.end;
    }
    sum += piece.expected();
    at = piece.end;
  }
  return sum;
}

std::unique_ptr<RequestSource> generate_requests(const Traffic& traffic, const Distribution& work,
                                                 Window window, Seed seed, std::uint64_t replication,
                                                 std::uint64_t segment) {
  return std::make_unique<GeneratedRequests>(traffic, work, window, seed, replication, segment);
}

}  // namespace isocost
