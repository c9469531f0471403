// Symbols of one length, 64 bytes of keys at a time. Included by kernel_avx512.cc alone, which is compiled
// for AVX-512.
#pragma once

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "src/encoder/trie.h"

namespace tacit::encoder {

// Codes are put together two by two, until those of eight bytes make a word, so that few words are written
// one behind another. Codes stand at the high end of what holds them, with zeros behind.
template <typename Processor>
class Avx512Fixed {
 public:
  // See Kernel::encode.
  static unsigned char* Encode(const TrieView& trie, const unsigned char* key, std::size_t size,
                               unsigned char* out) {
    return trie.layout == TrieLayout::kBytes ? EncodeKey(BytesOf(trie), key, size, out)
                                             : EncodeKey(PairsOf(trie), key, size, out);
  }
  // See Kernel::encode_packed.
  static void EncodePacked(const TrieView& trie, std::span<const std::string_view> keys, unsigned char* out,
                           std::size_t* ends) {
    trie.layout == TrieLayout::kBytes ? EncodeKeys(BytesOf(trie), keys, out, ends)
                                      : EncodeKeys(PairsOf(trie), keys, out, ends);
  }

 private:
  static constexpr std::size_t kBlock = 64;

  // Of each lane a code, and its number of bits.
  struct Codes {
    __m512i bits, counts;
  };
  // Of each of eight words its first four bytes' codes, and those of the other four.
  struct Halves {
    Codes first, second;

    // The words are whole where no count is above 56: with what is left of a byte, they have not 64 bits.
    [[nodiscard]] Codes Whole() const {
      return {_mm512_or_si512(first.bits, _mm512_srlv_epi64(second.bits, first.counts)),
              _mm512_add_epi64(first.counts, second.counts)};
    }
  };

  // kBytes.
  class BytesOf {
   public:
    explicit BytesOf(const TrieView& trie) : tables_(trie.byte_codes) {}
    // The codes of the bytes of the mask.
    [[nodiscard]] Halves Look(__m512i bytes, __mmask64 inside, bool) const {
      const __mmask64 above = _mm512_movepi8_mask(bytes);
      const __m512i high = LookUp(bytes, inside, above, 0);
      const __m512i low = LookUp(bytes, inside, above, 1);
      const __m512i counts = LookUp(bytes, inside, above, 2);
      const __m512i none = _mm512_setzero_si512();
      // Each quarter of a register is halved for itself, and put together again.
      const Codes left = Fours(Twos(_mm512_unpacklo_epi8(low, high), _mm512_unpacklo_epi8(counts, none)));
      const Codes right = Fours(Twos(_mm512_unpackhi_epi8(low, high), _mm512_unpackhi_epi8(counts, none)));
      return {
          {_mm512_unpacklo_epi64(left.bits, right.bits), _mm512_unpacklo_epi64(left.counts, right.counts)},
          {_mm512_unpackhi_epi64(left.bits, right.bits), _mm512_unpackhi_epi64(left.counts, right.counts)}};
    }

   private:
    [[nodiscard]] __m512i LookUp(__m512i bytes, __mmask64 inside, __mmask64 above, std::size_t table) const {
      const unsigned char* const at = tables_ + 256 * table;
      const __m512i lower =
          _mm512_maskz_permutex2var_epi8(inside, _mm512_loadu_si512(at), bytes, _mm512_loadu_si512(at + 64));
      const __m512i upper = _mm512_maskz_permutex2var_epi8(inside, _mm512_loadu_si512(at + 128), bytes,
                                                           _mm512_loadu_si512(at + 192));
      return _mm512_mask_mov_epi8(lower, above, upper);
    }
    // Of codes of sixteen bits, the first of two in the lower half.
    static Codes Twos(__m512i codes, __m512i counts) {
      const __m512i first_count = _mm512_and_si512(counts, _mm512_set1_epi32(0xFFFF));
      const __m512i second = _mm512_and_si512(codes, _mm512_set1_epi32(static_cast<int>(0xFFFF0000)));
      return {_mm512_or_si512(_mm512_slli_epi32(codes, 16), _mm512_srlv_epi32(second, first_count)),
              _mm512_add_epi32(first_count, _mm512_srli_epi32(counts, 16))};
    }
    const unsigned char* tables_;
  };

