/// The same models as one would write them from a textbook: std::priority_queue of {double time, int kind},
/// std::mt19937_64, the standard library's distributions, a std::vector of idle instances. The yardstick of
/// every ratio: it is compiled into the same program, so a ratio comes from one run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>
#include <random>
#include <vector>

namespace isocost::textbook {

struct Event {
  double time;
  int kind;
  bool operator>(const Event& other) const { return time > other.time; }
};
using EventQueue = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

/// Mean response time of M/M/1 over so many customers.
inline double mm1(double arrival_rate, double service_rate, std::int64_t customers, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::exponential_distribution<double> gap(arrival_rate), service(service_rate);
  EventQueue events;
  std::queue<double> waiting;
  double sum = 0;
  std::int64_t arrived = 0, served = 0;
  events.push({gap(bits), 0});
  while (served < customers) {
    const Event event = events.top();
    events.pop();
    if (event.kind == 0) {
      ++arrived;
      waiting.push(event.time);
      if (waiting.size() == 1) events.push({event.time + service(bits), 1});
      if (arrived < customers) events.push({event.time + gap(bits), 0});
    } else {
      sum += event.time - waiting.front();
      waiting.pop();
      ++served;
      if (!waiting.empty()) events.push({event.time + service(bits), 1});
    }
  }
  return sum / static_cast<double>(served);
}

/// p99 of a function pool: Poisson arrivals, lognormal handler, fixed keep-alive, newest idle first.
/// Responses are kept and sorted, as a textbook does to read a quantile.
inline double function_pool(double arrival_rate, double mean_seconds, double keep_alive,
                            std::int64_t requests, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::exponential_distribution<double> gap(arrival_rate);
  const double sigma = 0.5;
  std::lognormal_distribution<double> work(std::log(mean_seconds) - sigma * sigma / 2, sigma);
  EventQueue events;
  std::vector<double> idle_since;
  std::vector<double> responses;
  std::int64_t cold = 0, arrived = 0;
  double billed = 0;
  events.push({gap(bits), 0});
  while (arrived < requests) {
    const Event event = events.top();
    events.pop();
    if (event.kind == 1) {
      idle_since.push_back(event.time);
      continue;
    }
    ++arrived;
    events.push({event.time + gap(bits), 0});
    double start = 0;
    if (!idle_since.empty() && event.time - idle_since.back() < keep_alive) {
      idle_since.pop_back();
    } else {
      idle_since.clear();
      ++cold;
      start = 0.25;
    }
    const double busy = start + work(bits);
    responses.push_back(busy);
    billed += std::ceil(busy * 1000) / 1000;
    events.push({event.time + busy, 1});
  }
  std::sort(responses.begin(), responses.end());
  return responses[responses.size() * 99 / 100] + billed + static_cast<double>(cold);
}

}  // namespace isocost::textbook
