// Included by kernel_avx512.cc alone, which is compiled for AVX-512.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "src/encoder/encode_loop.h"

namespace tacit::encoder {

// Sixteen keys at a time, one in each 32-bit lane of a register. A lane looks at a window of its key, in
// which bytes are replaced by their classes, and zeros stand behind the key's end. Class 0 has a leaf without
// bits: lanes without a key run along and write nothing.
template <typename Processor>
class Avx512Lanes {
 public:
  using Loop = EncodeLoop<Processor>;

  Avx512Lanes(const TrieView& trie, std::span<const std::string_view> keys, unsigned char** outs)
      : trie_(trie), keys_(keys), final_outs_(outs) {
    for (int i = 0; i < 4; ++i) classes_[i] = _mm512_loadu_si512(trie.small_classes + 64 * i);
  }

  void Run() {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (!Start(lane)) Clear(lane);
    }
    while (running_ > 0) {
      __m512i at = _mm512_load_si512(ats_);
      __m512i counts = _mm512_load_si512(counts_);
      __m512i low = _mm512_load_si512(bits_);
      __m512i high = _mm512_load_si512(bits_ + 8);
      // Two symbols and a byte's rest fit into 64 bits.
      for (int symbol = 0; symbol < 2; ++symbol) {
        const __m512i leaf = Find(at);
        at = _mm512_add_epi32(at, _mm512_and_si512(_mm512_srli_epi32(leaf, 1), _mm512_set1_epi32(31)));
        const __m512i marked = _mm512_andnot_si512(_mm512_set1_epi32(0xFF), leaf);
        const __m512i marker = _mm512_and_si512(marked, _mm512_sub_epi32(_mm512_setzero_si512(), marked));
        const __m512i code = _mm512_xor_si512(marked, marker);
        low = _mm512_or_si512(low, Placed(_mm512_castsi512_si256(code), _mm512_castsi512_si256(counts)));
        high = _mm512_or_si512(
            high, Placed(_mm512_extracti64x4_epi64(code, 1), _mm512_extracti64x4_epi64(counts, 1)));
        counts = _mm512_add_epi32(counts, _mm512_lzcnt_epi32(marker));
      }
      Flush(low, high, counts);
      _mm512_store_si512(ats_, at);
      for (__mmask16 done = _mm512_cmpge_epu32_mask(at, _mm512_load_si512(stops_)); done != 0;
           done = static_cast<__mmask16>(done & (done - 1U))) {
        const auto lane = static_cast<std::size_t>(__builtin_ctz(done));
        if (owners_[lane] != kNone && !Refill(lane) && !Start(lane)) Clear(lane);
      }
    }
  }

 private:
  static constexpr std::size_t kLanes = 16;
  static constexpr std::size_t kWindow = 64;
  static constexpr std::size_t kStride = 80;  // the window, and zeros
  // What two symbols and what is looked at behind them can take of a window that the key does not end in.
  static constexpr std::size_t kReserve = 2 * kMaxTextBytes + 4;
  static constexpr std::size_t kNone = ~std::size_t{0};

  static __m512i Placed(__m256i codes, __m256i counts) {
    return _mm512_srlv_epi64(_mm512_slli_epi64(_mm512_cvtepu32_epi64(codes), 32),
                             _mm512_cvtepu32_epi64(counts));
  }

  // The leaves of what begins in the windows at these places.
  __m512i Find(__m512i at) {
    const __m512i byte = _mm512_set1_epi32(0xFF);
    const __m512i next = _mm512_i32gather_epi32(at, windows_, 1);
    __m512i word = _mm512_i32gather_epi32(_mm512_and_si512(next, byte), trie_.first_by_class, 4);
    word = Deeper(word, _mm512_and_si512(_mm512_srli_epi32(next, 8), byte));
    word = Deeper(word, _mm512_and_si512(_mm512_srli_epi32(next, 16), byte));
    if (trie_.deep) word = Deeper(word, _mm512_srli_epi32(next, 24));
    const __mmask16 others = _mm512_testn_epi32_mask(word, _mm512_set1_epi32(1));
    return others == 0 ? word : FindOthers(word, others, at);
  }

