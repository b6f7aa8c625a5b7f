#include "simulator/statistics/queueing_theory.h"

#include <cassert>
#include <cmath>

namespace isocost {

double erlang_b(int servers, double load) {
  assert(servers >= 1 && load >= 0);
  double blocked = 1;
  for (int c = 1; c <= servers; ++c) blocked = load * blocked / (c + load * blocked);
  return blocked;
}

double erlang_c(int servers, double load) {
  assert(load < servers);
  const double blocked = erlang_b(servers, load);
  return blocked / (1 - load / servers * (1 - blocked));
}

double mmc_mean_wait(int servers, double arrival_rate, double mean_service) {
  const double load = arrival_rate * mean_service;
  return erlang_c(servers, load) * mean_service / (servers - load);
}

double mm1_response_quantile(double arrival_rate, double mean_service, double probability) {
  return -std::log(1 - probability) * mean_service / (1 - arrival_rate * mean_service);
}

double mg1_mean_wait(double arrival_rate, double mean_service, double cv) {
  const double load = arrival_rate * mean_service;
  return load * mean_service * (1 + cv * cv) / (2 * (1 - load));
}

double mg1_ps_mean_response(double arrival_rate, double mean_service) {
  return mean_service / (1 - arrival_rate * mean_service);
}

}  // namespace isocost
