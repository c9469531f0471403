// What a dictionary is made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/encoder/alphabetic_code.h"
#include "src/encoder/decoder.h"
#include "src/encoder/intervals.h"
#include "src/encoder/kernels.h"
#include "src/encoder/trie.h"
#include "tacit/dictionary.h"

namespace tacit {
namespace encoder {

// What a file holds: everything else is made from it.
struct Definition {
  KeyScheme scheme = KeyScheme::k3Grams;
  KeyCodes codes = KeyCodes::kOptimal;
  int max_symbol = 1;
  double trained_rate = 1;
  Intervals intervals;               // at least 256
  std::vector<std::uint8_t> levels;  // of the intervals' codes; none where all have one length

  [[nodiscard]] std::vector<Code> Codes() const;
};

[[nodiscard]] std::string PackDefinition(const Definition& definition);
// The errors of KeyDictionary::Open. What it gives can be made into Parts.
[[nodiscard]] Result<Definition> UnpackDefinition(std::string_view bytes, std::string_view name);

}  // namespace encoder

struct KeyDictionary::Parts {
  encoder::Definition definition;
  encoder::Trie trie;  // without words where the tables cannot hold the definition
  encoder::TrieView view = trie.view();
  encoder::Decoder decoder;
  encoder::DecodeView decode_view = decoder.view();
  // No key of n bytes has more than n * scaled_rate / 2^kRateShift + end_bits bits.
  std::size_t scaled_rate = 0, end_bits = 0;
  std::size_t longest_bound = 0;  // no symbol's choice depends on more bytes
  const encoder::Kernel* kernel = &encoder::BestKernel();

  explicit Parts(encoder::Definition the_definition);

  // The greatest rate, 23 bits for a byte, times the longest key stays below 2^64.
  static constexpr int kRateShift = 24;
  // See KeyDictionary::MaxEncodedBytes, which a library's other functions cannot have inlined.
  [[nodiscard]] std::size_t MaxEncodedBytes(std::size_t key_bytes) const {
    return ((key_bytes * scaled_rate >> kRateShift) + (key_bytes == 0 ? 0 : end_bits + 7)) / 8;
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
};

}  // namespace tacit
