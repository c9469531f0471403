// Sixteen encodings decoded at a time. Included by kernel_avx512.cc alone, which is compiled for AVX-512.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "src/encoder/decode_loop.h"

namespace tacit::encoder {

template <typename Processor>
class Avx512Decode {
 public:
  using Loop = DecodeLoop<Processor>;

  static bool Run(const DecodeView& view, std::span<const std::string_view> encoded, unsigned char** outs) {
    Avx512Decode batch(view, encoded, outs);
    // Two groups: while one waits for its tables, the other goes on.
    Group groups[2];
    for (Group& group : groups) {
      for (int lane = 0; lane < kLanes; ++lane) batch.Start(group, lane);
    }
    while (batch.running_ > 0) {
      if (!batch.Advance(groups[0]) || !batch.Advance(groups[1])) return false;
    }
    return true;
  }

 private:
  static constexpr int kLanes = 8;
  static constexpr std::size_t kNone = ~std::size_t{0};

  // Eight keys on their way, one in each 64-bit lane. Lanes without a key stand at the end of nothing.
  struct Group {
    __m512i bytes = _mm512_setzero_si512();  // the address of the encoding
    __m512i last = _mm512_setzero_si512();   // where in it the last word begins that can be read
    __m512i at = _mm512_setzero_si512();     // in bits
    __m512i left = _mm512_setzero_si512();   // in bits
    __m512i out = _mm512_setzero_si512();    // an address
    std::size_t keys[kLanes];
    std::uint64_t few[kLanes] = {};  // encodings that are shorter than a word
  };

  Avx512Decode(const DecodeView& view, std::span<const std::string_view> encoded, unsigned char** outs)
      : view_(view), encoded_(encoded), outs_(outs) {}

  // Two entries of each lane. False where one's bits are no key's.
  bool Advance(Group& group) {
    const __m512i swap =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i first = _mm512_srli_epi64(group.at, 3);
    const __m512i from = _mm512_min_epu64(first, group.last);
    const __m512i words = _mm512_i64gather_epi64(_mm512_add_epi64(group.bytes, from), nullptr, 1);
    const __m512i skipped =
        _mm512_sub_epi64(group.at, _mm512_slli_epi64(from, 3));  // from the word's first bit on
    __m512i bits = _mm512_sllv_epi64(_mm512_shuffle_epi8(words, swap), skipped);
    __mmask8 going = 0xFF;
    __m256i entries = Take(group, &bits, &going);
    if (going == 0xFF) [[likely]]
      entries = Take(group, &bits, &going);
    return going == 0xFF || Stop(group, static_cast<__mmask8>(~going), bits, entries);
  }

  // One entry of each lane; lanes that have none stop going.
  __m256i Take(Group& group, __m512i* bits, __mmask8* going) {
    const __m512i low = _mm512_set1_epi64(31);
    const __m512i first = _mm512_srli_epi64(*bits, 64 - kDirectBits);
    __m512i place = first;
    if (view_.firsts != nullptr) {
      const __m512i further = _mm512_cvtepu32_epi64(_mm512_i64gather_epi32(first, view_.firsts, 4));
      const __m512i behind = _mm512_srli_epi64(_mm512_slli_epi64(*bits, kDirectBits), 1);
      place = _mm512_add_epi64(_mm512_srli_epi64(further, 6),
                               _mm512_srlv_epi64(behind, _mm512_and_si512(further, _mm512_set1_epi64(63))));
    }
    const __m256i entries = _mm512_i64gather_epi32(place, view_.entries, 4);
    const __m512i wide = _mm512_cvtepu32_epi64(entries);
    const __m512i told = _mm512_and_si512(wide, low);
    const __mmask8 takes = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(told, _mm512_set1_epi64(1)), group.left);
    *going = takes;
    alignas(64) const char* texts[kLanes];
    alignas(64) char* outs[kLanes];
    _mm512_store_si512(texts, _mm512_add_epi64(_mm512_set1_epi64(reinterpret_cast<long long>(view_.texts)),
                                               _mm512_srli_epi64(wide, 10)));
    _mm512_store_si512(outs, group.out);
    for (int lane = 0; lane < kLanes; ++lane) std::memcpy(outs[lane], texts[lane], kMaxTextBytes);
    group.out =
        _mm512_mask_add_epi64(group.out, takes, group.out, _mm512_and_si512(_mm512_srli_epi64(wide, 5), low));
    group.at = _mm512_mask_add_epi64(group.at, takes, group.at, told);
    group.left = _mm512_mask_sub_epi64(group.left, takes, group.left, told);
    *bits = _mm512_mask_sllv_epi64(*bits, takes, *bits, told);
    return entries;
  }
  static_assert(kMaxTextBytes == 16);

