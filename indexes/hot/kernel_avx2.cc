#include "indexes/hot/search.h"
#include "indexes/hot/search_loop.h"

#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#endif

namespace tacit::index::hot {
#if defined(__AVX2__) && defined(__BMI2__)
namespace {

struct Avx2Processor : ScalarParts<Avx2Processor> {
  static std::uint64_t Extract(std::uint64_t word, std::uint64_t mask) { return _pext_u64(word, mask); }

  static __m256i LoadLanes(const unsigned char* at) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  }

  template <std::size_t kWidth>
  static std::uint32_t Match(const unsigned char* keys, std::uint32_t partial) {
    const __m256i zero = _mm256_setzero_si256();
    if constexpr (kWidth == 1) {
      const __m256i all = _mm256_set1_epi8(static_cast<char>(partial));
      const __m256i more = _mm256_andnot_si256(all, LoadLanes(keys));
      return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(more, zero)));
    } else if constexpr (kWidth == 2) {
      const __m256i all = _mm256_set1_epi16(static_cast<short>(partial));
      const __m256i low = _mm256_cmpeq_epi16(_mm256_andnot_si256(all, LoadLanes(keys)), zero);
      const __m256i high = _mm256_cmpeq_epi16(_mm256_andnot_si256(all, LoadLanes(keys + 32)), zero);
      const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xD8);
      return static_cast<std::uint32_t>(_mm256_movemask_epi8(packed));
    } else {
      const __m256i all = _mm256_set1_epi32(static_cast<int>(partial));
      std::uint32_t matches = 0;
      for (unsigned i = 0; i < 4; ++i) {
        const __m256i more = _mm256_andnot_si256(all, LoadLanes(keys + 32 * i));
        const __m256i none = _mm256_cmpeq_epi32(more, zero);
        matches |= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(none))) << (8 * i);
      }
      return matches;
    }
  }

  static std::size_t Sum(const unsigned char* sizes, unsigned count) {
    const __m256i places = _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
                                            19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    const __m256i counted = _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(count)), places);
    const __m256i sums = _mm256_sad_epu8(_mm256_and_si256(LoadLanes(sizes), counted), _mm256_setzero_si256());
    const __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return static_cast<std::size_t>(_mm_cvtsi128_si64(halves) + _mm_extract_epi64(halves, 1));
  }
};

}  // namespace

const Kernel* Avx2Kernel() {
  using Loop = SearchLoop<Avx2Processor>;
  static constexpr Kernel kKernel = {"avx2", Loop::Search, Loop::Descend, Loop::Find};
  const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}
#else
const Kernel* Avx2Kernel() { return nullptr; }
#endif

}  // namespace tacit::index::hot