  // kPairs.
  class PairsOf {
   public:
    explicit PairsOf(const TrieView& trie) : words_(reinterpret_cast<const int*>(trie.words)) {}
    // `wide`: whether any of the last 32 bytes is in the mask.
    [[nodiscard]] Halves Look(__m512i bytes, __mmask64 inside, bool wide) const {
      const __m512i swap =
          _mm512_broadcast_i32x4(_mm_set_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
      const __m512i pairs = _mm512_shuffle_epi8(bytes, swap);
      const auto firsts = static_cast<std::uint32_t>(_pext_u64(inside, 0x5555555555555555));
      const auto seconds = static_cast<std::uint32_t>(_pext_u64(inside, 0xAAAAAAAAAAAAAAAA));
      const Codes left = Fours(Gathered(_mm512_castsi512_si256(pairs), firsts, seconds));
      Codes right = {_mm512_setzero_si512(), _mm512_setzero_si512()};
      if (wide) right = Fours(Gathered(_mm512_extracti64x4_epi64(pairs, 1), firsts >> 16U, seconds >> 16U));
      const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
      const __m512i odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
      return {{_mm512_permutex2var_epi64(left.bits, even, right.bits),
               _mm512_permutex2var_epi64(left.counts, even, right.counts)},
              {_mm512_permutex2var_epi64(left.bits, odd, right.bits),
               _mm512_permutex2var_epi64(left.counts, odd, right.counts)}};
    }

   private:
    // Pairs have a first byte; those without a second one end a key.
    [[nodiscard]] Codes Gathered(__m256i pairs, std::uint32_t firsts, std::uint32_t seconds) const {
      const __m512i places = _mm512_cvtepu16_epi32(pairs);
      const auto alone = static_cast<__mmask16>(firsts & ~seconds);
      const __m512i leaves = _mm512_mask_i32gather_epi32(
          _mm512_set1_epi32(static_cast<int>(LeafWord({0, 0}, 0))), static_cast<__mmask16>(firsts),
          _mm512_mask_add_epi32(places, alone, _mm512_srli_epi32(places, 8), _mm512_set1_epi32(256 * 256)),
          words_, 4);
      const __m512i marked = _mm512_andnot_si512(_mm512_set1_epi32(0xFF), leaves);
      const __m512i marker = _mm512_and_si512(marked, _mm512_sub_epi32(_mm512_setzero_si512(), marked));
      return {_mm512_xor_si512(marked, marker), _mm512_lzcnt_epi32(marker)};
    }
    const int* words_;
  };

  // Two neighbours of 32 bits as one of 64.
  static Codes Fours(const Codes& codes) {
    const __m512i lower = _mm512_set1_epi64(0xFFFFFFFF);
    const __m512i first_count = _mm512_and_si512(codes.counts, lower);
    const __m512i second = _mm512_andnot_si512(lower, codes.bits);
    return {_mm512_or_si512(_mm512_slli_epi64(codes.bits, 32), _mm512_srlv_epi64(second, first_count)),
            _mm512_add_epi64(first_count, _mm512_srli_epi64(codes.counts, 32))};
  }

  // Bits that are not written yet, from the highest on. Fewer than eight between two words.
  struct Writer {
    std::uint64_t bits = 0;
    std::uint64_t count = 0;
    unsigned char* out;

    // A word of at most 56 bits, or else bits that are wrong, as many as should have been written.
    void Add(std::uint64_t word, std::uint64_t size) {
      bits |= word >> count;
      count += size;
      const std::uint64_t bytes = __builtin_bswap64(bits);
      std::memcpy(out, &bytes, sizeof bytes);
      out += count >> 3U;
      bits <<= count & 56U;
      count &= 7U;
    }
    [[nodiscard]] unsigned char* End() const { return out + (count > 0 ? 1 : 0); }
  };

  static __mmask64 Inside(std::size_t size) { return _bzhi_u64(~std::uint64_t{0}, size < 64 ? size : 64); }
  static bool AreWhole(const Codes& codes) {
    return _mm512_cmpgt_epu64_mask(codes.counts, _mm512_set1_epi64(56)) == 0;
  }

  template <typename Table>
  static unsigned char* EncodeKey(const Table& table, const unsigned char* key, std::size_t size,
                                  unsigned char* out) {
    Writer writer{.out = out};
    for (;; size -= kBlock, key += kBlock) {
      const __mmask64 inside = Inside(size);
      const bool wide = size > kBlock / 2;
      WriteBlock(table.Look(_mm512_maskz_loadu_epi8(inside, key), inside, wide), wide, &writer);
      if (size <= kBlock) return writer.End();
    }
  }

