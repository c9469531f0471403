#include "analyzer/typescript/patterns/registry.h"

#include <array>

#include "analyzer/typescript/patterns/prisma_model.h"

namespace tacit::analyze::typescript {

std::span<const PatternDoc* const> Registry() {
  static constexpr std::array kPatterns = {&kPrismaModelDoc};
  return kPatterns;
}

}  // namespace tacit::analyze::typescript
