/// The platforms as textbook queues, against the closed formulas: what goes beyond
/// simulator/validation/queues.cpp. Sources of the formulas: simulator/statistics/ queueing_theory.h
/// (Kleinrock, "Queueing Systems", vol. 1 and 2).
///
/// Mean service 100 ms throughout. Each figure is the mean of independent replications from an empty system,
/// less a warm-up of 100 s: more than ten relaxation times 1 / (1 - sqrt(rho))^2 mean services (90 at rho
/// 0.8).
#include "simulator/statistics/queueing_theory.h"

#include <gtest/gtest.h>

#include "simulator/statistics/histogram.h"
#include "simulator/validation/runs.h"
#include "tests/validation/sampling.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr double mean_service = 0.1;

const Distribution exponential = Distribution::exponential(100ms);
const Distribution constant = Distribution::constant(100ms);
const Distribution lognormal = Distribution::lognormal(100ms, 1.5);
const Distribution smooth_gamma = Distribution::gamma(100ms, 0.5);
const Distribution bursty_gamma = Distribution::gamma(100ms, 1.5);

/// Requests at the rate that keeps `load` workers busy.
Load offered(double load, const Distribution& work, Duration measured = 10000s) {
  return {poisson(load / mean_service), work, measured + 100s, 100s};
}

FleetParameters one_server(std::uint32_t workers,
                           Discipline discipline = Discipline::first_come_first_served) {
  FleetParameters parameters;
  parameters.concurrency = workers;
  parameters.discipline = discipline;
  return parameters;
}

/// Any number of requests at once, in instances of their own that never end and start in no time.
FunctionParameters instant_functions() {
  FunctionParameters parameters;
  parameters.keep_alive = Distribution::constant(unbounded);
  return parameters;
}

/// One instance that all requests share.
FunctionParameters one_shared_instance() {
  FunctionParameters parameters = instant_functions();
  parameters.requests_per_instance = 1'000'000;
  return parameters;
}

double mean_response(const RequestSummary& run) {
  return seconds(run.response_sum) / static_cast<double>(run.started);
}
double mean_wait(const RequestSummary& run) {
  return seconds(run.wait_sum) / static_cast<double>(run.started);
}

TEST(Queues, mm1_response_has_the_mean_and_the_p99_of_theory) {
  // Kleinrock vol. 1 p. 98 and p. 202: the response is exponential with mean s / (1 - rho) = 5 s; p99
  // = 23.026 s.
  const double p99 = 23.026 * mean_service;
  Sample mean, above, quantile;
  for (std::size_t i = 0; i < replications; ++i) {
    Counter slow([&](const RequestRecord& record) { return to_seconds(record.response) > p99; });
    const RequestSummary run = simulate(one_server(1), offered(0.8, exponential, 50000s), i, &slow);
    mean.add(mean_response(run));
    above.add(share(slow.count, run.arrived));
    WeightedHistogram responses;
    responses.add(run.response, 0, 1);
    quantile.add(to_seconds(responses.quantile(0.99)));
  }
  EXPECT_TRUE(agrees("mean response", mean, 5 * mean_service));
  EXPECT_TRUE(agrees("share above p99", above, 0.01));
  EXPECT_TRUE(agrees("p99", quantile, p99, p99 / 256));  // half a bucket of the histogram
  EXPECT_NEAR(mm1_response_quantile(0.8 / mean_service, mean_service, 0.99), p99, 1e-4);
}

TEST(Queues, mmc_wait_is_that_of_erlang_c) {
  struct Case {
    int servers;
    double load;
  };
  for (const auto& [servers, load] : {Case{2, 1.0}, Case{4, 3.2}, Case{10, 8.0}, Case{50, 45.0}}) {
    Sample wait, waits;
    for (std::size_t i = 0; i < replications; ++i) {
      Counter waited([](const RequestRecord& record) { return record.waited > Duration::zero(); });
      const RequestSummary run = simulate(one_server(static_cast<std::uint32_t>(servers)),
                                          offered(load, exponential, load > 10 ? 4000s : 10000s), i, &waited);
      wait.add(mean_wait(run));
      waits.add(share(waited.count, run.arrived));
    }
    const std::string name = fmt::format("M/M/{} load {}: ", servers, load);
    EXPECT_TRUE(agrees(name + "mean wait", wait, mmc_mean_wait(servers, load / mean_service, mean_service)));
    EXPECT_TRUE(agrees(name + "share that waits", waits, erlang_c(servers, load)));
  }
}

