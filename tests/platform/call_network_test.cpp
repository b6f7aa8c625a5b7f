#include <gtest/gtest.h>

#include "simulator/platform/server/fleet.h"
#include "tests/support/call_world.h"

using namespace isocost;
using namespace isocost::testing_support;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Seed seed{7};

double waiting_share(const ComponentUse& use) { return use.waiting / use.handler; }

}  // namespace

TEST(CallNetwork, chain_of_three_bills_the_first_for_all_and_two_thirds_of_it_is_waiting) {
  World chain = world({component("a", milliseconds(100), {call(1)}),
                       component("b", milliseconds(100), {call(2)}), component("c", milliseconds(100))});
  chain.run({{seconds(1), milliseconds(100)}});
  EXPECT_EQ(chain.users.request_table(), "\n1000: waited 0, start 0, handler 300 -> 300 completed, cold\n");
  EXPECT_EQ(chain.at[0].request_table(), "\n1000: waited 0, start 0, handler 300 -> 300 completed, cold\n");
  EXPECT_EQ(chain.at[1].request_table(), "\n1100: waited 0, start 0, handler 200 -> 200 completed, cold\n");
  EXPECT_EQ(chain.at[2].request_table(), "\n1200: waited 0, start 0, handler 100 -> 100 completed, cold\n");
  EXPECT_DOUBLE_EQ(waiting_share(chain.use[0]), 2.0 / 3);
  EXPECT_DOUBLE_EQ(waiting_share(chain.use[1]), 0.5);
  EXPECT_DOUBLE_EQ(waiting_share(chain.use[2]), 0);
  for (const ComponentUse& one : chain.use) EXPECT_DOUBLE_EQ(one.critical, 1e8);
}

TEST(CallNetwork, calls_of_one_step_run_at_once_and_the_longer_one_is_the_critical_path) {
  World fan = world({component("a", milliseconds(10), {call(1), call(2), call(3, 1)}),
                     component("b", milliseconds(50)), component("c", milliseconds(80)),
                     component("d", milliseconds(5))});
  fan.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(fan.users.request_table(), "\n1000: waited 0, start 0, handler 95 -> 95 completed, cold\n");
  EXPECT_EQ(fan.at[3].request_table(), "\n1090: waited 0, start 0, handler 5 -> 5 completed, cold\n");
  EXPECT_DOUBLE_EQ(fan.use[0].critical, 1e7);
  EXPECT_DOUBLE_EQ(fan.use[1].critical, 0);
  EXPECT_DOUBLE_EQ(fan.use[2].critical, 8e7);
  EXPECT_DOUBLE_EQ(fan.use[3].critical, 5e6);
}

TEST(CallNetwork, repetitions_run_so_many_at_once_and_use_instances_again) {
  Call five = call(1);
  five.times = 5;
  five.at_once = 2;
  World map = world({component("a", milliseconds(10), {five}), component("b", milliseconds(20))});
  map.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(map.users.request_table(), "\n1000: waited 0, start 0, handler 70 -> 70 completed, cold\n");
  EXPECT_EQ(map.at[1].request_table(),
            "\n1010: waited 0, start 0, handler 20 -> 20 completed, cold\n"
            "1010: waited 0, start 0, handler 20 -> 20 completed, cold\n"
            "1030: waited 0, start 0, handler 20 -> 20 completed\n"
            "1030: waited 0, start 0, handler 20 -> 20 completed\n"
            "1050: waited 0, start 0, handler 20 -> 20 completed\n");
  EXPECT_EQ(map.at[1].all_capacity().size(), 2U);
  EXPECT_DOUBLE_EQ(map.use[1].critical, 6e7);
}

