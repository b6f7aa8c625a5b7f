/// Amounts of data and of memory, in bytes. Providers write GB and mean 10^9, 2^30 or 1024 MB: here a number
/// of bytes is exact, and the catalogue keeps which GB a price means (`bytes_per_unit`).
#pragma once

#include <compare>
#include <cstdint>

namespace isocost {

struct Bytes {
  std::int64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};

inline constexpr std::int64_t bytes_per_mib = 1024 * 1024;
inline constexpr std::int64_t bytes_per_gib = 1024 * bytes_per_mib;

[[nodiscard]] constexpr Bytes mebibytes(std::int64_t count) { return {count * bytes_per_mib}; }
[[nodiscard]] constexpr double to_mebibytes(Bytes size) {
  return static_cast<double>(size.count) / static_cast<double>(bytes_per_mib);
}

}  // namespace isocost
