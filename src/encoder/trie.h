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
// Each node begins with the word for a key that ends here, a leaf. Then:
//
//   row     a word for each class of bytes: one load, for nodes that are met often
//   search  `count` + 1 bytes in rising order; word i + 1 is for bytes from the i-th on. words, then bytes
//   skip    `count` + 1 bytes, 2 to 8, that are compared as one number, in words 3 and 4: word 0 for what is
//   less
//           or ends, word 1 for what is greater, word 2 for what begins with them
enum class NodeKind : std::uint32_t { kRow = 0, kSearch = 1, kSkip = 2 };

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
};

struct Trie {
  TrieLayout layout = TrieLayout::kNodes;
  std::array<std::uint32_t, 256> first{};    // by a key's next byte
  std::array<std::uint16_t, 256> classes{};  // of the byte behind it, in rows; from 1, 0 is the key's end
  // With a cache line of zeros at the end, so that whole vectors can be loaded.
  std::vector<std::uint32_t> words;

  [[nodiscard]] TrieView view() const { return {layout, first.data(), classes.data(), words.data()}; }
  [[nodiscard]] std::size_t bytes() const { return sizeof(Trie) + words.size() * sizeof(std::uint32_t); }
};

// As many codes as intervals. Nothing (no words) where the nodes would need more words than a reference can
// tell.
[[nodiscard]] Trie BuildTrie(const Intervals& intervals, std::span<const Code> codes);

}  // namespace tacit::encoder
