#include "simulator/random/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace isocost {
namespace {

using namespace std::chrono_literals;
using Point = Distribution::Point;

constexpr StreamKey key{42};
constexpr std::size_t million = 1'000'000;

std::vector<double> draws(const Distribution& distribution, std::size_t count = million,
                          StreamKey from = key) {
  std::vector<double> values(count);
  distribution.fill(from, 0, values);
  return values;
}

double nanoseconds(Duration span) { return static_cast<double>(span.count()); }

/// Mean and coefficient of variation of a million draws lie within four standard errors of those asked for.
void expect_mean_and_cv(const Distribution& distribution, Duration mean, double cv) {
  SCOPED_TRACE(distribution.describe());
  const std::vector<double> values = draws(distribution);
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double sample_mean = sum / n;
  double second = 0, third = 0, fourth = 0;
  for (const double value : values) {
    const double d = (value - sample_mean) / sample_mean;
    second += d * d / n;
    third += d * d * d / n;
    fourth += d * d * d * d / n;
  }
  EXPECT_LT(std::abs(sample_mean / nanoseconds(mean) - 1), 4 * cv / std::sqrt(n));
  // Delta method for cv = s / mean, with the sample's own moments.
  const double sample_cv = std::sqrt(second);
  const double variance_of_cv = (fourth - second * second) / (4 * second) + second * second - third;
  EXPECT_LT(std::abs(sample_cv - cv), 4 * std::sqrt(variance_of_cv / n));
}

TEST(Distribution, a_constant_is_always_the_same) {
  const Distribution same = Distribution::constant(120ms);
  for (const double value : draws(same, 100)) EXPECT_EQ(value, 120e6);
  EXPECT_EQ(same.mean(), 120ms);
  EXPECT_EQ(same.coefficient_of_variation(), 0);
  EXPECT_EQ(same.at_probability(0.3), 120e6);
  EXPECT_EQ(Distribution().mean(), 0ns);
}

TEST(Distribution, mean_and_cv_are_met) {
  expect_mean_and_cv(Distribution::exponential(200ms), 200ms, 1);
  for (const double cv : {0.1, 0.8, 1.5}) expect_mean_and_cv(Distribution::lognormal(120ms, cv), 120ms, cv);
  for (const double cv : {0.1, 0.8, 1.0, 1.5, 2.0})
    expect_mean_and_cv(Distribution::gamma(120ms, cv), 120ms, cv);
  for (const double cv : {0.1, 0.8, 1.0, 1.5, 2.0})
    expect_mean_and_cv(Distribution::weibull(120ms, cv), 120ms, cv);
}

TEST(Distribution, tells_its_own_mean_and_cv) {
  for (const double cv : {0.05, 0.5, 1.0, 3.0}) {
    for (const Distribution& one : {Distribution::lognormal(120ms, cv), Distribution::gamma(120ms, cv),
                                    Distribution::weibull(120ms, cv)}) {
      EXPECT_NEAR(nanoseconds(one.mean()), 120e6, 1) << one.describe();
      EXPECT_NEAR(one.coefficient_of_variation(), cv, 1e-9 * (1 + cv)) << one.describe();
    }
  }
  EXPECT_EQ(Distribution::exponential(2s).mean(), 2s);
  EXPECT_EQ(Distribution::exponential(2s).coefficient_of_variation(), 1);
}

TEST(Distribution, a_shape_of_cv_1_is_exponential) {
  // Gamma and Weibull of shape 1: P(X > mean) = 1/e.
  for (const Distribution& one :
       {Distribution::gamma(1s, 1), Distribution::weibull(1s, 1), Distribution::exponential(1s)}) {
    const auto values = draws(one);
    const auto above =
        static_cast<double>(std::count_if(values.begin(), values.end(), [](double v) { return v > 1e9; }));
    EXPECT_LT(std::abs(above / million - std::exp(-1)),
              4 * std::sqrt(std::exp(-1) * (1 - std::exp(-1)) / million))
        << one.describe();
  }
}

TEST(Distribution, a_lognormal_has_the_two_quantiles_it_was_made_from) {
  const Distribution made = Distribution::lognormal_from_quantiles(80ms, 300ms);
  const auto values = draws(made);
  const auto below = [&](double limit) {
    return static_cast<double>(
               std::count_if(values.begin(), values.end(), [&](double v) { return v <= limit; })) /
           million;
  };
  EXPECT_LT(std::abs(below(80e6) - 0.5), 4 * std::sqrt(0.25 / million));
  EXPECT_LT(std::abs(below(300e6) - 0.95), 4 * std::sqrt(0.95 * 0.05 / million));
  // mean = p50 exp(sigma^2 / 2) with sigma = ln(300 / 80) / 1.6449
  const double sigma = std::log(3.75) / 1.6448536269514722;
  EXPECT_NEAR(nanoseconds(made.mean()), 80e6 * std::exp(sigma * sigma / 2), 1);
}

TEST(Distribution, a_shifted_lognormal_never_falls_below_its_shift) {
  const Distribution made = Distribution::shifted_lognormal(57ms, std::log(35e6), 0.36);
  const auto values = draws(made, 100'000);
  EXPECT_GT(*std::min_element(values.begin(), values.end()), 57e6);
  EXPECT_NEAR(nanoseconds(made.mean()), 57e6 + 35e6 * std::exp(0.36 * 0.36 / 2), 1);
}

TEST(Distribution, a_draw_depends_on_its_index_alone) {
  for (const Distribution& one :
       {Distribution::exponential(1s), Distribution::lognormal(1s, 0.7), Distribution::gamma(1s, 0.5),
        Distribution::gamma(1s, 1.7), Distribution::weibull(1s, 0.5),
        Distribution::quantiles({{0, 1s}, {0.5, 2s}, {1, 9s}})}) {
    const auto all = draws(one, 1000);
    for (const std::uint64_t first : {2ULL, 62ULL, 64ULL, 500ULL}) {
      std::vector<double> part(301);
      one.fill(key, first, part);
      for (std::size_t i = 0; i < part.size(); ++i)
        ASSERT_EQ(part[i], all[first + i]) << one.describe() << " " << first << " " << i;
    }
    for (const std::uint64_t index : {0ULL, 1ULL, 2ULL, 77ULL, 500ULL})
      EXPECT_EQ(one.draw(key, index).count(), std::llround(all[index])) << one.describe();
    DurationSequence sequence(one, key);
    for (std::size_t i = 0; i < 200; ++i)
      ASSERT_EQ(sequence.next().count(), std::llround(all[i])) << one.describe();
    DurationBlocks blocks(one, key);
    for (const std::size_t index : {999, 0, 1, 63, 64, 500, 0, 999})
      ASSERT_EQ(blocks.at(index).count(), std::llround(all[index])) << one.describe() << " " << index;
  }
}

TEST(QuantileTable, is_linear_between_its_points) {
  const Distribution made = Distribution::quantiles({{0, 100ms}, {0.5, 200ms}, {0.95, 290ms}, {1, 1s}});
  EXPECT_NEAR(made.at_probability(0.25), 150e6, 1e-3);
  EXPECT_NEAR(made.at_probability(0.5), 200e6, 1e-3);
  EXPECT_NEAR(made.at_probability(0.725), 245e6, 1e-3);
  EXPECT_NEAR(made.at_probability(0.95), 290e6, 1e-3);
  EXPECT_NEAR(made.at_probability(0.975), 645e6, 1e-3);
  EXPECT_NEAR(made.at_probability(1e-17), 100e6, 1e-3);
  EXPECT_NEAR(made.at_probability(1 - 1e-16), 1e9, 1);
  // 0.5 x 150 + 0.45 x 245 + 0.05 x 645
  EXPECT_EQ(made.mean(), 217500us);
  expect_mean_and_cv(made, made.mean(), made.coefficient_of_variation());
}

TEST(QuantileTable, draws_follow_the_table) {
  const Distribution made = Distribution::quantiles({{0, 100ms}, {0.5, 200ms}, {0.95, 290ms}, {1, 1s}});
  const auto values = draws(made);
  for (const auto& [limit, probability] :
       {std::pair{150e6, 0.25}, {200e6, 0.5}, {245e6, 0.725}, {290e6, 0.95}, {645e6, 0.975}}) {
    const auto below = static_cast<double>(
        std::count_if(values.begin(), values.end(), [&](double v) { return v <= limit; }));
    EXPECT_LT(std::abs(below / million - probability),
              4 * std::sqrt(probability * (1 - probability) / million))
        << limit;
  }
}

TEST(QuantileTable, of_many_points_is_searched_right) {
  std::vector<Point> points;
  for (int i = 0; i <= 5000; ++i) points.push_back({i / 5000.0, Duration(i * i)});
  const Distribution made = Distribution::quantiles(points);
  for (int i = 0; i < 5000; i += 7) {
    const double between = (i + 0.25) / 5000;
    EXPECT_NEAR(made.at_probability(between),
                i * i + 0.25 * ((i + 1.0) * (i + 1) - static_cast<double>(i) * i), 1e-3)
        << i;
  }
}

TEST(Mixture, draws_each_part_with_its_share) {
  // The keep-alive of AWS Lambda in 2025: 2 % uniform on [0, 300 s], 98 % uniform on [296.1 s, 347.8 s].
  const Distribution made = Distribution::mixture({{0.02, 0s, 300s}, {0.98, 296100ms, 347800ms}});
  EXPECT_NEAR(to_seconds(made.mean()), 0.02 * 150 + 0.98 * 321.95, 1e-6);
  const auto values = draws(made);
  const auto share_below = [&](double seconds) {
    return static_cast<double>(
               std::count_if(values.begin(), values.end(), [&](double v) { return v <= seconds * 1e9; })) /
           million;
  };
  for (const double seconds : {100.0, 296.1, 300.0, 320.0, 340.0}) {
    const double first = std::min(seconds / 300, 1.0),
                 second = std::clamp((seconds - 296.1) / 51.7, 0.0, 1.0);
    const double expected = 0.02 * first + 0.98 * second;
    EXPECT_LT(std::abs(share_below(seconds) - expected), 4 * std::sqrt(expected * (1 - expected) / million))
        << seconds;
  }
  EXPECT_LE(*std::max_element(values.begin(), values.end()), 347.8e9);
}

TEST(Mixture, leaves_a_gap_between_parts_empty) {
  const Distribution made = Distribution::mixture({{0.5, 1s, 2s}, {0.5, 8s, 9s}});
  const auto values = draws(made, 100'000);
  EXPECT_EQ(std::count_if(values.begin(), values.end(), [](double v) { return v > 2.001e9 && v < 7.999e9; }),
            0);
  EXPECT_EQ(made.mean(), 5s);
}

TEST(Mixture, of_two_instants_has_nothing_between_them) {
  const Distribution made = Distribution::mixture({{0.25, 1s, 1s}, {0.75, 3s, 3s}});
  const auto values = draws(made, 100'000);
  EXPECT_EQ(std::count_if(values.begin(), values.end(), [](double v) { return v != 1e9 && v != 3e9; }), 0);
  const auto short_ones = static_cast<double>(std::count(values.begin(), values.end(), 1e9));
  EXPECT_NEAR(short_ones / 1e5, 0.25, 4 * std::sqrt(0.25 * 0.75 / 1e5));
  EXPECT_EQ(made.mean(), 2500ms);
}

TEST(Mixture, of_one_instant_is_a_constant) {
  EXPECT_EQ(Distribution::mixture({{1, 10min, 10min}}), Distribution::constant(10min));
}

TEST(Distribution, describes_itself) {
  EXPECT_EQ(Distribution::constant(120ms).describe(), "always 120 ms");
  EXPECT_EQ(Distribution::exponential(2s).describe(), "exponential, mean 2 s");
  EXPECT_EQ(Distribution::lognormal(120ms, 0.8).describe(), "lognormal, mean 120 ms, cv 0.8");
  EXPECT_EQ(Distribution::gamma(120ms, 0.5).describe(), "gamma, mean 120 ms, cv 0.5");
  EXPECT_EQ(Distribution::weibull(120ms, 0.5).describe(), "Weibull, mean 120 ms, cv 0.5");
  EXPECT_EQ(Distribution::quantiles({{0, 100ms}, {1, 300ms}}).describe(),
            "measured, 2 points, mean 200 ms, cv 0.289");
}

}  // namespace
}  // namespace isocost
