#include "src/estimator/rows/count_loop.h"

namespace tacit::estimator {

#if defined(__x86_64__)
namespace {

struct Avx2CountProcessor {
  static constexpr std::string_view kName = "avx2";
};

}  // namespace

const CountKernel* Avx2CountKernel() {
  return __builtin_cpu_supports("avx2") ? &kCountKernelOf<Avx2CountProcessor> : nullptr;
}
#else
const CountKernel* Avx2CountKernel() { return nullptr; }
#endif

}  // namespace tacit::estimator
