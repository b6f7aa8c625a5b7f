#include "simulator/validation/logs.h"

#include <algorithm>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

double number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) throw std::runtime_error("not a number: " + std::string(text));
  return value;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream rest(line);
  for (std::string field; std::getline(rest, field, ',');) fields.push_back(field);
  return fields;
}

struct Invocation {
  std::int64_t started = 0;  ///< ms
  double milliseconds = -1;
  std::string stream;
};

std::map<std::string, Invocation> invocations_of(const std::string& path) {
  std::map<std::string, Invocation> invocations;
  for (const auto& event : nlohmann::json::parse(read_text_file(path))) {
    const std::string message = event.at("message");
    std::istringstream words(message);
    std::string kind, label, id;
    words >> kind >> label >> id;
    if (kind == "START") {
      invocations[id].started = event.at("timestamp");
      invocations[id].stream = event.at("logStreamName");
    } else if (kind == "REPORT") {
      const std::string_view rest = std::string_view(message).substr(message.find("\tDuration: ") + 11);
      invocations[id].milliseconds = number(rest.substr(0, rest.find(' ')));
    }
  }
  return invocations;
}

}  // namespace

std::string read_text_file(const std::string& path) {
  const bool is_packed = !std::filesystem::exists(path);
  std::ifstream file(is_packed ? path + ".gz" : path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  boost::iostreams::filtering_istream in;
  if (is_packed) in.push(boost::iostreams::gzip_decompressor());
  in.push(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

PoissonRun read_poisson_run(const std::string& path) {
  PoissonRun run;
  std::istringstream file(read_text_file(path));
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields_of(line);
  const auto column = [&](std::string_view wanted) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), wanted) - names.begin());
  };
  const std::size_t is_cold = column("is_cold"), sent = column("client_start_time"),
                    begun = column("start_time"), ended = column("end_time");
  std::vector<std::pair<double, double>> rows;  // s, ms
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    rows.emplace_back(number(fields.at(sent)), number(fields.at(ended)) - number(fields.at(begun)));
    run.cold += fields.at(is_cold) == "True" ? 1 : 0;
  }
  if (rows.size() < 2) throw std::runtime_error(path + " has no requests");
  std::sort(rows.begin(), rows.end());
  for (const auto& [at, milliseconds] : rows)
    run.requests.push_back(
        {Time{from_seconds(at - rows.front().first)}, from_seconds(milliseconds * 1e-3), 0});
  run.rate = static_cast<double>(rows.size()) / (rows.back().first - rows.front().first);
  return run;
}

namespace {

/// The names of the columns are written with blanks or with underscores.
std::size_t column_of(const std::vector<std::string>& names, const std::string& wanted,
                      const std::string& path) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string name;
    for (const char c : names[i])
      if (c != ' ' && c != '_') name += c;
    if (name == wanted) return i;
  }
  throw std::runtime_error(path + " has no column " + wanted);
}

}  // namespace

WorkflowLog read_workflow_log(const std::string& calls, const std::string& executions) {
  WorkflowLog log;
  std::string line;
  std::istringstream call_file(read_text_file(calls));
  std::getline(call_file, line);
  const std::vector<std::string> names = fields_of(line);
  const std::size_t function = column_of(names, "Function", calls),
                    memory = column_of(names, "MemorySize", calls),
                    duration = column_of(names, "Duration", calls),
                    at = column_of(names, "UTCTimestamp", calls);
  while (std::getline(call_file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    log.functions[fields.at(function)].push_back({Time{from_seconds(number(fields.at(at)))},
                                                  from_seconds(number(fields.at(duration)) * 1e-3),
                                                  number(fields.at(memory))});
  }
  std::istringstream execution_file(read_text_file(executions));
  std::getline(execution_file, line);
  while (std::getline(execution_file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    log.executions.push_back(
        {Time{from_seconds(number(fields.at(0)))}, Time{from_seconds(number(fields.at(1)))}});
  }
  if (log.functions.empty() || log.executions.empty()) throw std::runtime_error(calls + " has no calls");
  const auto is_earlier = [](const auto& a, const auto& b) { return a.begin < b.begin; };
  for (auto& [name, all] : log.functions) std::stable_sort(all.begin(), all.end(), is_earlier);
  std::stable_sort(log.executions.begin(), log.executions.end(), is_earlier);
  return log;
}

LoggedRun read_logged_run(const std::string& path) {
  LoggedRun run;
  std::set<std::string> streams;
  for (const auto& [id, invocation] : invocations_of(path)) {
    if (invocation.milliseconds < 0) continue;  // the export ends before its REPORT
    run.requests.push_back({Time{std::chrono::milliseconds(invocation.started)},
                            from_seconds(invocation.milliseconds * 1e-3), 0});
    streams.insert(invocation.stream);
  }
  if (run.requests.empty()) throw std::runtime_error(path + " has no requests");
  run.instances = streams.size();
  std::stable_sort(run.requests.begin(), run.requests.end(),
                   [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
  const Duration first = run.requests.front().arrival.time_since_epoch();
  for (Request& request : run.requests) request.arrival -= first;
  return run;
}

std::uint64_t cold_starts(Duration keep_alive, const std::vector<Request>& requests, Time count_from) {
  FunctionParameters pool;
  pool.keep_alive = Distribution::constant(keep_alive);
  RequestSummary summary;
  const Time end = requests.back().arrival + 1h;
  Recorder recorder({count_from, end}, {&summary});
  FunctionPool platform(pool, seed, 0, 0, recorder);
  for (const Request& request : requests) platform.offer(request);
  platform.finish(end);
  return summary.cold;
}

std::uint64_t cold_starts_from_warm(Duration keep_alive, const PoissonRun& run) {
  constexpr Duration before = 1min;
  std::vector<Request> requests{{Time{}, run.requests.front().work, 0}};
  for (Request request : run.requests) {
    request.arrival += before;
    requests.push_back(request);
  }
  return cold_starts(keep_alive, requests, Time{before});
}

}  // namespace isocost::validation
