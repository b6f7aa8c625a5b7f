#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/call_world.h"

using namespace isocost;
using namespace isocost::testing_support;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

CallGraph::Component workflow(std::vector<Call> calls) {
  CallGraph::Component made = component("workflow", {}, std::move(calls));
  made.kind = ComponentKind::workflow;
  return made;
}

CallGraph::Component group(std::vector<Call> calls) {
  CallGraph::Component made = component("group", {}, std::move(calls));
  made.kind = ComponentKind::group;
  return made;
}

Call parallel(std::uint32_t to, std::uint32_t step = 0) {
  Call made = call(to, step);
  made.kind = StepKind::parallel;
  return made;
}

OrchestratorParameters orchestrator(Duration call_overhead = milliseconds(20),
                                    Duration parallel_overhead = milliseconds(5)) {
  OrchestratorParameters made;
  made.call_overhead = Distribution::constant(call_overhead);
  made.parallel_overhead = parallel_overhead;
  return made;
}

/// The first component is a workflow at an orchestrator.
World orchestrated(std::vector<CallGraph::Component> components) {
  World made = world(std::move(components));
  made.orchestrators[0] = orchestrator();
  return made;
}

double milliseconds_of(double nanoseconds) { return nanoseconds * 1e-6; }

}  // namespace

