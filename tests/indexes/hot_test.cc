// What is the height-optimised trie's own: its bits, its nodes, its kernels and its height.
#include "indexes/hot/hot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "indexes/hot/image.h"
#include "indexes/hot/leaf_to_be.h"
#include "indexes/hot/search.h"
#include "indexes/hot/splice.h"
#include "tests/indexes/key_sets.h"

namespace tacit::index::hot {
namespace {

using Keys = std::vector<std::string>;  // rising, where nothing else is said

std::vector<const Kernel*> Kernels() {
  std::vector<const Kernel*> kernels = {&ScalarKernel()};
  if (Avx2Kernel() != nullptr) kernels.push_back(Avx2Kernel());
  if (Avx512Kernel() != nullptr) kernels.push_back(Avx512Kernel());
  return kernels;
}

Keys Sorted(const Keys& keys) {
  const std::set<std::string> unique(keys.begin(), keys.end());
  return {unique.begin(), unique.end()};
}

// A key in memory that ends where it does.
class Exactly {
 public:
  explicit Exactly(std::string_view key) : bytes_(key.begin(), key.end()) { bytes_.shrink_to_fit(); }
  [[nodiscard]] std::string_view key() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::vector<char> bytes_;
};

// Where two keys part, by the definition: as strings of bits, which end with their lengths.
Bit FirstDifferenceByDefinition(const std::string& a, const std::string& b) {
  for (Bit bit = 0; bit < 8 * std::max(a.size(), b.size()); ++bit) {
    if (BitOf(a, bit) != BitOf(b, bit)) return bit;
  }
  for (Bit bit = kLengthBit; bit < kLengthBit + 32; ++bit) {
    if (BitOf(a, bit) != BitOf(b, bit)) return bit;
  }
  return kNoBit;
}

TEST(Bits, OrderKeysAsTheirBytesDo) {
  std::mt19937_64 random(3);
  for (const KeySet& set : KeySets()) {
    SCOPED_TRACE(set.name);
    const Keys keys = set.make(300, 3);
    for (int i = 0; i < 2'000; ++i) {
      const std::string& a = keys[random() % keys.size()];
      const std::string& b = keys[random() % keys.size()];
      const Bit bit = FirstDifference(a, b);
      ASSERT_EQ(bit, FirstDifferenceByDefinition(a, b));
      const std::size_t cut = random() % (b.size() + 1);
      ASSERT_EQ(FirstDifference(a, KeyPieces{b.substr(0, cut), std::string_view(b).substr(cut)}), bit);
      ASSERT_EQ(bit == kNoBit, a == b);
      if (bit == kNoBit) continue;
      ASSERT_EQ(BitOf(a, bit), b < a);
      ASSERT_EQ(BitOf(b, bit), a < b);
    }
  }
}

TEST(Bits, AreCountedAndSummed) {
  std::mt19937_64 random(21);
  std::vector<unsigned char> bytes(kReadAhead);
  for (int round = 0; round < 500; ++round) {
    const auto mask = static_cast<std::uint32_t>(random() & random());
    ASSERT_EQ(CountOnes(mask), static_cast<unsigned>(std::popcount(mask)));
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random() % 3 == 0 ? 255 : random());
    for (unsigned count = 0; count <= kReadAhead; ++count) {
      ASSERT_EQ(SumOf(bytes.data(), count),
                std::accumulate(bytes.begin(), bytes.begin() + count, std::size_t{0}));
    }
  }
  EXPECT_EQ(CountOnes(~std::uint32_t{0}), 32U);
}

// A node of leaves in memory that ends where its room does.
class LeafNode {
 public:
  explicit LeafNode(Keys keys) : keys_(std::move(keys)) {
    std::vector<std::unique_ptr<LeafToBe>> leaves;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      leaves.push_back(std::make_unique<LeafToBe>(keys_[i], i, nullptr));
    }
    Contents contents(leaves[0]->entry());
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      parts_.push_back(FirstDifference(keys_[i - 1], keys_[i]));
      contents.Push(parts_[i], leaves[i]->entry());
    }
    const Image image(contents);
    memory_.resize(image.least_room());
    memory_.shrink_to_fit();
    image.Write(memory_.size(), memory_.data());
  }

  [[nodiscard]] const unsigned char* at() const { return memory_.data(); }
  [[nodiscard]] Node node() const { return Node(memory_.data()); }
  [[nodiscard]] const Keys& keys() const { return keys_; }

  // The entry on a key's way, by the definition: from the first bit at which entries part on.
  [[nodiscard]] unsigned PlaceOf(const std::string& key) const {
    std::size_t from = 0;
    std::size_t to = keys_.size();
    while (to - from > 1) {
      std::size_t middle = from + 1;
      for (std::size_t i = from + 1; i < to; ++i) {
        if (parts_[i] < parts_[middle]) middle = i;
      }
      (BitOf(key, parts_[middle]) ? from : to) = middle;
    }
    return static_cast<unsigned>(from);
  }

 private:
  Keys keys_;
  std::vector<Bit> parts_ = {kNoBit};  // where each key parts from the one before
  std::vector<unsigned char> memory_;
};

