#include "simulator/platform/server/fleet.h"

#include <gtest/gtest.h>

#include <map>

#include "simulator/platform/server/round_robin_fleet.h"
#include "tests/support/recording.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::Arrival;
using testing_support::Recording;

struct Outcomes {
  std::string requests;
  std::string capacity;
  Recording recording;
  double in_system_seconds = 0;
  std::size_t servers_at_end = 0;
};

Outcomes run(const FleetParameters& parameters, const std::vector<Arrival>& arrivals, Duration horizon = 1h) {
  Outcomes made;
  Recorder recorder({parameters.begin, Time(horizon)}, {&made.recording});
  Fleet fleet(parameters, Seed{1}, 0, 0, recorder);
  for (const Arrival& one : arrivals) fleet.offer({Time(one.at), one.work, 0});
  fleet.finish(Time(horizon));
  made.requests = made.recording.request_table();
  made.capacity = made.recording.capacity_table();
  made.in_system_seconds = fleet.in_system_integral() * 1e-9;
  made.servers_at_end = fleet.servers_in_service();
  return made;
}

FleetParameters servers(std::uint32_t count, std::uint32_t concurrency = 1) {
  FleetParameters parameters;
  parameters.servers = count;
  parameters.concurrency = concurrency;
  return parameters;
}

TEST(Fleet, requests_are_served_first_come_first_served) {
  const Outcomes made = run(servers(1), {{0s, 2s}, {1s, 3s}, {1s, 1s}, {9s, 1s}}, 1min);
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "1000: waited 1000, start 0, handler 3000 -> 4000 completed\n"
            "1000: waited 4000, start 0, handler 1000 -> 5000 completed\n"
            "9000: waited 0, start 0, handler 1000 -> 1000 completed\n");
  EXPECT_EQ(made.capacity, "\nserver 0 to 60000, work 7000\n");
  EXPECT_DOUBLE_EQ(made.in_system_seconds, 2 + 4 + 5 + 1);
}

