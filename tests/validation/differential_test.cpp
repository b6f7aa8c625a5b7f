/// The same requests through two models that must agree, to the nanosecond: the platforms against plainer
/// models of themselves, and against each other where one is a special case of the other.
#include <gtest/gtest.h>

#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/validation/runs.h"
#include "tests/validation/plain_pool.h"
#include "tests/validation/sampling.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

/// Ten minutes of requests that keep `load` workers busy.
Load offered(double load) { return {poisson(load * 10), Distribution::lognormal(100ms, 1.2), 600s, 0s}; }

struct History {
  std::vector<RequestRecord> records;  ///< by arrival
  RequestSummary summary;
  bool operator==(const History& other) const { return records == other.records; }
};

void PrintTo(const History& run, std::ostream* out) { *out << run.records.size() << " records"; }

/// \param patience  time after the last arrival; 0: the horizon cuts off what is still there
template <class Platform, class Parameters>
History follow(const Parameters& parameters, const Load& load, Duration patience = day,
               std::uint64_t replication = 0) {
  const Time horizon = Time{load.length} + patience;
  History run;
  Records heard;
  Recorder recorder({Time{}, horizon}, {&heard, &run.summary});
  Platform platform(parameters, seed, replication, 0, recorder);
  for (const Request& request : requests_of(load, replication)) platform.offer(request);
  platform.finish(horizon);
  run.records = std::move(heard.kept);
  std::stable_sort(run.records.begin(), run.records.end(),
                   [](const RequestRecord& a, const RequestRecord& b) { return a.arrival < b.arrival; });
  return run;
}

void expect_same(const History& a, const History& b) {
  ASSERT_EQ(a.records.size(), b.records.size());
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    const RequestRecord &one = a.records[i], &other = b.records[i];
    ASSERT_EQ(one, other) << fmt::format(
        "request {} at {} s: waited {} / {} ns, response {} / {} ns, outcome {} / {}, served {} / {}", i,
        to_seconds(one.arrival.time_since_epoch()), one.waited.count(), other.waited.count(),
        one.response.count(), other.response.count(), static_cast<int>(one.outcome),
        static_cast<int>(other.outcome), one.is_served, other.is_served);
  }
  EXPECT_EQ(a.summary.server_work, b.summary.server_work);
  EXPECT_EQ(a.summary.server_time, b.summary.server_time);
}

FunctionParameters function(Duration keep_alive = 20s) {
  FunctionParameters parameters;
  parameters.init = Distribution::constant(300ms);
  parameters.keep_alive = Distribution::constant(keep_alive);
  return parameters;
}

// ---- plainer models ----

void expect_like_plain_pool(const FunctionParameters& pool, const PlainPool::Parameters& plainly,
                            const Load& load) {
  const Window whole{Time{}, Time{load.length}};
  const History run = follow<FunctionPool>(pool, load, 0s);
  PlainPool plain({plainly.routing, plainly.requests_per_instance, plainly.keep_alive, whole});
  const std::vector<Request> requests = requests_of(load, 0);
  ASSERT_EQ(run.records.size(), requests.size());
  std::uint64_t starts = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const PlainPool::Served served = plain.offer(requests[i], 300ms);
    ASSERT_EQ(run.records[i].init > 0s, served.starts_instance) << "request " << i;
    ASSERT_EQ(run.records[i].cold_start, served.waits_for_start) << "request " << i;
    starts += served.starts_instance ? 1 : 0;
  }
  plain.finish(whole.end);
  EXPECT_GT(starts, 50U) << "nothing is shown without starts";
  EXPECT_EQ(Duration(static_cast<std::int64_t>(run.summary.instance_time)), plain.live());
  if (pool.requests_per_instance > 1) {
    EXPECT_EQ(Duration(static_cast<std::int64_t>(run.summary.shared_busy_time)), plain.busy());
  }
}

TEST(Differential, pool_picks_and_gives_up_instances_as_a_plain_model_does) {
  for (const Routing routing :
       {Routing::most_recently_used, Routing::newest_created, Routing::oldest_created}) {
    SCOPED_TRACE(fmt::format("routing {}", static_cast<int>(routing)));
    FunctionParameters pool = function(3s);
    pool.routing = routing;
    expect_like_plain_pool(pool, {routing, 1, 3s, {}}, offered(6));
  }
}

