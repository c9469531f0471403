// Encoding, written once for all kernels. Each kernel's source file is compiled for its own processor. So
// everything here is a member of a template over the kernel's processor: were it shared, the linker could
// give one processor the code of another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "src/encoder/kernels.h"
#include "src/encoder/trie.h"

namespace tacit::encoder {

// `Processor` only tells the kernels apart.
template <typename Processor>
struct EncodeLoop {
  // Bits that are not written yet, from the highest on. Fewer than eight between two symbols.
  struct Bits {
    std::uint64_t word = 0;
    std::uint32_t count = 0;

    void Add(std::uint32_t leaf) {
      const std::uint32_t marked = leaf & ~0xFFU;
      const std::uint32_t code = marked & (marked - 1);
      word |= (static_cast<std::uint64_t>(code) << 32U) >> count;
      count += 31U - static_cast<std::uint32_t>(__builtin_ctz(marked));
    }
    // Writes eight bytes, of which those that are full count.
    [[nodiscard]] unsigned char* Flush(unsigned char* out) {
      const std::uint64_t bytes = __builtin_bswap64(word);
      std::memcpy(out, &bytes, sizeof bytes);
      out += count >> 3U;
      word <<= count & 56U;
      count &= 7U;
      return out;
    }
  };

  static std::uint64_t LoadUpTo8(const unsigned char* at, std::size_t size) {
    std::uint64_t word = 0;
    if (size >= 8) {
      std::memcpy(&word, at, 8);
      return __builtin_bswap64(word);
    }
    for (std::size_t i = 0; i < size; ++i) word |= static_cast<std::uint64_t>(at[i]) << (56 - 8 * i);
    return word;
  }

  // The leaf of what is left of a key, from `at` to `end`, which is not empty. Only for TrieLayout::kNodes.
  static std::uint32_t Find(const TrieView& trie, const unsigned char* at, const unsigned char* end) {
    std::uint32_t word = trie.first[*at];
    if (end - at >= 3 && IsRow(word)) [[likely]] {
      // Most symbols are found by three bytes, without a test for the key's end at each.
      word = trie.words[PlaceOf(word) + trie.classes[at[1]]];
      if (IsLeaf(word)) return word;
      if (IsRow(word)) [[likely]] {
        word = trie.words[PlaceOf(word) + trie.classes[at[2]]];
      } else if (KindOf(word) == NodeKind::kRanks) {
        word = RankedWord(trie, PlaceOf(word), trie.classes[at[2]]);
      } else {
        return Walk(trie, word, at + 2, end);
      }
      return IsLeaf(word) ? word : Walk(trie, word, at + 3, end);
    }
    return Walk(trie, word, at + 1, end);
  }

  static bool IsRow(std::uint32_t word) {
    return (word & 7U) == static_cast<std::uint32_t>(NodeKind::kRow) << 1U;
  }

  // The word of a kRanks node for bytes of a class.
  static std::uint32_t RankedWord(const TrieView& trie, std::uint32_t place, std::uint32_t byte_class) {
    const std::uint32_t* const node = trie.words + place;
    const std::uint64_t* const mask = trie.masks + byte_class * trie.rank_words;
    std::uint32_t rank = 0;
    for (std::uint32_t i = 0; i < trie.rank_words; ++i) {
      std::uint64_t changes = 0;
      std::memcpy(&changes, node + 2 * i, sizeof changes);
      rank += static_cast<std::uint32_t>(__builtin_popcountll(changes & mask[i]));
    }
    return node[2 * trie.rank_words + rank];
  }

  // The leaf below `word`, where `at` is the next byte to look at.
  static std::uint32_t Walk(const TrieView& trie, std::uint32_t word, const unsigned char* at,
                            const unsigned char* end) {
    while (!IsLeaf(word)) {
      const std::uint32_t* const node = trie.words + PlaceOf(word);
      switch (KindOf(word)) {
        case NodeKind::kRow: word = node[at == end ? 0U : trie.classes[*at++]]; break;
        case NodeKind::kRanks:
          word = RankedWord(trie, PlaceOf(word), at == end ? 0U : trie.classes[*at++]);
          break;
        case NodeKind::kSkip: {
          const std::uint32_t count = CountOf(word);
          const auto left = static_cast<std::size_t>(end - at);
          std::uint64_t bytes = 0;
          std::memcpy(&bytes, node + 3, sizeof bytes);
          const std::uint64_t mine = LoadUpTo8(at, left) & ~std::uint64_t{0} << (64 - 8 * count);
          if (mine > bytes) return node[1];
          if (mine < bytes || left < count) return node[0];
          word = node[2];
          at += count;
          break;
        }
      }
    }
    return word;
  }

  static unsigned char* Encode(const TrieView& trie, const unsigned char* key, std::size_t size,
                               unsigned char* out) {
    switch (trie.layout) {
      case TrieLayout::kBytes: return EncodeBytes(trie, key, size, out);
      case TrieLayout::kPairs: return EncodePairs(trie, key, size, out);
      case TrieLayout::kNodes: break;
    }
    const unsigned char* const end = key + size;
    Bits bits;
    while (key != end) {
      std::uint32_t leaf = Find(trie, key, end);
      key += SymbolOf(leaf);
      bits.Add(leaf);
      if (key != end) {
        leaf = Find(trie, key, end);
        key += SymbolOf(leaf);
        bits.Add(leaf);
      }
      out = bits.Flush(out);
    }
    return out + (bits.count > 0 ? 1 : 0);
  }

