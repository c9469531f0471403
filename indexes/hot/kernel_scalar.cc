#include "indexes/hot/search.h"
#include "indexes/hot/search_loop.h"

namespace tacit::index::hot {
namespace {

struct ScalarProcessor : ScalarParts<ScalarProcessor> {};

}  // namespace

const Kernel& ScalarKernel() {
  using Loop = SearchLoop<ScalarProcessor>;
  static constexpr Kernel kKernel = {"scalar", Loop::Search, Loop::Descend, Loop::Find};
  return kKernel;
}

const Kernel& BestKernel() {
  if (const Kernel* kernel = Avx512Kernel()) return *kernel;
  if (const Kernel* kernel = Avx2Kernel()) return *kernel;
  return ScalarKernel();
}

}  // namespace tacit::index::hot
