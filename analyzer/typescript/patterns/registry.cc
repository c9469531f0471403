#include "analyzer/typescript/patterns/registry.h"

#include <array>

#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/sequelize_attribute.h"

namespace tacit::analyze::typescript {

std::span<const PatternDoc* const> Registry() {
  static constexpr std::array kPatterns = {&kPrismaModelDoc, &kSequelizeTypescriptDoc, &kSequelizeDefineDoc,
                                           &kSequelizeValidatorDoc, &kModelHookDoc};
  return kPatterns;
}

}  // namespace tacit::analyze::typescript
