#include "src/base/content_hash.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace tacit::base {
namespace {

std::string HashOf(std::initializer_list<std::string_view> pieces) {
  ContentHash hash;
  for (std::string_view piece : pieces) hash.Add(piece);
  return hash.Hex();
}

TEST(ContentHash, TellsPiecesApart) {
  EXPECT_NE(HashOf({}), HashOf({""}));
  EXPECT_NE(HashOf({"ab", "c"}), HashOf({"a", "bc"}));
  EXPECT_NE(HashOf({std::string_view("\0", 1)}), HashOf({std::string_view("\0\0", 2)}));
  EXPECT_EQ(HashOf({"ab", "c"}), HashOf({"ab", "c"}));
  EXPECT_EQ(HashOf({"ab"}).size(), 32U);
}

// The cache outlives the process, and may be shared by machines.
TEST(ContentHash, DoesNotChange) { EXPECT_EQ(HashOf({"tacit", ""}), "7edeaf29dd646998e87f36cd81e9bc58"); }

TEST(ContentHash, EveryBitOfTheInputMovesAboutHalfOfTheHash) {
  std::mt19937_64 random(11);
  std::set<std::string> seen;
  for (int round = 0; round < 200; ++round) {
    std::string text(8 + random() % 40, ' ');
    for (char& c : text) c = static_cast<char>(random());
    const std::string before = HashOf({text});
    text[random() % text.size()] ^= static_cast<char>(1U << (random() % 8));
    const std::string after = HashOf({text});
    int same = 0;
    for (std::size_t i = 0; i < before.size(); ++i) same += before[i] == after[i] ? 1 : 0;
    EXPECT_LT(same, 16) << round;  // two of 32 digits are the same by chance
    EXPECT_TRUE(seen.insert(before).second && seen.insert(after).second);
  }
}

}  // namespace
}  // namespace tacit::base
