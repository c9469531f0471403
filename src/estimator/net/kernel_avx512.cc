#include "src/estimator/net/kernels.h"

#if defined(__x86_64__)
#include "src/estimator/net/kernel_loop.h"

namespace tacit::estimator {
namespace {

struct Avx512Processor {
  static constexpr std::string_view kName = "avx512";
  static constexpr std::size_t kWide = 16;
  static constexpr std::size_t kRows = 8;
  static constexpr std::size_t kVectors = 2;
};

}  // namespace

const Kernel* Avx512Kernel() {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma")
             ? &kKernelOf<Avx512Processor>
             : nullptr;
}

}  // namespace tacit::estimator
#else
namespace tacit::estimator {
const Kernel* Avx512Kernel() { return nullptr; }
}  // namespace tacit::estimator
#endif
