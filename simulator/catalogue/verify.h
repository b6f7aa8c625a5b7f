/// What a reader of the catalogue would doubt: entries without a usable source, prices that hold on the same
/// day for the same thing, prices of nothing, sources grown old. And the coverage: which meters have a price,
/// from when and how good, and which have none, and why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"

namespace isocost {

struct CatalogueProblem {
  enum class Kind : std::uint8_t { error, warning };
  Kind kind = Kind::error;
  std::string place;  ///< "models/aws/lambda.yaml:59"
  std::string text;
};

/// Errors first, then warnings, each in the order of the files.
/// \param today  ages are counted from here; a source read later than this is an error
/// \param oldest  age in days beyond which a source is warned about
/// Units, currencies (USD alone), tiers that rise, grades and the names of sources and allowances are checked
/// when the catalogue is loaded (catalogue/format.md): a catalogue that breaks those rules never gets here.
[[nodiscard]] std::vector<CatalogueProblem> verify(const Catalogue& catalogue, Date today,
                                                   std::chrono::days oldest);

/// One meter of a service under one set of conditions in one region, whenever it holds.
struct Coverage {
  std::string service;
  std::string meter;  ///< "compute [architecture: arm64]"
  std::string region;
  std::string grade;     ///< the worst of its prices
  Date read{};           ///< the earliest
  std::string unpriced;  ///< why it has no price; empty otherwise
};

/// In the order of the files.
[[nodiscard]] std::vector<Coverage> coverage_of(const Catalogue& catalogue);

/// " [architecture: arm64]"; nothing without conditions.
[[nodiscard]] std::string describe(const Conditions& when);

}  // namespace isocost
