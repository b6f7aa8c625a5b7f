// Mean service 100 ms throughout, from an empty system, less a warm-up of 100 s: more than ten relaxation
// times 1 / (1 - sqrt(rho))^2 mean services (90 at rho 0.8).
#include <fmt/format.h>

#include <cmath>

#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/queueing_theory.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr double mean_service = 0.1;
constexpr std::size_t replications = 20;
constexpr const char* kleinrock_1 = "S5; Kleinrock, Queueing Systems vol. 1";
constexpr const char* kleinrock_2 = "S5; Kleinrock, Queueing Systems vol. 2, p. 171";

struct Service {
  const char* name;
  Distribution work;
};
const std::vector<Service>& services() {
  static const std::vector<Service> all{{"M", Distribution::exponential(100ms)},
                                        {"D", Distribution::constant(100ms)},
                                        {"lognormal, cv 1.5", Distribution::lognormal(100ms, 1.5)}};
  return all;
}

Load offered(double load, const Distribution& work, Duration measured = 10000s) {
  return {poisson(load / mean_service), work, measured + 100s, 100s};
}

FleetParameters one_server(std::uint32_t workers) {
  FleetParameters parameters;
  parameters.concurrency = workers;
  parameters.discipline = Discipline::first_come_first_served;
  return parameters;
}

FunctionParameters instant_functions() {
  FunctionParameters parameters;
  parameters.keep_alive = Distribution::constant(unbounded);
  return parameters;
}

double mean_response(const RequestSummary& run) {
  return seconds(run.response_sum) / static_cast<double>(run.started);
}
double mean_wait(const RequestSummary& run) {
  return seconds(run.wait_sum) / static_cast<double>(run.started);
}
double refused_share(const RequestSummary& run) { return share(run.refused, run.arrived); }

template <class Parameters>
Study study(std::string name, Parameters parameters, const Load& load, double theory, const char* source,
            double (*figure)(const RequestSummary&)) {
  return {
      "queues",
      replications,
      [=](std::uint64_t replication) { return std::vector{figure(simulate(parameters, load, replication))}; },
      {{std::move(name), theory, Tolerance::theory, 0, {}, source}}};
}

/// Response exponential with mean s / (1 - rho): 0.5 s, p99 2.3026 s.
Study mm1() {
  const Load load = offered(0.8, services()[0].work, 50000s);
  const double p99 = mm1_response_quantile(0.8 / mean_service, mean_service, 0.99);
  return {"queues",
          replications,
          [load](std::uint64_t replication) {
            const RequestSummary run = simulate<RoundRobinFleet>(one_server(1), load, replication);
            WeightedHistogram responses;
            responses.add(run.response, 0, 1);
            return std::vector{mean_response(run), to_seconds(responses.quantile(0.99))};
          },
          {{"M/M/1, load 0.8: mean response, s",
            mean_service / 0.2,
            Tolerance::theory,
            0,
            {},
            "S5; Kleinrock, Queueing Systems vol. 1, p. 98"},
           {"M/M/1, load 0.8: p99, s",
            p99,
            Tolerance::theory,
            p99 * Histogram::quantile_resolution,
            {},
            "S5; Kleinrock, Queueing Systems vol. 1, p. 202"}}};
}

/// The number inside, integrated over time, is the sum of the times inside: exactly, where a run ends empty.
Study littles_law() {
  return {"queues",
          1,
          [](std::uint64_t replication) {
            const Load load{poisson(40), services()[2].work, 2000s, 0s};
            const Time horizon = Time{load.length} + day;
            Records heard;
            Recorder recorder({Time{}, horizon}, {&heard});
            Fleet fleet(one_server(5), seed, replication, 0, recorder);
            for (const Request& request : requests_of(load, replication)) fleet.offer(request);
            fleet.finish(horizon);
            Duration inside{};
            for (const RequestRecord& record : heard.kept)
              inside += record.waited + record.cold_start + record.handler;
            return std::vector{fleet.in_system_integral() / static_cast<double>(inside.count())};
          },
          {{"M/G/5: number inside over time, as part of times inside",
            1,
            Tolerance::fixed,
            0,
            {},
            "S5; Little, Operations Research 9 (1961)"}}};
}

}  // namespace

std::vector<Study> textbook_queues() {
  std::vector<Study> all{mm1()};
  const auto add = [&](Study one) { all.push_back(std::move(one)); };
  for (const auto& [servers, load] : {std::pair{2, 1.0}, {4, 3.2}, {10, 8.0}})
    add(study(fmt::format("M/M/{}, load {}: mean wait, s", servers, load),
              one_server(static_cast<std::uint32_t>(servers)), offered(load, services()[0].work),
              mmc_mean_wait(servers, load / mean_service, mean_service),
              "S5; Erlang C: Kleinrock, Queueing Systems vol. 1, p. 102", mean_wait));
  FleetParameters no_queue = one_server(10);
  no_queue.queue_capacity = 0;
  FunctionParameters limited = instant_functions();
  limited.concurrency_limit = 10;
  for (const Service& service : services()) {
    const char* const source = "S5, J6.5; Erlang B: Kleinrock, Queueing Systems vol. 1, p. 105";
    add(study(fmt::format("M/{}/10/10 servers, load 8: refused", service.name), no_queue,
              offered(8, service.work), erlang_b(10, 8), source, refused_share));
    add(study(fmt::format("M/{}/10/10 function at its limit, load 8: refused", service.name), limited,
              offered(8, service.work), erlang_b(10, 8), source, refused_share));
    add(study(fmt::format("M/{}/1, load 0.7: mean wait, s", service.name), one_server(1),
              offered(0.7, service.work, 30000s),
              mg1_mean_wait(0.7 / mean_service, mean_service, service.work.coefficient_of_variation()),
              "S5; Pollaczek-Khinchine: Kleinrock, Queueing Systems vol. 1, p. 190", mean_wait));
    FleetParameters sharing = one_server(1'000'000);
    sharing.discipline = Discipline::processor_sharing;
    add(study(fmt::format("M/{}/1 processor sharing, load 0.7: mean response, s", service.name), sharing,
              offered(0.7, service.work), mg1_ps_mean_response(0.7 / mean_service, mean_service), kleinrock_2,
              mean_response));
    add({"queues",
         replications,
         [load = offered(25, service.work, 4000s)](std::uint64_t replication) {
           const RequestSummary run = simulate(instant_functions(), load, replication);
           return std::vector{seconds(run.occupied_sum) / load.measured_seconds()};
         },
         {{fmt::format("M/{}/infinity, load 25: instances busy", service.name),
           25,
           Tolerance::theory,
           0,
           {},
           fmt::format("{}, p. 101", kleinrock_1)}}});
  }
  add(littles_law());
  return all;
}

}  // namespace isocost::validation
