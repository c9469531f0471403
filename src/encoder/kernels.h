// The loops that encode, for each kind of processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/encoder/trie.h"

namespace tacit::encoder {

// A key on its way: what is left of it, and where its bits go.
struct Kernel {
  std::string_view name;
  // Writes the key's bits, the last byte filled with zeros, and returns their number of bytes. `out` has room
  // for them and kOverrun bytes more, which may be written too. Reads nothing but the key and the trie.
  std::size_t (*encode)(const TrieView& trie, const unsigned char* key, std::size_t size, unsigned char* out);
  // The leaves that the key is parsed into, at most one for each byte; returns their number.
  std::size_t (*parse)(const TrieView& trie, const unsigned char* key, std::size_t size,
                       std::uint32_t* leaves);
  // The same as `encode` for every key; outs[i] is where key i's bytes go, and gets to where they end.
  void (*encode_batch)(const TrieView& trie, std::span<const std::string_view> keys, unsigned char** outs);
};
inline constexpr std::size_t kOverrun = 8;

// The reference: no instruction that not every processor has.
[[nodiscard]] const Kernel& ScalarKernel();
// Null where this processor, or this build, does not have what they need.
[[nodiscard]] const Kernel* Avx2Kernel();
[[nodiscard]] const Kernel* Avx512Kernel();

// The fastest that this processor has.
[[nodiscard]] const Kernel& BestKernel();

}  // namespace tacit::encoder
