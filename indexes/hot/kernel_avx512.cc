#include "indexes/hot/search.h"
#include "indexes/hot/search_loop.h"

#if defined(__AVX512VBMI__) && defined(__BMI2__)
#include <immintrin.h>
#endif

namespace tacit::index::hot {
#if defined(__AVX512VBMI__) && defined(__BMI2__)
namespace {

struct Avx512Processor : ScalarParts<Avx512Processor> {
  // Reads with masks, which touch nothing behind the key's end.
  class Key {
   public:
    explicit Key(std::string_view text)
        : bytes_(reinterpret_cast<const unsigned char*>(text.data())), size_(text.size()) {}

    [[nodiscard]] std::uint64_t Window(std::size_t byte) const {
      const auto there = static_cast<__mmask16>(_bzhi_u32(0xFF, static_cast<unsigned>(Left(byte))));
      const __m128i bytes = _mm_maskz_loadu_epi8(there, From(byte));
      return __builtin_bswap64(static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes)));
    }
    template <std::size_t kWords>
    void Gather(std::size_t first, const unsigned char* places, std::uint64_t* out) const {
      const __m512i low = Lanes(first);
      const __m512i high = Lanes(first + 64);
      if constexpr (kWords == 1) {
        const __m512i at = _mm512_castsi128_si512(_mm_loadu_si64(places));
        const __m128i bytes = _mm512_castsi512_si128(_mm512_permutex2var_epi8(low, at, high));
        out[0] = static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes));
      } else if constexpr (kWords == 2) {
        const __m512i at = _mm512_castsi128_si512(_mm_loadu_si128(reinterpret_cast<const __m128i*>(places)));
        const __m128i bytes = _mm512_castsi512_si128(_mm512_permutex2var_epi8(low, at, high));
        out[0] = static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes));
        out[1] = static_cast<std::uint64_t>(_mm_extract_epi64(bytes, 1));
      } else {
        const __m512i at =
            _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(places)));
        const __m256i bytes = _mm512_castsi512_si256(_mm512_permutex2var_epi8(low, at, high));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
      }
    }
    [[nodiscard]] std::uint32_t BitAt(std::uint32_t bit) const {
      if (bit >= kLengthBit) return static_cast<std::uint32_t>(size_ >> (31U - (bit - kLengthBit))) & 1U;
      return bit / 8 < size_ ? static_cast<std::uint32_t>(bytes_[bit / 8] >> (7U - bit % 8)) & 1U : 0U;
    }

   private:
    [[nodiscard]] std::size_t Left(std::size_t byte) const {
      const std::size_t left = byte < size_ ? size_ - byte : 0;
      return left < 64 ? left : 64;
    }
    [[nodiscard]] const unsigned char* From(std::size_t byte) const {
      return bytes_ + (byte < size_ ? byte : size_);
    }
    [[nodiscard]] __m512i Lanes(std::size_t byte) const {
      const std::size_t left = Left(byte);
      const std::uint64_t there = left == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
      return _mm512_maskz_loadu_epi8(there, From(byte));
    }

    const unsigned char* bytes_;
    std::size_t size_;
  };

  static std::uint64_t Extract(std::uint64_t word, std::uint64_t mask) { return _pext_u64(word, mask); }

  template <std::size_t kWidth>
  static std::uint32_t Match(const unsigned char* keys, std::uint32_t partial) {
    if constexpr (kWidth == 1) {
      const __m256i lanes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(keys));
      return _mm256_testn_epi8_mask(lanes, _mm256_set1_epi8(static_cast<char>(~partial)));
    } else if constexpr (kWidth == 2) {
      return _mm512_testn_epi16_mask(_mm512_loadu_si512(keys),
                                     _mm512_set1_epi16(static_cast<short>(~partial)));
    } else {
      const __m512i others = _mm512_set1_epi32(static_cast<int>(~partial));
      const std::uint32_t low = _mm512_testn_epi32_mask(_mm512_loadu_si512(keys), others);
      const std::uint32_t high = _mm512_testn_epi32_mask(_mm512_loadu_si512(keys + 64), others);
      return low | high << 16U;
    }
  }

  static std::size_t Sum(const unsigned char* sizes, unsigned count) {
    const __m256i counted =
        _mm256_maskz_loadu_epi8(static_cast<__mmask32>(_bzhi_u32(~std::uint32_t{0}, count)), sizes);
    const __m256i sums = _mm256_sad_epu8(counted, _mm256_setzero_si256());
    const __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return static_cast<std::size_t>(_mm_cvtsi128_si64(halves) + _mm_extract_epi64(halves, 1));
  }

  static bool Equal(const unsigned char* a, const unsigned char* b, std::size_t size) {
    for (; size > 64; a += 64, b += 64, size -= 64) {
      if (_mm512_cmpneq_epi8_mask(_mm512_loadu_si512(a), _mm512_loadu_si512(b)) != 0) return false;
    }
    const __mmask64 there = _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size));
    return _mm512_mask_cmpneq_epi8_mask(there, _mm512_maskz_loadu_epi8(there, a),
                                        _mm512_maskz_loadu_epi8(there, b)) == 0;
  }
};

}  // namespace

const Kernel* Avx512Kernel() {
  using Loop = SearchLoop<Avx512Processor>;
  static constexpr Kernel kKernel = {"avx512", Loop::Search, Loop::Descend, Loop::Find};
  const bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}
#else
const Kernel* Avx512Kernel() { return nullptr; }
#endif

}  // namespace tacit::index::hot