TEST(Differential, newest_and_oldest_created_routing_keep_different_instances_alive) {
  // The first instance lives from 0 s and is busy to 2 s, the second from 1 s to 4 s; at 5 s one of them
  // serves for 1 s.
  const std::vector<Request> requests{{Time{}, 2s, 0}, {Time{1s}, 3s, 0}, {Time{5s}, 1s, 0}};
  using Lives = std::vector<std::pair<Duration, Duration>>;
  const auto lives = [&](Routing routing) {
    FunctionParameters pool = function(10s);
    pool.init = {};
    pool.routing = routing;
    Records heard;
    Recorder recorder({Time{}, Time{1min}}, {&heard});
    FunctionPool platform(pool, seed, 0, 0, recorder);
    for (const Request& request : requests) platform.offer(request);
    platform.finish(Time{1min});
    Lives found;
    for (const CapacityRecord& life : heard.lives)
      found.emplace_back(life.begin.time_since_epoch(), life.end.time_since_epoch());
    std::sort(found.begin(), found.end());
    return found;
  };
  EXPECT_EQ(lives(Routing::newest_created), (Lives{{0s, 12s}, {1s, 16s}}));
  EXPECT_EQ(lives(Routing::oldest_created), (Lives{{0s, 16s}, {1s, 14s}}));
}

TEST(Differential, least_recently_used_pool_gives_up_instances_as_a_plain_model_does) {
  // Its instances hardly ever expire under a steady load, so the load swings.
  FunctionParameters pool = function(3s);
  pool.routing = Routing::least_recently_used;
  Load load = offered(6);
  load.length = 1h;
  load.traffic.sinusoid = Sinusoid{10min, 1.0, 5min};
  expect_like_plain_pool(pool, {Routing::least_recently_used, 1, 3s, {}}, load);
}

TEST(Differential, shared_pool_fills_and_gives_up_instances_as_a_plain_model_does) {
  for (const std::uint32_t sharing : {2U, 5U, 20U}) {
    SCOPED_TRACE(sharing);
    FunctionParameters pool = function(2s);
    pool.requests_per_instance = sharing;
    pool.has_contention = false;
    Load load = offered(6);
    load.length = 1h;
    load.traffic.sinusoid = Sinusoid{10min, 1.0, 5min};
    expect_like_plain_pool(pool, {Routing::most_recently_used, sharing, 2s, {}}, load);
  }
}

TEST(Differential, cold_starts_of_the_most_recently_used_pool_follow_from_the_level_process_alone) {
  // With n requests inside, the next is cold unless the number fell from n + 1 to n less than a keep-alive
  // ago.
  for (const Duration keep_alive : {1s, 3s, 20s}) {
    FunctionParameters pool = function(keep_alive);
    const History run = follow<FunctionPool>(pool, offered(6));
    std::vector<Time> fell_to;  // last time, per level; never before the level was first reached
    std::vector<Time> ends;
    for (const RequestRecord& record : run.records) {
      std::sort(ends.begin(), ends.end(), std::greater<>());
      while (!ends.empty() && ends.back() <= record.arrival) {
        fell_to.resize(std::max(fell_to.size(), ends.size()), Time::min());
        fell_to[ends.size() - 1] = ends.back();
        ends.pop_back();
      }
      const std::size_t level = ends.size();
      const bool is_warm = level < fell_to.size() && fell_to[level] != Time::min() &&
                           record.arrival - fell_to[level] < keep_alive;
      ASSERT_EQ(record.is_cold, !is_warm) << to_seconds(record.arrival.time_since_epoch());
      ends.push_back(record.arrival + record.response);
    }
  }
}

TEST(Differential, waits_before_first_come_first_served_workers_are_those_of_kiefer_and_wolfowitz) {
  // Kiefer and Wolfowitz 1955: a request starts when the worker that is free first is free. One worker:
  // Lindley 1952.
  for (const std::uint32_t workers : {1U, 3U, 10U}) {
    FleetParameters fleet;
    fleet.concurrency = workers;
    const History run = follow<Fleet>(fleet, offered(0.9 * workers));
    std::vector<Time> free_at(workers);
    for (const RequestRecord& record : run.records) {
      const auto first = std::min_element(free_at.begin(), free_at.end());
      const Time start = std::max(record.arrival, *first);
      ASSERT_EQ(record.waited, start - record.arrival);
      *first = start + record.handler;
    }
  }
}

// ---- platforms that are special cases of each other ----

