#include "simulator/units/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace isocost {
namespace {

std::string digest_of(const std::vector<std::string>& parts) {
  Hash hash;
  for (const std::string& part : parts) hash.add(part);
  return hash.text();
}

TEST(Hash, is_32_hexadecimal_digits) {
  EXPECT_EQ(digest_of({}), "6c62272e07bb0142cbf29ce484222325");  // the two offsets
  // Worked out by a second program from the definition of FNV-1a.
  EXPECT_EQ(digest_of({"ab", "c"}), "627419bac14be376e08d907627f040ed");
}

TEST(Hash, tells_where_one_part_ends_and_the_next_begins) {
  const std::set<std::string> digests{digest_of({"ab", "c"}), digest_of({"a", "bc"}), digest_of({"abc"}),
                                      digest_of({"abc", ""}), digest_of({"", "abc"}), digest_of({"c", "ab"})};
  EXPECT_EQ(digests.size(), 6U);
}

TEST(Hash, one_changed_byte_changes_both_halves) {
  const std::string text(1000, 'x');
  std::set<std::string> high, low;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'y';
    high.insert(digest_of({other}).substr(0, 16));
    low.insert(digest_of({other}).substr(16));
  }
  EXPECT_EQ(high.size(), 1000U);
  EXPECT_EQ(low.size(), 1000U);
}

}  // namespace
}  // namespace isocost
