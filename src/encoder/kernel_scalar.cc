#include "src/encoder/encode_loop.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

struct ScalarSearch {
  static std::uint32_t Rank(const unsigned char* bytes, std::uint32_t count, unsigned char byte) {
    std::uint32_t rank = 0;
    while (rank < count && bytes[rank] <= byte) ++rank;
    return rank;
  }
};

}  // namespace

const Kernel& ScalarKernel() {
  using Loop = EncodeLoop<ScalarSearch>;
  static constexpr Kernel kKernel = {"scalar", Loop::Encode, Loop::Parse, Loop::EncodeBatch};
  return kKernel;
}

const Kernel& BestKernel() {
  if (const Kernel* kernel = Avx512Kernel()) return *kernel;
  if (const Kernel* kernel = Avx2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::encoder
