#include "src/encoder/intervals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/encoder/key_sets.h"

namespace tacit::encoder {
namespace {

Text16 RandomText(std::mt19937_64& random, int most) {
  static constexpr int kBytes[] = {0, 1, 'a', 'b', 0xFE, 0xFF};
  Text16 text;
  const int size = 1 + static_cast<int>(random() % static_cast<std::uint64_t>(most));
  for (int i = 0; i < size; ++i) text = text.Plus(kBytes[random() % 6]);
  return text;
}

TEST(Text16, ComparesAsItsBytes) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Text16 a = RandomText(random, 16);
    const Text16 b = RandomText(random, 16);
    ASSERT_EQ(a < b, a.ToString() < b.ToString());
    ASSERT_EQ(a == b, a.ToString() == b.ToString());
    const std::string x = a.ToString();
    const std::string y = b.ToString();
    const auto same =
        std::mismatch(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(std::min(x.size(), y.size())),
                      y.begin())
            .first -
        x.begin();
    ASSERT_EQ(CommonPrefix(a, b), same);
    ASSERT_EQ(Text16::Of(x), a);
    const int cut = static_cast<int>(random() % (a.size + 1U));
    ASSERT_EQ(a.Prefix(cut).ToString(), x.substr(0, static_cast<std::size_t>(cut)));
    const Text16 after = After(a);
    if (after.size > 0) {
      ASSERT_LT(x, after.ToString());
      ASSERT_LT(x + std::string(20, '\xFF'), after.ToString());
      ASSERT_EQ(b < after, y < x || y.starts_with(x) || b < after);
    }
  }
  EXPECT_EQ(After(Text16::Of("\xFF\xFF")).size, 0);
}

// The intervals hold every string, each once, and all strings of one begin with its symbol, which is the
// longest.
void ExpectIntervals(const Intervals& intervals, int max_symbol, const std::vector<std::string>& keys) {
  ASSERT_FALSE(intervals.empty());
  EXPECT_EQ(intervals.front().low.ToString(), std::string(1, '\0'));
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    ASSERT_GE(intervals[i].symbol, 1);
    ASSERT_LE(intervals[i].symbol, max_symbol);
    if (i > 0) {
      ASSERT_LT(intervals[i - 1].low, intervals[i].low);
    }
  }
  for (const std::string& key : keys) {
    if (key.empty()) continue;
    const auto above = std::upper_bound(
        intervals.begin(), intervals.end(), key,
        [](const std::string& k, const Interval& interval) { return k < interval.low.ToString(); });
    ASSERT_NE(above, intervals.begin());
    const Interval& interval = *(above - 1);
    ASSERT_TRUE(key.starts_with(interval.low.Prefix(interval.symbol).ToString()));
  }
}

TEST(Intervals, CoverEverything) {
  std::vector<std::string> keys;
  for (const KeySet& set : KeySets(1)) {
    for (const std::string& key : set.keys) keys.push_back(key.substr(0, 40));
  }
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    const int most = 1 + static_cast<int>(random() % 16);
    std::vector<Text16> symbols;
    for (std::uint64_t n = random() % 40; n > 0; --n) symbols.push_back(RandomText(random, most));
    const Intervals intervals = IntervalsOf(symbols, most);
    ExpectIntervals(intervals, most, keys);
    // Each symbol is one of some interval.
    for (const Text16& symbol : symbols) {
      ASSERT_TRUE(std::any_of(intervals.begin(), intervals.end(), [&](const Interval& interval) {
        return interval.low == symbol && interval.symbol == symbol.size;
      }));
    }
  }
  ExpectIntervals(PairIntervals(), 2, keys);
  EXPECT_EQ(PairIntervals().size(), 65792U);
}

TEST(Intervals, HaveTheLongestSymbols) {
  const auto symbol = [](std::string_view low, std::string_view next) {
    return CommonSymbol(Text16::Of(low), Text16::Of(next));
  };
  EXPECT_EQ(symbol("pab", "pad"), 2);
  EXPECT_EQ(symbol("pac", "pad"), 3);
  EXPECT_EQ(symbol("pacx", "pad"), 3);
  EXPECT_EQ(symbol("pac\xFF", "pad"), 4);
  EXPECT_EQ(symbol("p", "pa"), 1);
  EXPECT_EQ(symbol("a", "c"), 0);
  EXPECT_EQ(symbol("\xFF", ""), 1);
  EXPECT_EQ(symbol("\xFF\xFFz", ""), 2);
}

TEST(Intervals, RefusesOthers) {
  const auto bytes = IntervalsOf({}, 1);
  Intervals falling = bytes;
  std::swap(falling[3], falling[4]);
  EXPECT_FALSE(SetSymbols(falling, 3));
  Intervals gap = bytes;
  gap.erase(gap.begin() + 7);
  EXPECT_FALSE(SetSymbols(gap, 3));
  Intervals late = bytes;
  late.erase(late.begin());
  EXPECT_FALSE(SetSymbols(late, 3));
  Intervals none;
  EXPECT_FALSE(SetSymbols(none, 3));
}

}  // namespace
}  // namespace tacit::encoder