TEST(CallNetwork, message_is_not_waited_for) {
  Call message = call(1);
  message.is_awaited = false;
  World world_of_two =
      world({component("a", milliseconds(10), {message}), component("b", milliseconds(500))});
  world_of_two.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(world_of_two.users.request_table(),
            "\n1000: waited 0, start 0, handler 10 -> 10 completed, cold\n");
  EXPECT_EQ(world_of_two.at[1].request_table(),
            "\n1010: waited 0, start 0, handler 500 -> 500 completed, cold\n");
  EXPECT_DOUBLE_EQ(world_of_two.use[0].waiting, 0);
}

World with_message(Duration work) {
  Call message = call(1);
  message.is_awaited = false;
  World made = world({component("a", milliseconds(10), {message}), component("b", work)});
  made.delivery = {{seconds(60), seconds(120)}, seconds(1), seconds(300), 6 * hour};
  return made;
}

TEST(CallNetwork, message_whose_receiver_fails_is_delivered_twice_again_and_lost) {
  World failing = with_message(milliseconds(500));
  failing.functions[1].failure_share = 1;
  failing.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(failing.users.request_table(), "\n1000: waited 0, start 0, handler 10 -> 10 completed, cold\n");
  EXPECT_EQ(failing.at[1].request_table(),
            "\n1010: waited 0, start 0, handler 500 -> 500 failed, cold\n"
            "61510: waited 0, start 0, handler 500 -> 500 failed\n"
            "182010: waited 0, start 0, handler 500 -> 500 failed\n");
  EXPECT_EQ(failing.use[1].messages, 1);
  EXPECT_EQ(failing.use[1].lost, 1);
  EXPECT_EQ(failing.use[1].calls, 3);
}

TEST(CallNetwork, message_that_is_refused_is_delivered_again_after_twice_as_long_each_time) {
  World refusing = with_message(milliseconds(500));
  refusing.functions[1].concurrency_limit = 0;
  refusing.delivery.longest = seconds(10);
  refusing.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(refusing.at[1].request_table(),
            "\n1010: waited 0, start 0, handler 0 -> 0 refused, not served\n"
            "2010: waited 0, start 0, handler 0 -> 0 refused, not served\n"
            "4010: waited 0, start 0, handler 0 -> 0 refused, not served\n"
            "8010: waited 0, start 0, handler 0 -> 0 refused, not served\n");
  EXPECT_EQ(refusing.use[1].lost, 1);
}

TEST(CallNetwork, message_that_a_platform_does_not_deliver_again_is_lost_at_once) {
  World forgetful = with_message(milliseconds(500));
  forgetful.functions[1].concurrency_limit = 0;
  forgetful.delivery = {};
  forgetful.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(forgetful.use[1].calls, 1);
  EXPECT_EQ(forgetful.use[1].lost, 1);
}

TEST(CallNetwork, burst_of_messages_at_a_limit_is_worked_off_by_and_by) {
  World burst = with_message(seconds(2));
  burst.functions[1].concurrency_limit = 1;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 5; ++i) arrivals.push_back({seconds(1), milliseconds(10)});
  burst.run(arrivals);
  EXPECT_EQ(burst.use[1].messages, 5);
  EXPECT_EQ(burst.use[1].lost, 0);
  int done = 0;
  for (const RequestRecord& one : burst.at[1].all_requests())
    done += one.outcome == Outcome::completed ? 1 : 0;
  EXPECT_EQ(done, 5);
}

TEST(CallNetwork, caller_that_is_killed_while_it_waits_has_timed_out_and_the_callee_works_on) {
  World ladder = world({component("a", milliseconds(100), {call(1), call(2, 1)}), component("b", seconds(5)),
                        component("c", milliseconds(1))});
  ladder.functions[0].execution_limit = seconds(3);
  ladder.run({{seconds(1), milliseconds(100)}});
  EXPECT_EQ(ladder.users.request_table(),
            "\n1000: waited 0, start 0, handler 3000 -> 3000 timed out, cold\n");
  EXPECT_EQ(ladder.at[0].request_table(),
            "\n1000: waited 0, start 0, handler 3000 -> 3000 timed out, cold\n");
  EXPECT_EQ(ladder.at[1].request_table(),
            "\n1100: waited 0, start 0, handler 5000 -> 5000 completed, cold\n");
  EXPECT_EQ(ladder.at[2].request_table(), "\n");
}

