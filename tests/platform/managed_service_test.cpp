#include "simulator/platform/calls/managed_service.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/call_world.h"

using namespace isocost;
using namespace isocost::testing_support;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::string table_of(const ServiceParameters& parameters, const std::vector<Arrival>& arrivals) {
  Recording recording;
  Recorder recorder({Time{}, Time{} + hour}, {&recording});
  ManagedService service(parameters, Seed{7}, 0, 0, recorder);
  for (const Arrival& one : arrivals) service.offer({Time{} + one.at, one.work, 0});
  service.finish(Time{} + hour);
  return recording.request_table();
}

ServiceParameters connections(std::uint64_t at_once, std::optional<Duration> queue_for = std::nullopt) {
  ServiceParameters made;
  made.limits.at_once = at_once;
  made.limits.queue_for = queue_for;
  return made;
}

CallGraph::Component service(const char* name, Duration work) {
  CallGraph::Component made = component(name, work);
  made.kind = ComponentKind::service;
  return made;
}

}  // namespace

TEST(ManagedService, call_without_a_connection_is_refused) {
  EXPECT_EQ(table_of(connections(1), {{seconds(1), milliseconds(100)},
                                      {milliseconds(1050), milliseconds(100)},
                                      {milliseconds(1100), milliseconds(100)}}),
            "\n1000: waited 0, start 0, handler 0 -> 100 completed\n"
            "1050: waited 0, start 0, handler 0 -> 0 refused, not served\n"
            "1100: waited 0, start 0, handler 0 -> 100 completed\n");
}

TEST(ManagedService, call_waits_for_a_connection_as_long_as_it_may) {
  EXPECT_EQ(table_of(connections(1, milliseconds(150)), {{seconds(1), milliseconds(100)},
                                                         {milliseconds(1010), milliseconds(100)},
                                                         {milliseconds(1020), milliseconds(100)}}),
            "\n1000: waited 0, start 0, handler 0 -> 100 completed\n"
            "1010: waited 90, start 0, handler 0 -> 190 completed\n"
            "1020: waited 150, start 0, handler 0 -> 150 refused, not served\n");
}

TEST(ManagedService, rate_lets_through_what_one_second_left_and_no_more) {
  ServiceParameters ten;
  ten.limits.per_second = 10;
  std::vector<Arrival> arrivals(15, Arrival{seconds(5), milliseconds(1)});
  for (int i = 0; i < 8; ++i) arrivals.push_back({milliseconds(5500), milliseconds(1)});
  Recording recording;
  Recorder recorder({Time{}, Time{} + hour}, {&recording});
  ManagedService made(ten, Seed{7}, 0, 0, recorder);
  for (const Arrival& one : arrivals) made.offer({Time{} + one.at, one.work, 0});
  made.finish(Time{} + hour);
  std::map<Time, int> taken;
  for (const RequestRecord& one : recording.all_requests()) taken[one.arrival] += one.is_served ? 1 : 0;
  EXPECT_EQ(taken, (std::map<Time, int>{{Time{} + seconds(5), 10}, {Time{} + milliseconds(5500), 5}}));
}

TEST(ManagedService, outage_of_a_service_refuses_or_slows_its_calls) {
  ServiceParameters made = connections(100);
  made.outages = Outages({{Outage::Kind::slows, {Time{} + seconds(1), Time{} + seconds(2)}, 3, ""},
                          {Outage::Kind::refuses, {Time{} + seconds(3), Time{} + seconds(4)}, 1, ""}});
  EXPECT_EQ(table_of(made, {{milliseconds(500), milliseconds(100)},
                            {milliseconds(1500), milliseconds(100)},
                            {milliseconds(3500), milliseconds(100)}}),
            "\n500: waited 0, start 0, handler 0 -> 100 completed\n"
            "1500: waited 0, start 0, handler 0 -> 300 completed\n"
            "3500: waited 0, start 0, handler 0 -> 0 refused, not served\n");
}

