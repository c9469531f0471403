#include "src/estimator/rows/count_loop.h"

namespace tacit::estimator {
namespace {

struct AnyCountProcessor {
  static constexpr std::string_view kName = "scalar";
};

}  // namespace

const CountKernel& ScalarCountKernel() { return kCountKernelOf<AnyCountProcessor>; }

const CountKernel& BestCountKernel() {
  if (const CountKernel* kernel = Avx512CountKernel()) return *kernel;
  if (const CountKernel* kernel = Avx2CountKernel()) return *kernel;
  return ScalarCountKernel();
}

}  // namespace tacit::estimator
