#include "src/estimator/rows/count_loop.h"

namespace tacit::estimator {

#if defined(__x86_64__)
namespace {

struct Avx512CountProcessor {
  static constexpr std::string_view kName = "avx512";
};

}  // namespace

const CountKernel* Avx512CountKernel() {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512vl")
             ? &kCountKernelOf<Avx512CountProcessor>
             : nullptr;
}
#else
const CountKernel* Avx512CountKernel() { return nullptr; }
#endif

}  // namespace tacit::estimator