/// Two callers that ask a slow partner between two queries: with one connection the second caller finds none.
TEST(ManagedService, connection_is_kept_until_its_caller_has_answered) {
  World shop = world({component("api", milliseconds(10), {call(1), call(2, 1), call(1, 2)}),
                      service("database", milliseconds(20)), service("partner", milliseconds(500))});
  shop.services[1] = connections(1);
  shop.services[2] = connections(100);
  const std::vector<Arrival> arrivals{
      {seconds(1), milliseconds(10)}, {milliseconds(1200), milliseconds(10)}, {seconds(2), milliseconds(10)}};
  shop.run(arrivals);
  EXPECT_EQ(shop.users.request_table(),
            "\n1000: waited 0, start 0, handler 550 -> 550 completed, cold\n"
            "1200: waited 0, start 0, handler 550 -> 550 completed, cold\n"
            "2000: waited 0, start 0, handler 550 -> 550 completed\n");
  shop.services[1].limits.keeps_connections = true;
  shop.users = {};
  shop.at.clear();
  shop.run(arrivals);
  EXPECT_EQ(shop.users.request_table(),
            "\n1000: waited 0, start 0, handler 550 -> 550 completed, cold\n"
            "1200: waited 0, start 0, handler 10 -> 10 failed, cold\n"
            "2000: waited 0, start 0, handler 550 -> 550 completed\n");
  EXPECT_DOUBLE_EQ(shop.use[1].errors, 1);
}

TEST(ManagedService, who_waits_for_a_kept_connection_gets_it_when_its_caller_has_answered) {
  World shop = world({component("api", milliseconds(10), {call(1), call(2, 1)}),
                      service("database", milliseconds(20)), service("partner", milliseconds(500))});
  shop.services[1] = connections(1, seconds(5));
  shop.services[1].limits.keeps_connections = true;
  shop.services[2] = connections(100);
  shop.run({{seconds(1), milliseconds(10)}, {milliseconds(1200), milliseconds(10)}});
  // The first answers at 1530; the second has waited since 1210.
  EXPECT_EQ(shop.users.request_table(),
            "\n1000: waited 0, start 0, handler 530 -> 530 completed, cold\n"
            "1200: waited 0, start 0, handler 850 -> 850 completed, cold\n");
  EXPECT_DOUBLE_EQ(shop.use[1].critical * 1e-6, 20 + 340);
}

TEST(ManagedService, caller_that_is_killed_gives_its_connection_back) {
  World shop = world({component("api", milliseconds(10), {call(1), call(2, 1)}),
                      service("database", milliseconds(20)), service("partner", seconds(10))});
  shop.services[1] = connections(1);
  shop.services[1].limits.keeps_connections = true;
  shop.services[2] = connections(100);
  shop.functions[0].execution_limit = seconds(1);
  shop.run({{seconds(1), milliseconds(10)}, {seconds(3), milliseconds(10)}});
  EXPECT_EQ(shop.users.request_table(),
            "\n1000: waited 0, start 0, handler 1000 -> 1000 timed out, cold\n"
            "3000: waited 0, start 0, handler 1000 -> 1000 timed out\n");
  EXPECT_DOUBLE_EQ(shop.use[1].errors, 0);
}

TEST(ManagedService, one_program_calls_its_services_when_its_work_is_done) {
  World shop =
      world({component("api", milliseconds(10), {call(1), call(2)}),
             component("orders", milliseconds(30), {call(2)}), service("database", milliseconds(20))});
  shop.is_fused = true;
  shop.functions.resize(2);
  shop.services[1] = connections(1);
  shop.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(shop.users.request_table(), "\n1000: waited 0, start 0, handler 80 -> 80 completed, cold\n");
  EXPECT_DOUBLE_EQ(shop.use[2].calls, 2);
  EXPECT_DOUBLE_EQ(shop.use[2].critical * 1e-6, 40);
  EXPECT_DOUBLE_EQ(shop.use[0].waiting / shop.use[0].handler, 0.5);
}

