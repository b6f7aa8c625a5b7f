/// What is known about providers: prices, allowances, limits and behaviour, read from models/. Every entry
/// knows the line it stands on, the page it is from and the day that was read. The file format is in
/// format.md beside this.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "simulator/catalogue/companions.h"
#include "simulator/input/diagnostic.h"
#include "simulator/random/distribution.h"
#include "simulator/units/bytes.h"
#include "simulator/units/date.h"
#include "simulator/units/money.h"
#include "simulator/units/time.h"

namespace isocost {

struct Source {
  std::string title;
  std::string url;
  Date read{};
  std::string grade;  ///< A, A-, B, C, measured, derived
  std::string note;
};

/// Where an entry stands and where it is from.
struct Provenance {
  std::string file;  ///< "models/aws/lambda.yaml", relative to the folder of models
  int line = 0;
  Source source;
};

/// First and last day on which an entry holds, both inclusive.
struct Validity {
  std::optional<Date> from;
  std::optional<Date> to;
  [[nodiscard]] bool covers(Date date) const { return (!from || *from <= date) && (!to || date <= *to); }
};

/// Conditions under which an entry holds: {architecture: arm64}.
using Conditions = std::map<std::string, std::string, std::less<>>;

struct Tier {
  std::optional<Decimal> to;  ///< upper bound from 0, inclusive; none: open
  Decimal amount;             ///< per `Price::per` units
};

enum class RoundingDirection : std::uint8_t { up, down, nearest };

/// What a use counts as before it is multiplied. Zeros: as it is.
struct UseRounding {
  Bytes size{};           ///< an item counts once for each step of its size, and at least once
  Duration time{};        ///< a use over time is rounded to this
  Duration least_time{};  ///< after rounding
  RoundingDirection direction = RoundingDirection::up;
  bool operator==(const UseRounding&) const = default;
};

/// What one unit of a price holds that counts whatever is used most: a load balancer's capacity unit.
struct BalancerDimensions {
  double new_connections_per_second = 0;
  double active_connections = 0;
  Bytes bytes_per_hour{};
};

struct Price {
  std::string id;    ///< "aws/lambda/compute"
  std::string name;  ///< words of the bill line
  std::string unit;
  std::int64_t bytes_per_unit = 0;  ///< of units of data or memory; 0 for others
  std::string region;
  Conditions when;
  Decimal per{1};
  UseRounding rounding;
  std::optional<BalancerDimensions> max_of;
  std::vector<Tier> tiers;  ///< at least one, unless unpriced
  std::string tier_scope;
  std::optional<std::string> unpriced;   ///< why there is no price
  std::optional<std::string> allowance;  ///< id "aws/lambda/free-requests"
  Validity valid;
  Provenance provenance;
  std::string note;
};

/// How an allowance is taken off. `subtract_before_tiers`: the rest starts at the first tier's beginning.
/// `zero_band`: the allowance takes up the beginning of the first tier. `credit_at_price`: a credit of
/// quantity x credit price, which buys fewer units where a unit is dearer.
enum class AllowanceKind : std::uint8_t { subtract_before_tiers, zero_band, credit_at_price };

struct Allowance {
  std::string id;
  Decimal quantity;
  std::string unit;
  std::string period;
  std::string scope;
  AllowanceKind kind = AllowanceKind::subtract_before_tiers;
  Decimal credit_price{0};  ///< of `credit_at_price`: what a unit of the quantity is worth, in USD
  std::string expires;
  Provenance provenance;
};

struct MemorySizes {
  std::vector<Bytes> listed;   ///< a list, or
  Bytes from{}, to{}, step{};  ///< a range
  [[nodiscard]] bool offers(Bytes size) const;
  [[nodiscard]] Bytes nearest(Bytes size) const;  ///< smallest offered that is not less, or the largest
  [[nodiscard]] std::string describe() const;
};

struct CpuOfMemory {
  struct Point {
    Bytes memory;
    double vcpus;
  };
  std::vector<Point> points;  ///< linear between; constant outside
  Bytes memory_per_vcpu{};    ///< or proportional, when not 0
  double most = 0;
  [[nodiscard]] double vcpus(Bytes memory) const;
};

struct DefaultAndMost {
  double standard = 0;
  double most = 0;
};
struct DurationLimit {
  Duration standard{};
  Duration most{};  ///< `unbounded` when there is none
};
struct ScaleUp {
  std::int64_t instances = 0;
  Duration every{};
  std::int64_t burst = 0;  ///< allowed at first, and the most saved up; 0: `instances`
};
struct AtLimit {
  std::optional<Duration> queue_for;  ///< none: refuse
};
struct DurationRounding {
  Duration step{};
  Duration minimum{};
};
struct MemoryBilling {
  bool is_observed = false;
  Bytes step{};
  Bytes most{};
};
struct InstanceSize {
  double vcpus = 0;
  Bytes memory{};
};
struct ScalingTimes {
  Duration metric_period{};
  Duration metric_delay{};
  Duration scale_in_cooldown{};
};
/// Of calls that nobody waits for.
struct MessageRetries {
  std::vector<Duration> after_errors;
  Duration refused_from{};
  Duration refused_to{};
  Duration longest{};
};
struct CpuScalingRule {
  double target = 0;
  Duration window{};
  std::int64_t packing = 0;
};
using Words = std::vector<std::string>;

using FactValue =
    std::variant<bool, double, std::string, Duration, Bytes, Distribution, MemorySizes, CpuOfMemory,
                 DefaultAndMost, DurationLimit, ScaleUp, AtLimit, DurationRounding, MemoryBilling,
                 InstanceSize, ScalingTimes, MessageRetries, CpuScalingRule, Words>;

struct Fact {
  std::string name;
  Conditions when;
  FactValue value;
  Validity valid;
  Provenance provenance;
  std::string note;
};

enum class PlatformKind : std::uint8_t {
  function,
  fleet,
  orchestrator,  ///< makes the calls of workflows; runs no program
};

/// Something a scenario can deploy to.
struct Platform {
  std::string id;
  std::string name;
  PlatformKind kind = PlatformKind::function;
  std::string region;
  std::string provider;
  std::string service;                       ///< "aws/lambda"
  std::map<std::string, std::string> usage;  ///< usage kind -> "aws/lambda/requests"
  std::vector<Fact> facts;                   ///< its own first, then those of the platform it is like
};

struct Service {
  std::string id;  ///< "aws/lambda"
  std::string title;
  std::string file;
  std::size_t prices = 0;
  std::size_t facts = 0;
  std::optional<Date> oldest_read;
};

/// All of models/. Immutable after loading.
struct Catalogue {
  std::vector<Service> services;
  std::vector<Price> prices;
  std::vector<Allowance> allowances;
  std::vector<Platform> platforms;
  std::vector<std::pair<std::string, Fact>> facts;  ///< service id and fact, for `catalogue show`
  CompanionsByProvider companions;
  Date newest_read{};  ///< the price book's date: the latest day the source of a price was read
  std::string hash;    ///< of all files, in order of their names

