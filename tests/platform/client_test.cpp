#include "simulator/platform/client/client.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/platform/function/function_pool.h"
#include "simulator/platform/server/round_robin_fleet.h"
#include "tests/support/recording.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::Arrival;
using testing_support::Recording;

/// What users saw, and what the platform did.
struct Outcomes {
  std::string users;
  std::string attempts;
};

constexpr Duration horizon = 1h;

template <class AnyStation, class Parameters>
Outcomes run(const RetryPolicy& policy, const Parameters& parameters, const std::vector<Arrival>& arrivals,
             Duration reply_limit = unbounded) {
  Recording seen, done;
  const Window measured{Time{}, Time(horizon)};
  Recorder users(measured, {&seen});
  Client client(policy, reply_limit, stream_key(Seed{1}, Purpose::jitter, 0), users);
  Recorder platform(measured, {&done}, &client);
  AnyStation station(parameters, Seed{1}, 0, 0, platform);
  client.send_to(station);
  for (const Arrival& one : arrivals) client.offer({Time(one.at), one.work});
  client.finish(Time(horizon));
  return {seen.request_table(), done.request_table()};
}

FleetParameters one_server() {
  FleetParameters parameters;
  parameters.servers = 1;
  return parameters;
}

RetryPolicy policy(std::uint32_t retries, Duration timeout = unbounded, Duration backoff = 0s) {
  RetryPolicy made;
  made.retries = retries;
  made.timeout = timeout;
  made.backoff = backoff;
  made.jitter = Jitter::none;
  return made;
}

TEST(Client, a_refused_request_is_tried_again_and_its_response_counts_from_the_first_attempt) {
  FleetParameters parameters = one_server();
  parameters.queue_capacity = 0;
  const Outcomes made = run<Fleet>(policy(2, unbounded, 1500ms), parameters, {{0s, 2s}, {1s, 1s}});
  EXPECT_EQ(made.users,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "1000: waited 0, start 0, handler 1000 -> 2500 completed\n");
  EXPECT_EQ(made.attempts,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "1000: waited 0, start 0, handler 0 -> 0 refused, not served\n"
            "2500: waited 0, start 0, handler 1000 -> 1000 completed\n");
}

TEST(Client, the_server_does_all_the_work_of_an_attempt_that_its_sender_has_given_up) {
  const Outcomes made = run<Fleet>(policy(1, 1s), one_server(), {{0s, 5s}});
  EXPECT_EQ(made.users, "\n0: waited 0, start 0, handler 0 -> 2000 timed out, not served\n");
  EXPECT_EQ(made.attempts,
            "\n"
            "0: waited 0, start 0, handler 5000 -> 5000 completed\n"
            "1000: waited 4000, start 0, handler 5000 -> 9000 completed\n");
}

TEST(Client, an_answer_at_the_very_end_of_patience_counts) {
  EXPECT_EQ(run<Fleet>(policy(0, 2s), one_server(), {{0s, 2s}}).users,
            "\n0: waited 0, start 0, handler 2000 -> 2000 completed\n");
}

TEST(Client, waits_double_up_to_the_longest) {
  RetryPolicy doubling = policy(4, unbounded, 1s);
  doubling.most_backoff = 3s;
  FunctionParameters parameters;
  parameters.failure_share = 1;
  const Outcomes made = run<FunctionPool>(doubling, parameters, {{0s, 1s}});
  EXPECT_EQ(made.attempts,
            "\n"
            "0: waited 0, start 0, handler 1000 -> 1000 failed, cold\n"
            "2000: waited 0, start 0, handler 1000 -> 1000 failed, cold\n"
            "5000: waited 0, start 0, handler 1000 -> 1000 failed, cold\n"
            "9000: waited 0, start 0, handler 1000 -> 1000 failed, cold\n"
            "13000: waited 0, start 0, handler 1000 -> 1000 failed, cold\n");
  EXPECT_EQ(made.users, "\n0: waited 0, start 0, handler 1000 -> 14000 failed, cold\n");
}

