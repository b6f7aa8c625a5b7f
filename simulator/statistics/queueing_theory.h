/// Closed formulas of queueing theory. The simulator is held against them; where they hold they answer by
/// themselves. Rates are per second, times in seconds; load is offered load in erlangs (arrival rate x mean
/// service time).
///
/// Sources: L. Kleinrock, "Queueing Systems", vol. 1 (1975): M/M/1 p. 94-103, M/M/c and Erlang C p. 102-103,
/// Erlang B p. 105-106, M/G/1 (Pollaczek-Khinchine) p. 190; M/G/1-PS: vol. 2 (1976) p. 171; M/G/infinity:
/// vol. 1 p. 101.
#pragma once

namespace isocost {

/// Probability that all c servers of M/M/c/c (or M/G/c/c) are busy: the share refused.
/// \pre servers >= 1, load >= 0
[[nodiscard]] double erlang_b(int servers, double load);

/// Probability that an arrival to M/M/c waits. \pre load < servers
[[nodiscard]] double erlang_c(int servers, double load);

/// Mean wait in the queue of M/M/c. \pre arrival_rate mean_service < servers
[[nodiscard]] double mmc_mean_wait(int servers, double arrival_rate, double mean_service);

/// Quantile of the response time of M/M/1. \pre arrival_rate mean_service < 1
[[nodiscard]] double mm1_response_quantile(double arrival_rate, double mean_service, double probability);

/// Mean wait of M/G/1 (Pollaczek-Khinchine). \param cv coefficient of variation of the service time
[[nodiscard]] double mg1_mean_wait(double arrival_rate, double mean_service, double cv);

/// Mean response of M/G/1 with processor sharing: depends on the mean of the service time alone.
[[nodiscard]] double mg1_ps_mean_response(double arrival_rate, double mean_service);

}  // namespace isocost
