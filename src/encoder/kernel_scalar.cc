#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct ScalarProcessor {};

}  // namespace

const Kernel& ScalarKernel() {
  using Loop = EncodeLoop<ScalarProcessor>;
  static constexpr Kernel kKernel = {"scalar", Loop::Encode, Loop::Parse, Loop::EncodeBatch};
  return kKernel;
}

const Kernel& BestKernel() {
  if (const Kernel* kernel = Avx512Kernel()) return *kernel;
  if (const Kernel* kernel = Avx2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::encoder
