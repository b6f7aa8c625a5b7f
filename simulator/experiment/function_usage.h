/// What stated invocations of a function platform are billed for, without simulation: every invocation is
/// alike, so the usage is that of one, rounded as the provider rounds it, as many times; those that start an
/// instance are alike, too.
#pragma once

#include <string>
#include <vector>

#include "simulator/cost/bill.h"

namespace isocost {

struct StatedInvocations {
  SourceRange where;
  std::string platform;  ///< "aws-lambda", a function platform of the catalogue
  std::string region;
  std::string architecture = "x86_64";
  Decimal requests{0};
  Duration duration{};
  Decimal start_share{0};  ///< of the invocations: they start an instance
  Duration init{};         ///< what a start takes of the time that a platform may bill
  Bytes memory{};
  Bytes memory_used{};
  Bytes response_size{};
  std::uint32_t provisioned = 0;  ///< instances paid for ahead, which take these invocations
  Duration provisioned_time{};    ///< how long each is kept
};

/// In the order of the bill's lines. A size, an architecture or a region that the platform does not have is a
/// diagnostic.
[[nodiscard]] Loaded<std::vector<UsageItem>> usage_of(const StatedInvocations& stated,
                                                      const Catalogue& catalogue, Date as_of);

}  // namespace isocost
