/// Little's law and the conservation of work on sample paths, as identities. Each run ends with an empty
/// system, so the time integral of the number inside is the sum of the times inside exactly, whatever the
/// queue (Little 1961; Stidham, Operations Research 22, 1974): no sampling error, and since every term is a
/// whole number of nanoseconds below 2^53, no rounding either. The platform counts the number inside as
/// requests come and go; the times inside are added up here, from the records.
#include <gtest/gtest.h>

#include "simulator/validation/runs.h"
#include "tests/validation/sampling.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

const Distribution varied = Distribution::lognormal(100ms, 1.2);

Load offered(double load) { return {poisson(load * 10), varied, 2000s, 0s}; }

struct Path {
  double inside_integral = 0;
  std::uint64_t offered = 0;
  std::vector<RequestRecord> records;
  RequestSummary summary;
};

/// Offers the load, then waits a day for the system to empty.
template <class Platform, class Parameters>
Path follow(const Parameters& parameters, const Load& load) {
  const Time horizon = Time{load.length} + day;
  Path path;
  Records heard;
  Recorder recorder({Time{}, horizon}, {&heard, &path.summary});
  Platform platform(parameters, seed, 0, 0, recorder);
  for (const Request& request : requests_of(load, 0)) {
    platform.offer(request);
    ++path.offered;
  }
  platform.finish(horizon);
  path.inside_integral = platform.in_system_integral();
  path.records = std::move(heard.kept);
  return path;
}

Duration presence(const RequestRecord& record) { return record.waited + record.cold_start + record.handler; }

/// How often it happened what the path is there to show.
struct Seen {
  std::uint64_t waited = 0, refused = 0, timed_out = 0, cold = 0, most_servers = 0;
};

template <class Platform, class Parameters>
Seen expect_littles_law(const std::string& name, const Parameters& parameters, const Load& load) {
  SCOPED_TRACE(name);
  const Path path = follow<Platform>(parameters, load);
  Seen seen;
  Duration inside{}, answered{};
  for (const RequestRecord& record : path.records) {
    inside += presence(record);
    answered += record.response;
    seen.waited += record.waited > Duration::zero() ? 1 : 0;
  }
  seen.refused = path.summary.refused;
  seen.timed_out = path.summary.timed_out;
  seen.cold = path.summary.cold;
  seen.most_servers = peak_servers(path.summary);
  EXPECT_EQ(path.records.size(), path.offered) << "every request is recorded once";
  EXPECT_EQ(path.inside_integral, static_cast<double>(inside.count()));
  // A sender that gives up leaves its request behind; for all others the response is the time inside.
  const bool may_give_up = std::is_same_v<Platform, Fleet> && seen.timed_out > 0;
  if (!may_give_up) {
    EXPECT_EQ(answered, inside);
  }
  return seen;
}

TEST(LittlesLaw, holds_exactly_for_fleets_served_first_come_first_served) {
  FleetParameters fleet;
  EXPECT_GT(expect_littles_law<Fleet>("M/G/1", fleet, offered(0.8)).waited, 0U);
  fleet.concurrency = 5;
  EXPECT_GT(expect_littles_law<Fleet>("M/G/5", fleet, offered(4)).waited, 0U);
  fleet.queue_capacity = 0;
  EXPECT_GT(expect_littles_law<Fleet>("M/G/5/5", fleet, offered(6)).refused, 0U);
  fleet.queue_capacity = 3;
  fleet.concurrency = 2;
  fleet.servers = 3;
  for (const Balancer balancer :
       {Balancer::round_robin, Balancer::least_connections, Balancer::power_of_two}) {
    fleet.balancer = balancer;
    EXPECT_GT(
        expect_littles_law<Fleet>(fmt::format("balancer {}", static_cast<int>(balancer)), fleet, offered(5.5))
            .refused,
        0U);
  }
}

TEST(LittlesLaw, holds_exactly_for_fleets_that_share_their_processors) {
  FleetParameters fleet;
  fleet.discipline = Discipline::processor_sharing;
  fleet.concurrency = 1'000'000;
  expect_littles_law<Fleet>("M/G/1-PS", fleet, offered(0.8));
  fleet.vcpus = 2;
  fleet.cpu_share = 0.4;
  expect_littles_law<Fleet>("two vCPUs, 40 % CPU", fleet, offered(4));
  fleet.concurrency = 4;
  EXPECT_GT(expect_littles_law<Fleet>("four at once, the others wait", fleet, offered(3)).waited, 0U);
  fleet.queue_capacity = 2;
  fleet.servers = 2;
  fleet.balancer = Balancer::least_connections;
  EXPECT_GT(expect_littles_law<Fleet>("the others are turned away", fleet, offered(9)).refused, 0U);
}