TEST(Queues, function_with_so_many_instances_and_a_platform_queue_waits_as_erlang_c) {
  FunctionParameters parameters = instant_functions();
  parameters.most_instances = 10;
  parameters.queue_for = unbounded;
  const Sample wait =
      replicate([&](std::size_t i) { return mean_wait(simulate(parameters, offered(8, exponential), i)); });
  EXPECT_TRUE(agrees("mean wait", wait, mmc_mean_wait(10, 8 / mean_service, mean_service)));
}

TEST(Queues, mg1_wait_is_that_of_pollaczek_and_khinchine) {
  for (const Distribution& work : {exponential, constant, lognormal, smooth_gamma, bursty_gamma}) {
    const Sample wait = replicate(
        [&](std::size_t i) { return mean_wait(simulate(one_server(1), offered(0.7, work, 30000s), i)); });
    const double cv = work.coefficient_of_variation();
    EXPECT_TRUE(
        agrees("mean wait, " + work.describe(), wait, mg1_mean_wait(0.7 / mean_service, mean_service, cv)));
  }
}

TEST(Queues, mean_response_of_mg1_ps_depends_on_the_mean_of_service_alone) {
  const double theory = mg1_ps_mean_response(0.7 / mean_service, mean_service);
  FleetParameters server = one_server(1'000'000, Discipline::processor_sharing);
  for (const Distribution& work : {exponential, constant, lognormal}) {
    const Load load = offered(0.7, work);
    const Sample on_server =
        replicate([&](std::size_t i) { return mean_response(simulate(server, load, i)); });
    const Sample in_instance =
        replicate([&](std::size_t i) { return mean_response(simulate(one_shared_instance(), load, i)); });
    EXPECT_TRUE(agrees("server, " + work.describe(), on_server, theory));
    EXPECT_TRUE(agrees("shared instance, " + work.describe(), in_instance, theory));
  }
}

TEST(Queues, response_of_mm1_ps_is_proportional_to_the_work_brought) {
  // Kleinrock vol. 2 p. 171: given service x, the mean response is x / (1 - rho).
  const double rho = 0.7;
  Sample brought_by_slow, brought_by_fast;
  for (std::size_t i = 0; i < replications; ++i) {
    const Load load = offered(rho, exponential);
    Records heard;
    (void)simulate(one_server(1'000'000, Discipline::processor_sharing), load, i, &heard);
    std::sort(heard.kept.begin(), heard.kept.end(),
              [](const RequestRecord& a, const RequestRecord& b) { return a.arrival < b.arrival; });
    const std::vector<Request> requests = requests_of(load, i);
    const std::size_t skipped = requests.size() - heard.kept.size();
    double long_work = 0, long_response = 0, short_work = 0, short_response = 0;
    for (std::size_t k = 0; k < heard.kept.size(); ++k) {
      const Request& request = requests[skipped + k];
      ASSERT_EQ(request.arrival, heard.kept[k].arrival);
      const bool is_long = request.work > 100ms;
      (is_long ? long_work : short_work) += to_seconds(request.work);
      (is_long ? long_response : short_response) += to_seconds(heard.kept[k].response);
    }
    brought_by_slow.add(long_response / long_work);
    brought_by_fast.add(short_response / short_work);
  }
  EXPECT_TRUE(agrees("slowdown of long requests", brought_by_slow, 1 / (1 - rho)));
  EXPECT_TRUE(agrees("slowdown of short requests", brought_by_fast, 1 / (1 - rho)));
}

TEST(Queues, requests_of_mg_infinity_find_a_poisson_number_inside) {
  // Kleinrock vol. 1 p. 101 and PASTA: P(an arrival finds none) = exp(-load). With a keep-alive of nothing
  // each arrival is cold, and instances are given up at once, so lives of instances are the busy periods of
  // one request.
  const double load = 1.5;
  FunctionParameters parameters = one_shared_instance();
  parameters.has_contention = false;
  parameters.keep_alive = Distribution::constant(Duration::zero());
  for (const Distribution& work : {exponential, constant, lognormal}) {
    const Load offering = offered(load, work);
    Sample finds_none, is_empty;
    for (std::size_t i = 0; i < replications; ++i) {
      const RequestSummary run = simulate(parameters, offering, i);
      finds_none.add(share(run.instances, run.arrived));
      is_empty.add(1 - seconds(run.shared_busy_time) / offering.measured_seconds());
    }
    EXPECT_TRUE(agrees("arrivals that find none, " + work.describe(), finds_none, std::exp(-load)));
    EXPECT_TRUE(agrees("time that none is inside, " + work.describe(), is_empty, std::exp(-load)));
  }
}

}  // namespace
}  // namespace isocost::validation
