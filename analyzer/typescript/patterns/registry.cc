#include "analyzer/typescript/patterns/registry.h"

#include <array>

#include "analyzer/typescript/patterns/check_then_act.h"
#include "analyzer/typescript/patterns/class_validator.h"
#include "analyzer/typescript/patterns/drizzle.h"
#include "analyzer/typescript/patterns/literal_type.h"
#include "analyzer/typescript/patterns/mikro_orm.h"
#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/sequelize_attribute.h"
#include "analyzer/typescript/patterns/soft_delete.h"
#include "analyzer/typescript/patterns/typeorm.h"
#include "analyzer/typescript/patterns/zod.h"
#include "analyzer/typescript/schema/script_migrations.h"

namespace tacit::analyze::typescript {

std::span<const PatternDoc* const> Registry() {
  static constexpr std::array kPatterns = {&kPrismaModelDoc,
                                           &kTypeormEntityDoc,
                                           &kMikroOrmDoc,
                                           &kDataModelDoc,
                                           &kDrizzleTableDoc,
                                           &kKnexMigrationDoc,
                                           &kSequelizeTypescriptDoc,
                                           &kSequelizeDefineDoc,
                                           &kSequelizeValidatorDoc,
                                           &kClassValidatorDoc,
                                           &kZodDoc,
                                           &kModelHookDoc,
                                           &kLiteralTypeDoc,
                                           &kSoftDeleteDoc,
                                           &kCheckThenActDoc};
  return kPatterns;
}

}  // namespace tacit::analyze::typescript