  [[gnu::always_inline]] static void WriteBlock(const Halves& halves, bool wide, Writer* writer) {
    alignas(64) std::uint64_t words[16];
    alignas(64) std::uint64_t counts[16];
    const Codes whole = halves.Whole();
    if (AreWhole(whole)) [[likely]] {
      _mm512_store_si512(words, whole.bits);
      _mm512_store_si512(counts, whole.counts);
      for (std::size_t i = 0; i < 4; ++i) writer->Add(words[i], counts[i]);
      if (!wide) return;
      for (std::size_t i = 4; i < 8; ++i) writer->Add(words[i], counts[i]);
      return;
    }
    _mm512_store_si512(words, halves.first.bits);
    _mm512_store_si512(words + 8, halves.second.bits);
    _mm512_store_si512(counts, halves.first.counts);
    _mm512_store_si512(counts + 8, halves.second.counts);
    for (std::size_t i = 0; i < 8; ++i) {
      writer->Add(words[i], counts[i]);
      writer->Add(words[8 + i], counts[8 + i]);
    }
  }

  // Keys are laid one behind another, each from a multiple of sixteen places on, so that blocks hold several
  // of them and no word those of two.
  struct Stage {
    static constexpr std::size_t kPlaces = 2048;
    static constexpr std::size_t kAlign = 16;
    alignas(64) unsigned char bytes[kPlaces + kBlock];
    unsigned char inside[(kPlaces + kBlock) / 8];  // a bit for each place that a byte stands at
    alignas(64) std::uint64_t words[kPlaces / 8];
    alignas(64) std::uint64_t counts[kPlaces / 8];
    std::size_t size = 0;

    static std::size_t PlacesFor(std::size_t key) { return (key + kAlign - 1) / kAlign * kAlign; }
    void Add(std::string_view key) {
      for (std::size_t at = 0; at < key.size(); at += kBlock) {
        const __mmask64 mask = Inside(key.size() - at);
        _mm512_storeu_si512(bytes + size + at, _mm512_maskz_loadu_epi8(mask, key.data() + at));
        std::memcpy(inside + (size + at) / 8, &mask, sizeof mask);
      }
      size += PlacesFor(key.size());
    }
    template <typename Table>
    void Look(const Table& table) {
      // Behind the last key there are none.
      std::memset(inside + size / 8, 0, kBlock / 8);
      for (std::size_t at = 0; at < size; at += kBlock) {
        __mmask64 mask = 0;
        std::memcpy(&mask, inside + at / 8, sizeof mask);
        const Codes whole = table.Look(_mm512_loadu_si512(bytes + at), mask, true).Whole();
        _mm512_storeu_si512(words + at / 8, whole.bits);
        _mm512_storeu_si512(counts + at / 8, whole.counts);
      }
    }
    // Writes the words from `word` on, of a key that takes so many places. False where some are not whole;
    // then what is written is not, either.
    bool Write(std::size_t word, std::size_t places, unsigned char** out) const {
      Writer writer{.out = *out};
      std::uint64_t above = 0;
      for (const std::size_t end = word + places / 8; word < end; word += 2) {
        writer.Add(words[word], counts[word]);
        writer.Add(words[word + 1], counts[word + 1]);
        above |= (counts[word] + 7) | (counts[word + 1] + 7);
      }
      if (above >= 64) return false;
      *out = writer.End();
      return true;
    }
  };

  template <typename Table>
  static void EncodeKeys(const Table& table, std::span<const std::string_view> keys, unsigned char* out,
                         std::size_t* ends) {
    const unsigned char* const begin = out;
    Stage stage;
    for (std::size_t next = 0; next < keys.size();) {
      const std::size_t first = next;
      stage.size = 0;
      while (next < keys.size() && stage.size + Stage::PlacesFor(keys[next].size()) <= Stage::kPlaces) {
        stage.Add(keys[next++]);
      }
      stage.Look(table);
      next = std::max(next, first + 1);
      std::size_t word = 0;
      for (std::size_t key = first; key < next; ++key) {
        const std::size_t size = keys[key].size();
        const std::size_t places = Stage::PlacesFor(size);
        if (places > stage.size || !stage.Write(word, places, &out)) [[unlikely]] {
          out = EncodeKey(table, reinterpret_cast<const unsigned char*>(keys[key].data()), size, out);
        }
        word += places / 8;
        ends[key] = static_cast<std::size_t>(out - begin);
      }
    }
  }
};

}  // namespace tacit::encoder
