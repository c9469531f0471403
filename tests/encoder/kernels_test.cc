// Every kernel that this processor has against the scalar one, and that one against a search over the
// intervals.
#include "src/encoder/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "src/encoder/decoder.h"
#include "src/encoder/select.h"
#include "tests/encoder/key_sets.h"

namespace tacit::encoder {
namespace {

std::vector<const Kernel*> Kernels() {
  std::vector<const Kernel*> kernels = {&ScalarKernel()};
  if (Avx2Kernel() != nullptr) kernels.push_back(Avx2Kernel());
  if (Avx512Kernel() != nullptr) kernels.push_back(Avx512Kernel());
  return kernels;
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Made {
  Intervals intervals;
  std::vector<Code> codes;
  Trie trie;
};

Made Make(Intervals intervals, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> weights(intervals.size());
  for (double& weight : weights) weight = static_cast<double>(1 + random() % 1000);
  Made made{std::move(intervals),
            CodesOfLevels(CodeLevels(weights, weights.size() == 256 ? kMaxByteCodeBits : kMaxCodeBits)),
            {}};
  made.trie = BuildTrie(made.intervals, made.codes);
  return made;
}

// By the definition: the last interval that begins at or before what is left.
std::vector<std::uint32_t> ParseByDefinition(const Made& made, const std::string& key) {
  std::vector<std::uint32_t> leaves;
  for (std::size_t at = 0; at < key.size();) {
    const std::string left = key.substr(at, 40);
    const auto above =
        std::upper_bound(made.intervals.begin(), made.intervals.end(), left,
                         [](const std::string& k, const Interval& i) { return k < i.low.ToString(); });
    const auto found = static_cast<std::size_t>(above - made.intervals.begin()) - 1;
    leaves.push_back(LeafWord(made.codes[found], made.intervals[found].symbol));
    at += made.intervals[found].symbol;
  }
  return leaves;
}

std::vector<Made> Tries() {
  std::vector<Made> tries;
  tries.push_back(Make(IntervalsOf({}, 1), 1));
  tries.push_back(Make(PairIntervals(), 2));
  std::mt19937_64 random(3);
  // Nodes of every size, and long bounds that share much.
  for (int round = 0; round < 30; ++round) {
    std::vector<Text16> symbols;
    const int most = 2 + static_cast<int>(random() % 15);
    const int bytes = 1 + static_cast<int>(random() % 256);
    for (std::uint64_t n = random() % 3000; n > 0; --n) {
      Text16 text;
      for (int size = 1 + static_cast<int>(random() % static_cast<std::uint64_t>(most)); size > 0; --size) {
        text = text.Plus(random() % 4 == 0 ? static_cast<int>(random() % static_cast<std::uint64_t>(bytes))
                                           : 'a');
      }
      symbols.push_back(text);
    }
    tries.push_back(Make(IntervalsOf(symbols, most), random()));
  }
  for (const KeySet& set : KeySets(4)) {
    const auto views = Views(set.keys);
    tries.push_back(Make(SelectIntervals(views, {.max_symbol = 16, .max_entries = 3000}), 5));
  }
  return tries;
}

TEST(Kernels, ParseAsDefined) {
  std::vector<std::string> keys;
  for (const KeySet& set : KeySets(6)) {
    for (std::size_t i = 0; i < set.keys.size(); i += 1 + set.keys.size() / 25)
      keys.push_back(set.keys[i].substr(0, 300));
  }
  for (const Made& made : Tries()) {
    ASSERT_FALSE(made.trie.words.empty());
    for (const std::string& key : keys) {
      const std::vector<std::uint32_t> expected = ParseByDefinition(made, key);
      for (const Kernel* kernel : Kernels()) {
        std::vector<std::uint32_t> leaves(key.size());
        leaves.resize(kernel->parse(made.trie.view(), Bytes(key), key.size(), leaves.data()));
        ASSERT_EQ(leaves, expected) << kernel->name;
      }
    }
  }
}

// encode_packed, with each key's bits then put where encode_batch would have put them.
void PackedApart(const Kernel& kernel, const Trie& trie, const std::vector<std::string>& keys,
                 std::vector<unsigned char*>& outs) {
  std::size_t room = kOverrun;
  for (const std::string& key : keys) room += 3 * key.size() + 1;
  std::string packed(room, '#');
  std::vector<std::size_t> ends(keys.size());
  kernel.encode_packed(trie.view(), Views(keys), reinterpret_cast<unsigned char*>(packed.data()),
                       ends.data());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    outs[i] = std::copy(packed.begin() + static_cast<std::ptrdiff_t>(begin),
                        packed.begin() + static_cast<std::ptrdiff_t>(ends[i]), outs[i]);
    begin = ends[i];
  }
}

TEST(Kernels, WriteTheCodesOfTheParse) {
  for (const Made& made : Tries()) {
    std::vector<std::string> keys;
    for (const KeySet& set : KeySets(8)) {
      for (std::size_t i = 0; i < set.keys.size(); i += 1 + set.keys.size() / 10)
        keys.push_back(set.keys[i].substr(0, 200));
    }
    for (const Kernel* kernel : Kernels()) {
      std::vector<std::string> rooms;
      std::vector<unsigned char*> outs;
      for (const std::string& key : keys) rooms.push_back(std::string(3 * key.size() + 1 + kOverrun, '#'));
      for (std::string& room : rooms) outs.push_back(reinterpret_cast<unsigned char*>(room.data()));
      if (made.trie.layout == TrieLayout::kNodes) {
        kernel->encode_batch(made.trie.view(), Views(keys), outs.data());
      } else {
        PackedApart(*kernel, made.trie, keys, outs);
      }
      for (std::size_t i = 0; i < keys.size(); ++i) {
        std::string bits;
        for (const std::uint32_t leaf : ParseByDefinition(made, keys[i])) {
          for (std::uint32_t bit = 0; bit < LengthOf(leaf); ++bit)
            bits += static_cast<char>(leaf >> (31 - bit) & 1U);
        }
        std::string expected((bits.size() + 7) / 8, '\0');
        for (std::size_t bit = 0; bit < bits.size(); ++bit) {
          expected[bit / 8] = static_cast<char>(expected[bit / 8] | bits[bit] << (7 - bit % 8));
        }
        const auto batch_size =
            static_cast<std::size_t>(outs[i] - reinterpret_cast<unsigned char*>(rooms[i].data()));
        ASSERT_EQ(rooms[i].substr(0, batch_size), expected)
            << kernel->name << ", key " << i << " of " << keys[i].size() << " bytes, "
            << made.intervals.size() << " intervals";
        std::string one(3 * keys[i].size() + 1 + kOverrun, '#');
        auto* const begin = reinterpret_cast<unsigned char*>(one.data());
        one.resize(static_cast<std::size_t>(
            kernel->encode(made.trie.view(), Bytes(keys[i]), keys[i].size(), begin) - begin));
        ASSERT_EQ(one, expected) << kernel->name;
      }
    }
  }
}

TEST(Kernels, DecodeWhatTheyEncode) {
  for (const Made& made : Tries()) {
    const Decoder decoder(made.intervals, made.codes);
    std::vector<std::string> keys;
    std::vector<std::string> encodings;
    for (const KeySet& set : KeySets(9)) {
      for (std::size_t i = 0; i < set.keys.size(); i += 1 + set.keys.size() / 10) {
        keys.push_back(set.keys[i].substr(0, 200));
        encodings.emplace_back(3 * keys.back().size() + 1 + kOverrun, '#');
        auto* const begin = reinterpret_cast<unsigned char*>(encodings.back().data());
        encodings.back().resize(static_cast<std::size_t>(
            ScalarKernel().encode(made.trie.view(), Bytes(keys.back()), keys.back().size(), begin) - begin));
      }
    }
    for (const Kernel* kernel : Kernels()) {
      std::vector<std::string> rooms;
      std::vector<unsigned char*> outs;
      for (const std::string& encoding : encodings)
        rooms.emplace_back(decoder.MaxDecodedBytes(encoding.size()) + kOverrun, '#');
      for (std::string& room : rooms) outs.push_back(reinterpret_cast<unsigned char*>(room.data()));
      ASSERT_TRUE(kernel->decode_batch(decoder.view(), Views(encodings), outs.data())) << kernel->name;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto size = static_cast<std::size_t>(reinterpret_cast<char*>(outs[i]) - rooms[i].data());
        ASSERT_TRUE(rooms[i].substr(0, size) == keys[i]) << kernel->name << ", key " << i;
        std::string one(rooms[i].size(), '#');
        const char* const end = kernel->decode(decoder.view(), encodings[i], one.data());
        ASSERT_NE(end, nullptr) << kernel->name << ", key " << i;
        ASSERT_TRUE(one.substr(0, static_cast<std::size_t>(end - one.data())) == keys[i]) << kernel->name;
      }
    }
  }
}

// Of bits that no encoding has, all kernels make the same: a key, or nothing.
TEST(Kernels, AgreeOnWhatIsNoEncoding) {
  std::mt19937_64 random(10);
  std::size_t refused = 0;
  for (const Made& made : Tries()) {
    const Decoder decoder(made.intervals, made.codes);
    for (int round = 0; round < 200; ++round) {
      std::string bits(random() % 40, '\0');
      for (char& byte : bits) byte = random() % 3 == 0 ? '\0' : static_cast<char>(random());
      const std::size_t room = decoder.MaxDecodedBytes(bits.size()) + kOverrun;
      std::string expected(room, '\0');
      const char* end = ScalarKernel().decode(decoder.view(), bits, expected.data());
      refused += end == nullptr ? 1 : 0;
      if (end != nullptr) expected.resize(static_cast<std::size_t>(end - expected.data()));
      for (const Kernel* kernel : Kernels()) {
        std::string one(room, '\0');
        unsigned char* out = reinterpret_cast<unsigned char*>(one.data());
        const std::string_view view = bits;
        const bool good = kernel->decode_batch(decoder.view(), std::span(&view, 1), &out);
        ASSERT_EQ(good, end != nullptr) << kernel->name;
        if (good) one.resize(static_cast<std::size_t>(reinterpret_cast<char*>(out) - one.data()));
        ASSERT_TRUE(!good || one == expected) << kernel->name;
      }
    }
  }
  EXPECT_GT(refused, 0U);
}

TEST(Kernels, TheFastestIsTaken) {
  const Kernel& best = BestKernel();
  EXPECT_EQ(&best, Kernels().back());
}

}  // namespace
}  // namespace tacit::encoder
