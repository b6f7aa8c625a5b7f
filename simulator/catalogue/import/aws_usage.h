/// Words of AWS in its price lists: regions, and usage types that the catalogue knows under names of its own.
#pragma once

#include <string>
#include <utility>

#include "simulator/catalogue/import/rows.h"

namespace isocost::aws {

/// Code, name in price lists, prefixes of usage types (older lists have "EU" where newer have "EUW1").
struct AwsRegion {
  const char* code;
  const char* location;
  const char* prefix;
  const char* older_prefix;
};

/// Null for a name that no region has.
[[nodiscard]] const AwsRegion* region_of_location(const std::string& location);

/// "EU-BoxUsage:c1.medium" -> the region of EU and "BoxUsage:c1.medium"; without a prefix the region is null.
[[nodiscard]] std::pair<const AwsRegion*, std::string> split_usage_type(const std::string& usage_type);

/// Usage types of us-east-1 have none: "BoxUsage:m5.large", "Request", "Lambda-GB-Second".
[[nodiscard]] bool has_no_prefix(const std::string& usage_type);

/// Where a row belongs in the catalogue.
struct Place {
  std::string id;
  std::string name;
  Conditions when;
};

/// The known place of a usage type, or one named after it.
[[nodiscard]] Place place_of_usage(const std::string& offer, const std::string& usage,
                                   const std::string& description);

/// Lists call a GB-second "seconds" and a vCPU-hour "hours".
[[nodiscard]] UnitWords unit_of(const std::string& id, const std::string& listed);

}  // namespace isocost::aws