TEST(Client, a_platform_that_gives_no_answer_ends_an_attempt_before_patience_does) {
  FunctionParameters parameters;
  parameters.reply_limit = 1s;
  const Outcomes made = run<FunctionPool>(policy(1, 5s), parameters, {{0s, 3s}}, parameters.reply_limit);
  EXPECT_EQ(made.users, "\n0: waited 0, start 0, handler 3000 -> 2000 timed out, cold\n");
}

TEST(Client, a_budget_holds_retries_to_its_share_of_the_requests) {
  RetryPolicy frugal = policy(3);
  frugal.retry_budget = 0.1;
  FleetParameters parameters = one_server();
  parameters.failure_share = 1;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 100; ++i) arrivals.push_back({i * 1s, 1ms});
  const std::string attempts = run<RoundRobinFleet>(frugal, parameters, arrivals).attempts;
  EXPECT_EQ(std::count(attempts.begin(), attempts.end(), '\n') - 1, 100 + 10);
}

TEST(Client, an_open_breaker_lets_one_attempt_through_after_its_time) {
  RetryPolicy careful = policy(0);
  careful.breaker = CircuitBreaker{0.5, 4, 10s};
  FleetParameters parameters = one_server();
  parameters.outages = Outages({{Outage::Kind::refuses, {Time(2s), Time(20s)}, 1}});
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 40; ++i) arrivals.push_back({i * 1s, 10ms});
  // At 3 s two of the last four are bad: open until 13 s, when the probe is refused, and until 23 s, when it
  // succeeds.
  std::vector<int> sent;
  const std::string attempts = run<Fleet>(careful, parameters, arrivals).attempts;
  for (std::size_t at = 1; at < attempts.size(); at = attempts.find('\n', at) + 1)
    sent.push_back(std::stoi(attempts.substr(at)) / 1000);
  std::vector<int> expected{0, 1, 2, 3, 13, 23};
  for (int i = 24; i < 40; ++i) expected.push_back(i);
  EXPECT_EQ(sent, expected);
}

TEST(Client, every_request_of_a_user_has_one_record_whatever_became_of_its_attempts) {
  FleetParameters parameters = one_server();
  parameters.queue_capacity = 3;
  parameters.failure_share = 0.2;
  parameters.outages = Outages({{Outage::Kind::stalls, {Time(60s), Time(70s)}, 1}});
  RetryPolicy eager = policy(3, 500ms, 100ms);
  eager.jitter = Jitter::full;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 36000; ++i) arrivals.push_back({i * 100ms, (20 + 53 * i % 150) * 1ms});
  const std::string fleet = run<Fleet>(eager, parameters, arrivals).users;
  EXPECT_EQ(std::count(fleet.begin(), fleet.end(), '\n') - 1, 36000);
  // Both kinds of fleet give the same records, so their clients see the same.
  EXPECT_EQ(run<RoundRobinFleet>(eager, parameters, arrivals).users, fleet);
}

TEST(Client, with_half_of_the_attempts_failing_three_retries_make_fifteen_eighths_attempts) {
  FleetParameters parameters = one_server();
  parameters.failure_share = 0.5;
  std::vector<Arrival> arrivals;
  constexpr int n = 30000;
  for (int i = 0; i < n; ++i) arrivals.push_back({i * 100ms, 1ms});
  const std::string attempts = run<RoundRobinFleet>(policy(3), parameters, arrivals).attempts;
  const auto count = static_cast<double>(std::count(attempts.begin(), attempts.end(), '\n') - 1);
  // 1 + 1/2 + 1/4 + 1/8; the attempts of one request have variance 1.11.
  EXPECT_NEAR(count / n, 1.875, 4 * std::sqrt(1.11 / n));
}

}  // namespace
}  // namespace isocost
