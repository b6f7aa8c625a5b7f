/// Logs of AWS Lambda that others published, as requests that can be replayed. All errors are
/// std::runtime_error with the file's name.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "simulator/workload/request.h"

namespace isocost::validation {

/// The file's text; `path.gz` is unpacked when there is no `path`.
[[nodiscard]] std::string read_text_file(const std::string& path);

/// 28 hours of Poisson requests to a function of about 2 s each, 2020:
/// pacslab/serverless-performance-modeling (MIT). One deployment and no gap in any of the files: the longest
/// silence is what a Poisson process leaves in 28 hours. Each finds a warm instance at its start.
struct PoissonRun {
  std::vector<Request> requests;  ///< from 0 s on
  std::uint64_t cold = 0;
  double rate = 0;
};
inline constexpr std::array poisson_runs{"res-01-2020-05-28_01-57-40.csv", "res-01-2020-06-06_22-39-19.csv",
                                         "res-01-2020-06-10_22-20-08.csv", "res-01-2020-06-18_23-36-37.csv",
                                         "res-01-2020-05-23_20-42-58.csv", "res-01-2020-04-24_17-53-33.csv"};
[[nodiscard]] PoissonRun read_poisson_run(const std::string& path);

/// Two minutes at a constant rate, about 155 ms each, 2025: Demystifying Serverless Costs (EuroSys 2026,
/// MIT), CloudWatch exports; a log stream is an instance. All runs begin warm.
struct LoggedRun {
  std::vector<Request> requests;
  std::size_t instances = 0;
};
[[nodiscard]] LoggedRun read_logged_run(const std::string& path);

/// Executions of a workflow of AWS Step Functions and the calls of its functions, in order of time: pacslab,
/// SLAppMdlOpt and SLApp-PerfCost-MdlOpt (MIT), 2020 and 2022.
struct LoggedCall {
  Time begin{};  ///< to the second
  Duration duration{};
  double memory = 0;  ///< MiB
};
struct LoggedExecution {
  Time begin{};
  Time end{};
};
struct WorkflowLog {
  std::map<std::string, std::vector<LoggedCall>> functions;
  std::vector<LoggedExecution> executions;
};
[[nodiscard]] WorkflowLog read_workflow_log(const std::string& calls, const std::string& executions);

/// Cold starts of a pool that uses the most recently used instance first, when these requests come to it.
[[nodiscard]] std::uint64_t cold_starts(Duration keep_alive, const std::vector<Request>& requests,
                                        Time count_from = {});

/// Counts from the first logged request, with one before it that leaves an instance warm.
[[nodiscard]] std::uint64_t cold_starts_from_warm(Duration keep_alive, const PoissonRun& run);

}  // namespace isocost::validation
