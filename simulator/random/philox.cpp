#include "simulator/random/philox.h"

#include <array>

namespace isocost::philox {
namespace {

// 32-bit words in 64-bit lanes: the widening multiplication then is one instruction a lane.
using Row = std::array<std::uint64_t, most_pairs>;

constexpr std::uint64_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
constexpr std::uint32_t weyl_0 = 0x9E3779B9U, weyl_1 = 0xBB67AE85U;
constexpr std::uint64_t low_half = 0xFFFFFFFFU;

}  // namespace

__attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), optimize("O3"))) void fill(
    std::uint64_t key, std::uint64_t first, std::size_t pairs, std::uint64_t* out) {
  Row a, b, c, d;
  for (std::size_t i = 0; i < pairs; ++i) {
    a[i] = (first + i) & low_half;
    b[i] = (first + i) >> 32U;
    c[i] = 0;
    d[i] = 0;
  }
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32U);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < pairs; ++i) {
      const std::uint64_t product_0 = (a[i] & low_half) * multiplier_0;
      const std::uint64_t product_1 = (c[i] & low_half) * multiplier_1;
      a[i] = (product_1 >> 32U) ^ b[i] ^ key_0;
      b[i] = product_1 & low_half;
      c[i] = (product_0 >> 32U) ^ d[i] ^ key_1;
      d[i] = product_0 & low_half;
    }
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
  for (std::size_t i = 0; i < pairs; ++i) {
    out[2 * i] = a[i] | b[i] << 32U;
    out[2 * i + 1] = c[i] | d[i] << 32U;
  }
}

}  // namespace isocost::philox