TEST(Workflow, calls_one_after_the_other_each_take_the_orchestrators_time_besides) {
  World row = orchestrated(
      {workflow({call(1), call(2, 1)}), component("a", milliseconds(100)), component("b", milliseconds(50))});
  row.run({{seconds(1), {}}});
  EXPECT_EQ(row.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 190 completed, cold\n");
  EXPECT_EQ(row.at[1].request_table(), "\n1020: waited 0, start 0, handler 100 -> 100 completed, cold\n");
  EXPECT_EQ(row.at[2].request_table(), "\n1140: waited 0, start 0, handler 50 -> 50 completed, cold\n");
  EXPECT_DOUBLE_EQ(row.use[0].states, 2);
  EXPECT_DOUBLE_EQ(milliseconds_of(row.use[0].critical), 40);
  EXPECT_DOUBLE_EQ(milliseconds_of(row.use[1].critical), 100);
  EXPECT_DOUBLE_EQ(milliseconds_of(row.use[2].critical), 50);
  EXPECT_DOUBLE_EQ(row.use[0].handler, 0);
}

TEST(Workflow, time_of_an_execution_is_billed_where_the_orchestrator_bills_it) {
  World express = orchestrated({workflow({call(1)}), component("a", milliseconds(100))});
  express.orchestrators[0].is_time_billed = true;
  express.run({{seconds(1), {}}});
  EXPECT_EQ(express.at[0].request_table(), "\n1000: waited 0, start 0, handler 120 -> 120 completed\n");
  EXPECT_DOUBLE_EQ(milliseconds_of(express.use[0].waiting), 120);
}

/// Parallel { a -> b ; c }: as in a state machine whose parallel state has a branch of two.
TEST(Workflow, branch_of_several_calls_runs_beside_another) {
  World branches = orchestrated({workflow({parallel(4), parallel(3)}), component("a", milliseconds(30)),
                                 component("b", milliseconds(40)), component("c", milliseconds(60)),
                                 group({call(1), call(2, 1)})});
  branches.run({{seconds(1), {}}});
  // 5 + 20 + 30 + 20 + 40, against 5 + 20 + 60.
  EXPECT_EQ(branches.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 115 completed, cold\n");
  EXPECT_DOUBLE_EQ(branches.use[0].states, 4);  // the parallel state and three calls
  EXPECT_DOUBLE_EQ(milliseconds_of(branches.use[0].critical), 45);
  EXPECT_DOUBLE_EQ(milliseconds_of(branches.use[1].critical), 30);
  EXPECT_DOUBLE_EQ(milliseconds_of(branches.use[2].critical), 40);
  EXPECT_DOUBLE_EQ(branches.use[3].critical, 0);
}

TEST(Workflow, of_a_choice_one_call_is_made_as_often_as_its_probability_says) {
  Call first = call(1), second = call(2);
  first.kind = second.kind = StepKind::choice;
  first.probability = 0.3;
  second.chosen_from = 0.3;
  second.probability = 0.7;
  World either = orchestrated(
      {workflow({first, second}), component("a", milliseconds(1)), component("b", milliseconds(1))});
  std::vector<Arrival> arrivals;
  constexpr int requests = 10'000;
  for (int i = 0; i < requests; ++i) arrivals.push_back({milliseconds(100 * i), {}});
  either.run(arrivals);
  EXPECT_DOUBLE_EQ(either.use[1].calls + either.use[2].calls, requests);
  EXPECT_NEAR(either.use[1].calls / requests, 0.3, 4 * std::sqrt(0.3 * 0.7 / requests));
  EXPECT_DOUBLE_EQ(either.use[0].states, 2 * requests);
}

TEST(Workflow, repetition_by_chance_is_geometric_up_to_its_end) {
  Call again = call(1);
  again.again = 0.5;
  again.times = 3;
  World loop = orchestrated({workflow({again}), component("a", milliseconds(1))});
  std::vector<Arrival> arrivals;
  constexpr int requests = 10'000;
  for (int i = 0; i < requests; ++i) arrivals.push_back({milliseconds(100 * i), {}});
  loop.run(arrivals);
  // 1, 2 or 3 with 1/2, 1/4, 1/4: mean 1.75, variance 0.6875.
  EXPECT_DOUBLE_EQ(again.mean_times(), 1.75);
  EXPECT_NEAR(loop.use[1].calls / requests, 1.75, 4 * std::sqrt(0.6875 / requests));
  // A state for each call, and for each of the first two a question whether to repeat: 1 + 1/2 of them.
  EXPECT_NEAR(loop.use[0].states / requests, 1.75 + 1.5, 4 * std::sqrt(2.25 / requests));
}

TEST(Workflow, failed_call_is_tried_again_with_the_same_work_after_growing_waits) {
  Call tried = call(1);
  tried.retries = 2;
  tried.backoff = seconds(1);
  World retrying = orchestrated({workflow({tried}), component("a", milliseconds(100))});
  retrying.functions[1].failure_share = 1;
  retrying.run({{seconds(1), {}}});
  EXPECT_EQ(retrying.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 3360 failed, cold\n");
  EXPECT_EQ(retrying.at[1].request_table(),
            "\n1020: waited 0, start 0, handler 100 -> 100 failed, cold\n"
            "2140: waited 0, start 0, handler 100 -> 100 failed\n"
            "4260: waited 0, start 0, handler 100 -> 100 failed\n");
  EXPECT_DOUBLE_EQ(retrying.use[0].states, 3);  // a retry is a state too
  // The waits are the workflow's, on the critical path.
  EXPECT_DOUBLE_EQ(milliseconds_of(retrying.use[0].critical), 3060);
  EXPECT_DOUBLE_EQ(milliseconds_of(retrying.use[1].critical), 300);
}

TEST(Workflow, error_that_is_caught_makes_another_call_in_its_place) {
  Call pay = call(1);
  Call release = call(2);
  release.is_after_error = true;
  World caught = orchestrated({workflow({pay, release, call(3, 1)}), component("pay", milliseconds(100)),
                               component("release", milliseconds(10)), component("next", milliseconds(1))});
  caught.functions[1].failure_share = 1;
  caught.run({{seconds(1), {}}});
  EXPECT_EQ(caught.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 171 completed, cold\n");
  EXPECT_DOUBLE_EQ(caught.use[2].calls, 1);
  EXPECT_DOUBLE_EQ(caught.use[3].calls, 1);
  caught.functions[1].failure_share = 0;
  caught.users = {};
  caught.at.clear();
  caught.run({{seconds(1), {}}});
  EXPECT_EQ(caught.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 141 completed, cold\n");
  EXPECT_DOUBLE_EQ(caught.use[2].calls, 0);
}

TEST(Workflow, call_is_given_up_at_its_timeout_and_goes_on_for_nobody) {
  Call slow = call(1);
  slow.timeout = milliseconds(50);
  World timed = orchestrated(
      {workflow({slow, call(2, 1)}), component("slow", seconds(2)), component("next", milliseconds(1))});
  timed.run({{seconds(1), {}}});
  EXPECT_EQ(timed.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 70 failed, cold\n");
  EXPECT_EQ(timed.at[1].request_table(), "\n1020: waited 0, start 0, handler 2000 -> 2000 completed, cold\n");
  EXPECT_DOUBLE_EQ(timed.use[2].calls, 0);
}

TEST(Workflow, execution_that_is_too_long_makes_no_further_calls) {
  World endless = orchestrated(
      {workflow({call(1), call(2, 1)}), component("a", seconds(4)), component("b", milliseconds(1))});
  endless.orchestrators[0].execution_limit = seconds(3);
  endless.run({{seconds(1), {}}});
  EXPECT_EQ(endless.users.request_table(),
            "\n1000: waited 0, start 0, handler 0 -> 3000 timed out, not served\n");
  EXPECT_DOUBLE_EQ(endless.use[2].calls, 0);
}

/// The same graph, the same draws: only waiting and the orchestrator are not there.
TEST(Workflow, in_one_place_makes_the_same_calls_as_apart) {
  const auto components = [] {
    Call loop = call(4, 1), tried = call(3, 2);
    loop.again = 0.4;
    loop.times = 5;
    tried.retries = 1;
    Call first = call(1), second = call(2);
    first.kind = second.kind = StepKind::choice;
    first.probability = second.probability = second.chosen_from = 0.5;
    return std::vector<CallGraph::Component>{
        workflow({first, second, loop, tried}), component("a", milliseconds(10)),
        component("b", milliseconds(20)), component("c", milliseconds(40)), group({call(1), call(2, 1)})};
  };
  World apart = orchestrated(components());
  apart.orchestrators[0] = orchestrator({}, {});
  World fused = world(components());
  fused.functions.resize(1);
  fused.is_fused = true;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 200; ++i) arrivals.push_back({seconds(i), {}});
  apart.run(arrivals);
  fused.run(arrivals);
  ASSERT_EQ(apart.users.all_requests().size(), 200U);
  const auto responses = [](const World& of) {
    std::vector<Duration> all;
    for (const RequestRecord& one : of.users.all_requests()) all.push_back(one.response);
    return all;
  };
  EXPECT_EQ(responses(apart), responses(fused));
}

TEST(Workflow, repetitions_in_a_program_are_waited_for_in_its_handler) {
  Call twice = call(1);
  twice.retries = 1;
  twice.backoff = milliseconds(500);
  World program = world({component("a", milliseconds(10), {twice}), component("b", milliseconds(20))});
  program.functions[1].failure_share = 1;
  program.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(program.at[0].request_table(), "\n1000: waited 0, start 0, handler 550 -> 550 failed, cold\n");
  EXPECT_DOUBLE_EQ(program.use[0].states, 0);
}

/// steps: [{steps: [a, b]}] with a time-out: b would begin after it.
TEST(Workflow, part_within_a_part_that_is_given_up_makes_no_further_calls) {
  Call part = call(3);
  part.timeout = milliseconds(1500);
  World nested = orchestrated({workflow({part}), component("a", seconds(1)), component("b", seconds(1)),
                               group({call(4)}), group({call(1), call(2, 1), call(1, 2)})});
  nested.run({{seconds(1), {}}});
  EXPECT_EQ(nested.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 1500 failed\n");
  EXPECT_DOUBLE_EQ(nested.use[1].calls, 1);
  EXPECT_DOUBLE_EQ(nested.use[2].calls, 1);
  EXPECT_DOUBLE_EQ(nested.use[0].states, 2);
}

TEST(Workflow, retry_of_a_part_that_is_given_up_is_not_made) {
  Call tried = call(1);
  tried.retries = 3;
  tried.backoff = seconds(10);
  Call part = call(2);
  part.timeout = seconds(5);
  World resting = orchestrated({workflow({part}), component("a", seconds(1)), group({tried})});
  resting.functions[1].failure_share = 1;
  resting.run({{seconds(1), {}}});
  EXPECT_EQ(resting.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 5000 failed, cold\n");
  EXPECT_DOUBLE_EQ(resting.use[1].calls, 1);
  EXPECT_DOUBLE_EQ(resting.use[0].states, 1);
}

TEST(Workflow, branch_beside_one_that_fails_begins_no_further_call) {
  World branches = orchestrated({workflow({parallel(1), parallel(3)}), component("x", milliseconds(100)),
                                 component("a", seconds(1)), group({call(2), call(2, 1), call(2, 2)})});
  branches.functions[1].failure_share = 1;
  branches.run({{seconds(1), {}}});
  // What is under way is waited for: 5 + 20 + 1000.
  EXPECT_EQ(branches.users.request_table(), "\n1000: waited 0, start 0, handler 0 -> 1025 failed, cold\n");
  EXPECT_DOUBLE_EQ(branches.use[2].calls, 1);
}

TEST(Workflow, express_execution_is_billed_up_to_its_limit) {
  World express = orchestrated({workflow({call(1)}), component("a", seconds(60))});
  express.orchestrators[0].is_time_billed = true;
  express.orchestrators[0].execution_limit = seconds(5);
  express.run({{seconds(1), {}}});
  EXPECT_EQ(express.at[0].request_table(), "\n1000: waited 0, start 0, handler 5000 -> 5000 failed\n");
}

TEST(Workflow, caller_that_gives_up_does_not_stop_an_execution) {
  Call given_up = call(1);
  given_up.timeout = milliseconds(500);
  given_up.may_fail = true;
  std::vector<CallGraph::Component> components{component("m", milliseconds(10), {given_up}),
                                               component("w", {}, {call(2), call(2, 1), call(2, 2)}),
                                               component("a", milliseconds(300))};
  components[1].kind = ComponentKind::workflow;
  World program = world(std::move(components));
  program.orchestrators[1] = orchestrator();
  program.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(program.users.request_table(), "\n1000: waited 0, start 0, handler 510 -> 510 completed, cold\n");
  EXPECT_DOUBLE_EQ(program.use[2].calls, 3);
}

/// A server that waits before a retry has its CPU for others.
TEST(Workflow, waits_before_retries_in_one_program_need_no_cpu) {
  Call tried = call(1);
  tried.retries = 1;
  tried.backoff = milliseconds(500);
  World fused = world({component("a", milliseconds(10), {tried}), component("b", milliseconds(20))});
  fused.graph.components[1].failure_share = 1;
  fused.functions.resize(1);
  fused.is_fused = true;
  fused.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(fused.users.request_table(), "\n1000: waited 0, start 0, handler 550 -> 550 failed, cold\n");
  EXPECT_DOUBLE_EQ(milliseconds_of(fused.use[0].waiting), 500);
}
