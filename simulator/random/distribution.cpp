#include "simulator/random/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cassert>
#include <cmath>

namespace isocost {
namespace {

constexpr double normal_p95 = 1.6448536269514722;

double ticks(Duration span) { return static_cast<double>(span.count()); }
Duration from_ticks(double value) { return Duration(static_cast<std::int64_t>(std::llround(value))); }

/// sqrt(G(1 + 2/k) / G(1 + 1/k)^2 - 1) for shape k.
double weibull_cv(double shape) {
  const double first = boost::math::tgamma(1 + 1 / shape);
  return std::sqrt(boost::math::tgamma(1 + 2 / shape) / (first * first) - 1);
}

double weibull_shape(double cv) {
  double low = 0.1, high = 200;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (weibull_cv(middle) > cv ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); scale 1.
double draw_gamma(double shape, StreamKey key, std::uint64_t index) {
  const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 1;; attempt += 2) {
    const double x = to_normal(random_bits_of_attempt(key, index, attempt));
    const auto bits = random_bits_of_attempt(key, index, attempt + 1);
    const double cube = 1 + c * x;
    if (cube <= 0) continue;
    const double v = cube * cube * cube;
    if (deterministic_log(to_unit_interval(bits[0])) >= 0.5 * x * x + d - d * v + d * deterministic_log(v))
      continue;
    const double boost =
        shape < 1 ? deterministic_exp(deterministic_log(to_unit_interval(bits[1])) / shape) : 1;
    return d * v * boost;
  }
}

}  // namespace

Distribution Distribution::constant(Duration value) {
  Distribution made;
  made.scale_ = ticks(value);
  return made;
}

Distribution Distribution::exponential(Duration mean) {
  Distribution made;
  made.kind_ = Kind::exponential;
  made.scale_ = ticks(mean);
  return made;
}

Distribution Distribution::lognormal(Duration mean, double cv) {
  assert(mean > Duration::zero() && cv > 0);
  const double variance = std::log1p(cv * cv);
  return shifted_lognormal(Duration::zero(), std::log(ticks(mean)) - variance / 2, std::sqrt(variance));
}

Distribution Distribution::shifted_lognormal(Duration shift, double mu, double sigma) {
  Distribution made;
  made.kind_ = Kind::lognormal;
  made.scale_ = ticks(shift);
  made.mu_ = mu;
  made.shape_ = sigma;
  return made;
}

Distribution Distribution::lognormal_from_quantiles(Duration p50, Duration p95) {
  assert(p50 > Duration::zero() && p95 > p50);
  return shifted_lognormal(Duration::zero(), std::log(ticks(p50)),
                           std::log(ticks(p95) / ticks(p50)) / normal_p95);
}

Distribution Distribution::gamma(Duration mean, double cv) {
  assert(cv > 0);
  Distribution made;
  made.kind_ = Kind::gamma;
  made.shape_ = 1 / (cv * cv);
  made.scale_ = ticks(mean) / made.shape_;
  return made;
}

Distribution Distribution::weibull(Duration mean, double cv) {
  assert(cv > 0);
  Distribution made;
  made.kind_ = Kind::weibull;
  made.shape_ = weibull_shape(cv);
  made.scale_ = ticks(mean) / boost::math::tgamma(1 + 1 / made.shape_);
  return made;
}

Distribution Distribution::quantiles(std::vector<Point> points) {
  assert(points.size() >= 2);
  Distribution made;
  made.kind_ = Kind::quantiles;
  for (const Point& point : points) {
    made.probabilities_.push_back(point.probability);
    made.values_.push_back(ticks(point.value));
  }
  made.prepare_search();
  return made;
}

Distribution Distribution::mixture(const std::vector<UniformPart>& parts) {
  std::vector<Duration> breaks;
  for (const UniformPart& part : parts) {
    breaks.push_back(part.from);
    breaks.push_back(part.to);
  }
  std::sort(breaks.begin(), breaks.end());
  breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
  if (breaks.size() == 1) return constant(breaks.front());
  std::vector<Point> points;
  for (const Duration at : breaks) {
    double below = 0, up_to = 0;  // P(X < at), P(X <= at): they differ where a part is a single value
    for (const UniformPart& part : parts) {
      if (part.to == part.from) {
        below += at > part.to ? part.share : 0;
        up_to += at >= part.to ? part.share : 0;
        continue;
      }
      const double inside = std::clamp(ticks(at - part.from) / ticks(part.to - part.from), 0.0, 1.0);
      below += part.share * inside;
      up_to += part.share * inside;
    }
    points.push_back({below, at});
    if (up_to > below) points.push_back({up_to, at});
  }
  points.front().probability = 0;
  points.back().probability = 1;
  return quantiles(std::move(points));
}

Duration Distribution::mean() const {
  switch (kind_) {
    case Kind::constant:
    case Kind::exponential: return from_ticks(scale_);
    case Kind::lognormal: return from_ticks(scale_ + std::exp(mu_ + shape_ * shape_ / 2));
    case Kind::gamma: return from_ticks(scale_ * shape_);
    case Kind::weibull: return from_ticks(scale_ * boost::math::tgamma(1 + 1 / shape_));
    case Kind::quantiles: break;
  }
  double sum = 0;
  for (std::size_t i = 1; i < values_.size(); ++i)
    sum += (probabilities_[i] - probabilities_[i - 1]) * (values_[i] + values_[i - 1]) / 2;
  return from_ticks(sum);
}

double Distribution::coefficient_of_variation() const {
  switch (kind_) {
    case Kind::constant: return 0;
    case Kind::exponential: return 1;
    case Kind::lognormal: {
      const double mean_part = std::exp(mu_ + shape_ * shape_ / 2);
      return mean_part * std::sqrt(std::expm1(shape_ * shape_)) / (scale_ + mean_part);
    }
    case Kind::gamma: return 1 / std::sqrt(shape_);
    case Kind::weibull: return weibull_cv(shape_);
    case Kind::quantiles: break;
  }
  double sum = 0;
  for (std::size_t i = 1; i < values_.size(); ++i) {
    const double a = values_[i - 1], b = values_[i];
    sum += (probabilities_[i] - probabilities_[i - 1]) * (a * a + a * b + b * b) / 3;
  }
  const double average = ticks(mean());
  return average > 0 ? std::sqrt(std::max(0.0, sum - average * average)) / average : 0;
}

void Distribution::fill(StreamKey key, std::uint64_t first, std::span<double> out) const {
  switch (kind_) {
    case Kind::constant: std::fill(out.begin(), out.end(), scale_); return;
    case Kind::exponential:
      fill_exponential(key, first, out);
      for (double& value : out) value *= scale_;
      return;
    case Kind::lognormal:
      fill_normal(key, first, out);
      for (double& value : out) value = mu_ + shape_ * value;
      exp_in_place(out);
      for (double& value : out) value += scale_;
      return;
    case Kind::gamma:
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = scale_ * draw_gamma(shape_, key, first + i);
      return;
    case Kind::weibull:
      fill_exponential(key, first, out);
      log_in_place(out);
      for (double& value : out) value /= shape_;
      exp_in_place(out);
      for (double& value : out) value *= scale_;
      return;
    case Kind::quantiles:
      fill_uniform(key, first, out);
      for (double& value : out) value = at_probability(value);
      return;
  }
}

Duration Distribution::draw(StreamKey key, std::uint64_t index) const {
  std::array<double, 2> pair{};
  fill(key, index & ~std::uint64_t{1}, pair);
  return from_ticks(pair[index & 1U]);
}

double Distribution::at_probability(double probability) const {
  if (kind_ == Kind::constant) return scale_;
  assert(kind_ == Kind::quantiles);
  std::size_t i = first_piece_[static_cast<std::size_t>(probability * static_cast<double>(cells))];
  while (probabilities_[i] < probability) ++i;
  return values_[i - 1] + slopes_[i] * (probability - probabilities_[i - 1]);
}

void Distribution::prepare_search() {
  slopes_.assign(values_.size(), 0);
  for (std::size_t i = 1; i < values_.size(); ++i) {
    const double width = probabilities_[i] - probabilities_[i - 1];
    if (width > 0) slopes_[i] = (values_[i] - values_[i - 1]) / width;
  }
  std::size_t piece = 1;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    while (piece + 1 < values_.size() &&
           probabilities_[piece] < static_cast<double>(cell) / static_cast<double>(cells))
      ++piece;
    first_piece_.push_back(static_cast<std::uint16_t>(piece));
  }
}

