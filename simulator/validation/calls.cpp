// Components that call each other: what waiting adds to a bill, and networks of queues against their
// formulas. Mean service 100 ms throughout.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "simulator/platform/calls/call_network.h"
#include "simulator/platform/calls/managed_service.h"
#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/queueing_theory.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr double mean_service = 0.1;
constexpr std::size_t replications = 20;

/// Either waits for nothing (a function with an instance for everyone), or is one worker with a queue.
enum class Server : std::uint8_t { infinite, one };

struct Stage {
  Server server;
  Distribution work;
  std::vector<Call> calls;
  double failure_share = 0;
};

Call call(std::uint32_t to, std::uint32_t step, std::uint32_t times = 1, std::uint32_t at_once = 1) {
  Call made;
  made.to = to;
  made.step = step;
  made.times = times;
  made.at_once = at_once;
  return made;
}

struct NetworkRun {
  RequestSummary users;
  std::vector<ComponentUse> use;
};

NetworkRun run_network(const std::vector<Stage>& stages, const std::vector<Request>& requests,
                       Window measured, std::uint64_t replication) {
  CallGraph graph;
  for (const Stage& one : stages) graph.components.push_back({"", one.work, one.calls});
  NetworkRun made;
  Recorder users(measured, {&made.users});
  CallNetwork network(graph, false, seed, replication, 0, users);
  Recorder nobody(measured, {}, &network);
  FunctionParameters infinite;
  infinite.keep_alive = Distribution::constant(unbounded);
  infinite.holds_requests = true;
  FleetParameters one_worker;
  std::vector<std::unique_ptr<Station>> stations;
  std::vector<CallNetwork::Place> places;
  for (std::uint64_t i = 0; i < stages.size(); ++i) {
    infinite.failure_share = stages[i].failure_share;
    if (stages[i].server == Server::infinite)
      stations.push_back(std::make_unique<FunctionPool>(infinite, seed, replication, i, nobody));
    else
      stations.push_back(std::make_unique<RoundRobinFleet>(one_worker, seed, replication, i, nobody));
    places.push_back({stations.back().get(), unbounded});
  }
  network.run_at(std::move(places));
  for (const Request& request : requests) network.offer(request);
  network.finish(measured.end);
  made.use = network.use();
  return made;
}

Study chain() {
  const auto waiting = [](std::uint64_t replication) {
    const Distribution work = Distribution::constant(100ms);
    const std::vector<Stage> stages{{Server::infinite, work, {call(1, 0)}},
                                    {Server::infinite, work, {call(2, 0)}},
                                    {Server::infinite, work, {}}};
    const Load load{evenly(1), work, 100s, 0s};
    const NetworkRun run = run_network(stages, requests_of(load, replication), load.measured(), replication);
    return std::vector{run.use[0].waiting / run.use[0].handler, run.use[0].handler / run.use[0].calls * 1e-9};
  };
  const char* const source = "GRAPH 7: A calls B calls C, each with 100 ms of own work";
  return {"calls",
          1,
          waiting,
          {{"chain of three: waiting share of the first", 2.0 / 3, Tolerance::fixed, 0, {}, source},
           {"chain of three: billed to the first, s", 0.3, Tolerance::fixed, 0, {}, source}}};
}

/// Departures of an M/M/1 are a Poisson process, so each queue is one by itself (Burke).
Study tandem() {
  constexpr double load_of_each = 0.7;
  const auto response = [](std::uint64_t replication) {
    const Distribution work = Distribution::exponential(100ms);
    const std::vector<Stage> stages{{Server::infinite, Distribution{}, {call(1, 0), call(2, 1)}},
                                    {Server::one, work, {}},
                                    {Server::one, work, {}}};
    const Load load{poisson(load_of_each / mean_service), Distribution{}, 20100s, 100s};
    const NetworkRun run = run_network(stages, requests_of(load, replication), load.measured(), replication);
    return std::vector{seconds(run.users.response_sum) / static_cast<double>(run.users.started)};
  };
  return {"calls",
          replications,
          response,
          {{"two M/M/1 in a row, load 0.7: mean response, s",
            2 * mean_service / (1 - load_of_each),
            Tolerance::theory,
            0,
            {},
            "S5; Burke, Operations Research 4 (1956), p. 699"}}};
}

