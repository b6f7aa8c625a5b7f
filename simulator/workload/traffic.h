/// Traffic made from a rate: rate(t) = mean x weekly profile x sinusoid x flash crowds x burst state.
///
/// Requests are spaced evenly or as a Poisson process in the rate's own time (the integral of the rate,
/// inverted piece by piece), so a varying rate thins or crowds them and draw i always belongs to request i.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "simulator/random/distribution.h"
#include "simulator/random/stream.h"
#include "simulator/workload/request.h"

namespace isocost {

enum class Spacing : std::uint8_t { even, poisson };

/// 168 factors, hour by hour from Monday 00:00, mean 1.
using WeeklyProfile = std::array<double, 168>;

/// 1 + amplitude cos(2 pi (t - peak) / period). The period is at least 10 min: the wave is cut into minutes.
struct Sinusoid {
  Duration period = day;
  double amplitude = 0;  ///< 0 .. 1
  Duration peak{};
};

/// A two-state Markov-modulated rate: `share` of the time the rate is `factor` times what it is otherwise, in
/// bursts of exponential length; the mean stays the mean.
struct Bursts {
  double share = 0;
  double factor = 1;
  Duration mean_length{};
};

/// From `start` the rate rises linearly to `factor` times within `rise`, stays for `hold`, and falls back
/// within `fall`.
struct FlashCrowd {
  Duration start{};
  double factor = 1;
  Duration rise{};
  Duration hold{};
  Duration fall{};
};

struct Traffic {
  Spacing spacing = Spacing::poisson;
  double mean_rate = 0;  ///< requests per second, before flash crowds
  std::optional<WeeklyProfile> profile;
  std::optional<Sinusoid> sinusoid;
  std::optional<Bursts> bursts;
  std::vector<FlashCrowd> flash_crowds;
  int weekday_at_start = 0;  ///< 0 = Monday, of t = 0
};

/// A stretch of time over which the rate is a straight line, in requests per second.
struct RatePiece {
  Time begin{};
  Time end{};
  double rate_at_begin = 0;
  double rate_at_end = 0;
  [[nodiscard]] double expected() const {
    return (rate_at_begin + rate_at_end) / 2 * to_seconds(end - begin);
  }
};

/// The rate's pieces one after the other, without the burst state. A sinusoid and the slopes of a flash crowd
/// are cut into straight pieces of a minute at most (relative error of a daily sinusoid below 3e-6).
[[nodiscard]] RatePiece rate_piece_at(const Traffic& traffic, Time at);

/// Expected number of requests in the window, bursts averaged.
[[nodiscard]] double expected_requests(const Traffic& traffic, Window window);

/// Requests of `traffic` from `window.begin` on, each with work drawn from `work`.
/// \param segment  names the stretch of time: other segments of the same replication are independent of it
[[nodiscard]] std::unique_ptr<RequestSource> generate_requests(const Traffic& traffic,
                                                               const Distribution& work, Window window,
                                                               Seed seed, std::uint64_t replication,
                                                               std::uint64_t segment);

}  // namespace isocost
