// From codes back to symbols: makes the tables of decode_view.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/encoder/alphabetic_code.h"
#include "src/encoder/decode_view.h"
#include "src/encoder/intervals.h"

namespace tacit::encoder {

class Decoder {
 public:
  // As many codes as intervals.
  Decoder(const Intervals& intervals, std::span<const Code> codes);

  // What this decoder owns, as long as it is not moved.
  [[nodiscard]] DecodeView view() const;
  // No encoding of so many bytes has a longer key.
  [[nodiscard]] std::size_t MaxDecodedBytes(std::size_t encoded_bytes) const {
    return (encoded_bytes * 8 * scaled_rate_ + (std::size_t{1} << kRateShift) - 1) >> kRateShift;
  }
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr int kRateShift = 16;

  void AddTexts(const Intervals& intervals);
  void FillEntries();
  [[nodiscard]] int FurtherBits(std::uint32_t first) const;
  // For the first `count` of these bits; `near` is the last code that is not above them.
  [[nodiscard]] Entry EntryFor(std::size_t near, std::uint32_t bits, std::uint32_t count);
  // Where a text of several symbols is.
  [[nodiscard]] std::uint32_t Placed(const std::string& text);
  // The last code that is not above these bits.
  [[nodiscard]] std::size_t NotAbove(std::uint32_t bits) const;

  bool flat_ = false;
  std::vector<std::uint32_t> firsts_;
  std::vector<Entry> entries_;
  std::string texts_;
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint8_t> lengths_;
  std::vector<SymbolText> symbols_;
  std::unordered_map<std::string, std::uint32_t> places_;  // of texts of several symbols; empty once built
  std::size_t scaled_rate_ = 0;  // no symbol has more bytes for a bit, in 2^-16 bytes
};

}  // namespace tacit::encoder