TEST(Differential, processor_sharing_with_room_for_one_or_cpu_for_all_is_first_come_first_served) {
  for (const std::uint32_t workers : {1U, 4U}) {
    FleetParameters in_order;
    in_order.concurrency = workers;
    in_order.queue_capacity = 6;
    in_order.servers = 2;
    in_order.balancer = Balancer::least_connections;
    FleetParameters sharing = in_order;
    sharing.discipline = Discipline::processor_sharing;
    sharing.vcpus = workers;
    expect_same(follow<Fleet>(in_order, offered(1.8 * workers)),
                follow<Fleet>(sharing, offered(1.8 * workers)));
  }
}

TEST(Differential, function_with_so_many_instances_and_a_queue_is_a_server_with_so_many_workers) {
  FleetParameters server;
  server.concurrency = 6;
  FunctionParameters pool = function(unbounded);
  pool.init = {};
  pool.queue_for = unbounded;
  pool.most_instances = 6;
  const History on_server = follow<Fleet>(server, offered(5.5));
  History in_pool = follow<FunctionPool>(pool, offered(5.5));
  pool.most_instances = ~0ULL;
  pool.concurrency_limit = 6;
  History at_limit = follow<FunctionPool>(pool, offered(5.5));
  for (History* run : {&in_pool, &at_limit}) {
    for (RequestRecord& record : run->records)
      record.is_cold = false;  // the first of each instance, in no time
    EXPECT_EQ(*run, on_server);
  }
}

TEST(Differential, function_at_its_limit_refuses_the_requests_a_server_without_a_queue_refuses) {
  FleetParameters server;
  server.concurrency = 6;
  server.queue_capacity = 0;
  FunctionParameters pool = function(unbounded);
  pool.init = {};
  pool.concurrency_limit = 6;
  History in_pool = follow<FunctionPool>(pool, offered(6));
  for (RequestRecord& record : in_pool.records) record.is_cold = false;
  EXPECT_GT(in_pool.summary.refused, 0U);
  EXPECT_EQ(in_pool, follow<Fleet>(server, offered(6)));
}

TEST(Differential, one_instance_that_all_share_is_one_server_that_all_share) {
  for (const double vcpus : {1.0, 2.0}) {
    FleetParameters server;
    server.discipline = Discipline::processor_sharing;
    server.concurrency = 1'000'000;
    server.vcpus = vcpus;
    server.cpu_share = 0.7;
    FunctionParameters pool = function(unbounded);
    pool.init = {};
    pool.requests_per_instance = 1'000'000;
    pool.vcpus = vcpus;
    pool.cpu_share = 0.7;
    History in_pool = follow<FunctionPool>(pool, offered(0.9 * vcpus));
    for (RequestRecord& record : in_pool.records) record.is_cold = false;
    EXPECT_EQ(in_pool, follow<Fleet>(server, offered(0.9 * vcpus)));
  }
}

TEST(Differential, instances_that_could_be_shared_but_never_are_serve_as_if_they_could_not) {
  Load load = {evenly(0.5), Distribution::lognormal(100ms, 0.5), 6h, 0s};
  FunctionParameters alone = function();
  alone.init = Distribution::lognormal(300ms, 0.5);
  alone.keep_alive = Distribution::mixture({{0.3, 0s, 4s}, {0.7, 2s, 20s}});
  FunctionParameters sharing = alone;
  sharing.requests_per_instance = 2;
  sharing.vcpus = 2;
  const History one = follow<FunctionPool>(alone, load), other = follow<FunctionPool>(sharing, load);
  EXPECT_GT(one.summary.cold, 1000U);
  expect_same(one, other);
  EXPECT_EQ(one.summary.instance_time, other.summary.instance_time);
  EXPECT_EQ(one.summary.occupied_sum, other.summary.shared_busy_time);
}

TEST(Differential, shared_instances_with_cpu_for_all_are_shared_instances_without_contention) {
  FunctionParameters pool = function(2s);
  pool.requests_per_instance = 4;
  pool.cpu_share = 0.5;
  pool.vcpus = 2;
  FunctionParameters without = pool;
  without.has_contention = false;
  without.vcpus = 0.01;
  expect_same(follow<FunctionPool>(pool, offered(6)), follow<FunctionPool>(without, offered(6)));
}

// ---- the fast path for fleets ----

