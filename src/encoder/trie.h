// The intervals and their codes, laid out to be looked up.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/encoder/alphabetic_code.h"
#include "src/encoder/intervals.h"

namespace tacit::encoder {

// A word is a leaf (an interval) or a reference to a node, which tells the words for one more byte.
//
//   leaf       code and a one behind it, from bit 31 down; bits 1-5: length of the symbol; bit 0: 1
//   reference  bits 11-31: where the node begins in `words`; bits 3-10: count; bits 1-2: kind; bit 0: 0
//
// row: a word for each class of bytes. One load, for nodes that are met often.
//
// ranks: a bit for each class, set where the word changes; then the words. A byte's is the one behind as many
// as bits are set up to its class.
//
// skip: `count` + 1 bytes, up to 8, compared as one number, in words 3 and 4. Word 0 is for what is less or
// ends, word 1 for what is greater, word 2 for what begins with them.
//
// A class is a run of bytes that no node tells apart. Classes count from 1; 0 is the end of the key.
enum class NodeKind : std::uint32_t { kRow = 0, kRanks = 1, kSkip = 2 };

[[nodiscard]] constexpr bool IsLeaf(std::uint32_t word) { return (word & 1U) != 0; }
[[nodiscard]] constexpr std::uint32_t LeafWord(Code code, int symbol) {
  return code.bits | (std::uint32_t{1} << (31 - code.length)) | static_cast<std::uint32_t>(symbol) << 1U | 1U;
}
[[nodiscard]] constexpr std::uint32_t SymbolOf(std::uint32_t leaf) { return leaf >> 1U & 31U; }
[[nodiscard]] constexpr std::uint32_t LengthOf(std::uint32_t leaf) {
  return 31U - static_cast<std::uint32_t>(std::countr_zero(leaf & ~0xFFU));
}
[[nodiscard]] constexpr NodeKind KindOf(std::uint32_t word) { return static_cast<NodeKind>(word >> 1U & 3U); }
[[nodiscard]] constexpr std::uint32_t CountOf(std::uint32_t word) { return (word >> 3U & 255U) + 1; }
[[nodiscard]] constexpr std::uint32_t PlaceOf(std::uint32_t word) { return word >> 11U; }

// How the words are laid out. Where all symbols have one length, no node is needed.
enum class TrieLayout : std::uint8_t {
  kBytes,  // `first` holds a leaf for each byte, of symbols of one byte and codes of at most kMaxByteCodeBits
  kPairs,  // `words` holds a leaf for each pair of bytes (the first one counts 256), then for each byte that
           // ends a key
  kNodes,  // as above
};
inline constexpr int kMaxByteCodeBits = 14;

// What a lookup reads.
struct TrieView {
  TrieLayout layout = TrieLayout::kNodes;
  const std::uint32_t* first = nullptr;
  const std::uint16_t* classes = nullptr;
  const std::uint32_t* words = nullptr;
  const std::uint64_t* masks = nullptr;
  const std::uint32_t* first_by_class = nullptr;
  const std::uint8_t* small_classes = nullptr;  // null where classes are too many for a byte
  // Of kBytes, of each byte: the first eight bits of its code, then of each the next eight, then of each the
  // number of bits.
  const std::uint8_t* byte_codes = nullptr;
  std::uint32_t rank_words = 0;
  bool deep = false;
};

// A set of classes has so many 64-bit words, all of which a rank counts.
inline constexpr std::size_t kMostRankWords = 4;

// Stands for no word: a skip node's reference, so that nothing goes on from it by itself.
inline constexpr std::uint32_t kNoWord = static_cast<std::uint32_t>(NodeKind::kSkip) << 1U;

struct Trie {
  TrieLayout layout = TrieLayout::kNodes;
  std::array<std::uint32_t, 256> first{};    // by a key's next byte
  std::array<std::uint16_t, 256> classes{};  // of the bytes behind it
  std::vector<std::uint32_t> words;          // with zeros at the end, so that a rank can be counted anywhere
  std::vector<std::uint64_t> masks;          // for each class the set of those up to it, without 0
  std::uint32_t rank_words = 1;
  // For kernels that look at classes only: `first` of the class's byte; kNoWord where it has several. That of
  // class 0 is a leaf without code or symbol.
  std::array<std::uint32_t, 256> first_by_class{};
  std::array<std::uint8_t, 256> small_classes{};
  std::vector<std::uint8_t> byte_codes;
  bool has_small_classes = false;
  bool deep = false;  // some bound has more than three bytes

  [[nodiscard]] TrieView view() const;
  // Of what look-ups read.
  [[nodiscard]] std::size_t bytes() const;
};

// As many codes as intervals. Nothing (no words) where the nodes would need more words than a reference can
// tell.
[[nodiscard]] Trie BuildTrie(const Intervals& intervals, std::span<const Code> codes);

}  // namespace tacit::encoder
