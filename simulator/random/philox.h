/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011) over a
/// row of counters. The arithmetic is Random123's, bit for bit (a test holds them together); it stands here
/// again because the compiler makes vectors of this loop, chosen for the processor at run time, which is 4
/// times faster: it takes a request's share of drawing from a quarter of the time to a twentieth
/// (BM_Variate_*).
#pragma once

#include <cstddef>
#include <cstdint>

namespace isocost::philox {

/// 64-bit words 2k and 2k+1 of `out` are the four 32-bit words of counter (first + k, 0) under `key`, low
/// word first. \pre pairs <= most_pairs
void fill(std::uint64_t key, std::uint64_t first, std::size_t pairs, std::uint64_t* out);

inline constexpr std::size_t most_pairs = 128;

}  // namespace isocost::philox
