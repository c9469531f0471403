#include "src/estimator/net/kernels.h"

#if defined(__x86_64__)
#include "src/estimator/net/kernel_loop.h"

namespace tacit::estimator {
namespace {

struct Avx2Processor {
  static constexpr std::string_view kName = "avx2";
  static constexpr std::size_t kWide = 8;
  static constexpr std::size_t kRows = 4;
  static constexpr std::size_t kVectors = 2;
};

}  // namespace

const Kernel* Avx2Kernel() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kKernelOf<Avx2Processor>
                                                                         : nullptr;
}

}  // namespace tacit::estimator
#else
namespace tacit::estimator {
const Kernel* Avx2Kernel() { return nullptr; }
}  // namespace tacit::estimator
#endif
