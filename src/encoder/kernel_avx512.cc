#include "src/encoder/avx512_decode.h"
#include "src/encoder/avx512_fixed.h"
#include "src/encoder/avx512_lanes.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct Avx512Processor {};
using Loop = EncodeLoop<Avx512Processor>;
using Fixed = Avx512Fixed<Avx512Processor>;

unsigned char* Encode(const TrieView& trie, const unsigned char* key, std::size_t size, unsigned char* out) {
  return trie.layout == TrieLayout::kNodes ? Loop::Encode(trie, key, size, out)
                                           : Fixed::Encode(trie, key, size, out);
}

void EncodeBatch(const TrieView& trie, std::span<const std::string_view> keys, unsigned char** outs) {
  if (trie.small_classes == nullptr) return Loop::EncodeBatch(trie, keys, outs);
  Avx512Lanes<Avx512Processor>(trie, keys, outs).Run();
}

}  // namespace

const Kernel* Avx512Kernel() {
  static constexpr Kernel kKernel = {"avx512",
                                     Encode,
                                     Loop::Resume,
                                     Loop::Parse,
                                     Fixed::EncodePacked,
                                     EncodeBatch,
                                     DecodeLoop<Avx512Processor>::Decode,
                                     Avx512Decode<Avx512Processor>::Run};
  const bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vpopcntdq") &&
                   __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                   __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}

}  // namespace tacit::encoder