TEST(LittlesLaw, holds_exactly_for_a_fleet_that_grows_and_shrinks) {
  for (const Discipline discipline : {Discipline::first_come_first_served, Discipline::processor_sharing}) {
    FleetParameters fleet;
    fleet.discipline = discipline;
    fleet.vcpus = 2;
    fleet.concurrency = 2;
    fleet.autoscaling = Autoscaling{1, 8, 0.5, 10s, 10s, 30s};
    fleet.boot_time = Distribution::constant(15s);
    Load load = offered(6);
    load.traffic.sinusoid = Sinusoid{10min, 1.0, 5min};
    EXPECT_GT(
        expect_littles_law<Fleet>(fmt::format("discipline {}", static_cast<int>(discipline)), fleet, load)
            .most_servers,
        4U);
  }
}

TEST(LittlesLaw, holds_exactly_when_senders_give_up_and_their_requests_stay) {
  FleetParameters fleet;
  fleet.request_timeout = 400ms;
  EXPECT_GT(expect_littles_law<Fleet>("first come, first served", fleet, offered(0.95)).timed_out, 0U);
  fleet.discipline = Discipline::processor_sharing;
  fleet.concurrency = 4;
  EXPECT_GT(expect_littles_law<Fleet>("processor sharing", fleet, offered(0.95)).timed_out, 0U);
}

/// Instances that take time to start and do not live long.
FunctionParameters function() {
  FunctionParameters parameters;
  parameters.init = Distribution::lognormal(300ms, 0.5);
  parameters.cold_start_outside_init = 20ms;
  parameters.keep_alive = Distribution::mixture({{0.3, 0s, 2s}, {0.7, 1s, 5s}});
  return parameters;
}

TEST(LittlesLaw, holds_exactly_for_instances_that_serve_one_request) {
  FunctionParameters pool = function();
  EXPECT_GT(expect_littles_law<FunctionPool>("no limit", pool, offered(4)).cold, 0U);
  pool.execution_limit = 200ms;
  EXPECT_GT(expect_littles_law<FunctionPool>("killed at 200 ms", pool, offered(4)).timed_out, 0U);
  pool.concurrency_limit = 5;
  EXPECT_GT(expect_littles_law<FunctionPool>("refused at the limit", pool, offered(4)).refused, 0U);
  pool.provisioned = 2;
  EXPECT_GT(expect_littles_law<FunctionPool>("two provisioned", pool, offered(4)).cold, 0U);
}

TEST(LittlesLaw, holds_exactly_with_a_platform_queue_before_instances_that_serve_one_request) {
  FunctionParameters pool = function();
  pool.concurrency_limit = 5;
  pool.queue_for = unbounded;
  EXPECT_GT(expect_littles_law<FunctionPool>("at the limit all wait", pool, offered(3.5)).waited, 0U);
  pool.queue_for = 150ms;
  EXPECT_GT(expect_littles_law<FunctionPool>("at the limit some wait in vain", pool, offered(6)).refused, 0U);
  pool = function();
  pool.starts_per_window = 2;
  pool.start_window = 1s;
  pool.queue_for = 30s;
  EXPECT_GT(expect_littles_law<FunctionPool>("two starts a second", pool, offered(8)).waited, 0U);
}

TEST(LittlesLaw, holds_exactly_for_instances_that_requests_share) {
  FunctionParameters pool = function();
  pool.requests_per_instance = 4;
  EXPECT_GT(expect_littles_law<FunctionPool>("no limit", pool, offered(6)).cold, 0U);
  pool.has_contention = false;
  EXPECT_GT(expect_littles_law<FunctionPool>("without contention", pool, offered(6)).cold, 0U);
  pool.has_contention = true;
  pool.most_instances = 3;
  EXPECT_GT(expect_littles_law<FunctionPool>("at most three instances", pool, offered(6)).refused, 0U);
  pool.execution_limit = 400ms;
  EXPECT_GT(expect_littles_law<FunctionPool>("killed at 400 ms", pool, offered(6)).timed_out, 0U);
  pool.provisioned = 2;
  EXPECT_GT(expect_littles_law<FunctionPool>("two provisioned", pool, offered(6)).cold, 0U);
}

