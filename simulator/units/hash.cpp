#include "simulator/units/hash.h"

#include <fmt/format.h>

namespace isocost {

void Hash::add(std::string_view part) {
  for (const char c : part) add_byte(static_cast<unsigned char>(c));
  add_byte(0xff);
  add_byte(0);
}

std::string Hash::text() const { return fmt::format("{:016x}{:016x}", high_, low_); }

}  // namespace isocost
