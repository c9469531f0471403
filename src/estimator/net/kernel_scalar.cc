#include "src/estimator/net/kernel_loop.h"

namespace tacit::estimator {
namespace {

struct AnyProcessor {
  static constexpr std::string_view kName = "scalar";
  static constexpr std::size_t kWide = 4;
  static constexpr std::size_t kRows = 4;
  static constexpr std::size_t kVectors = 2;
};

}  // namespace

const Kernel& ScalarKernel() { return kKernelOf<AnyProcessor>; }

const Kernel& BestKernel() {
  if (const Kernel* kernel = Avx512Kernel()) return *kernel;
  if (const Kernel* kernel = Avx2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::estimator