TEST(Fleet, a_worker_that_frees_itself_serves_a_request_that_comes_at_that_instant) {
  EXPECT_EQ(run(servers(1), {{0s, 2s}, {2s, 1s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "2000: waited 0, start 0, handler 1000 -> 1000 completed\n");
}

TEST(Fleet, a_server_serves_as_many_at_once_as_it_has_workers) {
  EXPECT_EQ(run(servers(1, 2), {{0s, 2s}, {0s, 3s}, {0s, 1s}, {0s, 1s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "0: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "0: waited 2000, start 0, handler 1000 -> 3000 completed\n"
            "0: waited 3000, start 0, handler 1000 -> 4000 completed\n");
}

TEST(Fleet, a_full_queue_turns_requests_away) {
  FleetParameters parameters = servers(1);
  parameters.queue_capacity = 1;
  parameters.overhead = 1ms;
  EXPECT_EQ(run(parameters, {{0s, 2s}, {1s, 2s}, {1s, 2s}, {2s, 2s}, {2500ms, 2s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 2000 -> 2001 completed\n"
            "1000: waited 0, start 0, handler 0 -> 1 refused, not served\n"
            "1000: waited 1000, start 0, handler 2000 -> 3001 completed\n"
            "2000: waited 2000, start 0, handler 2000 -> 4001 completed\n"  // the place is free again at 2 s
            "2500: waited 0, start 0, handler 0 -> 1 refused, not served\n");
}

TEST(Fleet, a_request_whose_sender_has_left_is_dropped_when_its_turn_comes) {
  FleetParameters parameters = servers(1);
  parameters.request_timeout = 3s;
  const Outcomes made = run(parameters, {{0s, 2900ms}, {0s, 500ms}, {0s, 1s}, {1s, 1s}, {2s, 1s}}, 1min);
  // Served from 2.9 to 3.4 s (too late by 0.4 s, but served); at 3.4 s the third has waited 3.4 s and is
  // dropped; the fourth has waited 2.4 s and is done at 4.4 s, 3.4 s after it came; the fifth waits from 2
  // to 4.4 s.
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 2900 -> 2900 completed\n"
            "0: waited 2900, start 0, handler 500 -> 3000 timed out\n"
            "0: waited 3400, start 0, handler 0 -> 3000 timed out, not served\n"
            "1000: waited 2400, start 0, handler 1000 -> 3000 timed out\n"
            "2000: waited 2400, start 0, handler 1000 -> 3000 timed out\n");
  EXPECT_EQ(made.capacity, "\nserver 0 to 60000, work 5400\n");
}

TEST(Fleet, a_request_that_has_waited_exactly_the_timeout_is_still_served) {
  FleetParameters parameters = servers(1);
  parameters.request_timeout = 3s;
  EXPECT_EQ(run(parameters, {{0s, 3s}, {0s, 0s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "0: waited 3000, start 0, handler 0 -> 3000 completed\n");
}

TEST(Fleet, round_robin_takes_the_servers_in_turn_whatever_their_load) {
  EXPECT_EQ(run(servers(2), {{0s, 9s}, {1s, 1s}, {3s, 1s}, {4s, 1s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 9000 -> 9000 completed\n"
            "1000: waited 0, start 0, handler 1000 -> 1000 completed\n"
            "3000: waited 6000, start 0, handler 1000 -> 7000 completed\n"  // although the other is idle
            "4000: waited 0, start 0, handler 1000 -> 1000 completed\n");
}

TEST(Fleet, least_connections_takes_the_server_with_the_fewest_requests) {
  FleetParameters parameters = servers(2);
  parameters.balancer = Balancer::least_connections;
  EXPECT_EQ(
      run(parameters, {{0s, 9s}, {1s, 1s}, {3000ms, 1s}, {3100ms, 1s}, {3200ms, 1s}, {3300ms, 1s}}).requests,
      "\n"
      "0: waited 0, start 0, handler 9000 -> 9000 completed\n"
      "1000: waited 0, start 0, handler 1000 -> 1000 completed\n"
      "3000: waited 0, start 0, handler 1000 -> 1000 completed\n"       // to the idle one: 1 and 1
      "3100: waited 5900, start 0, handler 1000 -> 6900 completed\n"    // a tie; to the first, which changed
                                                                        // longer ago
      "3200: waited 800, start 0, handler 1000 -> 1800 completed\n"     // to the second: 2 and 2
      "3300: waited 6700, start 0, handler 1000 -> 7700 completed\n");  // a tie again
}

TEST(Fleet, power_of_two_keeps_queues_far_shorter_than_chance_would) {
  FleetParameters parameters = servers(10);
  parameters.balancer = Balancer::power_of_two;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 20'000; ++i) arrivals.push_back({i * 11ms, 100ms});  // load 0.91
  const Outcomes made = run(parameters, arrivals);
  Duration longest{};
  for (const RequestRecord& record : made.recording.all_requests())
    longest = std::max(longest, record.waited);
  EXPECT_EQ(made.recording.all_requests().size(), 20'000U);
  // Random splitting is M/D/1-like with waits beyond ten service times; two choices end near log log n
  // (Mitzenmacher 2001).
  EXPECT_LE(longest, 500ms);
  EXPECT_GT(longest, 0ms);
}

TEST(Fleet, by_processor_sharing_all_requests_are_served_at_once) {
  FleetParameters parameters = servers(1, 2);
  parameters.discipline = Discipline::processor_sharing;
  // Alone until 1 s, then two at half speed: the second needs 1 s and is done at 3 s; a third waits until
  // then, then runs beside the first, which has had 2 of its 3 s: done at 5 s; the third has half of its 2 s
  // left, done at 6 s.
  const Outcomes made = run(parameters, {{0s, 3s}, {1s, 1s}, {2s, 2s}}, 1min);
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 5000 -> 5000 completed\n"
            "1000: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "2000: waited 1000, start 0, handler 3000 -> 4000 completed\n");
  EXPECT_EQ(made.capacity, "\nserver 0 to 60000, work 6000\n");
  EXPECT_DOUBLE_EQ(made.in_system_seconds, 5 + 2 + 4);
}

TEST(Fleet, two_vcpus_share_three_busy_requests) {
  FleetParameters parameters = servers(1, 8);
  parameters.discipline = Discipline::processor_sharing;
  parameters.vcpus = 2;
  EXPECT_EQ(run(parameters, {{0s, 2s}, {0s, 2s}, {0s, 2s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "0: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "0: waited 0, start 0, handler 3000 -> 3000 completed\n");
}

TEST(Fleet, work_and_overhead_follow_the_parameters) {
  FleetParameters parameters = servers(1);
  parameters.handler_scale = 1.5;
  parameters.overhead = 3ms;
  EXPECT_EQ(run(parameters, {{0s, 100ms}}).requests,
            "\n0: waited 0, start 0, handler 150 -> 153 completed\n");
}

// --- autoscaling
// -----------------------------------------------------------------------------------------------------

FleetParameters scaled(std::uint32_t most, double target) {
  FleetParameters parameters = servers(1, 4);
  parameters.balancer = Balancer::least_connections;
  parameters.autoscaling = Autoscaling{1, most, target, 1min, 0min, 5min};
  parameters.boot_time = Distribution::constant(90s);
  return parameters;
}

TEST(Autoscaler, follows_the_utilisation_minute_by_minute) {
  // Target 20 %; one vCPU a server. A request of 30 min from 0 s on, one of 5 min from 5 min on.
  //   1 min  100 % of 1 server: 5 are wanted; 4 are launched, in service at 2 min 30 s
  //   2 min  100 %: 5 wanted, 4 are booting: nothing; 3-5 min 1 of 5 busy, 20 %: on target
  //   6 min  2 of 5 busy, 40 %: 10 are wanted; 5 launched, in service at 7 min 30 s; 7 min: they are booting
  //   8-10 min 2 of 10 busy, 20 %
  //  11 min  1 of 10 busy, 10 %, below 90 % of the target: the cooldown of 5 min begins
  //  16 min  5 are taken out, the last that came first; 17-30 min 20 %
  //  31 min  0 %; 36 min: down to the least, 1
  const Outcomes made = run(scaled(10, 0.2), {{0s, 30min}, {5min, 5min}});
  EXPECT_EQ(made.capacity,
            "\n"
            "server 0 to 3.6e+06, work 1.8e+06\n"
            "server 60000 to 2.16e+06\n"
            "server 60000 to 2.16e+06\n"
            "server 60000 to 2.16e+06\n"
            "server 60000 to 2.16e+06, work 300000\n"
            "server 360000 to 960000\n"
            "server 360000 to 960000\n"
            "server 360000 to 960000\n"
            "server 360000 to 960000\n"
            "server 360000 to 960000\n");
  EXPECT_EQ(made.servers_at_end, 1U);
}

TEST(Autoscaler, multiplies_the_number_of_servers_that_it_measured) {
  FleetParameters parameters = scaled(10, 0.5);
  parameters.autoscaling->metric_delay = 2min;
  parameters.boot_time = Distribution::constant(30s);
  // 100 % of 1 server at 1, 2 and 3 min: 2 are wanted at 3, 4 and 5 min. The second is in service at 3 min 30
  // s: twice that many would be wanted if the old metric met the new number.
  EXPECT_EQ(run(parameters, {{0s, 20min}}, 10min).capacity,
            "\n"
            "server 0 to 600000, work 600000\n"
            "server 180000 to 600000\n");
}

TEST(Autoscaler, acts_on_a_metric_only_after_its_delay) {
  FleetParameters parameters = scaled(2, 0.5);
  parameters.autoscaling->metric_delay = 1min;
  parameters.autoscaling->scale_in_cooldown = 15min;
  parameters.boot_time = Distribution::constant(2min);
  // 100 % measured at 1 min, acted on at 2 min, in service at 4 min. The work ends at 10 min; 0 % is measured
  // at 11 min, acted on at 12 min, and at 27 min the cooldown is over.
  const Outcomes made = run(parameters, {{0s, 10min}});
  EXPECT_EQ(made.capacity,
            "\n"
            "server 0 to 3.6e+06, work 600000\n"
            "server 120000 to 1.62e+06\n");
}

TEST(Autoscaler, a_server_serves_only_after_its_boot) {
  FleetParameters parameters = scaled(2, 0.5);
  parameters.concurrency = 1;
  // Launched at 1 min, in service at 2 min 30 s: what came before waits at the first server.
  EXPECT_EQ(run(parameters, {{0s, 4min}, {149s, 1s}, {150s, 1s}, {151s, 1s}}).requests,
            "\n"
            "0: waited 0, start 0, handler 240000 -> 240000 completed\n"
            "149000: waited 91000, start 0, handler 1000 -> 92000 completed\n"
            "150000: waited 0, start 0, handler 1000 -> 1000 completed\n"
            "151000: waited 0, start 0, handler 1000 -> 1000 completed\n");
}

TEST(Autoscaler, a_server_that_is_taken_out_serves_its_requests_to_the_end) {
  FleetParameters parameters = scaled(2, 0.5);
  parameters.concurrency = 1;
  // The work ends at 3 min, the second server is in service from 2 min 30 s on; 0 % at 4 min, out at 9 min.
  // Two requests of 100 s come a second before; the one on the second server is served to its end, and the
  // next goes to the first. That one is busy all of the 10th minute: a third is launched at 10 min, idle at
  // 12 min, out at 17 min.
  const Outcomes made = run(parameters, {{0s, 3min}, {539s, 100s}, {539s, 100s}, {541s, 1s}});
  EXPECT_EQ(made.capacity,
            "\n"
            "server 0 to 3.6e+06, work 281000\n"
            "server 60000 to 639000, work 100000\n"
            "server 600000 to 1.02e+06\n");
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 180000 -> 180000 completed\n"
            "539000: waited 0, start 0, handler 100000 -> 100000 completed\n"
            "539000: waited 0, start 0, handler 100000 -> 100000 completed\n"
            "541000: waited 98000, start 0, handler 1000 -> 99000 completed\n");
}

TEST(Autoscaler, a_new_rise_ends_the_cooldown) {
  FleetParameters parameters = scaled(2, 0.5);
  // Below target from 4 min on; a request from 8 to 9 min brings 50 % at 9 min, so the cooldown begins again
  // at 10 min. It goes to the second server: a tie, and the first fell idle later.
  const Outcomes made = run(parameters, {{0s, 3min}, {8min, 1min}});
  EXPECT_EQ(made.capacity,
            "\n"
            "server 0 to 3.6e+06, work 180000\n"
            "server 60000 to 900000, work 60000\n");
}

TEST(Autoscaler, never_leaves_its_bounds) {
  FleetParameters parameters = scaled(5, 0.1);
  parameters.autoscaling->min_servers = 3;
  parameters.servers = 3;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 40; ++i) arrivals.push_back({i * 1s, 10min});
  const Outcomes made = run(parameters, arrivals);
  EXPECT_EQ(made.recording.all_capacity().size(), 5U);
  EXPECT_EQ(made.servers_at_end, 3U);
}

TEST(Autoscaler, only_cpu_time_counts_as_utilisation) {
  FleetParameters parameters = scaled(10, 0.5);
  parameters.cpu_share = 0.1;  // four requests use 40 % of the vCPU
  const Outcomes made = run(parameters, {{0s, 30min}, {0s, 30min}, {0s, 30min}, {0s, 30min}});
  EXPECT_EQ(made.recording.all_capacity().size(), 1U);
}

// --- the fast path of round robin
// -----------------------------------------------------------------------------------

std::pair<std::string, std::string> run_fast(const FleetParameters& parameters,
                                             const std::vector<Arrival>& arrivals, Duration horizon) {
  Recording recording;
  Recorder recorder({parameters.begin, Time(horizon)}, {&recording});
  RoundRobinFleet fleet(parameters, Seed{1}, 0, 0, recorder);
  for (const Arrival& one : arrivals) fleet.offer({Time(one.at), one.work, 0});
  fleet.finish(Time(horizon));
  return {recording.request_table(), recording.capacity_table()};
}

TEST(RoundRobinFleet, answers_only_where_nothing_is_to_be_decided) {
  FleetParameters parameters = servers(3);
  EXPECT_TRUE(RoundRobinFleet::serves(parameters));
  parameters.balancer = Balancer::least_connections;
  EXPECT_FALSE(RoundRobinFleet::serves(parameters));
  parameters.servers = 1;
  EXPECT_TRUE(RoundRobinFleet::serves(parameters));
  parameters.discipline = Discipline::processor_sharing;
  EXPECT_FALSE(RoundRobinFleet::serves(parameters));
  EXPECT_FALSE(RoundRobinFleet::serves(scaled(2, 0.5)));
}

TEST(RoundRobinFleet, reports_what_the_fleet_reports) {
  FleetParameters parameters = servers(2, 2);
  parameters.queue_capacity = 2;
  parameters.request_timeout = 3s;
  parameters.overhead = 1ms;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 200; ++i) arrivals.push_back({i * 100ms, (i * 37 % 11) * 100ms});
  const Outcomes plain = run(parameters, arrivals, 1min);
  const auto [requests, capacity] = run_fast(parameters, arrivals, 1min);
  EXPECT_EQ(plain.capacity, capacity);
  // The order among equals differs; every arrival here has an instant of its own.
  EXPECT_EQ(plain.requests, requests);
}

}  // namespace
}  // namespace isocost