  // Lanes that have no entry are at their key's end, or have a rare code.
  bool Stop(Group& group, __mmask8 stopped, __m512i bits, __m256i entries) {
    alignas(64) std::uint64_t words[kLanes];
    alignas(64) std::uint64_t lefts[kLanes];
    alignas(64) char* outs[kLanes];
    alignas(32) Entry of[kLanes];
    _mm512_store_si512(words, bits);
    _mm512_store_si512(lefts, group.left);
    _mm512_store_si512(outs, group.out);
    _mm256_store_si256(reinterpret_cast<__m256i*>(of), entries);
    for (unsigned rest = stopped; rest != 0; rest &= rest - 1) {
      const int lane = __builtin_ctz(rest);
      if (Loop::IsEnd(words[lane], lefts[lane])) [[likely]] {
        if (group.keys[lane] == kNone) continue;
        outs_[group.keys[lane]] = reinterpret_cast<unsigned char*>(outs[lane]);
        --running_;
        Start(group, lane);
        continue;
      }
      const std::uint32_t told = Loop::TakeRare(view_, of[lane], words[lane], lefts[lane], &outs[lane]);
      if (told == 0) return false;
      const auto mask = static_cast<__mmask8>(1U << static_cast<unsigned>(lane));
      group.at = _mm512_mask_add_epi64(group.at, mask, group.at, _mm512_set1_epi64(told));
      group.left = _mm512_mask_sub_epi64(group.left, mask, group.left, _mm512_set1_epi64(told));
      Set(group.out, mask, outs[lane]);
    }
    return true;
  }

  // Gives the lane the next encoding, if there is one.
  void Start(Group& group, int lane) {
    const auto mask = static_cast<__mmask8>(1U << static_cast<unsigned>(lane));
    group.keys[lane] = kNone;
    const char* bytes = reinterpret_cast<const char*>(&group.few[lane]);
    std::size_t size = 0;
    char* out = nowhere_;
    group.few[lane] = 0;
    if (next_ < encoded_.size()) {
      const std::string_view encoded = encoded_[next_];
      size = encoded.size();
      if (size >= 8) [[likely]] {
        bytes = encoded.data();
      } else if (size > 0) {
        std::memcpy(&group.few[lane], encoded.data(), size);
      }
      out = reinterpret_cast<char*>(outs_[next_]);
      group.keys[lane] = next_++;
      ++running_;
    }
    Set(group.bytes, mask, bytes);
    group.last = _mm512_mask_set1_epi64(group.last, mask, size < 8 ? 0 : static_cast<long long>(size) - 8);
    group.at = _mm512_mask_set1_epi64(group.at, mask, 0);
    group.left = _mm512_mask_set1_epi64(group.left, mask, static_cast<long long>(8 * size));
    Set(group.out, mask, out);
  }
  static void Set(__m512i& addresses, __mmask8 lane, const char* address) {
    addresses = _mm512_mask_set1_epi64(addresses, lane, reinterpret_cast<long long>(address));
  }

  const DecodeView& view_;
  std::span<const std::string_view> encoded_;
  unsigned char** outs_;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  char nowhere_[kMaxTextBytes] = {};
};

}  // namespace tacit::encoder