FleetParameters plainest(std::uint32_t servers, std::uint32_t workers, std::uint64_t queue,
                         Duration timeout) {
  FleetParameters fleet;
  fleet.servers = servers;
  fleet.concurrency = workers;
  fleet.queue_capacity = queue;
  fleet.request_timeout = timeout;
  fleet.overhead = 2ms;
  fleet.handler_scale = 1.25;
  return fleet;
}

TEST(Differential, round_robin_fast_path_gives_the_records_of_the_fleet) {
  for (const std::uint32_t servers : {1U, 3U})
    for (const std::uint32_t workers : {1U, 4U})
      for (const std::uint64_t queue : {0ULL, 3ULL, ~0ULL})
        for (const Duration timeout : {Duration(250ms), Duration(unbounded)}) {
          SCOPED_TRACE(fmt::format("{} servers x {}, queue {}, timeout {} s", servers, workers, queue,
                                   to_seconds(timeout)));
          const FleetParameters fleet = plainest(servers, workers, queue, timeout);
          const Load load = offered(0.9 * servers * workers / fleet.handler_scale);
          expect_same(follow<Fleet>(fleet, load), follow<RoundRobinFleet>(fleet, load));
        }
}

TEST(Differential, round_robin_fast_path_fails_the_same_requests_as_the_fleet) {
  FleetParameters fleet = plainest(2, 2, 2, unbounded);
  fleet.failure_share = 0.2;
  const Load load = offered(3);
  expect_same(follow<Fleet>(fleet, load), follow<RoundRobinFleet>(fleet, load));
}

// ---- the same again ----

TEST(Differential, same_seed_gives_the_same_records_and_another_replication_gives_others) {
  FunctionParameters pool = function();
  pool.init = Distribution::lognormal(300ms, 0.5);
  pool.keep_alive = Distribution::mixture({{1, 0s, 4s}});
  pool.routing = Routing::random;
  pool.failure_share = 0.1;
  EXPECT_EQ(follow<FunctionPool>(pool, offered(6)), follow<FunctionPool>(pool, offered(6)));
  EXPECT_FALSE(follow<FunctionPool>(pool, offered(6)) == follow<FunctionPool>(pool, offered(6), day, 1));
  FleetParameters fleet;
  fleet.servers = 3;
  fleet.balancer = Balancer::power_of_two;
  fleet.failure_share = 0.1;
  EXPECT_EQ(follow<Fleet>(fleet, offered(2)), follow<Fleet>(fleet, offered(2)));
  EXPECT_FALSE(follow<Fleet>(fleet, offered(2)) == follow<Fleet>(fleet, offered(2), day, 1));
}

/// Hands over requests in blocks of uneven sizes.
class InBlocks {
 public:
  InBlocks(std::vector<Request> requests, std::size_t most) : requests_(std::move(requests)), most_(most) {}
  bool fill(RequestBlock& block) {
    block.size = 0;
    const std::size_t wanted = 1 + next_ * 7 % most_;
    for (; block.size < wanted && next_ < requests_.size(); ++next_, ++block.size) {
      block.arrivals[block.size] = requests_[next_].arrival;
      block.work[block.size] = requests_[next_].work;
      block.functions[block.size] = requests_[next_].function;
    }
    return block.size > 0;
  }

 private:
  std::vector<Request> requests_;
  std::size_t most_;
  std::size_t next_ = 0;
};

TEST(Differential, records_do_not_depend_on_the_blocks_in_which_requests_are_handed_over) {
  FunctionParameters pool = function(2s);
  pool.init = Distribution::lognormal(300ms, 0.5);
  const Load load = offered(6);
  const History one_by_one = follow<FunctionPool>(pool, load);
  for (const std::size_t most : {std::size_t{1}, std::size_t{10}, RequestBlock::capacity}) {
    Records heard;
    Recorder recorder({Time{}, Time{load.length} + day}, {&heard});
    FunctionPool platform(pool, seed, 0, 0, recorder);
    InBlocks blocks(requests_of(load, 0), most);
    RequestBlock block;
    offer_all(blocks, platform, block, Time{load.length}, [] { return true; });
    platform.finish(Time{load.length} + day);
    std::stable_sort(heard.kept.begin(), heard.kept.end(),
                     [](const RequestRecord& a, const RequestRecord& b) { return a.arrival < b.arrival; });
    EXPECT_EQ(heard.kept, one_by_one.records);
  }
}

}  // namespace
}  // namespace isocost::validation
