// The TypeScript front end: Prisma, TypeORM, Sequelize and their like.
#pragma once

#include "analyzer/facts/findings.h"

namespace tacit::analyze::typescript {

extern const FrontEnd kFrontEnd;

}  // namespace tacit::analyze::typescript
