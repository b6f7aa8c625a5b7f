#include "simulator/workload/traffic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace isocost {
namespace {

using namespace std::chrono_literals;

const Distribution no_work;

struct Made {
  std::vector<Time> arrivals;
  std::vector<Duration> work;
};

Made made(const Traffic& traffic, Window window, const Distribution& work = no_work,
          std::uint64_t replication = 0, std::uint64_t segment = 0, Seed seed = {1}) {
  Made all;
  RequestBlock block;
  const auto source = generate_requests(traffic, work, window, seed, replication, segment);
  while (source->fill(block)) {
    EXPECT_GT(block.size, 0U);
    for (std::size_t i = 0; i < block.size; ++i) {
      all.arrivals.push_back(block.arrivals[i]);
      all.work.push_back(block.work[i]);
    }
  }
  EXPECT_FALSE(source->fill(block));  // the end stays the end
  EXPECT_EQ(block.size, 0U);
  EXPECT_TRUE(std::is_sorted(all.arrivals.begin(), all.arrivals.end()));
  for (const Time at : all.arrivals) EXPECT_TRUE(window.contains(at));
  return all;
}

Traffic at_rate(double rate, Spacing spacing = Spacing::poisson) {
  Traffic traffic;
  traffic.mean_rate = rate;
  traffic.spacing = spacing;
  return traffic;
}

Window from_to(Duration begin, Duration end) { return {Time(begin), Time(end)}; }

/// A working week: busy by day, half of it at the weekend; mean 1.
WeeklyProfile working_week() {
  WeeklyProfile profile{};
  double sum = 0;
  for (std::size_t i = 0; i < profile.size(); ++i)
    sum += profile[i] = (i % 24 < 8 ? 1.0 : 5.0) * (i / 24 < 5 ? 2.0 : 1.0);
  for (double& factor : profile) factor *= 168 / sum;
  return profile;
}

/// Everything that bends the rate but bursts.
Traffic bent(double rate) {
  Traffic traffic = at_rate(rate);
  traffic.profile = working_week();
  traffic.sinusoid = Sinusoid{day, 0.5, 14h};
  traffic.flash_crowds.push_back({30h, 6, 10min, 1h, 30min});
  traffic.weekday_at_start = 3;
  return traffic;
}

/// The same rate by its definition, written a second time.
double rate_by_definition(const Traffic& traffic, double seconds) {
  double rate = traffic.mean_rate;
  if (traffic.profile)
    rate *= (*traffic.profile)[static_cast<std::size_t>(
        std::fmod(seconds / 3600 + 24 * traffic.weekday_at_start, 168))];
  if (traffic.sinusoid)
    rate *= 1 + traffic.sinusoid->amplitude *
                    std::cos(2 * std::acos(-1) * (seconds - to_seconds(traffic.sinusoid->peak)) /
                             to_seconds(traffic.sinusoid->period));
  for (const FlashCrowd& crowd : traffic.flash_crowds) {
    const double since = seconds - to_seconds(crowd.start), rise = to_seconds(crowd.rise),
                 hold = to_seconds(crowd.hold), fall = to_seconds(crowd.fall);
    double part = 0;
    if (since >= 0 && since < rise) part = since / rise;
    if (since >= rise && since < rise + hold) part = 1;
    if (since >= rise + hold && since < rise + hold + fall) part = 1 - (since - rise - hold) / fall;
    rate *= 1 + (crowd.factor - 1) * part;
  }
  return rate;
}

double integral_by_definition(const Traffic& traffic, double begin, double end) {
  const auto steps = static_cast<int>(end - begin);
  double sum = 0;
  for (int i = 0; i < steps; ++i)
    sum += rate_by_definition(traffic, begin + (i + 0.5) * (end - begin) / steps);
  return sum * (end - begin) / steps;
}

TEST(Traffic, poisson_counts_have_the_rate_as_mean_and_as_variance) {
  constexpr int runs = 2000;
  constexpr double expected = 1000;
  double sum = 0, squares = 0;
  for (std::uint64_t replication = 0; replication < runs; ++replication) {
    const auto count =
        static_cast<double>(made(at_rate(10), from_to(0s, 100s), no_work, replication).arrivals.size());
    sum += count;
    squares += (count - expected) * (count - expected);
  }
  EXPECT_LT(std::abs(sum / runs - expected), 4 * std::sqrt(expected / runs));
  // The fourth moment of a Poisson variable about its mean is 3 m^2 + m.
  EXPECT_LT(std::abs(squares / runs - expected), 4 * std::sqrt((2 * expected * expected + expected) / runs));
}

/// Kolmogorov-Smirnov of gaps against the exponential distribution of mean 1, times sqrt(n); 1.95 in one of
/// 1000 cases.
double distance_from_exponential(std::vector<double> gaps) {
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  double most = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double p = -std::expm1(-gaps[i]);
    most = std::max({most, static_cast<double>(i + 1) / n - p, p - static_cast<double>(i) / n});
  }
  return most * std::sqrt(n);
}

