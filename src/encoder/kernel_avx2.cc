#include "src/encoder/decode_loop.h"
#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct Avx2Processor {};

}  // namespace

const Kernel* Avx2Kernel() {
  using Encoding = EncodeLoop<Avx2Processor>;
  using Decoding = DecodeLoop<Avx2Processor>;
  static constexpr Kernel kKernel = {"avx2",           Encoding::Encode,       Encoding::Resume,
                                     Encoding::Parse,  Encoding::EncodePacked, Encoding::EncodeBatch,
                                     Decoding::Decode, Decoding::DecodeBatch};
  const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}

}  // namespace tacit::encoder