  // Four codes of at most fourteen bits and a byte's rest fit into one word.
  static unsigned char* EncodeBytes(const TrieView& trie, const unsigned char* key, std::size_t size,
                                    unsigned char* out) {
    static_assert(4 * kMaxByteCodeBits + 7 <= 64);
    Bits bits;
    for (; size >= 4; size -= 4, key += 4) {
      for (std::size_t i = 0; i < 4; ++i) bits.Add(trie.first[key[i]]);
      out = bits.Flush(out);
    }
    for (; size > 0; --size) {
      bits.Add(trie.first[*key++]);
      out = bits.Flush(out);
    }
    return out + (bits.count > 0 ? 1 : 0);
  }

  // Two codes of at most 23 bits and a byte's rest do, too.
  static unsigned char* EncodePairs(const TrieView& trie, const unsigned char* key, std::size_t size,
                                    unsigned char* out) {
    static_assert(2 * kMaxCodeBits + 7 <= 64);
    Bits bits;
    for (; size >= 4; size -= 4, key += 4) {
      bits.Add(trie.words[key[0] * 256U + key[1]]);
      bits.Add(trie.words[key[2] * 256U + key[3]]);
      out = bits.Flush(out);
    }
    if (size >= 2) {
      bits.Add(trie.words[key[0] * 256U + key[1]]);
      key += 2;
      size -= 2;
    }
    if (size == 1) bits.Add(trie.words[256U * 256U + *key]);
    out = bits.Flush(out);
    return out + (bits.count > 0 ? 1 : 0);
  }

  // The next leaf, whatever the layout.
  static std::uint32_t FindAny(const TrieView& trie, const unsigned char* at, const unsigned char* end) {
    switch (trie.layout) {
      case TrieLayout::kBytes: return trie.first[*at];
      case TrieLayout::kPairs: return trie.words[end - at > 1 ? at[0] * 256U + at[1] : 256U * 256U + at[0]];
      case TrieLayout::kNodes: break;
    }
    return Find(trie, at, end);
  }

  static std::size_t Parse(const TrieView& trie, const unsigned char* key, std::size_t size,
                           std::uint32_t* leaves) {
    const unsigned char* const end = key + size;
    std::uint32_t* const begin = leaves;
    while (key != end) {
      *leaves = FindAny(trie, key, end);
      key += SymbolOf(*leaves++);
    }
    return static_cast<std::size_t>(leaves - begin);
  }

  static std::size_t Resume(const TrieView& trie, const unsigned char* key, std::size_t size, Mark* marks,
                            std::size_t count, unsigned char* out) {
    const unsigned char* at = key + marks[count].at;
    const unsigned char* const end = key + size;
    std::size_t bit = marks[count].bit;
    out += bit / 8;
    Bits bits;
    bits.count = static_cast<std::uint32_t>(bit % 8);
    // Behind the shared bits may be others of the key that they are shared with.
    if (bits.count > 0) bits.word = static_cast<std::uint64_t>(*out & (0xFF00U >> bits.count)) << 56U;
    while (at != end) {
      const std::uint32_t leaf = Find(trie, at, end);
      at += SymbolOf(leaf);
      bit += LengthOf(leaf);
      bits.Add(leaf);
      out = bits.Flush(out);
      marks[++count] = {static_cast<std::size_t>(at - key), bit};
    }
    // Where there is none, the last byte's bits are still to be written.
    static_cast<void>(bits.Flush(out));
    return count;
  }

  static void EncodePacked(const TrieView& trie, std::span<const std::string_view> keys, unsigned char* out,
                           std::size_t* ends) {
    const unsigned char* const begin = out;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      out = Encode(trie, reinterpret_cast<const unsigned char*>(keys[i].data()), keys[i].size(), out);
      ends[i] = static_cast<std::size_t>(out - begin);
    }
  }

  // Several keys at a time, a symbol of each in turn: while one waits for its tables, the others go on.
  static void EncodeBatch(const TrieView& trie, std::span<const std::string_view> keys,
                          unsigned char** outs) {
    std::array<Lane, kLanes> lanes;
    std::size_t next = 0;
    std::size_t running = 0;
    while (running < kLanes && Start(lanes[running], keys, outs, next)) ++running;
    while (running == kLanes) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        Lane& lane = lanes[i];
        Advance(trie, lane);
        if (lane.at != lane.end) continue;
        Finish(lane, outs);
        if (Start(lane, keys, outs, next)) continue;
        lane = lanes[--running];
        break;
      }
    }
    for (std::size_t i = 0; i < running; ++i) {
      while (lanes[i].at != lanes[i].end) Advance(trie, lanes[i]);
      Finish(lanes[i], outs);
    }
  }

 private:
  static constexpr std::size_t kLanes = 8;
  struct Lane {
    const unsigned char* at = nullptr;
    const unsigned char* end = nullptr;
    unsigned char* out = nullptr;
    Bits bits;
    std::size_t key = 0;
  };

  static void Advance(const TrieView& trie, Lane& lane) {
    const std::uint32_t leaf = Find(trie, lane.at, lane.end);
    lane.at += SymbolOf(leaf);
    lane.bits.Add(leaf);
    lane.out = lane.bits.Flush(lane.out);
  }
  // Gives the lane the next key that is not empty. False where there is none.
  static bool Start(Lane& lane, std::span<const std::string_view> keys, unsigned char** outs,
                    std::size_t& next) {
    while (next < keys.size() && keys[next].empty()) ++next;
    if (next == keys.size()) return false;
    lane.at = reinterpret_cast<const unsigned char*>(keys[next].data());
    lane.end = lane.at + keys[next].size();
    lane.out = outs[next];
    lane.bits = Bits();
    lane.key = next++;
    return true;
  }
  static void Finish(const Lane& lane, unsigned char** outs) {
    outs[lane.key] = lane.out + (lane.bits.count > 0 ? 1 : 0);
  }
};

}  // namespace tacit::encoder
