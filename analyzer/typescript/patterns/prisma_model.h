// Models of schema.prisma.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/model.h"
#include "analyzer/typescript/schema/prisma.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kPrismaModelDoc;

[[nodiscard]] std::vector<Model> PrismaModels(const PrismaSchema& schema);

}  // namespace tacit::analyze::typescript
