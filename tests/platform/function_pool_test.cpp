#include "simulator/platform/function/function_pool.h"

#include <gtest/gtest.h>

#include <map>

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
  std::uint64_t peak = 0;
};

/// Runs a small world from time 0 to the horizon and reads what was reported.
Outcomes run(const FunctionParameters& parameters, const std::vector<Arrival>& arrivals,
             Duration horizon = 1h) {
  Outcomes made;
  Recorder recorder({parameters.begin, Time(horizon)}, {&made.recording});
  FunctionPool pool(parameters, Seed{1}, 0, 0, recorder);
  for (const Arrival& one : arrivals) pool.offer({Time(one.at), one.work, 0});
  pool.finish(Time(horizon));
  made.requests = made.recording.request_table();
  made.capacity = made.recording.capacity_table();
  made.in_system_seconds = pool.in_system_integral() * 1e-9;
  made.peak = pool.peak_in_use();
  return made;
}

/// Starts in 500 ms, kept for 10 s.
FunctionParameters plain() {
  FunctionParameters parameters;
  parameters.init = Distribution::constant(500ms);
  parameters.keep_alive = Distribution::constant(10s);
  return parameters;
}

std::vector<Arrival> at_once(std::size_t count, Duration at, Duration work) {
  return std::vector<Arrival>(count, {at, work});
}

std::map<Outcome, std::size_t> outcomes(const Recording& recording) {
  std::map<Outcome, std::size_t> counts;
  for (const RequestRecord& record : recording.all_requests()) ++counts[record.outcome];
  return counts;
}

