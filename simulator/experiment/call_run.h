/// The stations of an alternative whose application is a call graph, for one run, and what they are metered
/// by.
#pragma once

#include <memory>
#include <vector>

#include "simulator/compile/compile.h"
#include "simulator/platform/calls/call_network.h"
#include "simulator/statistics/request_summary.h"

namespace isocost {

/// A place where components run, as it is billed.
struct ComponentPlace {
  const CompiledAlternative& compiled;
  Meter meter;
  RequestSummary served;

  [[nodiscard]] std::size_t peak() const;

  std::unique_ptr<Recorder> recorder;
  std::unique_ptr<Station> station;
};

class CallRun {
 public:
  /// \param alternative  has calls; outlives the run
  /// \param entity  tells runs of the same replication apart (simulated days)
  /// \param users  takes the records of users' requests
  /// \param capacity  hears of what every place reports; may be null
  CallRun(const CompiledAlternative& alternative, const Outages& outages, Window run, Window measured,
          Seed seed, std::uint64_t replication, std::uint64_t entity, Recorder& users, Observer* capacity);

  [[nodiscard]] CallNetwork& network() { return network_; }
  /// In the order of the alternative's components; one when fused.
  [[nodiscard]] const std::vector<std::unique_ptr<ComponentPlace>>& places() const { return places_; }

 private:
  CallNetwork network_;
  std::vector<std::unique_ptr<ComponentPlace>> places_;
};

}  // namespace isocost