/// Of k customers that go round two queues of the same speed, (k + 1) / k services pass for each round of one
/// (product form: Gordon and Newell). The difference of a long and a short run has no begin and no end.
Study closed_network() {
  constexpr std::uint32_t customers = 4;
  const auto mean_time = [](std::uint32_t rounds, std::uint64_t replication) {
    const Distribution work = Distribution::exponential(100ms);
    const std::vector<Stage> stages{{Server::infinite, Distribution{}, {call(1, 0, rounds, customers)}},
                                    {Server::infinite, Distribution{}, {call(2, 0), call(3, 1)}},
                                    {Server::one, work, {}},
                                    {Server::one, work, {}}};
    std::vector<Request> requests(20);
    for (std::size_t i = 0; i < requests.size(); ++i) requests[i].arrival = Time{i * hour};
    const NetworkRun run = run_network(stages, requests, {Time{}, Time{requests.size() * hour}}, replication);
    return seconds(run.users.response_sum) / static_cast<double>(run.users.started);
  };
  const auto time_of_a_round = [mean_time](std::uint64_t replication) {
    return std::vector{(mean_time(1000, replication) - mean_time(500, replication)) / 500};
  };
  return {"calls",
          replications,
          time_of_a_round,
          {{fmt::format("{} customers round two queues: time of a round, s", customers),
            mean_service * (customers + 1) / customers,
            Tolerance::theory,
            0,
            {},
            "S5; Gordon and Newell, Operations Research 15 (1967), p. 254"}}};
}

/// Each attempt fails with probability 1/2: 1 + 1/2 + 1/4 + …
Study amplification(std::uint32_t retries) {
  const auto attempts = [retries](std::uint64_t replication) {
    Call tried = call(1, 0);
    tried.retries = retries;
    tried.backoff = 1s;
    tried.may_fail = true;
    const Distribution work = Distribution::constant(100ms);
    const std::vector<Stage> stages{{Server::infinite, work, {tried}}, {Server::infinite, work, {}, 0.5}};
    const Load load{evenly(10), work, 1000s, 0s};
    const NetworkRun run = run_network(stages, requests_of(load, replication), load.measured(), replication);
    return std::vector{run.use[1].calls / run.use[0].calls};
  };
  return {"calls",
          replications,
          attempts,
          {{fmt::format("R15: half of the attempts fail, {} retries: attempts a request", retries),
            2 - std::pow(0.5, retries),
            Tolerance::theory,
            0,
            {},
            "R15; the sum of a geometric series"}}};
}

ServiceParameters ten_connections(std::optional<Duration> queue_for) {
  ServiceParameters made;
  made.limits.at_once = 10;
  made.limits.queue_for = queue_for;
  return made;
}

constexpr double service_load = 8;
const Load calls_to_service{poisson(service_load / mean_service), Distribution::exponential(100ms), 10100s,
                            100s};

/// Calls that find no connection are lost, or wait.
std::vector<Study> service_with_connections() {
  const auto refused = [](std::uint64_t replication) {
    const RequestSummary run = simulate<ManagedService>(ten_connections({}), calls_to_service, replication);
    return std::vector{share(run.refused, run.arrived)};
  };
  const auto waiting = [](std::uint64_t replication) {
    const RequestSummary run = simulate<ManagedService>(ten_connections(hour), calls_to_service, replication);
    return std::vector{seconds(run.wait_sum) / static_cast<double>(run.started)};
  };
  return {{"calls",
           replications,
           refused,
           {{"service of 10 connections, load 8: refused",
             erlang_b(10, service_load),
             Tolerance::theory,
             0,
             {},
             "J6.5; Erlang B: Kleinrock, Queueing Systems vol. 1, p. 105"}}},
          {"calls",
           replications,
           waiting,
           {{"service of 10 connections, load 8: mean wait, s",
             erlang_c(10, service_load) * mean_service / (10 - service_load),
             Tolerance::theory,
             0,
             {},
             "Erlang C: Kleinrock, Queueing Systems vol. 1, p. 103"}}}};
}

}  // namespace

std::vector<Study> call_networks() {
  std::vector<Study> all{chain(), tandem(), closed_network(), amplification(3), amplification(5)};
  for (Study& one : service_with_connections()) all.push_back(std::move(one));
  return all;
}

}  // namespace isocost::validation