// Keys that differ at some bytes, some of them cut short: all forms of nodes come of it.
Keys KeysOfANode(std::mt19937_64& random) {
  const std::size_t before = random() % 3 == 0 ? 0 : random() % 40;
  const std::size_t span = std::vector<std::size_t>{1, 8, 60, 128, 200}[random() % 5];
  const std::size_t places = 1 + random() % 24;
  const bool cut = random() % 4 == 0;
  const std::string base(before + span, random() % 4 == 0 ? '\0' : 'm');
  std::set<std::string> keys;
  const std::size_t count = 1 + random() % kFanOut;
  for (int tries = 0; keys.size() < count && tries < 200; ++tries) {
    std::string key = base;
    for (std::uint64_t n = random() % 3; n > 0; --n) {
      const std::size_t at = random() % places;
      key[before + span * at / places] = static_cast<char>(random() % 2 == 0 ? 'm' ^ 1 << at % 8 : random());
    }
    if (cut) key.resize(before + random() % (span + 1));
    keys.insert(key);
  }
  return {keys.begin(), keys.end()};
}

// Keys of all kinds that can be searched for in a node.
std::string Near(const Keys& keys, std::mt19937_64& random) {
  std::string key = keys[random() % keys.size()];
  if (random() % 3 == 0) key.resize(random() % (key.size() + 1));
  for (std::uint64_t n = random() % 4; n > 0 && !key.empty(); --n) {
    key[random() % key.size()] = static_cast<char>(random());
  }
  if (random() % 4 == 0) key.append(random() % 9, static_cast<char>(random() % 3));
  return key;
}

TEST(Nodes, OfEveryFormAreSearchedByEveryKernel) {
  std::mt19937_64 random(5);
  std::set<std::pair<Layout, unsigned>> forms;
  for (int round = 0; round < 4'000; ++round) {
    const LeafNode made(KeysOfANode(random));
    const Header header = made.node().header();
    forms.insert({header.layout, header.width()});
    for (int i = 0; i < 20; ++i) {
      const Exactly key(i == 0 ? std::string() : Near(made.keys(), random));
      const unsigned place = made.PlaceOf(std::string(key.key()));
      for (const Kernel* kernel : Kernels()) {
        ASSERT_EQ(kernel->search(made.at(), key.key()), place) << kernel->name;
      }
    }
  }
  // 16 bytes have more than 8 bits, and 32 more than 16.
  const std::set<std::pair<Layout, unsigned>> all = {
      {Layout::kWindow, 1},    {Layout::kWindow, 2},    {Layout::kWindow, 4},  {Layout::kBytes8, 1},
      {Layout::kBytes8, 2},    {Layout::kBytes8, 4},    {Layout::kBytes16, 2}, {Layout::kBytes16, 4},
      {Layout::kScattered, 1}, {Layout::kScattered, 2}, {Layout::kBytes32, 4}, {Layout::kScattered, 4}};
  EXPECT_EQ(forms, all);
}

