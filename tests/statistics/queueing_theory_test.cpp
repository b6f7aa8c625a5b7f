#include "simulator/statistics/queueing_theory.h"

#include <gtest/gtest.h>

#include <cmath>

namespace isocost {
namespace {

TEST(QueueingTheory, erlang_b_is_the_truncated_poisson_probability) {
  // B(c, a) = (a^c / c!) / sum of a^k / k!, k = 0 … c (Kleinrock vol. 1, p. 105).
  for (const double load : {0.1, 1.0, 5.0, 50.0})
    for (const int servers : {1, 2, 5, 20, 60}) {
      double term = 1, sum = 1;
      for (int k = 1; k <= servers; ++k) sum += term *= load / k;
      EXPECT_NEAR(erlang_b(servers, load), term / sum, 1e-12) << load << " " << servers;
    }
  EXPECT_DOUBLE_EQ(erlang_b(1, 0), 0);
}

TEST(QueueingTheory, erlang_c_of_one_server_is_its_load) {
  for (const double load : {0.1, 0.5, 0.9}) EXPECT_NEAR(erlang_c(1, load), load, 1e-12);
  // Two servers: C = 2 rho^2 / (1 + rho), rho = load / 2.
  for (const double rho : {0.1, 0.5, 0.9})
    EXPECT_NEAR(erlang_c(2, 2 * rho), 2 * rho * rho / (1 + rho), 1e-12);
}

TEST(QueueingTheory, mean_waits_agree_where_the_formulas_meet) {
  // M/M/1 at rho = 0.8 and mean service 1: wait 4, sojourn 5, p99 of the sojourn 23.026.
  EXPECT_NEAR(mmc_mean_wait(1, 0.8, 1), 4, 1e-12);
  EXPECT_NEAR(mg1_mean_wait(0.8, 1, 1), 4, 1e-12);
  EXPECT_NEAR(mg1_ps_mean_response(0.8, 1), 5, 1e-12);
  EXPECT_NEAR(mm1_response_quantile(0.8, 1, 0.99), 23.0259, 1e-4);
  // M/D/1 waits half as long.
  EXPECT_NEAR(mg1_mean_wait(0.8, 1, 0), 2, 1e-12);
  // Ten servers of a tenth of the speed wait less than one.
  EXPECT_LT(mmc_mean_wait(10, 8, 1), mmc_mean_wait(1, 0.8, 1));
}

}  // namespace
}  // namespace isocost
