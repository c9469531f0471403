#include <immintrin.h>

#include <algorithm>

#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct Avx512Search {
  static std::uint32_t Rank(const unsigned char* bytes, std::uint32_t count, unsigned char byte) {
    if (count <= 32) {
      const __mmask32 mask =
          _mm256_cmple_epu8_mask(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)),
                                 _mm256_set1_epi8(static_cast<char>(byte)));
      return static_cast<std::uint32_t>(_mm_popcnt_u32(_bzhi_u32(mask, count)));
    }
    const __m512i mine = _mm512_set1_epi8(static_cast<char>(byte));
    std::uint32_t rank = 0;
    for (std::uint32_t at = 0; at < count; at += 64) {
      const __mmask64 mask = _mm512_cmple_epu8_mask(_mm512_loadu_si512(bytes + at), mine);
      rank += static_cast<std::uint32_t>(_mm_popcnt_u64(_bzhi_u64(mask, std::min(count - at, 64U))));
    }
    return rank;
  }
};

}  // namespace

const Kernel* Avx512Kernel() {
  using Loop = EncodeLoop<Avx512Search>;
  static constexpr Kernel kKernel = {"avx512", Loop::Encode, Loop::Parse, Loop::EncodeBatch};
  const bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                   __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}

}  // namespace tacit::encoder