  // One byte further down, of these classes; leaves and skip nodes stay what they are.
  [[nodiscard]] __m512i Deeper(__m512i word, __m512i classes) const {
    const __mmask16 nodes = _mm512_testn_epi32_mask(word, _mm512_set1_epi32(5));
    const __mmask16 ranks = _mm512_mask_test_epi32_mask(nodes, word, _mm512_set1_epi32(2));
    const __m512i place = _mm512_srli_epi32(word, 11);
    __m512i step = classes;
    if (ranks != 0) {
      const __m256i low =
          Rank(_mm512_castsi512_si256(place), _mm512_castsi512_si256(classes), static_cast<__mmask8>(ranks));
      const __m256i high = Rank(_mm512_extracti64x4_epi64(place, 1), _mm512_extracti64x4_epi64(classes, 1),
                                static_cast<__mmask8>(ranks >> 8U));
      const __m512i rank = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
      step = _mm512_mask_add_epi32(classes, ranks, rank,
                                   _mm512_set1_epi32(static_cast<int>(2 * trie_.rank_words)));
    }
    return _mm512_mask_i32gather_epi32(word, nodes, _mm512_add_epi32(place, step), trie_.words, 4);
  }

  [[nodiscard]] __m256i Rank(__m256i place, __m256i classes, __mmask8 lanes) const {
    const __m512i of = _mm512_cvtepu32_epi64(classes);
    const __m512i one = _mm512_set1_epi64(1);
    __m512i rank = _mm512_setzero_si512();
    for (std::uint32_t i = 0; i < trie_.rank_words; ++i) {
      const __m512i changes =
          _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), lanes, place, trie_.words + 2 * i, 4);
      const __m512i from = _mm512_set1_epi64(64 * i);
      const __m512i bits = _mm512_sub_epi64(_mm512_max_epu64(of, from), from);
      const __m512i mask = _mm512_sub_epi64(_mm512_sllv_epi64(one, bits), one);
      rank = _mm512_add_epi64(rank, _mm512_popcnt_epi64(_mm512_and_si512(changes, mask)));
    }
    return _mm512_cvtepi64_epi32(rank);
  }

  // One by one, those that few bytes do not tell.
  __m512i FindOthers(__m512i word, __mmask16 others, __m512i at) {
    alignas(64) std::uint32_t words[kLanes];
    alignas(64) std::uint32_t ats[kLanes];
    _mm512_store_si512(words, word);
    _mm512_store_si512(ats, at);
    for (std::uint32_t left = others; left != 0; left &= left - 1) {
      const auto lane = static_cast<std::size_t>(__builtin_ctz(left));
      words[lane] = Loop::Find(trie_, keys_at_[lane] + (ats[lane] - lane * kStride), ends_[lane]);
    }
    return _mm512_load_si512(words);
  }

  // Writes each lane's full bytes.
  void Flush(__m512i low, __m512i high, __m512i counts) {
    const __m512i swap =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    alignas(64) std::uint64_t bytes[kLanes];
    _mm512_store_si512(bytes, _mm512_shuffle_epi8(low, swap));
    _mm512_store_si512(bytes + 8, _mm512_shuffle_epi8(high, swap));
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      std::memcpy(outs_[lane], &bytes[lane], sizeof bytes[lane]);
    const __m512i full = _mm512_andnot_si512(_mm512_set1_epi32(7), counts);
    const __m512i low_full = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(full));
    const __m512i high_full = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(full, 1));
    _mm512_store_si512(bits_, _mm512_sllv_epi64(low, low_full));
    _mm512_store_si512(bits_ + 8, _mm512_sllv_epi64(high, high_full));
    _mm512_store_si512(counts_, _mm512_and_si512(counts, _mm512_set1_epi32(7)));
    _mm512_store_si512(outs_, _mm512_add_epi64(_mm512_load_si512(outs_), _mm512_srli_epi64(low_full, 3)));
    _mm512_store_si512(outs_ + 8,
                       _mm512_add_epi64(_mm512_load_si512(outs_ + 8), _mm512_srli_epi64(high_full, 3)));
  }

  // Gives the lane the next key that is not empty. False where there is none.
  bool Start(std::size_t lane) {
    while (next_ < keys_.size() && keys_[next_].empty()) ++next_;
    if (next_ == keys_.size()) return false;
    running_ += owners_[lane] == kNone ? 1 : 0;
    owners_[lane] = next_;
    keys_at_[lane] = reinterpret_cast<const unsigned char*>(keys_[next_].data());
    ends_[lane] = keys_at_[lane] + keys_[next_].size();
    outs_[lane] = final_outs_[next_];
    bits_[lane] = 0;
    counts_[lane] = 0;
    ++next_;
    Fill(lane);
    return true;
  }
  // The rest of a key that is longer than the window; else notes where the key's bits end, and false.
  bool Refill(std::size_t lane) {
    keys_at_[lane] += ats_[lane] - lane * kStride;
    if (keys_at_[lane] != ends_[lane]) {
      Fill(lane);
      return true;
    }
    final_outs_[owners_[lane]] = outs_[lane] + (counts_[lane] > 0 ? 1 : 0);
    return false;
  }
  void Fill(std::size_t lane) {
    const auto left = static_cast<std::size_t>(ends_[lane] - keys_at_[lane]);
    const std::size_t size = left < kWindow ? left : kWindow;
    const __mmask64 inside = size == 64 ? ~__mmask64{0} : (__mmask64{1} << size) - 1;
    const __m512i bytes = _mm512_maskz_loadu_epi8(inside, keys_at_[lane]);
    const __m512i low = _mm512_permutex2var_epi8(classes_[0], bytes, classes_[1]);
    const __m512i high = _mm512_permutex2var_epi8(classes_[2], bytes, classes_[3]);
    const __m512i classes = _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(bytes), high);
    _mm512_storeu_si512(windows_ + lane * kStride, _mm512_maskz_mov_epi8(inside, classes));
    ats_[lane] = static_cast<std::uint32_t>(lane * kStride);
    stops_[lane] = static_cast<std::uint32_t>(lane * kStride + (left <= kWindow ? size : size - kReserve));
  }
  void Clear(std::size_t lane) {
    running_ -= owners_[lane] == kNone ? 0 : 1;
    owners_[lane] = kNone;
    std::memset(windows_ + lane * kStride, 0, kWindow);
    ats_[lane] = static_cast<std::uint32_t>(lane * kStride);
    stops_[lane] = ats_[lane];
    bits_[lane] = 0;
    counts_[lane] = 0;
    outs_[lane] = nowhere_;
  }

  const TrieView& trie_;
  std::span<const std::string_view> keys_;
  unsigned char** final_outs_;
  __m512i classes_[4];
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  // Of each lane. Places count from the first window's begin.
  alignas(64) std::uint32_t ats_[kLanes] = {};
  alignas(64) std::uint32_t stops_[kLanes] = {};
  alignas(64) std::uint32_t counts_[kLanes] = {};
  alignas(64) std::uint64_t bits_[kLanes] = {};
  alignas(64) unsigned char* outs_[kLanes] = {};
  const unsigned char* keys_at_[kLanes] = {};  // the window's begin
  const unsigned char* ends_[kLanes] = {};
  std::size_t owners_[kLanes] = {kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone,
                                 kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone};
  alignas(64) unsigned char windows_[kLanes * kStride + 16] = {};
  unsigned char nowhere_[8] = {};
};

}  // namespace tacit::encoder