TEST(LittlesLaw, holds_exactly_with_a_platform_queue_before_instances_that_requests_share) {
  FunctionParameters pool = function();
  pool.requests_per_instance = 4;
  pool.most_instances = 3;
  pool.queue_for = unbounded;
  EXPECT_GT(expect_littles_law<FunctionPool>("all wait", pool, offered(2.5)).waited, 0U);
  pool.queue_for = 150ms;
  EXPECT_GT(expect_littles_law<FunctionPool>("some wait in vain", pool, offered(5)).refused, 0U);
  pool.concurrency_limit = 7;
  EXPECT_GT(
      expect_littles_law<FunctionPool>("at a concurrency limit within instances", pool, offered(5)).refused,
      0U);
}

/// Nanoseconds of work done at `rate(n)` while n requests are inside, from the records alone.
template <class Rate>
double work_done(const std::vector<RequestRecord>& records, Rate&& rate) {
  std::vector<std::pair<Time, int>> changes;
  for (const RequestRecord& record : records) {
    changes.emplace_back(record.arrival, +1);
    changes.emplace_back(record.arrival + record.response, -1);
  }
  std::sort(changes.begin(), changes.end());
  double done = 0;
  int inside = 0;
  Time since{};
  for (const auto& [at, change] : changes) {
    done += rate(inside) * static_cast<double>((at - since).count());
    since = at;
    inside += change;
  }
  return done;
}

double brought(const Load& load) {
  double work = 0;
  for (const Request& request : requests_of(load, 0)) work += static_cast<double>(request.work.count());
  return work;
}

TEST(WorkConservation, fleet_does_the_work_brought_to_it_and_no_other) {
  for (const std::uint32_t workers : {1U, 5U}) {
    FleetParameters fleet;
    fleet.concurrency = workers;
    const Load load = offered(0.8 * workers);
    const Path path = follow<Fleet>(fleet, load);
    EXPECT_EQ(static_cast<double>(path.summary.server_work), brought(load));
    // Workers stand idle only when no request waits: with n inside, min(n, workers) are at work.
    EXPECT_EQ(work_done(path.records, [&](int n) { return std::min(n, static_cast<int>(workers)); }),
              brought(load));
  }
}

TEST(WorkConservation, shared_processors_work_at_full_speed_while_anyone_is_inside) {
  struct Case {
    double vcpus, cpu_share, load;
  };
  for (const auto& [vcpus, cpu_share, load] :
       {Case{1, 1, 0.8}, Case{2, 1, 1.6}, Case{2, 0.4, 4}, Case{0.5, 0.7, 0.6}}) {
    const auto speed = [&, v = vcpus, s = cpu_share](int n) {
      return n == 0 ? 0 : std::min<double>(n, v / s);
    };
    const Load offering = offered(load);
    FleetParameters fleet;
    fleet.discipline = Discipline::processor_sharing;
    fleet.concurrency = 1'000'000;
    fleet.vcpus = vcpus;
    fleet.cpu_share = cpu_share;
    FunctionParameters pool;
    pool.keep_alive = Distribution::constant(unbounded);
    pool.requests_per_instance = 1'000'000;
    pool.vcpus = vcpus;
    pool.cpu_share = cpu_share;
    const double work = brought(offering);
    const Path on_server = follow<Fleet>(fleet, offering), in_instance = follow<FunctionPool>(pool, offering);
    // A completion is rounded up to the next nanosecond, during which at most `speed` nanoseconds of work are
    // done.
    const double rounding = static_cast<double>(on_server.offered) * std::max(1.0, vcpus / cpu_share);
    EXPECT_TRUE(within("work done by a server", work_done(on_server.records, speed), work, rounding));
    EXPECT_TRUE(within("work done by an instance", work_done(in_instance.records, speed), work, rounding));
    if (vcpus == cpu_share) {
      EXPECT_TRUE(
          within("busy time", static_cast<double>(in_instance.summary.shared_busy_time), work, rounding));
    }
  }
}

TEST(WorkConservation, server_is_busy_for_the_same_time_whatever_the_discipline) {
  const Load load = offered(0.9);
  FleetParameters fleet;
  const Path in_order = follow<Fleet>(fleet, load);
  fleet.discipline = Discipline::processor_sharing;
  fleet.concurrency = 1'000'000;
  const Path sharing = follow<Fleet>(fleet, load);
  const auto is_busy = [](int inside) { return inside > 0 ? 1 : 0; };
  EXPECT_EQ(work_done(in_order.records, is_busy), brought(load));
  EXPECT_TRUE(within("busy time", work_done(sharing.records, is_busy), brought(load),
                     static_cast<double>(sharing.offered)));
}

}  // namespace
}  // namespace isocost::validation