TEST(Nodes, HoldWhatTheyWereMadeOf) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2'000; ++round) {
    const LeafNode made(KeysOfANode(random));
    const Node node = made.node();
    ASSERT_EQ(node.count(), made.keys().size());
    for (unsigned place = 0; place < node.count(); ++place) {
      const unsigned char* const record = node.Record(node.LeafRank(place));
      const KeyPieces key = node.KeyOf(place, record);
      ASSERT_EQ(std::string(key.head).append(key.tail), made.keys()[place]);
      ASSERT_EQ(LoadWord(record), place);
    }
    const Contents contents(node);
    const Image again(contents);
    std::vector<unsigned char> written(again.least_room());
    again.Write(written.size(), written.data());
    ASSERT_EQ(again.bytes(), node.bytes());
    ASSERT_TRUE(
        std::equal(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(again.bytes()), made.at()));
  }
}

// A leaf more in a node: as when all is laid out anew.
TEST(Nodes, TakeALeafAsTheyAre) {
  std::mt19937_64 random(23);
  std::size_t spliced = 0;
  for (int round = 0; round < 6'000; ++round) {
    const LeafNode made(KeysOfANode(random));
    const Node node = made.node();
    const std::string key = Near(made.keys(), random);
    const unsigned place = made.PlaceOf(key);
    const Bit bit = FirstDifference(key, made.keys()[place]);
    if (bit == kNoBit || node.count() == kFanOut || key.size() > kMaxKeyInside) continue;
    const bool behind = BitOf(key, bit);
    const LeafToBe leaf(key, 77, nullptr);
    const Range range = node.Around(place, node.Bits().From(bit));

    Contents contents(node);
    const Range same = contents.Around(place, bit);
    ASSERT_EQ(std::pair(range.from, range.to), std::pair(same.from, same.to));
    contents.Add(range, bit, behind, leaf.entry());
    const Image image(contents);
    const auto splice = Splice::Make(node, node.Bits(), range, bit, behind, leaf.entry().leaf);
    if (!splice) continue;
    ++spliced;
    ASSERT_EQ(splice->bytes(), image.bytes());
    ASSERT_EQ(splice->room(), image.room());
    std::vector<unsigned char> expected(image.room());
    std::vector<unsigned char> written(splice->room());
    image.Write(expected.size(), expected.data());
    splice->Write(written.size(), written.data());
    expected.resize(image.bytes());
    written.resize(image.bytes());
    ASSERT_EQ(written, expected);
  }
  EXPECT_GT(spliced, 2'000U);
}

bool Put(Hot& tree, std::string_view key, std::uint64_t value) { return tree.Upsert(key, value).value(); }

IndexStatistics StatisticsOf(const Hot& tree) { return tree.Statistics().value(); }

std::size_t NodesOf(const Hot& tree) {
  const IndexStatistics statistics = StatisticsOf(tree);
  std::size_t nodes = 0;
  for (const IndexStatistics::Part& part : statistics.parts) {
    if (part.name.starts_with("node")) nodes += part.count;
  }
  return nodes;
}

TEST(Hot, IsTheSameWithEveryKernel) {
  for (const KeySet& set : KeySets()) {
    SCOPED_TRACE(set.name);
    const Keys keys = set.make(3'000, 9);
    const Keys others = set.make(3'000, 10);
    for (const Kernel* kernel : Kernels()) {
      SCOPED_TRACE(kernel->name);
      Hot tree(Arena::kUsualBlock, *kernel);
      std::map<std::string, std::uint64_t> model;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        ASSERT_EQ(Put(tree, Exactly(keys[i]).key(), i), !model.contains(keys[i]));
        model[keys[i]] = i;
        if (i % 3 != 0) continue;
        const std::string& gone = keys[i / 2];
        ASSERT_EQ(tree.Erase(Exactly(gone).key()), model.erase(gone) == 1);
      }
      for (const Keys* asked : {&keys, &others}) {
        for (const std::string& key : *asked) {
          const auto it = model.find(key);
          const auto expected = it == model.end() ? std::nullopt : std::optional(it->second);
          ASSERT_EQ(tree.Lookup(Exactly(key).key()), expected);
        }
      }
      const Status checked = tree.Check();
      ASSERT_TRUE(checked.ok()) << checked.message();
    }
  }
}

// The least height that nodes of kFanOut entries can have over sorted keys, by trying: whether a node of a
// height can stand over some keys with at most so many entries.
class LeastHeight {
 public:
  explicit LeastHeight(const Keys& keys) {
    for (std::size_t i = 1; i < keys.size(); ++i) parts_.push_back(FirstDifference(keys[i - 1], keys[i]));
    count_ = keys.size();
  }
  [[nodiscard]] std::size_t Get() {
    std::size_t height = 1;
    while (Entries(0, count_, height) > kFanOut) ++height;
    return height;
  }

 private:
  // The fewest entries, none of which is higher than `height` - 1, that stand for a range of keys.
  [[nodiscard]] std::size_t Entries(std::size_t from, std::size_t to, std::size_t height) {
    if (to - from == 1) return 1;
    const auto [it, is_new] = known_.try_emplace({from, to, height}, 1);
    std::size_t& entries = it->second;
    if (!is_new || (height > 1 && Entries(from, to, height - 1) <= kFanOut)) return entries;
    const auto at = [&](std::size_t i) { return parts_.begin() + static_cast<std::ptrdiff_t>(i); };
    const std::size_t middle =
        from + 1 + static_cast<std::size_t>(std::min_element(at(from), at(to - 1)) - at(from));
    entries = Entries(from, middle, height) + Entries(middle, to, height);
    return entries;
  }

  std::map<std::array<std::size_t, 3>, std::size_t> known_;
  std::vector<Bit> parts_;
  std::size_t count_ = 0;
};

// Section 3.3 of the paper.
TEST(Hot, HasTheLeastHeightWhateverTheOrder) {
  for (const KeySet& set : KeySets()) {
    SCOPED_TRACE(set.name);
    const Keys keys = Sorted(set.make(4'000, 11));
    const std::size_t least = LeastHeight(keys).Get();
    std::vector<KeyEntry> entries;
    for (const std::string& key : keys) entries.push_back({key, entries.size()});
    Hot loaded;
    ASSERT_TRUE(loaded.Load(entries).ok());
    EXPECT_EQ(StatisticsOf(loaded).height, least);

    // However they come, it has the same form.
    const Keys falling(keys.rbegin(), keys.rend());
    Keys shuffled = keys;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(13));
    std::set<std::size_t> nodes;
    for (const Keys* order : {&keys, &falling, &static_cast<const Keys&>(shuffled)}) {
      Hot tree;
      for (const std::string& key : *order) ASSERT_TRUE(Put(tree, key, 1));
      EXPECT_EQ(StatisticsOf(tree).height, least);
      nodes.insert(NodesOf(tree));
    }
    EXPECT_EQ(nodes.size(), 1U);
  }
}

TEST(Hot, ShrinksWithItsKeys) {
  for (const KeySet& set : KeySets()) {
    SCOPED_TRACE(set.name);
    Keys keys = Sorted(set.make(4'000, 11));
    std::shuffle(keys.begin(), keys.end(), std::mt19937_64(17));
    Hot tree;
    for (const std::string& key : keys) (void)Put(tree, key, 1);
    while (keys.size() > 1) {
      const std::size_t left = keys.size() / 2;
      for (; keys.size() > left; keys.pop_back()) ASSERT_TRUE(tree.Erase(keys.back()));
      const std::size_t least = LeastHeight(Sorted(keys)).Get();
      EXPECT_LE(StatisticsOf(tree).height, 2 * least + 1) << left << " keys";
      EXPECT_LE(NodesOf(tree), left / 4 + 1) << left << " keys";
    }
  }
}

}  // namespace
}  // namespace tacit::index::hot
