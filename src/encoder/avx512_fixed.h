// Symbols of one length, 32 bytes of a key at a time. Included by kernel_avx512.cc alone, which is compiled
// for AVX-512.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "src/encoder/trie.h"

namespace tacit::encoder {

// A block's codes are put together two by two, until they fill words, so that few words are written one
// behind another. Codes stand at the high end of what holds them, with zeros behind.
template <typename Processor>
class Avx512Fixed {
 public:
  // Writes the key's bits and returns where they end; as Kernel::encode.
  static unsigned char* Encode(const TrieView& trie, const unsigned char* key, std::size_t size,
                               unsigned char* out) {
    return trie.layout == TrieLayout::kBytes ? EncodeBlocks(BytesOf(trie), key, size, out)
                                             : EncodeBlocks(PairsOf(trie), key, size, out);
  }

 private:
  static constexpr std::size_t kBlock = 32;

  // Of each 32-bit lane a code, and its number of bits.
  struct Codes {
    __m256i bits, counts;
  };
  // A block's codes of two bytes each. In each half of the registers, `low` has the first four of eight.
  struct Halves {
    Codes low, high;
  };

  // kBytes.
  class BytesOf {
   public:
    explicit BytesOf(const TrieView& trie) : tables_(trie.byte_codes) {}
    [[nodiscard]] Halves Look(__m256i bytes, std::size_t size) const {
      const __m512i wide = _mm512_castsi256_si512(bytes);
      const __m256i inside = _mm256_movm_epi8(Inside(size));
      const __m256i high = _mm256_and_si256(LookUp(wide, 0), inside);
      const __m256i low = _mm256_and_si256(LookUp(wide, 1), inside);
      const __m256i counts = _mm256_and_si256(LookUp(wide, 2), inside);
      const __m256i none = _mm256_setzero_si256();
      return {Paired(_mm256_unpacklo_epi8(low, high), _mm256_unpacklo_epi8(counts, none)),
              Paired(_mm256_unpackhi_epi8(low, high), _mm256_unpackhi_epi8(counts, none))};
    }

   private:
    [[nodiscard]] __m256i LookUp(__m512i bytes, std::size_t table) const {
      const unsigned char* const at = tables_ + 256 * table;
      const __m512i below =
          _mm512_permutex2var_epi8(_mm512_loadu_si512(at), bytes, _mm512_loadu_si512(at + 64));
      const __m512i above =
          _mm512_permutex2var_epi8(_mm512_loadu_si512(at + 128), bytes, _mm512_loadu_si512(at + 192));
      return _mm512_castsi512_si256(_mm512_mask_mov_epi8(below, _mm512_movepi8_mask(bytes), above));
    }
    // Codes of sixteen bits, the first of two in the lower half.
    static Codes Paired(__m256i codes, __m256i counts) {
      const __m256i first_count = _mm256_and_si256(counts, _mm256_set1_epi32(0xFFFF));
      const __m256i second = _mm256_and_si256(codes, _mm256_set1_epi32(static_cast<int>(0xFFFF0000)));
      return {_mm256_or_si256(_mm256_slli_epi32(codes, 16), _mm256_srlv_epi32(second, first_count)),
              _mm256_add_epi32(first_count, _mm256_srli_epi32(counts, 16))};
    }
    const unsigned char* tables_;
  };

  // kPairs.
  class PairsOf {
   public:
    explicit PairsOf(const TrieView& trie) : words_(reinterpret_cast<const int*>(trie.words)) {}
    [[nodiscard]] Halves Look(__m256i bytes, std::size_t size) const {
      const __m256i swap =
          _mm256_broadcastsi128_si256(_mm_set_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
      const __m256i pairs = _mm256_shuffle_epi8(bytes, swap);
      const __m256i none = _mm256_setzero_si256();
      const std::uint32_t whole = (1U << size / 2) - 1;
      const std::uint32_t alone = static_cast<std::uint32_t>(size % 2) << size / 2;
      return {
          Gathered(_mm256_unpacklo_epi16(pairs, none), _pext_u32(whole, 0x0F0F), _pext_u32(alone, 0x0F0F)),
          Gathered(_mm256_unpackhi_epi16(pairs, none), _pext_u32(whole, 0xF0F0), _pext_u32(alone, 0xF0F0))};
    }

   private:
    [[nodiscard]] Codes Gathered(__m256i pairs, std::uint32_t whole, std::uint32_t alone) const {
      const __m256i places = _mm256_mask_add_epi32(pairs, static_cast<__mmask8>(alone),
                                                   _mm256_srli_epi32(pairs, 8), _mm256_set1_epi32(256 * 256));
      const __m256i leaves =
          _mm256_mmask_i32gather_epi32(_mm256_set1_epi32(static_cast<int>(LeafWord({0, 0}, 0))),
                                       static_cast<__mmask8>(whole | alone), places, words_, 4);
      const __m256i marked = _mm256_andnot_si256(_mm256_set1_epi32(0xFF), leaves);
      const __m256i marker = _mm256_and_si256(marked, _mm256_sub_epi32(_mm256_setzero_si256(), marked));
      return {_mm256_xor_si256(marked, marker), _mm256_lzcnt_epi32(marker)};
    }
    const int* words_;
  };