TEST(CallNetwork, caller_that_has_no_answer_in_time_fails_and_makes_no_further_calls) {
  World impatient =
      world({component("a", milliseconds(100), {call(1), call(2, 1)}), component("b", seconds(5), {call(3)}),
             component("c", milliseconds(1)), component("d", milliseconds(1))});
  impatient.patience = {unbounded, seconds(2), unbounded, unbounded};
  impatient.run({{seconds(1), milliseconds(100)}});
  EXPECT_EQ(impatient.users.request_table(),
            "\n1000: waited 0, start 0, handler 2100 -> 2100 failed, cold\n");
  EXPECT_EQ(impatient.at[2].request_table(), "\n");
  // Who was given up on does not notice.
  EXPECT_EQ(impatient.at[3].request_table(), "\n6100: waited 0, start 0, handler 1 -> 1 completed, cold\n");
}

TEST(CallNetwork, refusal_fails_the_caller_unless_the_call_may_fail) {
  for (const bool may_fail : {false, true}) {
    Call tried = call(1);
    tried.may_fail = may_fail;
    World refusing = world({component("a", milliseconds(10), {tried}), component("b", milliseconds(10))});
    refusing.functions[1].concurrency_limit = 0;
    refusing.run({{seconds(1), milliseconds(10)}});
    EXPECT_EQ(refusing.users.request_table(),
              may_fail ? "\n1000: waited 0, start 0, handler 10 -> 10 completed, cold\n"
                       : "\n1000: waited 0, start 0, handler 10 -> 10 failed, cold\n");
    EXPECT_EQ(refusing.use[1].errors, 1);
  }
}

TEST(CallNetwork, fused_components_are_one_handler_and_messages_are_requests_of_their_own) {
  Call message = call(2, 1);
  message.is_awaited = false;
  World fused = world({component("a", milliseconds(100), {call(1), message}),
                       component("b", milliseconds(50)), component("c", milliseconds(30))});
  fused.is_fused = true;
  fused.functions.resize(1);
  fused.run({{seconds(1), milliseconds(100)}});
  EXPECT_EQ(fused.users.request_table(), "\n1000: waited 0, start 0, handler 150 -> 150 completed, cold\n");
  EXPECT_EQ(fused.at[0].request_table(),
            "\n1000: waited 0, start 0, handler 150 -> 150 completed, cold\n"
            "1150: waited 0, start 0, handler 30 -> 30 completed, cold\n");
}

TEST(CallNetwork, shared_instance_keeps_the_place_of_who_waits_but_not_its_cpu) {
  World shared = world({component("a", milliseconds(100), {call(1)}), component("b", seconds(1))});
  shared.functions[0].requests_per_instance = 2;
  shared.functions[0].vcpus = 1;
  shared.run({{seconds(1), milliseconds(100)},
              {milliseconds(1500), milliseconds(100)},
              {milliseconds(1600), milliseconds(100)}},
             seconds(10));
  // The second has the CPU for itself while the first waits; the third finds both places taken.
  EXPECT_EQ(shared.at[0].request_table(),
            "\n1000: waited 0, start 0, handler 1100 -> 1100 completed\n"
            "1500: waited 0, start 0, handler 1100 -> 1100 completed\n"
            "1600: waited 0, start 0, handler 1100 -> 1100 completed\n");
  EXPECT_EQ(shared.at[0].capacity_table(),
            "\nbusy 1000 to 2600, work 2200\nbusy 1600 to 2700, work 1100\n"
            "instance 1000 to 10000\ninstance 1600 to 10000\n");
}

