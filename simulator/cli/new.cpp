#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/input/values.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost new: prints a commented starter scenario\n"
    "\n"
    "Examples:\n"
    "  isocost new > mine.yaml\n"
    "  isocost new --requests 3M/month --duration \"120 ms\" --memory \"512 MiB\" > mine.yaml\n";

/// Every entry stands with the words that explain it; what is commented out shows what else there is.
constexpr const char* starter =
    R"(# A scenario: the same traffic on several platforms. Check it with `isocost check-scenario`, run it with `isocost run`.
scenario: My service
question: What does this service cost a month, how slow is its tail, and on which platform is it cheapest?

workload:
  rate: {requests}            # requests per s, min, h, day, week or month (30 d)
  # spacing: poisson          # or even
  # profile: {{hours: [1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 8, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4, 3, 2, 1], days: [1, 1, 1, 1, 1, 0.5, 0.5]}}
  # bursts: {{share: 5 %, factor: 10, length: 2 min}}
  # flash_crowds: [{{start: 3 d, factor: 20, rise: 5 min, hold: 1 h, fall: 30 min}}]

application:
  duration: {{mean: {duration}, cv: 1}}   # or {{p50: 80 ms, p95: 300 ms}}; on one full vCPU
  cpu_share: 50 %             # part of the duration that needs the CPU
  memory_used: {used}
  request_size: 2 kB
  response_size: 20 kB
  runtime: nodejs

slo:
  p99: 2 s
  errors: 1 %                 # refused, timed out and failed together

alternatives:
  - {{platform: aws-lambda, memory: {memory}}}
  - {{platform: gcp-run-functions, memory: {memory}}}
  - {{platform: azure-consumption}}
  - {{platform: aws-fargate, instance: 0.5vcpu-1gb, autoscaling: {{min: 2, max: 20, target: 60 %}}}}
  # `isocost catalogue list` names every platform
)";

}  // namespace

int new_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("requests", po::value<std::string>()->default_value("3M/month"), "rate of requests")(
      "duration", po::value<std::string>()->default_value("120 ms"), "mean duration of one request")(
      "memory", po::value<std::string>()->default_value("512 MiB"), "memory of a function's instance");
  const Parsed parsed = parse(arguments, usage, options, {}, "new");
  if (parsed.exit) return *parsed.exit;

  Diagnostics problems;
  const auto node_of = [&](const std::string& option) {
    const std::string text = parsed.values[option].as<std::string>();
    auto file = std::make_shared<SourceFile>(SourceFile{"--" + option, text, 1});
    return Node{Node::Kind::scalar, {file, 1, 1, static_cast<int>(text.size())}, text, false, {}, {}};
  };
  const Node requests = node_of("requests"), duration = node_of("duration"), memory = node_of("memory");
  (void)read_rate(requests, problems);
  (void)read_duration(duration, problems);
  const auto size = read_bytes(memory, problems);
  print_diagnostics(problems);
  if (!problems.empty()) return bad_input;
  const std::string used =
      describe(Bytes{std::max(bytes_per_mib, size->count / bytes_per_mib * bytes_per_mib / 2)});
  fmt::print(fmt::runtime(starter), fmt::arg("requests", requests.text), fmt::arg("duration", duration.text),
             fmt::arg("used", used), fmt::arg("memory", memory.text));
  return done;
}

}  // namespace isocost::cli