TEST(Traffic, poisson_gaps_are_exponential) {
  const Made all = made(at_rate(100), from_to(1h, 1h + 500s));
  std::vector<double> gaps;
  for (std::size_t i = 1; i < all.arrivals.size(); ++i)
    gaps.push_back(to_seconds(all.arrivals[i] - all.arrivals[i - 1]) * 100);
  EXPECT_GT(gaps.size(), 49'000U);
  EXPECT_LT(distance_from_exponential(gaps), 1.95);
}

TEST(Traffic, a_varying_rate_stretches_exponential_gaps) {
  const Traffic traffic = bent(0.2);
  const Made all = made(traffic, from_to(0s, 3 * day));
  std::vector<double> gaps;
  for (std::size_t i = 1; i < all.arrivals.size(); ++i)
    gaps.push_back(expected_requests(traffic, {all.arrivals[i - 1], all.arrivals[i]}));
  EXPECT_GT(gaps.size(), 40'000U);
  EXPECT_LT(distance_from_exponential(gaps), 1.95);
}

TEST(Traffic, expected_requests_are_the_integral_of_the_rate) {
  EXPECT_DOUBLE_EQ(expected_requests(at_rate(10), from_to(5s, 105s)), 1000);
  const Traffic traffic = bent(2);
  for (const auto& [begin, end] : {std::pair<Duration, Duration>{0s, 7 * day},
                                   {5h, 6h},
                                   {30h, 32h},
                                   {29h + 55min, 30h + 5min},
                                   {90min, 25h}})
    EXPECT_NEAR(expected_requests(traffic, {Time(begin), Time(end)}) /
                    integral_by_definition(traffic, to_seconds(begin), to_seconds(end)),
                1, 1e-4)
        << to_seconds(begin);  // the slope of a crowd times that of the wave bends within a minute
}

TEST(Traffic, the_profile_keeps_the_mean_of_a_week) {
  Traffic traffic = at_rate(3);
  traffic.profile = working_week();
  for (int weekday = 0; weekday < 7; ++weekday) {
    traffic.weekday_at_start = weekday;
    EXPECT_NEAR(expected_requests(traffic, from_to(0s, 7 * day)), 3 * 604800, 1e-6);
  }
}

TEST(Traffic, the_profile_begins_on_the_weekday_of_the_period) {
  Traffic traffic = at_rate(1);
  traffic.profile.emplace();
  traffic.profile->fill(0);
  (*traffic.profile)[5 * 24 + 7] = 168;  // Saturday from 7 to 8
  traffic.weekday_at_start = 4;          // the period begins on a Friday
  EXPECT_EQ(expected_requests(traffic, from_to(0s, 31h)), 0);
  EXPECT_NEAR(expected_requests(traffic, from_to(31h, 32h)), 168 * 3600, 1e-6);
  EXPECT_EQ(expected_requests(traffic, from_to(32h, 7 * day)), 0);
  for (const Time at : made(traffic, from_to(0s, 7 * day)).arrivals)
    EXPECT_TRUE(from_to(31h, 32h).contains(at));
}

TEST(Traffic, each_hour_gets_its_share_of_the_requests) {
  const Traffic traffic = bent(2);
  const Made all = made(traffic, from_to(0s, 7 * day));
  std::array<double, 168> counts{};
  for (const Time at : all.arrivals) ++counts[static_cast<std::size_t>(at.time_since_epoch() / hour)];
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected =
        integral_by_definition(traffic, static_cast<double>(i) * 3600, static_cast<double>(i + 1) * 3600);
    EXPECT_LT(std::abs(counts[i] - expected), 4.5 * std::sqrt(expected)) << "hour " << i;
  }
}

TEST(Traffic, a_flash_crowd_is_a_trapezium) {
  Traffic traffic = at_rate(1);
  traffic.flash_crowds.push_back({1h, 5, 10min, 20min, 10min});
  const auto rate_at = [&](Duration at) { return rate_piece_at(traffic, Time(at)).rate_at_begin; };
  EXPECT_DOUBLE_EQ(rate_at(59min), 1);
  EXPECT_DOUBLE_EQ(rate_at(1h), 1);
  EXPECT_DOUBLE_EQ(rate_at(65min), 3);
  EXPECT_DOUBLE_EQ(rate_at(70min), 5);
  EXPECT_DOUBLE_EQ(rate_at(85min), 5);
  EXPECT_DOUBLE_EQ(rate_at(95min), 3);
  EXPECT_DOUBLE_EQ(rate_at(100min), 1);
  // 4 x (5 min + 20 min + 5 min) on top of one a second
  EXPECT_NEAR(expected_requests(traffic, from_to(0s, 2h)), 7200 + 4 * 1800, 1e-6);
}

TEST(Traffic, a_flash_crowd_may_come_at_once) {
  Traffic traffic = at_rate(1);
  traffic.flash_crowds.push_back({1h, 100, 0s, 10s, 0s});
  EXPECT_NEAR(expected_requests(traffic, from_to(0s, 2h)), 7200 + 99 * 10, 1e-6);
  EXPECT_NEAR(expected_requests(traffic, from_to(1h, 1h + 10s)), 1000, 1e-6);
}

TEST(Traffic, pieces_are_straight_and_follow_each_other) {
  const Traffic traffic = bent(2);
  Time at{};
  while (at < Time(4 * day)) {
    const RatePiece piece = rate_piece_at(traffic, at);
    ASSERT_EQ(piece.begin, at);
    ASSERT_GT(piece.end, at);
    ASSERT_LE(piece.end - at, 1min);
    const double middle = to_seconds(at.time_since_epoch()) + to_seconds(piece.end - at) / 2;
    ASSERT_NEAR((piece.rate_at_begin + piece.rate_at_end) / 2 / rate_by_definition(traffic, middle), 1, 5e-4)
        << middle;
    at = piece.end;
  }
  EXPECT_EQ(rate_piece_at(at_rate(2), Time(5s)).end, never);
}

TEST(Traffic, even_spacing_has_equal_gaps) {
  const Made all = made(at_rate(8, Spacing::even), from_to(1h, 1h + 100s));
  EXPECT_EQ(all.arrivals.size(), 800U);  // as many as the window expects
  for (std::size_t i = 1; i < all.arrivals.size(); ++i)
    ASSERT_EQ(all.arrivals[i] - all.arrivals[i - 1], 125ms);
}

TEST(Traffic, even_spacing_follows_a_varying_rate) {
  Traffic traffic = at_rate(1, Spacing::even);
  traffic.profile = working_week();
  const Made all = made(traffic, from_to(0s, 1 * day));
  // 8 hours of a fifth of the rate of the other 16: gaps of g1 at night, g1 / 5 by day.
  for (std::size_t i = 1; i < all.arrivals.size(); ++i)
    ASSERT_NEAR(expected_requests(traffic, {all.arrivals[i - 1], all.arrivals[i]}), 1, 1e-6) << i;
  EXPECT_NEAR(static_cast<double>(all.arrivals.size()), expected_requests(traffic, from_to(0s, 1 * day)), 1);
}

TEST(Traffic, bursts_keep_the_mean) {
  Traffic traffic = at_rate(20);
  traffic.bursts = Bursts{0.1, 10, 1s};
  const Made all = made(traffic, from_to(0s, 100'000s));
  // Rates of 20 / (0.9 + 0.1 x 10) and ten times that; the state forgets itself with rate 1 + 1/9 a second,
  // so the integral of the rate over T has variance 2 d^2 p (1 - p) T / (10/9); Poisson noise comes on top.
  const double step = 9 * 20 / 1.9, seconds = 100'000, expected = 20 * seconds;
  const double variance = 2 * step * step * 0.1 * 0.9 * 0.9 * seconds + expected;
  EXPECT_LT(std::abs(static_cast<double>(all.arrivals.size()) - expected), 4 * std::sqrt(variance));
}

TEST(Traffic, bursts_crowd_the_requests_as_a_two_state_process_does) {
  Traffic traffic = at_rate(20);
  traffic.bursts = Bursts{0.1, 10, 1s};
  const Made all = made(traffic, from_to(0s, 100'000s));
  constexpr double bin = 5;
  std::vector<double> counts(20'000);
  for (const Time at : all.arrivals) ++counts[static_cast<std::size_t>(at.time_since_epoch() / 5s)];
  const double mean = 20 * bin;
  double variance = 0;
  for (const double count : counts)
    variance += (count - mean) * (count - mean) / static_cast<double>(counts.size());
  // Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", 1993, equation 20.
  const double step = 9 * 20 / 1.9, memory = 0.9;
  const double expected =
      mean + 2 * step * step * 0.1 * 0.9 * memory * (bin - memory * (1 - std::exp(-bin / memory)));
  EXPECT_NEAR(variance / expected, 1, 0.1);
}

TEST(Traffic, a_request_brings_the_same_work_whatever_the_traffic) {
  const Distribution work = Distribution::lognormal(100ms, 1);
  const Made slow = made(at_rate(1), from_to(0s, 1000s), work),
             fast = made(at_rate(50), from_to(0s, 100s), work);
  const Made varying = made(bent(0.1), from_to(0s, 1 * day), work),
             even = made(at_rate(1, Spacing::even), from_to(0s, 1000s), work);
  for (std::size_t i = 0; i < 900; ++i) {
    ASSERT_EQ(slow.work[i], fast.work[i]);
    ASSERT_EQ(slow.work[i], varying.work[i]);
    ASSERT_EQ(slow.work[i], even.work[i]);
  }
}

TEST(Traffic, arrivals_do_not_depend_on_the_work) {
  EXPECT_EQ(made(at_rate(10), from_to(0s, 100s), Distribution::constant(1s)).arrivals,
            made(at_rate(10), from_to(0s, 100s), Distribution::gamma(2s, 2)).arrivals);
}

TEST(Traffic, a_longer_window_begins_with_the_requests_of_a_shorter_one) {
  const Traffic traffic = bent(0.5);
  const Made part = made(traffic, from_to(0s, 1 * day)), whole = made(traffic, from_to(0s, 2 * day));
  ASSERT_LT(part.arrivals.size(), whole.arrivals.size());
  for (std::size_t i = 0; i < part.arrivals.size(); ++i) ASSERT_EQ(part.arrivals[i], whole.arrivals[i]);
}

TEST(Traffic, seeds_replications_and_segments_differ) {
  const auto first = [](std::uint64_t replication, std::uint64_t segment, Seed seed) {
    return made(at_rate(10), from_to(0s, 10s), no_work, replication, segment, seed).arrivals;
  };
  const auto base = first(0, 0, {1});
  EXPECT_EQ(base, first(0, 0, {1}));
  EXPECT_NE(base, first(1, 0, {1}));
  EXPECT_NE(base, first(0, 1, {1}));
  EXPECT_NE(base, first(0, 0, {2}));
}

TEST(Traffic, nothing_comes_where_the_rate_is_zero) {
  Traffic traffic = at_rate(10);
  traffic.sinusoid = Sinusoid{day, 1, 12h};
  EXPECT_TRUE(made(at_rate(0), from_to(0s, 1 * day)).arrivals.empty());
  EXPECT_NEAR(expected_requests(traffic, from_to(0s, 1 * day)), 864'000, 3);
  const Made all = made(traffic, from_to(0s, 1 * day));
  EXPECT_LT(std::abs(static_cast<double>(all.arrivals.size()) - 864'000), 4 * std::sqrt(864'000));
  // Around midnight (12 h from the peak) the rate is 10 (1 - cos x): two requests expected within the first
  // five minutes.
  EXPECT_LT(std::count_if(all.arrivals.begin(), all.arrivals.end(), [](Time at) { return at < Time(5min); }),
            12);
}

}  // namespace
}  // namespace isocost