TEST(CallNetwork, probability_is_met_within_its_standard_error) {
  Call half = call(1);
  half.probability = 0.3;
  World some = world({component("a", milliseconds(1), {half}), component("b", milliseconds(1))});
  std::vector<Arrival> arrivals;
  constexpr int n = 10000;
  for (int i = 0; i < n; ++i) arrivals.push_back({milliseconds(100 * i), milliseconds(1)});
  some.run(arrivals);
  EXPECT_EQ(some.use[0].calls, n);
  EXPECT_NEAR(some.use[1].calls / n, 0.3, 4 * std::sqrt(0.3 * 0.7 / n));
}

namespace {

struct MeanAndError {
  double mean;
  double standard_error;
};

/// From the means of 20 stretches, each long against the memory of the queue.
MeanAndError mean_of(const std::vector<RequestRecord>& records) {
  constexpr std::size_t batches = 20;
  const std::size_t size = records.size() / batches;
  std::vector<double> means(batches, 0);
  for (std::size_t i = 0; i < batches * size; ++i)
    means[i / size] += to_seconds(records[i].response) / static_cast<double>(size);
  double sum = 0, squares = 0;
  for (const double one : means) sum += one;
  for (const double one : means) squares += (one - sum / batches) * (one - sum / batches);
  return {sum / batches, std::sqrt(squares / (batches - 1) / batches)};
}

/// A front that does nothing but wait for the one worker behind it.
struct TwoFleets {
  Discipline discipline;
  std::uint32_t places;

  [[nodiscard]] MeanAndError response(double rate, Duration mean_work, int n) const {
    CallGraph graph{{{"front", Distribution::constant(Duration::zero()), {call(1)}},
                     {"back", Distribution::exponential(mean_work), {}}}};
    FleetParameters parameters;
    parameters.discipline = discipline;
    parameters.concurrency = places;
    parameters.holds_requests = true;
    FleetParameters back = parameters;
    back.concurrency = 1;
    back.discipline = Discipline::first_come_first_served;
    const Window window{Time{} + hour, Time{} + 1000 * hour};
    Recording users, ignored;
    Recorder user_recorder(window, {&users});
    CallNetwork network(graph, false, seed, 0, 0, user_recorder);
    Recorder front_recorder(window, {&ignored}, &network), back_recorder(window, {&ignored}, &network);
    Fleet first(parameters, seed, 0, 0, front_recorder), second(back, seed, 0, 1, back_recorder);
    network.run_at({{&first, unbounded}, {&second, unbounded}});
    std::vector<double> gaps(static_cast<std::size_t>(n));
    fill_exponential(stream_key(seed, Purpose::arrivals, 0), 0, gaps);
    Time at{};
    for (const double gap : gaps) {
      at += from_seconds(gap / rate);
      Request request;
      request.arrival = at;
      network.offer(request);
    }
    network.finish(std::max(at, window.end));
    return mean_of(users.all_requests());
  }
};

}  // namespace

TEST(CallNetwork, front_with_many_places_leaves_the_queue_behind_it_an_m_m_1) {
  // M/M/1: 1 / (mu - lambda) = 0.2 s at lambda 5/s, mu 10/s.
  for (const Discipline discipline : {Discipline::first_come_first_served, Discipline::processor_sharing}) {
    const MeanAndError response = TwoFleets{discipline, 1000}.response(5, milliseconds(100), 200000);
    EXPECT_NEAR(response.mean, 0.2, 4 * response.standard_error);
  }
}

TEST(CallNetwork, front_with_one_place_keeps_it_until_the_answer_comes) {
  // One request at a time is in front and back together: an M/M/1 again, in front.
  for (const Discipline discipline : {Discipline::first_come_first_served, Discipline::processor_sharing}) {
    const MeanAndError response = TwoFleets{discipline, 1}.response(5, milliseconds(100), 200000);
    EXPECT_NEAR(response.mean, 0.2, 4 * response.standard_error);
  }
}
