// Which database an application's tables are in, as far as it changes what a type promises.
#pragma once

#include <string>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/typescript/model.h"
#include "analyzer/typescript/schema/migrations.h"

namespace tacit::analyze::typescript {

// The folder of the nearest package.json above a file; "" where that is the root, or there is none.
[[nodiscard]] std::string PackageOf(const SourceTree& tree, std::string_view path);

// May the tables be in SQLite, where the number in varchar(40) is no limit? So it is where the models' mapper
// says so, and where the package of models and migrations has a driver for it among what it needs to run.
[[nodiscard]] bool MayBeSqlite(const SourceTree& tree, const std::vector<Model>& models,
                               const std::vector<DdlPiece>& pieces);

}  // namespace tacit::analyze::typescript
