#include "src/encoder/select.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "src/encoder/flat_counts.h"
#include "src/encoder/sample.h"
#include "tests/encoder/key_sets.h"

namespace tacit::encoder {
namespace {

// What the sample's parse costs when symbols are coded by their shares.
double Entropy(const std::vector<double>& counts) {
  double total = 0;
  double bits = 0;
  for (const double count : counts) total += count;
  for (const double count : counts) bits += count > 0 ? count * std::log2(total / count) : 0;
  return bits;
}

// The paper's choice: the most frequent strings of n bytes.
Intervals MostFrequent(const std::vector<std::string>& keys, std::size_t bytes, std::size_t entries) {
  std::map<std::string, int> counts;
  for (const std::string& key : keys) {
    for (std::size_t i = 0; i + bytes <= key.size(); ++i) ++counts[key.substr(i, bytes)];
  }
  std::vector<std::pair<int, std::string>> by_count;
  for (const auto& [gram, count] : counts) by_count.emplace_back(-count, gram);
  std::sort(by_count.begin(), by_count.end());
  std::vector<Text16> symbols;
  for (const auto& [count, gram] : by_count) {
    symbols.push_back(Text16::Of(gram));
    if (IntervalsOf(symbols, static_cast<int>(bytes)).size() > entries) {
      symbols.pop_back();
      break;
    }
  }
  return IntervalsOf(symbols, static_cast<int>(bytes));
}

TEST(SelectIntervals, BeatsCountingAtEqualSize) {
  for (const std::size_t set : {0U, 1U, 2U}) {
    const auto keys = KeySets(1)[set].keys;
    for (const std::size_t bytes : {3U, 4U}) {
      const Intervals ours =
          SelectIntervals(Views(keys), {.max_symbol = static_cast<int>(bytes), .max_entries = 400});
      const Intervals theirs = MostFrequent(keys, bytes, 400);
      EXPECT_LT(Entropy(CountParse(Views(keys), ours)), Entropy(CountParse(Views(keys), theirs)))
          << KeySets(1)[set].name << ", " << bytes << " bytes";
    }
  }
}

// Codes of one length are short where the parse has few symbols.
TEST(SelectIntervals, EqualCostMakesFewSymbols) {
  const auto keys = KeySets(1)[0].keys;
  const auto symbols = [&](SymbolCost cost) {
    double sum = 0;
    for (const double count :
         CountParse(Views(keys),
                    SelectIntervals(Views(keys), {.max_symbol = 16, .max_entries = 400, .cost = cost}))) {
      sum += count;
    }
    return sum;
  };
  EXPECT_LT(symbols(SymbolCost::kEqual), symbols(SymbolCost::kEntropy));
}

TEST(SelectIntervals, KeepsToItsBounds) {
  for (const KeySet& set : KeySets(1)) {
    for (const int bytes : {2, 3, 7, 16}) {
      const Intervals intervals = SelectIntervals(Views(set.keys), {.max_symbol = bytes, .max_entries = 500});
      EXPECT_GE(intervals.size(), 256U);
      EXPECT_LE(intervals.size(), 500U);
      for (const Interval& interval : intervals) {
        ASSERT_LE(interval.symbol, bytes);
        ASSERT_GE(interval.symbol, 1);
      }
    }
  }
}

TEST(FlatCounts, CountsAsAMap) {
  std::mt19937_64 random(1);
  FlatCounts counts(1);
  std::map<std::uint64_t, std::uint32_t> expected;
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t key = random() % 5000 * 0x100000001U;
    counts.Add(key);
    ++expected[key];
  }
  std::map<std::uint64_t, std::uint32_t> found;
  counts.Each([&](std::uint64_t key, std::uint32_t count) { found[key] = count; });
  EXPECT_EQ(found, expected);
}

TEST(Thinned, TakesEvenly) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back(std::to_string(100000 + i));
  const auto views = Views(keys);
  EXPECT_EQ(Thinned(views, 6000).size(), 1000U);
  const auto some = Thinned(views, 600);
  EXPECT_LE(some.size(), 100U);
  EXPECT_GE(some.size(), 80U);
  EXPECT_LT(some.front(), "100020");
  EXPECT_GT(some.back(), "100980");
  // Keys longer than all that may be taken.
  const std::vector<std::string> long_keys(3, std::string(5000, 'x'));
  std::size_t bytes = 0;
  for (const std::string_view key : Thinned(Views(long_keys), 600)) bytes += key.size();
  EXPECT_LE(bytes, 600U);
}

}  // namespace
}  // namespace tacit::encoder
