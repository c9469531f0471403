#include <immintrin.h>

#include <algorithm>

#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct Avx2Search {
  static std::uint32_t Rank(const unsigned char* bytes, std::uint32_t count, unsigned char byte) {
    const __m256i mine = _mm256_set1_epi8(static_cast<char>(byte));
    std::uint32_t rank = 0;
    for (std::uint32_t at = 0; at < count; at += 32) {
      const __m256i theirs = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at));
      const __m256i not_above = _mm256_cmpeq_epi8(_mm256_min_epu8(theirs, mine), theirs);
      const auto mask = static_cast<std::uint32_t>(_mm256_movemask_epi8(not_above));
      rank += static_cast<std::uint32_t>(_mm_popcnt_u32(_bzhi_u32(mask, std::min(count - at, 32U))));
    }
    return rank;
  }
};

}  // namespace

const Kernel* Avx2Kernel() {
  using Loop = EncodeLoop<Avx2Search>;
  static constexpr Kernel kKernel = {"avx2", Loop::Encode, Loop::Parse, Loop::EncodeBatch};
  const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}

}  // namespace tacit::encoder