std::string Distribution::describe() const {
  const double nanoseconds = ticks(mean());
  const std::string mean_text = nanoseconds >= 1e9 ? fmt::format("{:.4g} s", nanoseconds * 1e-9)
                                                   : fmt::format("{:.4g} ms", nanoseconds * 1e-6);
  switch (kind_) {
    case Kind::constant: return fmt::format("always {}", mean_text);
    case Kind::exponential: return fmt::format("exponential, mean {}", mean_text);
    case Kind::lognormal:
      return fmt::format("lognormal, mean {}, cv {:.3g}", mean_text, coefficient_of_variation());
    case Kind::gamma: return fmt::format("gamma, mean {}, cv {:.3g}", mean_text, coefficient_of_variation());
    case Kind::weibull:
      return fmt::format("Weibull, mean {}, cv {:.3g}", mean_text, coefficient_of_variation());
    case Kind::quantiles: break;
  }
  return fmt::format("measured, {} points, mean {}, cv {:.3g}", values_.size(), mean_text,
                     coefficient_of_variation());
}

void DurationSequence::refill() {
  size_ = std::min(block_.size(), std::max<std::size_t>(8, 4 * size_));
  std::array<double, 64> space;
  const std::span drawn = std::span(space).first(size_);
  distribution_.fill(key_, first_, drawn);
  for (std::size_t i = 0; i < drawn.size(); ++i)
    block_[i] = Duration(static_cast<std::int64_t>(drawn[i] + 0.5));
  first_ += drawn.size();
  used_ = 0;
}

void DurationBlocks::refill(Block& block, std::uint64_t number) const {
  std::array<double, block_size> drawn;
  distribution_.fill(key_, number * block_size, drawn);
  for (std::size_t i = 0; i < block_size; ++i)
    block.values[i] = Duration(static_cast<std::int64_t>(drawn[i] + 0.5));
  block.number = number;
}

}  // namespace isocost
