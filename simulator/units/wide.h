/// 128-bit unsigned integers, for exact sums (bytes x nanoseconds over a month) and ordered keys.
#pragma once

namespace isocost {

__extension__ typedef unsigned __int128 Wide;

}  // namespace isocost