  static __mmask32 Inside(std::size_t size) { return _bzhi_u32(~0U, static_cast<std::uint32_t>(size)); }

  // Bits that are not written yet, from the highest on. Fewer than eight between two words.
  struct Writer {
    std::uint64_t bits = 0;
    std::uint64_t count = 0;
    unsigned char* out;

    // A word of at most 56 bits: with what is left of the last byte, they are not 64.
    void Add(std::uint64_t word, std::uint64_t size) {
      bits |= word >> count;
      count += size;
      const std::uint64_t bytes = __builtin_bswap64(bits);
      std::memcpy(out, &bytes, sizeof bytes);
      out += count >> 3U;
      bits <<= count & 56U;
      count &= 7U;
    }
  };

  // Two neighbouring codes as one of 64 bits.
  static Codes Merged(const Codes& codes) {
    const __m256i lower = _mm256_set1_epi64x(0xFFFFFFFF);
    const __m256i first_count = _mm256_and_si256(codes.counts, lower);
    const __m256i second = _mm256_andnot_si256(lower, codes.bits);
    return {_mm256_or_si256(_mm256_slli_epi64(codes.bits, 32), _mm256_srlv_epi64(second, first_count)),
            _mm256_add_epi64(first_count, _mm256_srli_epi64(codes.counts, 32))};
  }

  template <typename Table>
  static unsigned char* EncodeBlocks(const Table& table, const unsigned char* key, std::size_t size,
                                     unsigned char* out) {
    Writer writer{.out = out};
    while (true) {
      const std::size_t taken = size < kBlock ? size : kBlock;
      const Halves halves = table.Look(_mm256_maskz_loadu_epi8(Inside(taken), key), taken);
      Write(halves, &writer);
      if (size <= kBlock) break;
      size -= kBlock;
      key += kBlock;
    }
    return writer.out + (writer.count > 0 ? 1 : 0);
  }

  [[gnu::always_inline]] static void Write(const Halves& halves, Writer* writer) {
    const Codes low = Merged(halves.low);
    const Codes high = Merged(halves.high);
    // Of two neighbours the first, and the second.
    const __m256i first = _mm256_unpacklo_epi64(low.bits, high.bits);
    const __m256i second = _mm256_unpackhi_epi64(low.bits, high.bits);
    const __m256i first_count = _mm256_unpacklo_epi64(low.counts, high.counts);
    const __m256i second_count = _mm256_unpackhi_epi64(low.counts, high.counts);
    const __m256i count = _mm256_add_epi64(first_count, second_count);
    alignas(32) std::uint64_t words[8];
    alignas(32) std::uint64_t counts[8];
    if (_mm256_cmpgt_epu64_mask(count, _mm256_set1_epi64x(56)) == 0) [[likely]] {
      Store(words, _mm256_or_si256(first, _mm256_srlv_epi64(second, first_count)));
      Store(counts, count);
      for (int i = 0; i < 4; ++i) writer->Add(words[i], counts[i]);
      return;
    }
    Store(words, first);
    Store(words + 4, second);
    Store(counts, first_count);
    Store(counts + 4, second_count);
    for (int i = 0; i < 4; ++i) {
      writer->Add(words[i], counts[i]);
      writer->Add(words[4 + i], counts[4 + i]);
    }
  }
  static void Store(std::uint64_t* to, __m256i from) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(to), from);
  }
};

}  // namespace tacit::encoder
