#include "indexes/surf/count_walk.h"
#include "indexes/surf/kernels.h"
#include "indexes/surf/walk.h"

namespace tacit::index::surf {
namespace {

struct ScalarProcessor {};

}  // namespace

const Kernel& ScalarKernel() {
  using Points = Walk<ScalarProcessor>;
  using Ranges = RangeWalk<ScalarProcessor>;
  static constexpr Kernel kKernel = {"scalar",
                                     Points::MayContain,
                                     Points::MayContainBatch,
                                     Ranges::MayContainRange,
                                     Ranges::MayContainFrom,
                                     Ranges::MayContainPrefix,
                                     CountWalk<ScalarProcessor>::Count};
  return kKernel;
}

const Kernel& BestKernel() {
  if (const Kernel* kernel = Bmi2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::index::surf
