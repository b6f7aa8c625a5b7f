// Workflows of AWS Step Functions, as their logs have them: pacslab, SLAppMdlOpt and SLApp-PerfCost-MdlOpt
// (MIT). What the orchestrator takes is fitted on two simple workflows; the end-to-end times of two others,
// with choices, branches and loops, are then predicted from the times of their functions alone.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <numeric>

#include "simulator/platform/calls/call_network.h"
#include "simulator/platform/calls/orchestrator.h"
#include "simulator/validation/logs.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr double mebibytes_per_gb = 1024;    // AWS Lambda's
constexpr double drift_of_functions = 0.05;  // logged GB-seconds of the halves: 4.2 and 3.2 % apart

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double percentile_95(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 95 / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::vector<double> times_of(const WorkflowLog& log, std::size_t first, std::size_t last) {
  std::vector<double> seconds;
  for (std::size_t i = first; i < last; ++i)
    seconds.push_back(to_seconds(log.executions[i].end - log.executions[i].begin));
  return seconds;
}

/// Which part of a log.
enum class Half : std::uint8_t { first, second };

/// Of each function: how long it ran in that half of the executions.
std::map<std::string, std::vector<Duration>> durations_of(const WorkflowLog& log, Half half) {
  const Time middle = log.executions[log.executions.size() / 2].begin;
  std::map<std::string, std::vector<Duration>> made;
  for (const auto& [name, calls] : log.functions)
    for (const LoggedCall& one : calls)
      if ((one.begin < middle) == (half == Half::first)) made[name].push_back(one.duration);
  return made;
}

Distribution measured(std::vector<Duration> values) {
  std::sort(values.begin(), values.end());
  std::vector<Distribution::Point> points;
  const auto steps = static_cast<double>(values.size() - 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    points.push_back({static_cast<double>(i) / steps, values[i]});
  return Distribution::quantiles(std::move(points));
}

/// What Step Functions took for each call of a function, and for two branches beside each other.
OrchestratorParameters fitted(const WorkflowLog& sequence, const WorkflowLog& branches) {
  const auto mean_of = [](const WorkflowLog& log, const char* name) {
    double sum = 0;
    for (const LoggedCall& one : log.functions.at(name)) sum += to_seconds(one.duration);
    return sum / static_cast<double>(log.functions.at(name).size());
  };
  double in_a_row = 0;
  for (const char* const name : {"f1", "f2", "f3", "f4"}) in_a_row += mean_of(sequence, name);
  const double a_call = (mean(times_of(sequence, 0, sequence.executions.size())) - in_a_row) / 4;
  // Calls and executions are in the same order in this log.
  double longer = 0;
  for (std::size_t i = 0; i < branches.executions.size(); ++i) {
    const auto at = [&](const char* name) { return to_seconds(branches.functions.at(name)[i].duration); };
    longer += std::max(at("f1") + at("f3"), at("f2") + at("f4"));
  }
  const double beyond = mean(times_of(branches, 0, branches.executions.size())) -
                        longer / static_cast<double>(branches.executions.size());
  OrchestratorParameters made;
  made.call_overhead = Distribution::constant(from_seconds(a_call));
  made.parallel_overhead = from_seconds(beyond - 2 * a_call);
  return made;
}

Call call(std::uint32_t to, std::uint32_t step, StepKind kind = StepKind::one) {
  Call made;
  made.to = to;
  made.step = step;
  made.kind = kind;
  return made;
}

/// One of two, by how often each was called.
std::vector<Call> choice(std::uint32_t step, std::pair<std::uint32_t, double> one,
                         std::pair<std::uint32_t, double> other) {
  Call first = call(one.first, step, StepKind::choice), second = call(other.first, step, StepKind::choice);
  first.probability = second.chosen_from = one.second / (one.second + other.second);
  second.probability = 1 - first.probability;
  return {first, second};
}

Call repeated(std::uint32_t to, std::uint32_t step, double entries, double calls) {
  Call made = call(to, step);
  made.again = (calls - entries) / calls;
  made.times = 50;
  return made;
}

/// App8 and App10: f1, then f2 and f4 or f5 beside rounds of f3 (App10: and f9 or f10) and f6, then rounds of
/// f7, then f8. The log of App8 has no f9.
CallGraph graph_of(const WorkflowLog& log, Half half) {
  const auto durations = durations_of(log, half);
  const auto count = [&](std::size_t function) {
    const auto found = durations.find(fmt::format("f{}", function));
    return found == durations.end() ? 0.0 : static_cast<double>(found->second.size());
  };
  const bool is_app10 = count(9) > 0;
  const std::uint32_t functions = is_app10 ? 10 : 8;
  CallGraph graph;
  graph.components.push_back({"workflow", {}, {}, ComponentKind::workflow, 0});
  for (std::uint32_t i = 1; i <= functions; ++i)
    graph.components.push_back({fmt::format("f{}", i),
                                measured(durations.at(fmt::format("f{}", i))),
                                {},
                                ComponentKind::program,
                                i});
  const std::uint32_t one_branch = functions + 1, other_branch = functions + 2, round = functions + 3;
  const auto group = [&](std::vector<Call> calls) {
    graph.components.push_back({"group", {}, std::move(calls), ComponentKind::group, 0});
  };
  std::vector<Call> calls = choice(1, {4, count(4)}, {5, count(5)});
  calls.insert(calls.begin(), call(2, 0));
  group(calls);
  group({repeated(round, 0, count(1), count(3))});
  calls = is_app10 ? choice(1, {9, count(9)}, {10, count(10)}) : std::vector<Call>{};
  calls.insert(calls.begin(), call(3, 0));
  calls.push_back(call(6, 2));
  group(calls);
  graph.components[0].calls = {call(1, 0), call(one_branch, 1, StepKind::parallel),
                               call(other_branch, 1, StepKind::parallel), repeated(7, 2, count(1), count(7)),
                               call(8, 3)};
  return graph;
}

struct Prediction {
  std::vector<double> seconds;   ///< of each execution
  std::vector<double> handlers;  ///< seconds of an execution in each function
};

/// An execution each 10 s, as it was measured.
Prediction predict(const CallGraph& graph, const OrchestratorParameters& orchestrator, std::size_t executions,
                   std::uint64_t replication) {
  class Responses : public Observer {
   public:
    void requests(std::span<const RequestRecord> records) override {
      for (const RequestRecord& one : records) seconds.push_back(to_seconds(one.response));
    }
    void capacity(std::span<const CapacityRecord>) override {}
    std::vector<double> seconds;
  } responses;
  const Window all{Time{}, Time{static_cast<std::int64_t>(executions + 1) * 10s}};
  Recorder users(all, {&responses});
  CallNetwork network(graph, false, seed, replication, 0, users);
  Recorder nobody(all, {}, &network);
  FunctionParameters infinite;
  infinite.keep_alive = Distribution::constant(unbounded);
  std::vector<std::unique_ptr<Station>> stations;
  std::vector<CallNetwork::Place> places;
  for (std::uint64_t i = 0; i < graph.components.size(); ++i) {
    if (graph.components[i].kind == ComponentKind::group) break;
    if (i == 0)
      stations.push_back(std::make_unique<Orchestrator>(orchestrator, nobody));
    else
      stations.push_back(std::make_unique<FunctionPool>(infinite, seed, replication, i, nobody));
    places.push_back({stations.back().get(),
                      unbounded,
                      {},
                      false,
                      orchestrator.call_overhead,
                      orchestrator.parallel_overhead});
  }
  network.run_at(std::move(places));
  for (std::size_t i = 0; i < executions; ++i)
    network.offer({Time{static_cast<std::int64_t>(i) * 10s}, {}, 0});
  network.finish(all.end);
  Prediction made{std::move(responses.seconds), {}};
  for (const ComponentUse& one : network.use())
    made.handlers.push_back(one.handler * 1e-9 / static_cast<double>(executions));
  return made;
}

/// GB-seconds of one execution.
double work_of(const Prediction& made, const WorkflowLog& log) {
  double sum = 0;
  for (const auto& [name, calls] : log.functions)
    sum += made.handlers.at(std::stoul(name.substr(1))) * calls.front().memory;
  return sum / mebibytes_per_gb;
}

double work_logged(const WorkflowLog& log, Half half) {
  const Time middle = log.executions[log.executions.size() / 2].begin;
  double sum = 0;
  for (const auto& [name, calls] : log.functions)
    for (const LoggedCall& one : calls)
      if ((one.begin < middle) == (half == Half::first)) sum += to_seconds(one.duration) * one.memory;
  const std::size_t first = log.executions.size() / 2;
  return sum / mebibytes_per_gb /
         static_cast<double>(half == Half::first ? first : log.executions.size() - first);
}

void add_application(const std::string& name, std::shared_ptr<const WorkflowLog> log,
                     const OrchestratorParameters& orchestrator, std::vector<Study>& all) {
  const std::size_t middle = log->executions.size() / 2;
  const std::vector<double> second = times_of(*log, middle, log->executions.size());
  const std::string source = "pacslab, SLApp-PerfCost-MdlOpt (2020)";
  const double theirs = mean(second), tail = percentile_95(second), work = work_logged(*log, Half::second);
  const auto run = [log, orchestrator, count = second.size()](Half half, std::uint64_t replication) {
    return predict(graph_of(*log, half), orchestrator, count, replication);
  };
  all.push_back({"workflows",
                 10,
                 [run, log](std::uint64_t replication) {
                   const Prediction made = run(Half::first, replication);
                   return std::vector{mean(made.seconds), percentile_95(made.seconds)};
                 },
                 {{name + ", from its first half: mean time of the second, s",
                   theirs,
                   Tolerance::fixed,
                   0.05 * theirs,
                   {},
                   source},
                  {name + ", from its first half: p95 of the second, s",
                   tail,
                   Tolerance::fixed,
                   0.1 * tail,
                   {},
                   source}}});
  // Of one half from itself: whether the graph makes as many calls of each function as were logged. From the
  // first half the second is missed by the drift of the functions, f1 above all, which became 9 % slower.
  all.push_back({"workflows",
                 10,
                 [run, log](std::uint64_t replication) {
                   return std::vector{work_of(run(Half::first, replication), *log),
                                      work_of(run(Half::second, replication), *log)};
                 },
                 {{name + ", from its first half: Lambda GB-seconds of an execution of the second",
                   work,
                   Tolerance::fixed,
                   drift_of_functions * work,
                   {},
                   source},
                  {name + ", from its second half: its Lambda GB-seconds of an execution",
                   work,
                   Tolerance::fixed,
                   0.01 * work,
                   {},
                   source}}});
}

}  // namespace

std::vector<Study> measured_workflows(const std::string& folder) {
  std::vector<Study> all;
  const fs::path root = fs::path(folder) / "data/slapp_workflows";
  if (!fs::is_directory(root)) return all;
  const auto read = [&](const char* name, const char* calls, const char* executions) {
    return read_workflow_log((root / name / calls).string(), (root / name / executions).string());
  };
  const OrchestratorParameters orchestrator =
      fitted(read("Sequence", "Sequence_lambda_logs.csv", "Sequence_SFN_Logs.csv"),
             read("Parallel", "Parallel_lambda_logs.csv", "Parallel_SFN_Logs.csv"));
  for (const std::string name : {"App8", "App10"})
    add_application(name,
                    std::make_shared<const WorkflowLog>(read(
                        name.c_str(), (name + "_Lambda_Logs.csv").c_str(), (name + "_SFN_Logs.csv").c_str())),
                    orchestrator, all);
  return all;
}

}  // namespace isocost::validation
