// The default run control: 10 replications after a warm-up; or from 10 replications on until the half-width
// is 5 % of a mean, 10 % of a p99, with the look-ahead of statistics/stopping.h.
#include <fmt/format.h>

#include <cmath>

#include "simulator/platform/server/round_robin_fleet.h"
#include "simulator/statistics/queueing_theory.h"
#include "simulator/statistics/stopping.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr double mean_service = 0.1;
constexpr std::size_t replications = 10;
constexpr std::size_t most_replications = 500;
constexpr const char* source = "J10.2; Law, Simulation Modeling and Analysis, ch. 9";

/// Of the responses, as if they were independent of each other.
class Moments : public Observer {
 public:
  void requests(std::span<const RequestRecord> records) override {
    for (const RequestRecord& record : records) {
      const double response = to_seconds(record.response);
      sum_ += response;
      squares_ += response * response;
      ++count_;
    }
  }
  void capacity(std::span<const CapacityRecord>) override {}

  [[nodiscard]] Estimate estimate() const {
    const double mean = sum_ / count_;
    return {mean, 1.959964 * std::sqrt((squares_ / count_ - mean * mean) / count_), EstimateStatus::ok};
  }

 private:
  double sum_ = 0, squares_ = 0, count_ = 0;
};

struct Figures {
  double mean = 0, p99 = 0;
};

/// M/M/1 in replications of one experiment.
class MM1 {
 public:
  MM1(double load, Duration length, std::uint64_t experiment)
      : offered_{poisson(load / mean_service), Distribution::exponential(100ms), length + 100s, 100s},
        experiment_(experiment) {}

  Figures run(std::uint64_t replication, Observer* listener = nullptr) const {
    FleetParameters server;
    server.concurrency = 1;
    server.discipline = Discipline::first_come_first_served;
    // Experiments share nothing: each has its own stretch of replications.
    const RequestSummary made =
        simulate<RoundRobinFleet>(server, offered_, experiment_ * most_replications + replication, listener);
    WeightedHistogram responses;
    responses.add(made.response, 0, 1);
    return {seconds(made.response_sum) / static_cast<double>(made.started),
            to_seconds(responses.quantile(0.99))};
  }

 private:
  Load offered_;
  std::uint64_t experiment_;
};

double covers(const Estimate& estimate, double truth) {
  return estimate.half_width && std::abs(estimate.value - truth) <= *estimate.half_width ? 1 : 0;
}

/// The replications of an experiment, made when they are asked for.
class Replications {
 public:
  Replications(const MM1& queue, double Figures::*figure) : queue_(queue), figure_(figure) {}

  std::span<const double> first(std::size_t n) {
    while (values_.size() < n) values_.push_back(queue_.run(values_.size()).*figure_);
    return std::span(values_).first(n);
  }

  /// Until the half-width is at most so much of the figure.
  Estimate until(double relative) {
    std::size_t n = replications;
    std::optional<std::size_t> enough;
    while (!enough && n < most_replications) {
      n = std::min(n + look_ahead(n), most_replications);
      enough = enough_replications(replications, n, [&](std::size_t k) {
        const Estimate estimate = estimate_mean(first(k));
        return *estimate.half_width <= relative * estimate.value;
      });
    }
    return estimate_mean(first(enough.value_or(n)));
  }

 private:
  const MM1& queue_;
  double Figures::*figure_;
  std::vector<double> values_;
};

Target nominal(std::string name) { return {std::move(name), 0.95, Tolerance::fixed, 0.02, {}, source}; }

/// A figure of M/M/1, its true value, and how far its interval may be read wrong.
struct Estimand {
  const char* what;
  double load;
  double Figures::*figure;
  double truth;
  double resolution = 0;  ///< of the histogram, as part of the figure
};

/// \param length    of each of ten replications
/// \param shorter   of those of sequential stopping: so short that it has to go on beyond the minimum
/// \param relative  half-width, as part of the figure, that stops it
Study coverage_of(const Estimand& of, Duration length, Duration shorter, double relative,
                  std::size_t experiments) {
  return {"coverage",
          experiments,
          [=](std::uint64_t experiment) {
            const MM1 queue(of.load, length, experiment), in_short_runs(of.load, shorter, experiment);
            Replications ten(queue, of.figure), as_needed(in_short_runs, of.figure);
            const auto is_held = [&](Estimate estimate) {
              *estimate.half_width += of.resolution * estimate.value;
              return covers(estimate, of.truth);
            };
            return std::vector{is_held(estimate_mean(ten.first(replications))),
                               is_held(as_needed.until(relative))};
          },
          {nominal(fmt::format("{}, M/M/1 load {}: 10 replications", of.what, of.load)),
           nominal(fmt::format("{}, M/M/1 load {}: until ± {:.0f} %", of.what, of.load, relative * 100))}};
}

/// One run of as many requests as ten replications have.
Study independence_fails(std::size_t experiments) {
  return {"coverage",
          experiments,
          [](std::uint64_t experiment) {
            const MM1 queue(0.8, 25'000s, experiment);
            Moments responses;
            (void)queue.run(0, &responses);
            return std::vector{covers(responses.estimate(), mean_service / 0.2)};
          },
          {{"mean, M/M/1 load 0.8: formula for independent observations within one run (must be below)",
            0.93,
            Tolerance::below,
            0,
            {},
            source}}};
}

}  // namespace

std::vector<Study> coverage(std::size_t experiments) {
  const double p99 = mm1_response_quantile(0.8 / mean_service, mean_service, 0.99);
  const Estimand half{"mean", 0.5, &Figures::mean, mean_service / 0.5};
  const Estimand busy{"mean", 0.8, &Figures::mean, mean_service / 0.2};
  const Estimand tail{"p99", 0.8, &Figures::p99, p99, Histogram::quantile_resolution};
  return {coverage_of(half, 2'500s, 100s, 0.05, experiments),
          coverage_of(busy, 2'500s, 500s, 0.05, experiments),
          coverage_of(tail, 2'500s, 2'500s, 0.05, experiments), independence_fails(experiments)};
}

}  // namespace isocost::validation
