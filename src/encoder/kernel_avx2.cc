#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct Avx2Processor {};

}  // namespace

const Kernel* Avx2Kernel() {
  using Loop = EncodeLoop<Avx2Processor>;
  static constexpr Kernel kKernel = {"avx2", Loop::Encode, Loop::Parse, Loop::EncodeBatch};
  const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
}

}  // namespace tacit::encoder
