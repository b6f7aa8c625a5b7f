/// Runs of one platform by itself.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/engine/engine.h"
#include "simulator/platform/function/function_pool.h"
#include "simulator/platform/server/fleet.h"
#include "simulator/statistics/request_summary.h"
#include "simulator/workload/traffic.h"

namespace isocost::validation {

inline constexpr Seed seed{20240229};

[[nodiscard]] inline Traffic poisson(double rate) {
  Traffic traffic;
  traffic.mean_rate = rate;
  return traffic;
}
[[nodiscard]] inline Traffic evenly(double rate) {
  Traffic traffic = poisson(rate);
  traffic.spacing = Spacing::even;
  return traffic;
}

[[nodiscard]] inline double seconds(Wide nanoseconds) { return static_cast<double>(nanoseconds) * 1e-9; }
[[nodiscard]] inline double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// From an empty system at time 0 to `length`; what comes before `warm_up` is not measured.
struct Load {
  Traffic traffic;
  Distribution work;
  Duration length{};
  Duration warm_up{};

  [[nodiscard]] Window measured() const { return {Time{warm_up}, Time{length}}; }
  [[nodiscard]] double measured_seconds() const { return to_seconds(length - warm_up); }
};

[[nodiscard]] inline std::vector<Request> requests_of(const Load& load, std::uint64_t replication) {
  std::vector<Request> requests;
  RequestBlock block;
  const auto source =
      generate_requests(load.traffic, load.work, {Time{}, Time{load.length}}, seed, replication, 0);
  while (source->fill(block))
    for (std::size_t i = 0; i < block.size; ++i) requests.push_back(block.request(i));
  return requests;
}

/// \param listener  hears what the summary hears
template <class Platform, class Parameters>
RequestSummary simulate(const Parameters& parameters, const Load& load, std::uint64_t replication,
                        Observer* listener = nullptr) {
  RequestSummary summary;
  std::vector<Observer*> observers{&summary};
  if (listener != nullptr) observers.push_back(listener);
  Recorder recorder(load.measured(), observers);
  Platform platform(parameters, seed, replication, 0, recorder);
  const auto source =
      generate_requests(load.traffic, load.work, {Time{}, Time{load.length}}, seed, replication, 0);
  RequestBlock block;
  offer_all(*source, platform, block, Time{load.length}, [] { return true; });
  platform.finish(Time{load.length});
  return summary;
}

[[nodiscard]] inline RequestSummary simulate(const FleetParameters& parameters, const Load& load,
                                             std::uint64_t replication, Observer* listener = nullptr) {
  return simulate<Fleet>(parameters, load, replication, listener);
}
[[nodiscard]] inline RequestSummary simulate(const FunctionParameters& parameters, const Load& load,
                                             std::uint64_t replication, Observer* listener = nullptr) {
  return simulate<FunctionPool>(parameters, load, replication, listener);
}

/// Keeps all records of a short run.
class Records : public Observer {
 public:
  void requests(std::span<const RequestRecord> records) override {
    kept.insert(kept.end(), records.begin(), records.end());
  }
  void capacity(std::span<const CapacityRecord> records) override {
    lives.insert(lives.end(), records.begin(), records.end());
  }

  std::vector<RequestRecord> kept;
  std::vector<CapacityRecord> lives;
};

/// Counts the requests for which a condition holds.
template <class Condition>
class Counter : public Observer {
 public:
  explicit Counter(Condition holds) : holds_(holds) {}
  void requests(std::span<const RequestRecord> records) override {
    for (const RequestRecord& record : records) count += holds_(record) ? 1 : 0;
  }
  void capacity(std::span<const CapacityRecord>) override {}

  std::uint64_t count = 0;

 private:
  Condition holds_;
};

}  // namespace isocost::validation