  [[nodiscard]] const Platform* platform(std::string_view id) const;
  [[nodiscard]] std::vector<std::string> platform_ids() const;
  /// The provider's first by name, or that of the provider whose companions its own are like; null when there
  /// is none.
  [[nodiscard]] const Platform* orchestrator_of(std::string_view provider) const;
  [[nodiscard]] const Allowance* allowance(std::string_view id) const;

  /// The price that holds; null when none does. More conditions met win. \param what  facts about the
  /// deployment
  [[nodiscard]] const Price* price(std::string_view id, std::string_view region, const Conditions& what,
                                   Date date) const;
};

/// In words, for `catalogue show`.
[[nodiscard]] std::string describe(const FactValue& value);

/// The fact that holds; null when none does.
[[nodiscard]] const Fact* find_fact(const std::vector<Fact>& facts, std::string_view name,
                                    const Conditions& what, Date date);

/// The folder asked for; when that is empty, the one ISOCOST_MODELS names, the one installed beside the
/// program, the one of the source tree, or "models".
[[nodiscard]] std::string find_models_folder(const std::string& asked_for = {});

/// Reads every .yaml under `folder`, in order of their names. Diagnostics name files as "models/…".
/// \param overlays  files, or folders of files, of prices and allowances that are laid over it: a price takes
/// the place of all with its id, region and conditions, and keeps their allowance and rounding unless it has
/// its own. It must count in the unit of the prices it joins.
[[nodiscard]] Loaded<Catalogue> load_catalogue(const std::string& folder,
                                               const std::vector<std::string>& overlays = {});

}  // namespace isocost
