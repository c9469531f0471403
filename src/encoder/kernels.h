// The loops that encode and decode, for each kind of processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/encoder/decode_view.h"
#include "src/encoder/trie.h"

namespace tacit::encoder {

// Where a symbol begins, or the last one ends: in the key, and in its bits.
struct Mark {
  std::size_t at = 0;
  std::size_t bit = 0;
};

// Reads nothing but keys, encodings and tables.
struct Kernel {
  std::string_view name;
  // Writes the key's bits, the last byte filled with zeros, and returns where they end. `out` has room for
  // them and kOverrun bytes more, which may be written too.
  unsigned char* (*encode)(const TrieView& trie, const unsigned char* key, std::size_t size,
                           unsigned char* out);
  // Goes on with a key whose first `count` symbols are encoded: marks[0] to marks[count] say where, and the
  // bits are in `out`, as `encode` would have written them. Writes the others, and their marks, at most one
  // more than the key has bytes; returns the number of symbols. Only for TrieLayout::kNodes.
  std::size_t (*resume)(const TrieView& trie, const unsigned char* key, std::size_t size, Mark* marks,
                        std::size_t count, unsigned char* out);
  // The leaves that the key is parsed into, at most one for each byte; returns their number.
  std::size_t (*parse)(const TrieView& trie, const unsigned char* key, std::size_t size,
                       std::uint32_t* leaves);
  // The same as `encode` for every key, one behind another; key i's bytes end at out[ends[i]]. Not for
  // TrieLayout::kNodes.
  void (*encode_packed)(const TrieView& trie, std::span<const std::string_view> keys, unsigned char* out,
                        std::size_t* ends);
  // The same for TrieLayout::kNodes only. outs[i] is where key i's bytes go, and gets to where they end: keys
  // are not encoded one after the other.
  void (*encode_batch)(const TrieView& trie, std::span<const std::string_view> keys, unsigned char** outs);
  // Writes the key that the bits are those of, and returns where it ends; null where they are no key's. `out`
  // has room for Decoder::MaxDecodedBytes and kOverrun bytes more, which may be written too.
  char* (*decode)(const DecodeView& view, std::string_view encoded, char* out);
  // The same for every encoding, as in encode_batch. False where the bits of one are no key's; then `outs`
  // are anything.
  bool (*decode_batch)(const DecodeView& view, std::span<const std::string_view> encoded,
                       unsigned char** outs);
};
inline constexpr std::size_t kOverrun = 16;

// The reference: no instruction that not every processor has.
[[nodiscard]] const Kernel& ScalarKernel();
// Null where this processor, or this build, does not have what they need.
[[nodiscard]] const Kernel* Avx2Kernel();
[[nodiscard]] const Kernel* Avx512Kernel();

// The fastest that this processor has.
[[nodiscard]] const Kernel& BestKernel();

}  // namespace tacit::encoder
