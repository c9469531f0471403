// From codes back to symbols, by tables.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/encoder/alphabetic_code.h"
#include "src/encoder/intervals.h"

namespace tacit::encoder {

// The first kDirectBits bits tell as many whole symbols as lie in them, up to six bytes together. Where not
// even one does, as many further bits as tell its neighbours apart lead to a code near it, from which the
// next ones are tried.
class Decoder {
 public:
  // As many codes as intervals.
  Decoder(const Intervals& intervals, std::span<const Code> codes);

  // See KeyDictionary::Decode.
  [[nodiscard]] std::optional<std::size_t> Decode(std::string_view encoded, std::span<char> out) const;
  // No encoding of so many bytes has a longer key.
  [[nodiscard]] std::size_t MaxDecodedBytes(std::size_t encoded_bytes) const;

  [[nodiscard]] std::size_t bytes() const;

  // Bytes that may be written behind a key's.
  static constexpr std::size_t kOverrun = 16;

 private:
  static constexpr int kDirectBits = 12;
  static constexpr std::size_t kDirects = std::size_t{1} << kDirectBits;
  static constexpr std::size_t kDirectText = 6;
  struct Symbol {
    std::uint32_t place : 27;  // in texts_
    std::uint32_t size : 5;
  };
  // The codes that begin with certain first bits: `near_[place + i]` is the last one that is not above these
  // and the next `bits` bits with the value i.
  struct Near {
    std::uint32_t place = 0;
    std::uint32_t bits = 0;
  };

  void FillNears();
  void FillDirects();
  // Writes into `out`, which has room for the whole key and kOverrun bytes more; null where the bits are no
  // key's.
  [[nodiscard]] char* DecodeInto(std::string_view encoded, char* out) const;
  // The code that bits from the highest on begin with; codes_.size() where there is none.
  [[nodiscard]] std::size_t Find(std::uint32_t bits) const;

  // Of the first bits: the number of bits that are told (bits 0-7; 0: none), of bytes (8-15), and the bytes.
  std::vector<std::uint64_t> directs_;
  std::vector<Near> nears_;  // of the first bits
  std::vector<std::uint32_t> near_;
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint8_t> lengths_;
  std::vector<Symbol> symbols_;
  std::string texts_;
  std::size_t rate_bytes_ = 1, rate_bits_ = 1;  // no symbol has more bytes for its bits
};

}  // namespace tacit::encoder
