#include "src/encoder/decode_loop.h"
#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct ScalarProcessor {};

}  // namespace

const Kernel& ScalarKernel() {
  using Encoding = EncodeLoop<ScalarProcessor>;
  using Decoding = DecodeLoop<ScalarProcessor>;
  static constexpr Kernel kKernel = {"scalar",         Encoding::Encode,       Encoding::Resume,
                                     Encoding::Parse,  Encoding::EncodePacked, Encoding::EncodeBatch,
                                     Decoding::Decode, Decoding::DecodeBatch};
  return kKernel;
}

const Kernel& BestKernel() {
  if (const Kernel* kernel = Avx512Kernel()) return *kernel;
  if (const Kernel* kernel = Avx2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::encoder
