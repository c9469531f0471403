#include "indexes/surf/count_walk.h"
#include "indexes/surf/kernels.h"
#include "indexes/surf/walk.h"

namespace tacit::index::surf {
namespace {

struct Bmi2Processor {};

}  // namespace

const Kernel* Bmi2Kernel() {
#ifdef __BMI2__
  using Points = Walk<Bmi2Processor>;
  using Ranges = RangeWalk<Bmi2Processor>;
  static constexpr Kernel kKernel = {"bmi2",
                                     Points::MayContain,
                                     Points::MayContainBatch,
                                     Ranges::MayContainRange,
                                     Ranges::MayContainFrom,
                                     Ranges::MayContainPrefix,
                                     CountWalk<Bmi2Processor>::Count};
  const bool has =
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has ? &kKernel : nullptr;
#else
  return nullptr;
#endif
}

}  // namespace tacit::index::surf
