/// What an experiment gave: for each alternative the measures with their intervals and the mean bill; and a
/// manifest that says from what, so that it can be run again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/cost/bill.h"
#include "simulator/experiment/cell.h"
#include "simulator/statistics/estimate.h"

namespace isocost {

struct Metric {
  MetricId id{};
  Estimate estimate;
};

/// Names, units and words of a measure.
struct MetricInfo {
  MetricId id;
  const char* name;   ///< "latency_p99"
  const char* unit;   ///< "s", "USD", "share", "1"
  const char* title;  ///< "p99"
};
[[nodiscard]] const MetricInfo& info_of(MetricId id);

/// How near a headline figure (experiment/headlines.h) came to the precision asked for.
struct PrecisionReached {
  MetricId id{};
  std::optional<double> relative;              ///< half the width of its simultaneous interval, as part of it
  EstimateStatus status = EstimateStatus::ok;  ///< or not_reached, or why it has no interval
};

/// What became of a component of the application in one alternative.
struct ComponentResult {
  std::string name;
  std::string place;          ///< "AWS Lambda, 512 MiB, 0.289 vCPU"
  Estimate calls;             ///< for one request of a user
  Estimate share_of_latency;  ///< of the users' mean response: on the critical path
  Estimate waiting_share;     ///< of its handler time: for answers of others
  Estimate cold_share;
  Estimate error_share;
  std::optional<Estimate> lost_share{};  ///< of the messages sent to it; none where none are
};

/// That one component calls another, by their names.
struct CallEdge {
  std::string from;
  std::string to;
  bool is_message = false;  ///< nobody waits for an answer
  bool operator==(const CallEdge&) const = default;
};

/// Of an application that is a call graph.
struct CallResult {
  std::vector<ComponentResult> components;
  std::vector<CallEdge> edges;  ///< each once, between those components
  Estimate waiting_share;       ///< of the handler time of all together
};

struct AlternativeResult {
  std::string name;
  std::string platform;
  std::string platform_name;
  std::string region;
  std::string size;
  bool is_function = true;
  std::vector<Metric> metrics;  ///< in the order of MetricId, as many as `metrics_of` the scenario
  Bill bill;                    ///< mean over the replications
  std::vector<double> cost;     ///< exact, one per replication, in replication order
  std::vector<double> p99;      ///< seconds, likewise
  std::vector<std::string> assumptions;
  std::vector<std::string> notes;
  std::optional<CallResult> calls{};
  std::vector<PrecisionReached> precision{};  ///< of the headline figures, when a precision was asked for

  [[nodiscard]] bool has(MetricId id) const { return static_cast<std::size_t>(id) < metrics.size(); }
  /// \pre has(id)
  [[nodiscard]] const Estimate& estimate(MetricId id) const {
    return metrics[static_cast<std::size_t>(id)].estimate;
  }
};

enum class StoppedBy : std::uint8_t { precision, replications, time };

/// "precision", "replications", "time"
[[nodiscard]] const std::vector<std::string>& stopped_by_words();

/// What was asked for, and what ended the replications.
struct PrecisionAsked {
  double relative = 0;
  StoppedBy stopped_by = StoppedBy::precision;
};

/// What the result follows from; compared byte for byte when it is reproduced.
struct Manifest {
  std::string version;
  std::uint64_t seed = 0;
  int replications = 0;  ///< finished; fewer than asked for when interrupted
  std::string scenario_file;
  std::vector<std::string> changes;       ///< "workload.rate=40/s": entries that were not as in the file
  std::vector<std::string> alternatives;  ///< chosen by name or platform; empty: all
  std::string scenario_hash;
  std::string catalogue_hash;
  std::string price_date;    ///< day the newest price was read
  std::string billed_as_of;  ///< first day of the period: the rules in force then
  double period_days = 0;
  std::string method;  ///< how the period was simulated
  std::string warm_up;
  std::optional<PrecisionAsked> precision{};
  std::vector<std::uint64_t> traffic_checksums;  ///< one per replication; the same for every alternative
};

struct Result {
  std::string title;
  std::string question;
  std::string traffic;  ///< in words
  Slo slo;
  bool has_free_tier = true;
  double months = 1;  ///< of allowances and tiers that the period stands for
  bool is_interrupted = false;
  std::vector<AlternativeResult> alternatives;
  std::vector<std::string> defaults;
  Manifest manifest;

  /// Whether a precision was asked for and a headline figure has not reached it, or nothing was finished.
  [[nodiscard]] bool is_imprecise() const;
};

}  // namespace isocost
