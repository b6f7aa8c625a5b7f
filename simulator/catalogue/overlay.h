/// Prices and allowances of the user's own, laid over the shipped ones.
#pragma once

#include "simulator/catalogue/catalogue.h"

namespace isocost {

/// Each price takes the place of those with its id, region and conditions; what it does not say (name,
/// allowance, rounding, what a unit holds) it keeps of the nearest of its id. Another unit, a fact or a
/// platform is a diagnostic.
void lay_over(const Catalogue& own, Catalogue& base, Diagnostics& diagnostics);

}  // namespace isocost
