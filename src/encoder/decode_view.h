// What a look-up of codes reads.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tacit::encoder {

// The first kDirectBits bits of what is left tell how many more lead to an entry, which tells as many whole
// symbols as lie in all of these bits. Rare codes have more bits than that: for them the entry is a code near
// them, from which the next ones are tried.
inline constexpr int kDirectBits = 12;

// Whole symbols: the number of bits that they are told by (bits 0-4), that of their bytes (5-9), and where
// these are in `texts` (10-31). Or no bits, and behind them the last code that is not above those in
// question.
using Entry = std::uint32_t;
inline constexpr std::uint32_t kMaxEntryText = (1U << 22U) - 1;
[[nodiscard]] constexpr std::uint32_t BitsOf(Entry entry) { return entry & 31U; }
[[nodiscard]] constexpr std::uint32_t BytesOf(Entry entry) { return entry >> 5U & 31U; }
[[nodiscard]] constexpr std::uint32_t TextOf(Entry entry) { return entry >> 10U; }
[[nodiscard]] constexpr std::uint32_t NearOf(Entry entry) { return entry >> 5U; }

struct SymbolText {
  std::uint32_t place : 27;  // in `texts`
  std::uint32_t size : 5;
};

struct DecodeView {
  // Bits 0-5: 63 less the number of further bits; 6-31: where their entries begin. Null where no more than
  // the first bits are looked at: then these tell the entry.
  const std::uint32_t* firsts = nullptr;
  const Entry* entries = nullptr;
  const char* texts = nullptr;  // sixteen bytes can be read from every text on
  // Of every code.
  const std::uint32_t* codes = nullptr;
  const std::uint8_t* lengths = nullptr;
  const SymbolText* symbols = nullptr;
  std::size_t count = 0;
};

}  // namespace tacit::encoder
