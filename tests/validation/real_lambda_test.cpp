/// Function pools against AWS Lambda itself: logged requests are replayed with the handler times they had,
/// and the pool must start as many instances as Lambda did.
#include <gtest/gtest.h>

#include <boost/algorithm/string.hpp>
#include <charconv>
#include <map>
#include <set>

#include "tests/validation/runs.h"
#include "tests/validation/sampling.h"
#include "tests/validation/shared_files.h"

namespace isocost::validation {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

double number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) throw std::runtime_error("not a number: " + std::string(text));
  return value;
}

/// Cold starts of a pool that uses the most recently used instance first, when these requests come to it.
std::uint64_t cold_starts(Duration keep_alive, const std::vector<Request>& requests, Time count_from = {}) {
  FunctionParameters pool;
  pool.keep_alive = Distribution::constant(keep_alive);
  RequestSummary summary;
  const Time end = requests.back().arrival + 1h;
  Recorder recorder({count_from, end}, {&summary});
  FunctionPool platform(pool, seed, 0, 0, recorder);
  for (const Request& request : requests) platform.offer(request);
  platform.finish(end);
  return summary.cold;
}

void sort_by_arrival(std::vector<Request>& requests) {
  std::stable_sort(requests.begin(), requests.end(),
                   [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
}

// ---- cold starts of 2020: 28 hours of Poisson requests to a function of about 2 s each ----
//
// pacslab/serverless-performance-modeling (MIT). One deployment and no gap in any of the six files: the
// longest silence is what a Poisson process leaves in 28 hours. Each finds a warm instance at its start.

constexpr std::array poisson_runs{"res-01-2020-05-28_01-57-40.csv", "res-01-2020-06-06_22-39-19.csv",
                                  "res-01-2020-06-10_22-20-08.csv", "res-01-2020-06-18_23-36-37.csv",
                                  "res-01-2020-05-23_20-42-58.csv", "res-01-2020-04-24_17-53-33.csv"};

struct PoissonRun {
  std::vector<Request> requests;  ///< from 0 s on
  std::uint64_t cold = 0;
  double rate = 0;
};

PoissonRun read_poisson_run(const std::string& name) {
  PoissonRun run;
  std::istringstream file(read_shared("data/pacs_lambda_poisson/" + name));
  std::string line;
  std::getline(file, line);
  std::vector<std::string> names, fields;
  boost::split(names, line, boost::is_any_of(","));
  const auto column = [&](std::string_view wanted) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), wanted) - names.begin());
  };
  const std::size_t is_cold = column("is_cold"), sent = column("client_start_time"),
                    begun = column("start_time"), ended = column("end_time");
  std::vector<std::pair<double, double>> rows;  // s, ms
  while (std::getline(file, line)) {
    boost::split(fields, line, boost::is_any_of(","));
    rows.emplace_back(number(fields.at(sent)), number(fields.at(ended)) - number(fields.at(begun)));
    run.cold += fields.at(is_cold) == "True" ? 1 : 0;
  }
  std::sort(rows.begin(), rows.end());
  for (const auto& [at, milliseconds] : rows)
    run.requests.push_back(
        {Time{from_seconds(at - rows.front().first)}, from_seconds(milliseconds * 1e-3), 0});
  run.rate = static_cast<double>(rows.size()) / (rows.back().first - rows.front().first);
  return run;
}

/// Counts from the first logged request, with one before it that leaves an instance warm.
std::uint64_t cold_starts_from_warm(Duration keep_alive, const PoissonRun& run) {
  constexpr Duration before = 1min;
  std::vector<Request> requests{{Time{}, run.requests.front().work, 0}};
  for (Request request : run.requests) {
    request.arrival += before;
    requests.push_back(request);
  }
  return cold_starts(keep_alive, requests, Time{before});
}

TEST(RealLambda, slow_poisson_traffic_of_2020_starts_cold_as_often_as_it_did) {
  if (!has_shared("data/pacs_lambda_poisson")) GTEST_SKIP() << "skipped: no shared data";
  std::string table = "requests/s: cold starts of ours, of Lambda\n";
  std::uint64_t ours_in_all = 0, theirs_in_all = 0;
  for (const char* const name : poisson_runs) {
    const PoissonRun run = read_poisson_run(name);
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
//
// Demystifying Serverless Costs (EuroSys 2026, MIT): CloudWatch exports; a log stream is an instance. All
// runs begin warm, so what counts is how many instances take part.

struct LoggedRun {
  std::vector<Request> requests;
  std::size_t instances = 0;
};

LoggedRun read_logged_run(int rps) {
  struct Invocation {
    std::int64_t started = 0;  ///< ms
    double milliseconds = -1;
    std::string stream;
  };
  std::map<std::string, Invocation> invocations;
  const Json events = Json::parse(
      read_shared(fmt::format("data/demystifying_eurosys26/concurrency_aws_{}_cloudwatch.json", rps)));
  for (const Json& event : events) {
    const std::string message = event.at("message");
    std::istringstream words(message);
    std::string kind, label, id;
    words >> kind >> label >> id;
    if (kind == "START") {
      invocations[id].started = event.at("timestamp");
      invocations[id].stream = event.at("logStreamName");
    } else if (kind == "REPORT") {
      const std::string_view rest = std::string_view(message).substr(message.find("\tDuration: ") + 11);
      invocations[id].milliseconds = number(rest.substr(0, rest.find(' ')));
    }
  }
  LoggedRun run;
  std::set<std::string> streams;
  for (const auto& [id, invocation] : invocations) {
    if (invocation.milliseconds < 0) continue;  // the export ends before its REPORT
    run.requests.push_back({Time{std::chrono::milliseconds(invocation.started)},
                            from_seconds(invocation.milliseconds * 1e-3), 0});
    streams.insert(invocation.stream);
  }
  run.instances = streams.size();
  sort_by_arrival(run.requests);
  const Duration first = run.requests.front().arrival.time_since_epoch();
  for (Request& request : run.requests) request.arrival -= first;
  return run;
}

TEST(RealLambda, constant_traffic_of_2025_is_replayed_on_as_many_instances_as_it_used) {
  if (!has_shared("data/demystifying_eurosys26")) GTEST_SKIP() << "skipped: no shared data";
  for (const auto& [rps, instances] : {std::pair{1, 1}, {2, 1}, {4, 1}, {6, 2}, {10, 2}, {20, 4}}) {
    const LoggedRun run = read_logged_run(rps);
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
    const LoggedRun run = read_logged_run(rps);
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
