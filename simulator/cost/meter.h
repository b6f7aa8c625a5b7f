/// Turns what happened into what is billed. A meter listens to one run and adds up integers: each invocation
/// is rounded the way its provider rounds it, before anything is summed. Quantities in the provider's units
/// are made once, at the end, in exact decimals; tiers and allowances come later (cost/rating).
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/cost/bill.h"
#include "simulator/observe/observer.h"
#include "simulator/units/wide.h"

namespace isocost {

/// The kinds of usage a platform can be billed for; the table is in catalogue/format.md.
enum class UsageKind : std::uint8_t {
  requests,
  compute,
  cpu,
  idle_compute,
  idle_cpu,
  provisioned,
  provisioned_compute,
  server,
  vcpu,
  memory,
  disk,
  address,
  balancer,
  balancer_capacity,
  egress,
  states,   ///< of workflows; who runs them counts (platform/calls/call_network.h)
  service,  ///< managed services that a request uses; not of a platform
};

/// How much of a price's units a managed service takes.
struct ServiceUnits {
  Decimal per_request{0};     ///< of users, refused ones too: a gateway sees them
  Decimal per_invocation{0};  ///< of the application
  Decimal per_hour{0};        ///< whatever the traffic
  Decimal standing{0};        ///< likewise, and once however many components use it
};

/// \pre one of the words of the table
[[nodiscard]] UsageKind usage_kind_of(std::string_view word);

/// Usage kinds of an alternative and the price of each; null where the catalogue has none for the region and
/// day.
struct BilledKind {
  UsageKind kind;
  const Price* price = nullptr;
  std::string price_id;
  ServiceUnits units;  ///< of UsageKind::service
};

/// What decides how an alternative's work becomes usage.
struct BillingRule {
  DurationRounding rounding{Duration(1), Duration::zero()};
  bool is_init_billed = false;
  bool is_shared = false;  ///< several requests in an instance: its busy time is paid once
  Bytes memory{};          ///< billed per invocation or per instance
  Decimal vcpus{0};
  Decimal ghz{0};                 ///< of an instance; 0 where CPU is billed in vCPU
  Bytes disk{};                   ///< of a server
  double workers_per_server = 1;  ///< requests at once, or CPUs' worth of work
  Bytes response_size{};
  Bytes request_size{};
  BalancerDimensions balancer{25, 3000, {1'000'000'000}};  ///< the LCU of AWS, where the price says nothing
  std::vector<BilledKind> kinds;
};

class Meter : public Observer {
 public:
  Meter(const BillingRule& rule, Window measured);

  void requests(std::span<const RequestRecord> records) override;
  void capacity(std::span<const CapacityRecord> records) override;

  /// Units of one kind of usage over the measured window, in the unit of its price.
  [[nodiscard]] Decimal quantity(UsageKind kind, std::int64_t bytes_per_unit) const;

  /// Units of a managed service over the measured window.
  [[nodiscard]] Decimal quantity(const ServiceUnits& units) const;

  /// Parts of that quantity that bought nothing.
  [[nodiscard]] WasteQuantities waste(UsageKind kind, std::int64_t bytes_per_unit) const;

  /// Billed time that bought nothing, in nanoseconds of billed duration.
  struct Lost {
    Wide rounding = 0;   ///< rounding up and minimums
    Wide init = 0;       ///< starting instances
    Wide timed_out = 0;  ///< work killed at a limit
    friend Lost operator+(const Lost& a, const Lost& b) {
      return {a.rounding + b.rounding, a.init + b.init, a.timed_out + b.timed_out};
    }
  };
  [[nodiscard]] Lost lost() const { return lost_ + provisioned_lost_; }
  [[nodiscard]] Wide billed_time() const { return billed_ + provisioned_billed_; }

 private:
  struct HourOfTraffic {
    std::uint64_t requests = 0;
    std::uint64_t response_ns = 0;
  };

  [[nodiscard]] Duration rounded(Duration span) const;
  [[nodiscard]] bool has_provisioned_price() const;
  [[nodiscard]] Wide idle() const;
  void bill_busy(const CapacityRecord& record);
  void bill_server(const CapacityRecord& record);
  [[nodiscard]] Wide server_life(UsageKind kind) const;
  [[nodiscard]] Decimal capacity_unit_hours() const;

  BillingRule rule_;
  Window measured_;
  std::uint64_t arrived_ = 0;
  std::uint64_t invocations_ = 0;
  std::uint64_t answered_ = 0;
  Wide billed_ = 0;
  Wide provisioned_billed_ = 0;
  Wide provisioned_busy_ = 0;
  Wide provisioned_life_ = 0;
  Wide server_life_ = 0;
  std::vector<Wide> server_life_of_;  ///< as each of the rule's kinds rounds it
  Wide server_work_ = 0;
  Lost lost_;
  Lost provisioned_lost_;
  std::vector<HourOfTraffic> hours_;
  std::unordered_map<std::uint64_t, Time> paid_until_;  ///< by shared instance
};

}  // namespace isocost
