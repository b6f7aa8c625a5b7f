/// Function pools against AWS Lambda itself: logged requests are replayed with the handler times they had,
/// and the pool must start as many instances as Lambda did.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "simulator/validation/logs.h"
#include "simulator/validation/runs.h"
#include "tests/validation/sampling.h"
#include "tests/validation/shared_files.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

// ---- cold starts of 2020: 28 hours of Poisson requests to a function of about 2 s each ----

TEST(RealLambda, slow_poisson_traffic_of_2020_starts_cold_as_often_as_it_did) {
  if (!has_shared("data/pacs_lambda_poisson")) GTEST_SKIP() << "skipped: no shared data";
  std::string table = "requests/s: cold starts of ours, of Lambda\n";
  std::uint64_t ours_in_all = 0, theirs_in_all = 0;
  for (const char* const name : poisson_runs) {
    const PoissonRun run = read_poisson_run((shared_folder() / "data/pacs_lambda_poisson" / name).string());
    const std::uint64_t ours = cold_starts_from_warm(10min, run);
    const std::string line =
        fmt::format("{:.5f}: {} of {}, {}", run.rate, ours, run.requests.size(), run.cold);
    testing::Test::RecordProperty(name, line);
    table += line + "\n";
    // At 0.1 requests/s instances beyond the first are rarely used, and Lambda kept some of them for 25
    // minutes.
    if (run.rate > 0.01) continue;
    EXPECT_NEAR(static_cast<double>(ours), static_cast<double>(run.cold),
                0.30 * static_cast<double>(run.cold))
        << line;
    ours_in_all += ours;
    theirs_in_all += run.cold;
  }
  EXPECT_GT(theirs_in_all, 0U);
  EXPECT_NEAR(static_cast<double>(ours_in_all), static_cast<double>(theirs_in_all),
              0.10 * static_cast<double>(theirs_in_all))
      << table;
}

// ---- instances of 2025: two minutes at a constant rate, about 155 ms each ----

LoggedRun read_run(int rps) {
  const std::string name = fmt::format("concurrency_aws_{}_cloudwatch.json", rps);
  return read_logged_run((shared_folder() / "data/demystifying_eurosys26" / name).string());
}

TEST(RealLambda, constant_traffic_of_2025_is_replayed_on_as_many_instances_as_it_used) {
  if (!has_shared("data/demystifying_eurosys26")) GTEST_SKIP() << "skipped: no shared data";
  for (const auto& [rps, instances] : {std::pair{1, 1}, {2, 1}, {4, 1}, {6, 2}, {10, 2}, {20, 4}}) {
    const LoggedRun run = read_run(rps);
    EXPECT_EQ(run.instances, static_cast<std::size_t>(instances)) << "the log, at " << rps << " requests/s";
    EXPECT_EQ(cold_starts(5min, run.requests), run.instances) << rps << " requests/s";
    testing::Test::RecordProperty(
        fmt::format("instances at {} requests/s, replayed", rps),
        fmt::format("ours {}, theirs {}, tolerance 0", cold_starts(5min, run.requests), run.instances));
  }
}

Distribution empirical(const std::vector<Request>& requests) {
  std::vector<Duration> times;
  for (const Request& request : requests) times.push_back(request.work);
  std::sort(times.begin(), times.end());
  std::vector<Distribution::Point> points;
  for (std::size_t i = 0; i < times.size(); ++i)
    points.push_back({static_cast<double>(i) / static_cast<double>(times.size() - 1), times[i]});
  return Distribution::quantiles(points);
}

TEST(RealLambda, constant_traffic_of_2025_is_modelled_on_as_many_instances_as_it_used_give_or_take_one) {
  if (!has_shared("data/demystifying_eurosys26")) GTEST_SKIP() << "skipped: no shared data";
  for (const int rps : {1, 2, 4, 6, 10, 20}) {
    const LoggedRun run = read_run(rps);
    const Load load{evenly(rps), empirical(run.requests), 2min, 0s};
    std::set<std::uint64_t> modelled;
    for (std::size_t i = 0; i < replications; ++i) modelled.insert(cold_starts(5min, requests_of(load, i)));
    EXPECT_GE(*modelled.begin() + 1, run.instances) << rps << " requests/s";
    EXPECT_LE(*modelled.rbegin(), run.instances + 1) << rps << " requests/s";
    testing::Test::RecordProperty(fmt::format("instances at {} requests/s, modelled", rps),
                                  fmt::format("ours {} to {}, theirs {}, tolerance 1", *modelled.begin(),
                                              *modelled.rbegin(), run.instances));
  }
}

}  // namespace
}  // namespace isocost::validation
