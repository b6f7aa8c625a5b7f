/// Work on several processors whose result does not depend on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace isocost {

/// Calls `work` once for every number in [first, last), in any order and several at once.
/// \param threads  0: one for each processor; 1: in order, in the caller's thread. More than there are
/// processors
///                 are what was asked for.
void for_each_number(std::size_t first, std::size_t last, int threads,
                     const std::function<void(std::size_t)>& work);

}  // namespace isocost
