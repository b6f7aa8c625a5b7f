/// Reads a distribution as models and scenarios write it: `80 ms`, `{lognormal: {shift, mu, sigma}}`,
/// `{exponential: 2 s}`, `{quantiles: {0: …, 50: …, 100: …}}`, `{uniform_mixture: [{share, from, to}, …]}`,
/// and, for work, `{p50, p95}` or `{mean, cv, shape}`.
#pragma once

#include <optional>

#include "simulator/input/values.h"
#include "simulator/random/distribution.h"

namespace isocost {

[[nodiscard]] std::optional<Distribution> read_distribution(const Node& node, Diagnostics& diagnostics);

}  // namespace isocost