TEST(FunctionPool, a_request_that_finds_an_idle_instance_starts_warm) {
  const Outcomes made = run(plain(), {{0s, 200ms}, {1s, 200ms}, {1s, 200ms}, {3s, 200ms}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "1000: waited 0, start 0, handler 200 -> 200 completed\n"
            "1000: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "3000: waited 0, start 0, handler 200 -> 200 completed\n");
  // The first instance was idle from 1.2 s on, the second from 1.7 s on and is the one used again at 3 s.
  EXPECT_EQ(made.capacity,
            "\n"
            "instance 0 to 11200\n"
            "instance 1000 to 13200\n");
  EXPECT_DOUBLE_EQ(made.in_system_seconds, 0.7 + 0.2 + 0.7 + 0.2);
  EXPECT_EQ(made.peak, 2U);
}

TEST(FunctionPool, peak_counts_what_is_busy_from_before_the_measured_time) {
  Recording recording;
  Recorder recorder({Time(10s), Time(20s)}, {&recording});
  FunctionPool pool(plain(), Seed{1}, 0, 0, recorder);
  for (const Duration at : {1s, 2s, 3s}) pool.offer({Time(at), 1h, 0});
  pool.finish(Time(20s));
  EXPECT_EQ(pool.peak_in_use(), 3U);
}

TEST(FunctionPool, a_request_just_before_the_keep_alive_ends_is_warm_and_one_at_its_end_is_cold) {
  EXPECT_EQ(run(plain(), {{0s, 200ms}, {10700ms - 1ns, 200ms}}).requests,
            "\n"
            "0: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "10700: waited 0, start 0, handler 200 -> 200 completed\n");
  const Outcomes at_the_end = run(plain(), {{0s, 200ms}, {10700ms, 200ms}});
  EXPECT_EQ(at_the_end.requests,
            "\n"
            "0: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "10700: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n");
  EXPECT_EQ(at_the_end.capacity,
            "\n"
            "instance 0 to 10700\n"
            "instance 10700 to 21400\n");
}

TEST(FunctionPool, a_request_that_comes_as_another_leaves_finds_the_instance_idle) {
  EXPECT_EQ(run(plain(), {{0s, 200ms}, {700ms, 200ms}}).requests,
            "\n"
            "0: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "700: waited 0, start 0, handler 200 -> 200 completed\n");
}

TEST(FunctionPool, each_use_begins_the_keep_alive_anew) {
  const Outcomes made = run(plain(), {{0s, 0s}, {9s, 0s}, {18s, 0s}, {27s, 0s}});
  EXPECT_EQ(made.capacity, "\ninstance 0 to 37000\n");
}

TEST(FunctionPool, what_a_start_costs_is_told_apart) {
  FunctionParameters parameters = plain();
  parameters.cold_start_outside_init = 120ms;
  parameters.first_call_extra = 30ms;
  parameters.overhead = 5ms;
  EXPECT_EQ(run(parameters, {{0s, 200ms}, {2s, 200ms}}).requests,
            "\n"
            "0: waited 0, start 620, handler 230 -> 855 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 200 -> 205 completed\n");
}

TEST(FunctionPool, work_takes_longer_on_a_slower_instance) {
  FunctionParameters parameters = plain();
  parameters.handler_scale = 2.5;
  EXPECT_EQ(run(parameters, {{0s, 200ms}}).requests,
            "\n0: waited 0, start 500, handler 500 -> 1000 completed, cold, init 500\n");
}

TEST(FunctionPool, a_cold_request_may_have_a_handler_time_of_its_own) {
  FunctionParameters parameters = plain();
  parameters.cold_handler = Distribution::constant(2s);
  EXPECT_EQ(run(parameters, {{0s, 200ms}, {5s, 200ms}}).requests,
            "\n"
            "0: waited 0, start 500, handler 2000 -> 2500 completed, cold, init 500\n"
            "5000: waited 0, start 0, handler 200 -> 200 completed\n");
}

TEST(FunctionPool, work_is_killed_at_the_execution_limit) {
  FunctionParameters parameters = plain();
  parameters.execution_limit = 15min;
  const Outcomes made = run(parameters, {{0s, 15min}, {0s, 15min + 1ns}, {20min, 1h}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 900000 -> 900500 completed, cold, init 500\n"
            "0: waited 0, start 500, handler 900000 -> 900500 timed out, cold, init 500\n"
            "1.2e+06: waited 0, start 500, handler 900000 -> 900500 timed out, cold, init 500\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "instance 0 to 910500\n"
            "instance 0 to 910500\n"
            "instance 1.2e+06 to 2.1105e+06\n");
}

TEST(FunctionPool, after_the_reply_limit_the_sender_gets_no_answer_but_the_work_goes_on) {
  FunctionParameters parameters = plain();
  parameters.reply_limit = 230s;
  parameters.overhead = 1ms;
  const Outcomes made = run(parameters, {{0s, 5min}, {240s, 1s}, {330s, 200ms}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 300000 -> 230000 timed out, cold, init 500\n"
            "240000: waited 0, start 500, handler 1000 -> 1501 completed, cold, init 500\n"  // the first is
                                                                                             // still at work
            "330000: waited 0, start 500, handler 200 -> 701 completed, cold, init 500\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "instance 0 to 310500\n"
            "instance 240000 to 251500\n"
            "instance 330000 to 340700\n");
}

TEST(FunctionPool, more_requests_at_once_than_the_concurrency_limit_are_refused) {
  FunctionParameters parameters = plain();
  parameters.concurrency_limit = 2;
  parameters.overhead = 1ms;
  EXPECT_EQ(run(parameters, {{0s, 1s}, {0s, 1s}, {1s, 1s}, {1500ms, 1s}, {1600ms, 1s}}).requests,
            "\n"
            "0: waited 0, start 500, handler 1000 -> 1501 completed, cold, init 500\n"
            "0: waited 0, start 500, handler 1000 -> 1501 completed, cold, init 500\n"
            "1000: waited 0, start 0, handler 0 -> 1 refused, not served\n"
            "1500: waited 0, start 0, handler 1000 -> 1001 completed\n"
            "1600: waited 0, start 0, handler 1000 -> 1001 completed\n");
}

TEST(FunctionPool, no_more_instances_live_at_once_than_allowed) {
  FunctionParameters parameters = plain();
  parameters.most_instances = 1;
  const Outcomes made = run(parameters, {{0s, 1s}, {1s, 1s}, {2s, 1s}, {30s, 1s}});
  EXPECT_EQ(
      made.requests,
      "\n"
      "0: waited 0, start 500, handler 1000 -> 1500 completed, cold, init 500\n"
      "1000: waited 0, start 0, handler 0 -> 0 refused, not served\n"
      "2000: waited 0, start 0, handler 1000 -> 1000 completed\n"
      "30000: waited 0, start 500, handler 1000 -> 1500 completed, cold, init 500\n");  // the expired one has
                                                                                        // made room
}

TEST(FunctionPool, at_a_limit_requests_may_wait_and_are_served_in_order) {
  FunctionParameters parameters = plain();
  parameters.most_instances = 1;
  parameters.queue_for = 2s;
  const Outcomes made = run(parameters, {{0s, 1s}, {1s, 1s}, {1200ms, 1s}, {1400ms, 1s}, {5s, 100ms}});
  // At 1.5 s the one from 1.0 is taken, at 2.5 s that from 1.2; that from 1.4 would be taken at 3.5 s and
  // leaves at 3.4 s.
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 1000 -> 1500 completed, cold, init 500\n"
            "1000: waited 500, start 0, handler 1000 -> 1500 completed\n"
            "1200: waited 1300, start 0, handler 1000 -> 2300 completed\n"
            "1400: waited 2000, start 0, handler 0 -> 2000 refused, not served\n"
            "5000: waited 0, start 0, handler 100 -> 100 completed\n");
  EXPECT_DOUBLE_EQ(made.in_system_seconds, 1.5 + 1.5 + 2.3 + 2.0 + 0.1);
}

TEST(FunctionPool, those_still_waiting_at_the_horizon_are_refused) {
  FunctionParameters parameters = plain();
  parameters.most_instances = 1;
  parameters.queue_for = 1min;
  EXPECT_EQ(run(parameters, {{0s, 20s}, {1s, 1s}}, 10s).requests,
            "\n"
            "0: waited 0, start 500, handler 20000 -> 20500 completed, cold, init 500\n"
            "1000: waited 9000, start 0, handler 0 -> 9000 refused, not served\n");
}

/// AWS Lambda: 1,000 more environments each 10 s, and unused ones are not carried over (R19).
TEST(FunctionPool, a_step_of_2500_requests_is_cut_at_1000_starts_in_10_seconds) {
  FunctionParameters parameters = plain();
  parameters.starts_per_window = 1000;
  parameters.start_window = 10s;
  auto arrivals = at_once(2500, 35s, 1s);
  const Outcomes made = run(parameters, arrivals);
  EXPECT_EQ(outcomes(made.recording)[Outcome::completed], 1000U);  // nothing saved up in the 35 s before
  EXPECT_EQ(outcomes(made.recording)[Outcome::refused], 1500U);
}

TEST(FunctionPool, the_next_window_brings_the_next_1000_starts) {
  FunctionParameters parameters = plain();
  parameters.starts_per_window = 1000;
  parameters.start_window = 10s;
  std::vector<Arrival> arrivals;
  for (const Duration at : {38s, 39s, 40s, 49s, 50s})
    for (const Arrival& one : at_once(2500, at, 1min)) arrivals.push_back(one);
  const Outcomes made = run(parameters, arrivals);
  std::map<Time, std::size_t> served;
  for (const RequestRecord& record : made.recording.all_requests())
    served[record.arrival] += record.is_served ? 1 : 0;
  EXPECT_EQ(served,
            (std::map<Time, std::size_t>{
                {Time(38s), 1000}, {Time(39s), 0}, {Time(40s), 1000}, {Time(49s), 0}, {Time(50s), 1000}}));
}

/// AWS Lambda until November 2023: 3,000 at once, then 500 a minute (R18).
TEST(FunctionPool, a_burst_is_allowed_at_first_and_saved_up_again_in_rest) {
  FunctionParameters parameters = plain();
  parameters.keep_alive = Distribution::constant(10s);
  parameters.starts_per_window = 500;
  parameters.start_window = 1min;
  parameters.start_burst = 3000;
  std::vector<Arrival> arrivals;
  for (const Duration at : {Duration(0s), Duration(30s), Duration(60s), Duration(5min), Duration(30min)})
    for (const Arrival& one : at_once(5000, at, 1s)) arrivals.push_back(one);
  const Outcomes made = run(parameters, arrivals, 1h);
  std::map<Time, std::size_t> served;
  for (const RequestRecord& record : made.recording.all_requests())
    served[record.arrival] += record.is_served ? 1 : 0;
  EXPECT_EQ(
      served,
      (std::map<Time, std::size_t>{
          {Time(0s), 3000}, {Time(30s), 0}, {Time(60s), 500}, {Time(5min), 2000}, {Time(30min), 3000}}));
}

TEST(FunctionPool, warm_instances_do_not_count_as_starts) {
  FunctionParameters parameters = plain();
  parameters.keep_alive = Distribution::constant(10min);
  parameters.starts_per_window = 1000;
  parameters.start_window = 10s;
  std::vector<Arrival> arrivals = at_once(1000, 5s, 1s);
  for (const Arrival& one : at_once(2500, 12s, 1s)) arrivals.push_back(one);
  const Outcomes made = run(parameters, arrivals);
  std::size_t warm = 0, cold = 0;
  for (const RequestRecord& record : made.recording.all_requests()) {
    warm += record.is_served && !record.is_cold ? 1 : 0;
    cold += record.is_cold ? 1 : 0;
  }
  EXPECT_EQ(warm, 1000U);
  EXPECT_EQ(cold, 2000U);
  EXPECT_EQ(outcomes(made.recording)[Outcome::refused], 500U);
}

TEST(FunctionPool, what_waits_for_a_start_is_served_when_the_next_window_opens) {
  FunctionParameters parameters = plain();
  parameters.starts_per_window = 1;
  parameters.start_window = 10s;
  parameters.queue_for = 25s;
  EXPECT_EQ(run(parameters, {{3s, 1min}, {3s, 1min}, {4s, 1min}, {4s, 1min}}).requests,
            "\n"
            "3000: waited 0, start 500, handler 60000 -> 60500 completed, cold, init 500\n"
            "3000: waited 7000, start 500, handler 60000 -> 67500 completed, cold, init 500\n"
            "4000: waited 16000, start 500, handler 60000 -> 76500 completed, cold, init 500\n"
            "4000: waited 25000, start 0, handler 0 -> 25000 refused, not served\n");
}

TEST(FunctionPool, provisioned_instances_are_used_first_and_live_throughout) {
  FunctionParameters parameters = plain();
  parameters.provisioned = 1;
  parameters.first_call_extra = 30ms;
  const Outcomes made = run(parameters, {{0s, 1s}, {500ms, 1s}, {3s, 1s}, {3s, 1s}}, 1min);
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 1000 -> 1000 completed, provisioned\n"
            "500: waited 0, start 500, handler 1030 -> 1530 completed, cold, init 500\n"
            "3000: waited 0, start 0, handler 1000 -> 1000 completed, provisioned\n"
            "3000: waited 0, start 0, handler 1000 -> 1000 completed\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "instance 0 to 60000, provisioned\n"
            "instance 500 to 14000\n");
}

TEST(FunctionPool, a_share_of_the_requests_fails_whatever_serves_them) {
  FunctionParameters parameters = plain();
  parameters.failure_share = 0.25;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 4000; ++i) arrivals.push_back({i * 100ms, 50ms});
  const Outcomes made = run(parameters, arrivals);
  EXPECT_NEAR(static_cast<double>(outcomes(made.recording)[Outcome::failed]) / 4000, 0.25,
              4 * std::sqrt(0.25 * 0.75 / 4000));
  FunctionParameters slower = parameters;
  slower.handler_scale = 10;
  const Outcomes other = run(slower, arrivals);
  std::map<Time, Outcome> first, second;
  for (const RequestRecord& record : made.recording.all_requests()) first[record.arrival] = record.outcome;
  for (const RequestRecord& record : other.recording.all_requests()) second[record.arrival] = record.outcome;
  EXPECT_EQ(first, second);
}

TEST(FunctionPool, only_what_lies_in_the_measured_window_is_reported) {
  Recording recording;
  Recorder recorder({Time(10s), Time(20s)}, {&recording});
  FunctionPool pool(plain(), Seed{1}, 0, 0, recorder);
  for (const Duration at : {2s, 12s, 25s}) pool.offer({Time(at), 1s, 0});
  pool.finish(Time(40s));
  EXPECT_EQ(recording.request_table(), "\n12000: waited 0, start 0, handler 1000 -> 1000 completed\n");
  EXPECT_EQ(recording.capacity_table(), "\ninstance 10000 to 20000\n");
}

TEST(FunctionPool, a_request_inside_at_the_horizon_keeps_its_full_response) {
  const Outcomes made = run(plain(), {{9s, 5s}}, 10s);
  EXPECT_EQ(made.requests, "\n9000: waited 0, start 500, handler 5000 -> 5500 completed, cold, init 500\n");
  EXPECT_EQ(made.capacity, "\ninstance 9000 to 10000\n");
  EXPECT_DOUBLE_EQ(made.in_system_seconds, 1);
}

/// Three instances started at 0 and idle from 1.5, 2.5 and 3.5 s on; at 5 s two requests come.
std::string order_of_use(Routing routing) {
  FunctionParameters parameters = plain();
  parameters.keep_alive = Distribution::constant(30s);
  parameters.routing = routing;
  return run(parameters, {{0s, 3s}, {0s, 1s}, {0s, 2s}, {5s, 10s}}, 10min).capacity;
}

TEST(FunctionPool, routing_decides_which_idle_instance_is_used) {
  // The instance used at 5 s lives until 5 + 10 + 30 s, the others for 30 s from when they fell idle.
  EXPECT_EQ(order_of_use(Routing::most_recently_used),
            "\ninstance 0 to 31500\ninstance 0 to 32500\ninstance 0 to 45000\n");
  EXPECT_EQ(order_of_use(Routing::least_recently_used),
            "\ninstance 0 to 32500\ninstance 0 to 33500\ninstance 0 to 45000\n");
}

// --- several requests in one instance
// ------------------------------------------------------------------------------

/// Two vCPUs' worth of requests on one vCPU, up to three in an instance.
FunctionParameters shared() {
  FunctionParameters parameters = plain();
  parameters.requests_per_instance = 3;
  parameters.vcpus = 1;
  parameters.cpu_share = 1;
  return parameters;
}

TEST(SharedInstance, requests_share_the_processor) {
  // Alone until 3 s (served 1 of 2 s), then two at half speed: the second (0.5 s) is done at 4 s, the first
  // has 0.5 s left.
  const Outcomes made = run(shared(), {{0s, 0s}, {2s, 2s}, {3s, 500ms}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 2500 -> 2500 completed\n"
            "3000: waited 0, start 0, handler 1000 -> 1000 completed\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 500\n"
            "busy 2000 to 4500, work 3500\n"
            "instance 0 to 14500\n");
}

TEST(SharedInstance, three_equal_requests_take_three_times_as_long) {
  EXPECT_EQ(run(shared(), {{0s, 0s}, {2s, 1s}, {2s, 1s}, {2s, 1s}}).requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n");
}

TEST(SharedInstance, requests_slow_each_other_only_when_they_ask_for_more_than_there_is) {
  FunctionParameters parameters = shared();
  parameters.cpu_share = 0.5;
  // Two ask for one vCPU: full speed. A third: speed 1 / 1.5 from 2.5 s on. The first two have 0.5 s left
  // then: done at 2.5 + 0.75 = 3.25 s, when the third has had 0.5 s.
  EXPECT_EQ(run(parameters, {{0s, 0s}, {2s, 1s}, {2s, 1s}, {2500ms, 1s}}).requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 1250 -> 1250 completed\n"
            "2000: waited 0, start 0, handler 1250 -> 1250 completed\n"
            "2500: waited 0, start 0, handler 1250 -> 1250 completed\n");
}

TEST(SharedInstance, without_contention_each_runs_at_full_speed) {
  FunctionParameters parameters = shared();
  parameters.has_contention = false;
  EXPECT_EQ(run(parameters, {{0s, 0s}, {2s, 1s}, {2s, 1s}, {2s, 1s}}).requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 1000 -> 1000 completed\n"
            "2000: waited 0, start 0, handler 1000 -> 1000 completed\n"
            "2000: waited 0, start 0, handler 1000 -> 1000 completed\n");
}

TEST(SharedInstance, the_fourth_request_starts_a_second_instance) {
  const Outcomes made = run(shared(), {{0s, 0s}, {2s, 1s}, {2s, 1s}, {2s, 1s}, {2s, 1s}, {2100ms, 1s}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 500, handler 2000 -> 2500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2100: waited 0, start 400, handler 2000 -> 2400 completed, cold\n");
}

TEST(SharedInstance, requests_may_enter_an_instance_that_is_still_starting) {
  // The start takes 500 ms from 0 s; a request at 200 ms waits 300 ms of it and starts no instance of its
  // own.
  const Outcomes made = run(shared(), {{0s, 100ms}, {200ms, 100ms}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 200 -> 700 completed, cold, init 500\n"
            "200: waited 0, start 300, handler 200 -> 500 completed, cold\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 700, work 400\n"
            "instance 0 to 10700\n");
}

TEST(SharedInstance, work_is_killed_at_the_execution_limit_however_slow_the_others_make_it) {
  FunctionParameters parameters = shared();
  parameters.execution_limit = 5s;
  // From 2 s: both at half speed; the short one (1 s) is done at 4 s; the long one has had 1 s, gets 3 s more
  // until 7 s and is killed there, 5 s after it was taken, short of its 4.5 s.
  const Outcomes made = run(parameters, {{0s, 0s}, {2s, 4500ms}, {2s, 1s}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 2000 -> 2000 completed\n"
            "2000: waited 0, start 0, handler 5000 -> 5000 timed out\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 500\n"
            "busy 2000 to 7000, work 7000\n"
            "instance 0 to 17000\n");
}

TEST(SharedInstance, killing_one_leaves_the_others_their_time) {
  FunctionParameters parameters = shared();
  parameters.execution_limit = 5s;
  // Taken at 2 s (10 s of work) and 5 s (1.5 s of work). Alone until 5 s, then half speed until the first is
  // killed at 7 s; the second has had 1 s by then and is done at 7.5 s.
  EXPECT_EQ(run(parameters, {{0s, 0s}, {2s, 10s}, {5s, 1500ms}}).requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 5000 -> 5000 timed out\n"
            "5000: waited 0, start 0, handler 2500 -> 2500 completed\n");
}

TEST(SharedInstance, expires_as_others_do) {
  const Outcomes made = run(shared(), {{0s, 100ms}, {10600ms - 1ns, 0s}, {30s, 0s}});
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 500, handler 100 -> 600 completed, cold, init 500\n"
            "10600: waited 0, start 0, handler 0 -> 0 completed\n"
            "30000: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 600, work 100\n"
            "busy 30000 to 30500\n"
            "instance 0 to 20600\n"
            "instance 30000 to 40500\n");
}

TEST(SharedInstance, a_provisioned_one_is_there_from_the_beginning_to_the_end) {
  FunctionParameters parameters = shared();
  parameters.provisioned = 1;
  const Outcomes made = run(parameters, {{0s, 1s}, {500ms, 1s}}, 1min);
  // Alone to 0.5 s, both at half speed until the first has its second half: 1.5 s; the second ends at 2 s.
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 0, handler 1500 -> 1500 completed, provisioned\n"
            "500: waited 0, start 0, handler 1500 -> 1500 completed, provisioned\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 2000, work 3000, provisioned\n"
            "instance 0 to 60000, provisioned\n");
}

TEST(SharedInstance, the_concurrency_limit_counts_requests_not_instances) {
  FunctionParameters parameters = shared();
  parameters.concurrency_limit = 4;
  std::vector<Arrival> arrivals{{0s, 0s}};
  for (const Arrival& one : at_once(6, 2s, 1s)) arrivals.push_back(one);
  const Outcomes made = run(parameters, arrivals);
  EXPECT_EQ(outcomes(made.recording)[Outcome::refused], 2U);
  EXPECT_EQ(outcomes(made.recording)[Outcome::completed], 5U);
}

TEST(SharedInstance, at_the_limit_of_instances_requests_wait_for_room) {
  FunctionParameters parameters = shared();
  parameters.most_instances = 1;
  parameters.queue_for = 10s;
  // Three at a third of the speed are done at 5 s; then the fourth has the instance to itself.
  EXPECT_EQ(run(parameters, {{0s, 0s}, {2s, 1s}, {2s, 1s}, {2s, 1s}, {3s, 1s}}).requests,
            "\n"
            "0: waited 0, start 500, handler 0 -> 500 completed, cold, init 500\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "2000: waited 0, start 0, handler 3000 -> 3000 completed\n"
            "3000: waited 2000, start 0, handler 1000 -> 3000 completed\n");
}

TEST(SharedInstance, the_most_recently_used_with_room_takes_the_next_request) {
  FunctionParameters parameters = shared();
  parameters.requests_per_instance = 2;
  // Two instances: a (requests 1, 2) and b (request 3, started at 1 s and ready at 1.5 s). At 4 s both are
  // idle, b since 1.6 s and a since 3.5 s, so a takes the request and b expires 10 s after it fell idle.
  const Outcomes made = run(parameters, {{0s, 1500ms}, {500ms, 1500ms}, {1s, 100ms}, {4s, 0s}});
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 3500, work 6000\n"
            "busy 1000 to 1600, work 100\n"
            "instance 0 to 14000\n"
            "instance 1000 to 11600\n");
}

TEST(SharedInstance, with_cpu_scaling_instances_are_started_for_the_cpu_time_that_arrived) {
  FunctionParameters parameters = shared();
  parameters.requests_per_instance = 80;
  parameters.init = Distribution::constant(1s);
  parameters.keep_alive = Distribution::constant(1min);
  parameters.cpu_scaling = CpuScaling{0.5, 2s, 4};
  // At 0 s four requests of 1 s each start an instance and fill it. At 1 s, 4 CPU seconds in a window of 2 s
  // ask for 2 vCPUs, at half use for four instances: three more are started, ready at 2 s. The request of 3 s
  // finds the first packed and goes to one of them. At 5 s the window is empty, and nothing more is started.
  const Outcomes made = run(parameters, {{0s, 1s}, {0s, 1s}, {0s, 1s}, {0s, 1s}, {3s, 1s}}, 10min);
  EXPECT_EQ(made.requests,
            "\n"
            "0: waited 0, start 1000, handler 4000 -> 5000 completed, cold, init 1000\n"
            "0: waited 0, start 1000, handler 4000 -> 5000 completed, cold\n"
            "0: waited 0, start 1000, handler 4000 -> 5000 completed, cold\n"
            "0: waited 0, start 1000, handler 4000 -> 5000 completed, cold\n"
            "3000: waited 0, start 0, handler 1000 -> 1000 completed\n");
  EXPECT_EQ(made.capacity,
            "\n"
            "busy 0 to 5000, work 16000\n"
            "busy 1000 to 2000\n"
            "busy 1000 to 2000\n"
            "busy 1000 to 2000\n"
            "busy 3000 to 4000, work 1000\n"
            "instance 0 to 65000\n"
            "instance 1000 to 62000\n"
            "instance 1000 to 62000\n"
            "instance 1000 to 64000\n");
}

/// One request needs one vCPU, however long it takes: at 70 % use two instances.
TEST(SharedInstance, with_cpu_scaling_long_work_asks_for_no_more_than_it_can_use) {
  FunctionParameters parameters = shared();
  parameters.requests_per_instance = 80;
  parameters.keep_alive = Distribution::constant(5min);
  parameters.cpu_scaling = CpuScaling{0.7, 15s, 4};
  const Outcomes made = run(parameters, {{0s, 150s}, {10min, 150s}}, 20min);
  EXPECT_EQ(std::count(made.capacity.begin(), made.capacity.end(), 'i'), 4);  // two instances for each
}

/// Two requests of 40 s begin 30 s apart: in the third window both are at work.
TEST(SharedInstance, with_cpu_scaling_long_work_is_needed_until_it_is_done) {
  FunctionParameters parameters = shared();
  parameters.requests_per_instance = 80;
  parameters.keep_alive = Distribution::constant(5min);
  parameters.cpu_scaling = CpuScaling{1, 10s, 4};
  const Outcomes made = run(parameters, {{0s, 40s}, {30s, 40s}}, 10min);
  EXPECT_EQ(std::count(made.capacity.begin(), made.capacity.end(), 'i'), 2);
}

TEST(SharedInstance, without_demand_cpu_scaling_rests) {
  FunctionParameters parameters = shared();
  parameters.keep_alive = Distribution::constant(1min);
  parameters.cpu_scaling = CpuScaling{0.7, 15s, 4};
  const Outcomes made = run(parameters, {{0s, 10ms}, {30min, 10ms}});
  EXPECT_EQ(made.recording.all_capacity().size(), 4U);  // two instances, busy once each
}

}  // namespace
}  // namespace isocost
