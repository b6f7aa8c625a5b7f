/// Identity of an input: a 128-bit digest.
/// It tells one file from another; it is no protection against someone who wants two files to look alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace isocost {

/// FNV-1a with two offsets (Fowler, Noll, Vo), 64 bits each; every part is ended, so {"ab","c"} and
/// {"a","bc"} differ.
class Hash {
 public:
  void add(std::string_view part);
  [[nodiscard]] std::string text() const;  ///< 32 hexadecimal digits

 private:
  void add_byte(unsigned char byte) {
    constexpr std::uint64_t prime = 1099511628211ULL;
    low_ = (low_ ^ byte) * prime;
    high_ = (high_ ^ (byte + 0x9eU)) * prime;
  }

  std::uint64_t low_ = 14695981039346656037ULL;
  std::uint64_t high_ = 0x6c62272e07bb0142ULL;
};

}  // namespace isocost