/// With one connection, 10 calls a second of 50 ms that are given up after 200 ms, and slots that are used
/// again.
TEST(ManagedService, call_that_is_given_up_while_it_waits_keeps_no_connection) {
  Call query = call(1);
  query.timeout = milliseconds(200);
  query.may_fail = true;
  World shop =
      world({component("api", milliseconds(1), {query, call(1, 1)}), service("database", milliseconds(50))});
  shop.graph.components[0].calls[1].probability = 0.05;
  shop.services[1] = connections(1, seconds(1));
  shop.services[1].limits.keeps_connections = true;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 2000; ++i) arrivals.push_back({milliseconds(100 * i + i % 7 * 30), milliseconds(1)});
  std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  shop.run(arrivals);
  EXPECT_EQ(shop.users.all_requests().size(), 2000U);
  EXPECT_LT(shop.use[1].errors / shop.use[1].calls, 0.1);
}

/// Hundreds wait for the connection of a caller that has it for minutes, and are killed meanwhile.
TEST(ManagedService, connections_of_callers_that_were_killed_while_they_waited_are_free) {
  World shop = world({component("api", milliseconds(1), {call(1), call(2, 1)}),
                      service("database", milliseconds(10)), service("partner", seconds(60))});
  shop.services[1] = connections(1, hour);
  shop.services[1].limits.keeps_connections = true;
  shop.services[2] = connections(1000);
  shop.functions[0].execution_limit = seconds(50);
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 500; ++i) arrivals.push_back({milliseconds(1000 + i), milliseconds(1)});
  arrivals.push_back({seconds(200), milliseconds(1)});
  shop.run(arrivals);
  ASSERT_EQ(shop.users.all_requests().size(), 501U);
  EXPECT_DOUBLE_EQ(shop.use[1].errors, 0);
}

TEST(ManagedService, calls_made_at_once_open_a_connection_each) {
  Call three = call(1);
  three.times = three.at_once = 3;
  three.may_fail = true;
  World shop = world({component("api", milliseconds(1), {three}), service("database", milliseconds(100))});
  shop.services[1] = connections(2);
  shop.services[1].limits.keeps_connections = true;
  shop.run({{seconds(1), milliseconds(1)}});
  EXPECT_DOUBLE_EQ(shop.use[1].calls, 3);
  EXPECT_DOUBLE_EQ(shop.use[1].errors, 1);
}

TEST(ManagedService, what_finds_no_connection_does_not_count_for_the_rate) {
  ServiceParameters slow = connections(1);
  slow.limits.per_second = 6;
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 200; ++i) arrivals.push_back({milliseconds(50 * i), milliseconds(190)});
  Recording recording;
  Recorder recorder({Time{}, Time{} + hour}, {&recording});
  ManagedService made(slow, Seed{7}, 0, 0, recorder);
  for (const Arrival& one : arrivals) made.offer({Time{} + one.at, one.work, 0});
  made.finish(Time{} + hour);
  std::size_t served = 0;
  for (const RequestRecord& one : recording.all_requests()) served += one.is_served ? 1 : 0;
  EXPECT_EQ(served, 50U);  // each fourth: the connection is free after 190 ms
}

TEST(ManagedService, in_one_program_errors_of_a_service_do_not_matter_where_a_call_around_it_may_fail) {
  Call recommend = call(1);
  recommend.may_fail = true;
  World shop =
      world({component("api", milliseconds(10), {recommend}),
             component("recommend", milliseconds(10), {call(2)}), service("database", milliseconds(20))});
  shop.is_fused = true;
  shop.functions.resize(2);
  shop.services[1] = connections(100);
  shop.services[1].failure_share = 1;
  shop.run({{seconds(1), milliseconds(10)}});
  EXPECT_EQ(shop.users.request_table(), "\n1000: waited 0, start 0, handler 40 -> 40 completed, cold\n");
}

TEST(ManagedService, in_one_program_a_service_is_called_again_with_the_calls_around_it) {
  Call part = call(1);
  part.retries = 2;
  part.backoff = milliseconds(100);
  Call inner = call(2);
  inner.backoff = milliseconds(100);
  World shop = world({component("api", milliseconds(10), {part}),
                      component("orders", milliseconds(10), {inner}), service("database", milliseconds(20))});
  shop.is_fused = true;
  shop.functions.resize(2);
  shop.services[1] = connections(100);
  shop.services[1].failure_share = 1;
  shop.run({{seconds(1), milliseconds(10)}});
  EXPECT_DOUBLE_EQ(shop.use[2].calls, 3);
  EXPECT_DOUBLE_EQ(shop.use[2].errors, 3);
}
