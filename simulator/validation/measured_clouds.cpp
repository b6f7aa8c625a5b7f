#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "simulator/validation/logs.h"
#include "simulator/validation/pack.h"
#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using namespace std::chrono_literals;

Study logged(std::string name, double expected, double tolerance, std::string source,
             std::function<double()> figure) {
  return {"clouds",
          1,
          [figure = std::move(figure)](std::uint64_t) { return std::vector{figure()}; },
          {{std::move(name), expected, Tolerance::fixed, tolerance, {}, std::move(source)}}};
}

/// Cold starts of slow traffic, file by file and in all. At 0.1 requests/s instances beyond the first are
/// rarely used, and Lambda kept some of them for 25 minutes: not compared.
void add_poisson_runs(const fs::path& folder, std::vector<Study>& all) {
  const std::string source = "pacslab, serverless-performance-modeling (2020)";
  std::vector<PoissonRun> slow;
  for (const char* const name : poisson_runs)
    if (PoissonRun run = read_poisson_run((folder / name).string()); run.rate <= 0.01)
      slow.push_back(std::move(run));
  double theirs = 0;
  for (const PoissonRun& run : slow) {
    const auto cold = static_cast<double>(run.cold);
    theirs += cold;
    all.push_back(logged(
        fmt::format("AWS Lambda of 2020 at {:.5f} requests/s: cold of {}", run.rate, run.requests.size()),
        cold, 0.3 * cold, source, [run] { return static_cast<double>(cold_starts_from_warm(10min, run)); }));
  }
  if (slow.empty()) return;
  all.push_back(logged("AWS Lambda of 2020, all of these: cold", theirs, 0.1 * theirs, source, [slow] {
    double ours = 0;
    for (const PoissonRun& run : slow) ours += static_cast<double>(cold_starts_from_warm(10min, run));
    return ours;
  }));
}

void add_logged_runs(const fs::path& folder, std::vector<Study>& all) {
  for (const int rps : {1, 2, 4, 6, 10, 20}) {
    const LoggedRun run =
        read_logged_run((folder / fmt::format("concurrency_aws_{}_cloudwatch.json", rps)).string());
    all.push_back(logged(fmt::format("AWS Lambda of 2025 at {} requests/s: instances", rps),
                         static_cast<double>(run.instances), 0,
                         "UBC, Demystifying Serverless Costs (EuroSys 2026)",
                         [run] { return static_cast<double>(cold_starts(5min, run.requests)); }));
  }
}

/// A parameter set of SimFaaS with one request in an instance.
struct SimFaasSet {
  FunctionParameters pool;
  Load load;
};

Distribution distribution_of(const Json& process) {
  const Duration mean = from_seconds(process.at("mean"));
  return process.at("dist") == "const" ? Distribution::constant(mean) : Distribution::exponential(mean);
}

SimFaasSet set_of(const Json& json) {
  const Json& given = json.at("parameters");
  SimFaasSet set;
  set.pool.keep_alive = Distribution::constant(from_seconds(given.at("expiration_threshold_s")));
  set.pool.routing = Routing::newest_created;
  set.pool.cold_handler = distribution_of(given.at("cold_service"));
  set.pool.concurrency_limit = given.at("maximum_concurrency");
  const double rate = 1 / given.at("arrival").at("mean").get<double>();
  set.load = {given.at("arrival").at("dist") == "const" ? evenly(rate) : poisson(rate),
              distribution_of(given.at("warm_service")), from_seconds(json.at("horizon_s")),
              from_seconds(json.at("after_warmup").at("skip_s"))};
  return set;
}

/// Share of cold starts, share refused, instances.
std::vector<double> figures_of(const SimFaasSet& set, std::uint64_t replication) {
  const RequestSummary run = simulate(set.pool, set.load, replication);
  return {share(run.cold, run.arrived), share(run.refused, run.arrived),
          seconds(run.instance_time) / set.load.measured_seconds()};
}

void add_simfaas_sets(const std::string& file, std::vector<Study>& all) {
  const Json reference = Json::parse(read_text_file(file));
  for (const Json& json : reference.at("parameter_sets")) {
    if (json.at("parameters").at("simulator") != "ServerlessSimulator") continue;
    const Json& theirs = json.at("after_warmup");
    const double requests = theirs.at("req_total").at("mean");
    Study made{"clouds",
               20,
               [set = set_of(json)](std::uint64_t replication) { return figures_of(set, replication); },
               {}};
    for (const char* const name : {"p_cold", "p_reject", "servers_avg"}) {
      const Json& figure = theirs.at(name);
      const Published published{figure.at("mean"), figure.at("sem"), figure.at("n")};
      // What was not seen in N requests may have been missed up to 3 / N times; never nearer than 1e-3.
      const double floor = published.mean == 0 ? 3 / (requests * published.n) : 1e-3 * published.mean;
      made.targets.push_back({fmt::format("SimFaaS {}: {}", json.at("name").get<std::string>(), name),
                              published.mean, Tolerance::pooled, floor, published,
                              "SimFaaS, run with its own program"});
    }
    all.push_back(std::move(made));
  }
}

}  // namespace

std::vector<Study> measured_clouds(const std::string& folder) {
  std::vector<Study> all;
  const fs::path root(folder);
  const fs::path poisson = root / "data/pacs_lambda_poisson", logs = root / "data/demystifying_eurosys26",
                 simfaas = root / "reference/simfaas_reference.json";
  try {
    if (fs::is_directory(poisson)) add_poisson_runs(poisson, all);
    if (fs::is_directory(logs)) add_logged_runs(logs, all);
    if (fs::is_regular_file(simfaas)) add_simfaas_sets(simfaas.string(), all);
  } catch (const Json::exception& problem) {
    throw std::runtime_error(fmt::format("{}: {}", folder, problem.what()));
  }
  return all;
}

}  // namespace isocost::validation
