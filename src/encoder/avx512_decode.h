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
      Step steps[2] = {Refilled(groups[0]), Refilled(groups[1])};
      for (int i = 0; i < 2; ++i) {
        batch.Take(groups[0], steps[0]);
        batch.Take(groups[1], steps[1]);
      }
      for (int i = 0; i < 2; ++i) {
        if (steps[i].going != 0xFF && !batch.Stop(groups[i], steps[i])) return false;
      }
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

  // What a group reads next. A lane that has no entry in its bits does not go on.
  struct Step {
    __m512i bits;
    __m256i entries = _mm256_setzero_si256();
    __mmask8 going = 0xFF;
  };

  [[gnu::always_inline]] static Step Refilled(const Group& group) {
    const __m512i swap =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i from = _mm512_min_epu64(_mm512_srli_epi64(group.at, 3), group.last);
    const __m512i words = _mm512_i64gather_epi64(_mm512_add_epi64(group.bytes, from), nullptr, 1);
    const __m512i skipped = _mm512_sub_epi64(group.at, _mm512_slli_epi64(from, 3));
    return {.bits = _mm512_sllv_epi64(_mm512_shuffle_epi8(words, swap), skipped)};
  }

  // One entry of each lane. Those that have none stay as they are, also the next time.
  [[gnu::always_inline]] void Take(Group& group, Step& step) const {
    const __m512i low = _mm512_set1_epi64(31);
    const __m512i first = _mm512_srli_epi64(step.bits, 64 - kDirectBits);
    __m512i place = first;
    if (view_.firsts != nullptr) {
      const __m512i further = _mm512_cvtepu32_epi64(_mm512_i64gather_epi32(first, view_.firsts, 4));
      const __m512i behind = _mm512_srli_epi64(_mm512_slli_epi64(step.bits, kDirectBits), 1);
      place = _mm512_add_epi64(_mm512_srli_epi64(further, 6),
                               _mm512_srlv_epi64(behind, _mm512_and_si512(further, _mm512_set1_epi64(63))));
    }
    step.entries = _mm512_i64gather_epi32(place, view_.entries, 4);
    const __m512i wide = _mm512_cvtepu32_epi64(step.entries);
    const __m512i told = _mm512_and_si512(wide, low);
    step.going = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(told, _mm512_set1_epi64(1)), group.left);
    alignas(64) const char* texts[kLanes];
    alignas(64) char* outs[kLanes];
    _mm512_store_si512(texts, _mm512_add_epi64(_mm512_set1_epi64(reinterpret_cast<long long>(view_.texts)),
                                               _mm512_srli_epi64(wide, 10)));
    _mm512_store_si512(outs, group.out);
#pragma GCC unroll 8
    for (int lane = 0; lane < kLanes; ++lane) std::memcpy(outs[lane], texts[lane], kMaxTextBytes);
    group.out = _mm512_mask_add_epi64(group.out, step.going, group.out,
                                      _mm512_and_si512(_mm512_srli_epi64(wide, 5), low));
    group.at = _mm512_mask_add_epi64(group.at, step.going, group.at, told);
    group.left = _mm512_mask_sub_epi64(group.left, step.going, group.left, told);
    step.bits = _mm512_mask_sllv_epi64(step.bits, step.going, step.bits, told);
  }
  static_assert(kMaxTextBytes == 16);

  // Lanes that have no entry are at their key's end, or have a rare code. False where they have none.
  bool Stop(Group& group, const Step& step) {
    alignas(64) std::uint64_t words[kLanes];
    alignas(64) std::uint64_t lefts[kLanes];
    alignas(64) char* outs[kLanes];
    alignas(32) Entry of[kLanes];
    _mm512_store_si512(words, step.bits);
    _mm512_store_si512(lefts, group.left);
    _mm512_store_si512(outs, group.out);
    _mm256_store_si256(reinterpret_cast<__m256i*>(of), step.entries);
    for (unsigned rest = static_cast<__mmask8>(~step.going); rest != 0; rest &= rest - 1) {
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
