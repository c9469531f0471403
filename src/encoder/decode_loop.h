// Decoding, written once for all kernels; a template for the reason that encode_loop.h tells.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "src/encoder/alphabetic_code.h"
#include "src/encoder/decode_view.h"
#include "src/encoder/text16.h"

namespace tacit::encoder {

template <typename Processor>
struct DecodeLoop {
  // Bits of bytes, from the highest on; zeros behind their end.
  class Source {
   public:
    explicit Source(std::string_view bytes) : bytes_(bytes.data()), size_(bytes.size()) {
      if (size_ >= sizeof few_) [[likely]]
        return;
      if (size_ > 0) std::memcpy(few_, bytes_, size_);
      bytes_ = few_;
      size_ = sizeof few_;
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    // 57 bits or more from bit `at` on, which is not beyond the end.
    [[nodiscard]] std::uint64_t At(std::size_t at) const {
      const std::size_t first = at / 8;
      const std::size_t from = std::min(first, size_ - 8);
      std::uint64_t word = 0;
      std::memcpy(&word, bytes_ + from, sizeof word);
      // At the end, eight bytes would be too many.
      const std::size_t skipped = first - from;
      return skipped == 8 ? 0 : __builtin_bswap64(word) << (8 * skipped) << (at % 8);
    }

   private:
    const char* bytes_;
    std::size_t size_;
    char few_[8] = {};
  };

  static Entry Find(const DecodeView& view, std::uint64_t bits) {
    const std::uint64_t first = bits >> (64 - kDirectBits);
    if (view.firsts == nullptr) return view.entries[first];
    const std::uint32_t further = view.firsts[first];
    return view.entries[(further >> 6U) + (bits << kDirectBits >> 1U >> (further & 63U))];
  }

  // The code that bits begin with, from one on that is not above them; view.count where there is none.
  static std::size_t FindFrom(const DecodeView& view, std::size_t code, std::uint32_t bits) {
    while (code + 1 < view.count && view.codes[code + 1] <= bits) ++code;
    // Behind the first code, and behind the last of codes of one length, there may be bits that no code has.
    return (bits - view.codes[code]) >> (32 - view.lengths[code]) == 0 ? code : view.count;
  }

  // A key's last bits are followed by fewer than eight zeros, which are no code: the one of zeros has eight.
  static bool IsEnd(std::uint64_t bits, std::size_t left) { return left < 8 && bits == 0; }

  // Writes the symbol of a rare code; the number of its bits, 0 where there is none.
  static std::uint32_t TakeRare(const DecodeView& view, Entry entry, std::uint64_t bits, std::size_t left,
                                char** out) {
    if (BitsOf(entry) != 0) return 0;  // they go beyond the end
    const std::size_t code = FindFrom(view, NearOf(entry), static_cast<std::uint32_t>(bits >> 32U));
    if (code == view.count || view.lengths[code] > left) return 0;
    std::memcpy(*out, view.texts + view.symbols[code].place, kMaxTextBytes);
    *out += view.symbols[code].size;
    return view.lengths[code];
  }

  // See Kernel.
  static char* Decode(const DecodeView& view, std::string_view encoded, char* out) {
    // What is certain of a word of bits is enough for two entries.
    static_assert(2 * kMaxCodeBits <= 57);
    const Source source(encoded);
    std::size_t left = 8 * encoded.size();
    while (true) {
      std::uint64_t bits = source.At(8 * encoded.size() - left);
      for (int i = 0; i < 2; ++i) {
        const Entry entry = Find(view, bits);
        std::uint32_t told = BitsOf(entry);
        if (told - 1 < left) [[likely]] {
          std::memcpy(out, view.texts + TextOf(entry), kMaxTextBytes);
          out += BytesOf(entry);
        } else {
          if (IsEnd(bits, left)) return out;
          told = TakeRare(view, entry, bits, left, &out);
          if (told == 0) return nullptr;
        }
        bits <<= told;
        left -= told;
      }
    }
  }

  static bool DecodeBatch(const DecodeView& view, std::span<const std::string_view> encoded,
                          unsigned char** outs) {
    for (std::size_t i = 0; i < encoded.size(); ++i) {
      outs[i] = reinterpret_cast<unsigned char*>(Decode(view, encoded[i], reinterpret_cast<char*>(outs[i])));
      if (outs[i] == nullptr) return false;
    }
    return true;
  }
};

}  // namespace tacit::encoder
