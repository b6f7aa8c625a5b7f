/// The question: which traffic, which application, which alternatives, over which period. Read from a YAML
/// file (scenario/format.md); whoever holds a `Scenario` holds a valid one.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/scenario/account.h"
#include "simulator/scenario/people.h"
#include "simulator/scenario/service_use.h"
#include "simulator/scenario/uncertain_input.h"
#include "simulator/workload/call_graph.h"
#include "simulator/workload/outages.h"
#include "simulator/workload/retry_policy.h"
#include "simulator/workload/service_limits.h"
#include "simulator/workload/trace.h"
#include "simulator/workload/traffic.h"

namespace isocost {

/// Either made from a rate or replayed from a file.
struct Workload {
  Traffic traffic;
  std::shared_ptr<const Trace> trace;  ///< null when the traffic is made
};

struct Application {
  std::optional<Distribution> duration;  ///< on one full vCPU; none: the trace's own
  double cpu_share = 1;  ///< part of the duration that needs the CPU; the rest waits for others
  Bytes memory_used{};
  Bytes request_size{};
  Bytes response_size{};
  std::string runtime;
  double failure_share = 0;
  ServiceUse uses;  ///< of managed services, for one request
};

/// Of an application that is a call graph.
struct Component {
  std::string name;         ///< of a group: where it is written
  Application application;  ///< its duration is its own work, without what it waits for
  std::vector<Call> calls;
  SourceRange where;
  std::vector<SourceRange> call_places;  ///< one for each call
  ComponentKind kind = ComponentKind::program;
  std::uint32_t owner = 0;  ///< workload/call_graph.h
  ServiceLimits limits{};   ///< of a service
};

/// What users are promised.
struct Slo {
  struct Latency {
    double probability = 0.99;
    Duration limit{};
  };
  std::vector<Latency> latencies;
  std::optional<double> errors;  ///< refused + timed out + failed, at most
  [[nodiscard]] bool empty() const { return latencies.empty() && !errors; }
};

/// Follow the CPU utilisation instead of a fixed number of servers.
struct AutoscalingChoice {
  std::uint32_t min_servers = 1;
  std::uint32_t max_servers = 1;
  double target = 0.6;
};

/// What is other for a service in one alternative.
struct ServiceChoice {
  std::optional<Distribution> duration;
  ServiceLimits limits;
};

/// One way to run the application. What is not chosen here comes from the platform's facts.
struct Alternative {
  std::string name;
  std::string platform;
  std::string region;
  std::string runtime;
  std::string architecture;
  std::string package;  ///< zip or image; empty: the platform's usual
  ChosenServices services;
  std::optional<RetryPolicy> client;  ///< the scenario's, when the alternative has none of its own
  People people;
  SourceRange where;
  // functions
  Bytes memory{};
  std::optional<std::uint32_t> requests_per_instance;
  std::optional<std::uint64_t> concurrency_limit;
  std::optional<std::uint64_t> most_instances;
  std::uint32_t provisioned = 0;
  std::optional<Duration> timeout;
  std::optional<Distribution> keep_alive;
  std::optional<Distribution> cold_start;
  std::string routing;  ///< empty: the platform's
  bool has_contention = true;
  // fleets
  std::string instance;
  std::uint32_t servers = 1;
  std::optional<AutoscalingChoice> autoscaling;
  std::string commitment;  ///< "ri-1y-no-upfront"; empty: on demand
  std::string discipline = "processor-sharing";
  std::string balancer = "least-connections";
  std::optional<std::uint32_t> concurrency;
  std::uint64_t queue = 1000;
  std::optional<Distribution> boot_time;

  std::map<std::string, ServiceChoice> own_services;  ///< by component
  bool is_fused = false;                              ///< all components run in this one place
  std::vector<Alternative>
      components;  ///< else where each component but groups runs; empty without components
};

/// How much of the period is simulated event by event.
struct Horizon {
  enum class Kind : std::uint8_t { automatic, whole_period, representative_days };
  Kind kind = Kind::automatic;
  int days_per_kind = 2;
};

struct Period {
  Date start{};
  Duration length = 30 * day;
};

/// Months that a period stands for: 1 for 28 to 31 days, otherwise days / 30. Monthly allowances and tiers
/// are taken so many times, a week's bill gets 7/30 of them.
[[nodiscard]] Decimal months_of(Duration period);

struct Scenario {
  std::string file;
  std::string title;
  std::string question;
  Workload workload;
  Application application;            ///< with components: the first
  std::vector<Component> components;  ///< empty: the application is one piece; groups last
  Slo slo;
  std::optional<RetryPolicy> client;  ///< none: each request is one attempt, and who sent it waits
  std::vector<Outage> outages;        ///< windows count from the begin of the period
  std::vector<Alternative> alternatives;
  Period period;
  Horizon horizon;
  std::optional<Duration>
      warm_up;  ///< run before what is measured; none: from an empty system, and measured from there
  Seed seed;
  int replications = 10;
  bool has_free_tier = true;
  Account account;
  std::vector<UncertainInput> uncertain;  ///< a run takes the values above
  std::vector<std::string> defaults;      ///< what was not said and is taken to be: "spacing: poisson"
  std::string hash;                       ///< of the file's text and every override

  /// Whether attempts have to be told from requests, and overload from rest.
  [[nodiscard]] bool has_overload() const {
    return !outages.empty() || std::any_of(alternatives.begin(), alternatives.end(),
                                           [](const Alternative& one) { return one.client.has_value(); });
  }
};

/// One `--set path=value`.
struct Override {
  std::string path;
  std::string value;
};

/// Reads and checks a scenario; every problem at once.
/// \param text  taken in place of what the file holds, when given: an edit that is not saved yet
[[nodiscard]] Loaded<Scenario> load_scenario(const std::string& path, const Catalogue& catalogue,
                                             const std::vector<Override>& overrides = {},
                                             const std::optional<std::string>& text = std::nullopt);

/// In words, what would be simulated; for `check-scenario`.
[[nodiscard]] std::string describe(const Scenario& scenario, const Catalogue& catalogue);

}  // namespace isocost
