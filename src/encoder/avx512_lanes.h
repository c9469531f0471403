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

// Thirty-two keys at a time, in two groups: while one waits for its tables, the other goes on. Each key is in
// a 32-bit lane of its group's register, which looks at a window of the key, in which bytes are replaced by
// their classes, and zeros stand behind the key's end. Class 0 has a leaf without bits: lanes without a key
// run along and write nothing.
template <typename Processor>
class Avx512Lanes {
 public:
  using Loop = EncodeLoop<Processor>;

  Avx512Lanes(const TrieView& trie, std::span<const std::string_view> keys, unsigned char** outs)
      : trie_(trie), keys_(keys), final_outs_(outs) {
    for (int i = 0; i < 4; ++i) classes_[i] = _mm512_loadu_si512(trie.small_classes + 64 * i);
  }

  void Run() {
    Group groups[2];
    for (Group& group : groups) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        if (!Start(group, lane)) Clear(group, lane);
      }
    }
    while (running_ > 0) {
      Step steps[2] = {Step(groups[0]), Step(groups[1])};
      // Two symbols and a byte's rest fit into 64 bits.
      for (int symbol = 0; symbol < 2; ++symbol) {
        Find(groups, steps);
        steps[0].TakeLeaf();
        steps[1].TakeLeaf();
      }
      for (int i = 0; i < 2; ++i) {
        Flush(groups[i], steps[i]);
        Finish(groups[i], steps[i].at);
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

  // Of each lane. Places count from the first window's begin.
  struct Group {
    alignas(64) std::uint32_t ats[kLanes] = {};
    alignas(64) std::uint32_t stops[kLanes] = {};
    alignas(64) std::uint32_t counts[kLanes] = {};
    alignas(64) std::uint64_t bits[kLanes] = {};
    alignas(64) unsigned char* outs[kLanes] = {};
    const unsigned char* keys_at[kLanes] = {};  // the window's begin
    const unsigned char* ends[kLanes] = {};
    std::size_t owners[kLanes] = {kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone,
                                  kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone};
    alignas(64) unsigned char windows[kLanes * kStride + 16] = {};
  };

  // A group's registers.
  struct Step {
    __m512i at, counts, low, high;
    // The classes from `at` on, the word that they lead to, in the end a leaf, and how many lead there.
    __m512i next, word, depth;

    explicit Step(const Group& group)
        : at(_mm512_load_si512(group.ats)),
          counts(_mm512_load_si512(group.counts)),
          low(_mm512_load_si512(group.bits)),
          high(_mm512_load_si512(group.bits + 8)) {}

    [[gnu::always_inline]] void TakeLeaf() {
      at = _mm512_add_epi32(at, _mm512_and_si512(_mm512_srli_epi32(word, 1), _mm512_set1_epi32(31)));
      const __m512i marked = _mm512_andnot_si512(_mm512_set1_epi32(0xFF), word);
      const __m512i marker = _mm512_and_si512(marked, _mm512_sub_epi32(_mm512_setzero_si512(), marked));
      const __m512i code = _mm512_xor_si512(marked, marker);
      low = _mm512_or_si512(low, Placed(_mm512_castsi512_si256(code), _mm512_castsi512_si256(counts)));
      high = _mm512_or_si512(
          high, Placed(_mm512_extracti64x4_epi64(code, 1), _mm512_extracti64x4_epi64(counts, 1)));
      counts = _mm512_add_epi32(counts, _mm512_lzcnt_epi32(marker));
    }
    static __m512i Placed(__m256i codes, __m256i counts) {
      return _mm512_srlv_epi64(_mm512_slli_epi64(_mm512_cvtepu32_epi64(codes), 32),
                               _mm512_cvtepu32_epi64(counts));
    }
  };

  // The leaves of what begins in the windows at the steps' places.
  [[gnu::always_inline]] void Find(const Group* groups, Step* steps) const {
    const __m512i byte = _mm512_set1_epi32(0xFF);
    for (int i = 0; i < 2; ++i) steps[i].next = _mm512_i32gather_epi32(steps[i].at, groups[i].windows, 1);
    for (int i = 0; i < 2; ++i) {
      steps[i].word = _mm512_i32gather_epi32(_mm512_and_si512(steps[i].next, byte), trie_.first_by_class, 4);
      steps[i].depth = _mm512_set1_epi32(1);
    }
    for (int i = 0; i < 2; ++i) Deeper(steps[i], _mm512_and_si512(_mm512_srli_epi32(steps[i].next, 8), byte));
    for (int i = 0; i < 2; ++i)
      Deeper(steps[i], _mm512_and_si512(_mm512_srli_epi32(steps[i].next, 16), byte));
    if (trie_.deep) {
      for (int i = 0; i < 2; ++i) Deeper(steps[i], _mm512_srli_epi32(steps[i].next, 24));
    }
    for (int i = 0; i < 2; ++i) {
      const __mmask16 others = _mm512_testn_epi32_mask(steps[i].word, _mm512_set1_epi32(1));
      if (others != 0) FindOthers(groups[i], others, steps[i]);
    }
  }

  // One byte further down, of these classes; leaves and skip nodes stay what they are.
  [[gnu::always_inline]] void Deeper(Step& of, __m512i classes) const {
    const __m512i word = of.word;
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
    of.word = _mm512_mask_i32gather_epi32(word, nodes, _mm512_add_epi32(place, step), trie_.words, 4);
    of.depth = _mm512_mask_add_epi32(of.depth, nodes, of.depth, _mm512_set1_epi32(1));
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
  void FindOthers(const Group& group, __mmask16 others, Step& step) const {
    alignas(64) std::uint32_t words[kLanes];
    alignas(64) std::uint32_t ats[kLanes];
    alignas(64) std::uint32_t depths[kLanes];
    _mm512_store_si512(words, step.word);
    _mm512_store_si512(ats, step.at);
    _mm512_store_si512(depths, step.depth);
    for (std::uint32_t left = others; left != 0; left &= left - 1) {
      const auto lane = static_cast<std::size_t>(__builtin_ctz(left));
      const unsigned char* const at = group.keys_at[lane] + (ats[lane] - lane * kStride);
      const unsigned char* const end = group.ends[lane];
      // What kNoWord stands for is told by the byte, not by its class.
      words[lane] = words[lane] == kNoWord ? Loop::Find(trie_, at, end)
                                           : Loop::Walk(trie_, words[lane], at + depths[lane], end);
    }
    step.word = _mm512_load_si512(words);
  }

  // Writes each lane's full bytes.
  [[gnu::always_inline]] static void Flush(Group& group, const Step& step) {
    const __m512i swap =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    alignas(64) std::uint64_t bytes[kLanes];
    _mm512_store_si512(bytes, _mm512_shuffle_epi8(step.low, swap));
    _mm512_store_si512(bytes + 8, _mm512_shuffle_epi8(step.high, swap));
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      std::memcpy(group.outs[lane], &bytes[lane], sizeof bytes[lane]);
    const __m512i full = _mm512_andnot_si512(_mm512_set1_epi32(7), step.counts);
    const __m512i low_full = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(full));
    const __m512i high_full = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(full, 1));
    _mm512_store_si512(group.ats, step.at);
    _mm512_store_si512(group.bits, _mm512_sllv_epi64(step.low, low_full));
    _mm512_store_si512(group.bits + 8, _mm512_sllv_epi64(step.high, high_full));
    _mm512_store_si512(group.counts, _mm512_and_si512(step.counts, _mm512_set1_epi32(7)));
    _mm512_store_si512(group.outs,
                       _mm512_add_epi64(_mm512_load_si512(group.outs), _mm512_srli_epi64(low_full, 3)));
    _mm512_store_si512(group.outs + 8,
                       _mm512_add_epi64(_mm512_load_si512(group.outs + 8), _mm512_srli_epi64(high_full, 3)));
  }

  // Lanes whose window is used up get the rest of their key, or the next key.
  void Finish(Group& group, __m512i at) {
    for (__mmask16 done = _mm512_cmpge_epu32_mask(at, _mm512_load_si512(group.stops)); done != 0;
         done = static_cast<__mmask16>(done & (done - 1U))) {
      const auto lane = static_cast<std::size_t>(__builtin_ctz(done));
      if (group.owners[lane] != kNone && !Refill(group, lane) && !Start(group, lane)) Clear(group, lane);
    }
  }

  // Gives the lane the next key that is not empty. False where there is none.
  bool Start(Group& group, std::size_t lane) {
    while (next_ < keys_.size() && keys_[next_].empty()) ++next_;
    if (next_ == keys_.size()) return false;
    running_ += group.owners[lane] == kNone ? 1 : 0;
    group.owners[lane] = next_;
    group.keys_at[lane] = reinterpret_cast<const unsigned char*>(keys_[next_].data());
    group.ends[lane] = group.keys_at[lane] + keys_[next_].size();
    group.outs[lane] = final_outs_[next_];
    group.bits[lane] = 0;
    group.counts[lane] = 0;
    ++next_;
    Fill(group, lane);
    return true;
  }
  // The rest of a key that is longer than the window; else notes where the key's bits end, and false.
  bool Refill(Group& group, std::size_t lane) {
    group.keys_at[lane] += group.ats[lane] - lane * kStride;
    if (group.keys_at[lane] != group.ends[lane]) {
      Fill(group, lane);
      return true;
    }
    final_outs_[group.owners[lane]] = group.outs[lane] + (group.counts[lane] > 0 ? 1 : 0);
    return false;
  }
  void Fill(Group& group, std::size_t lane) const {
    const auto left = static_cast<std::size_t>(group.ends[lane] - group.keys_at[lane]);
    const std::size_t size = left < kWindow ? left : kWindow;
    const __mmask64 inside = _bzhi_u64(~std::uint64_t{0}, size);
    const __m512i bytes = _mm512_maskz_loadu_epi8(inside, group.keys_at[lane]);
    const __m512i low = _mm512_permutex2var_epi8(classes_[0], bytes, classes_[1]);
    const __m512i high = _mm512_permutex2var_epi8(classes_[2], bytes, classes_[3]);
    const __m512i classes = _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(bytes), high);
    _mm512_storeu_si512(group.windows + lane * kStride, _mm512_maskz_mov_epi8(inside, classes));
    group.ats[lane] = static_cast<std::uint32_t>(lane * kStride);
    group.stops[lane] =
        static_cast<std::uint32_t>(lane * kStride + (left <= kWindow ? size : size - kReserve));
  }
  void Clear(Group& group, std::size_t lane) {
    running_ -= group.owners[lane] == kNone ? 0 : 1;
    group.owners[lane] = kNone;
    std::memset(group.windows + lane * kStride, 0, kWindow);
    group.ats[lane] = static_cast<std::uint32_t>(lane * kStride);
    group.stops[lane] = group.ats[lane];
    group.bits[lane] = 0;
    group.counts[lane] = 0;
    group.outs[lane] = nowhere_;
  }

  const TrieView& trie_;
  std::span<const std::string_view> keys_;
  unsigned char** final_outs_;
  __m512i classes_[4];
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  unsigned char nowhere_[8] = {};
};

}  // namespace tacit::encoder
