// The schema that an application's migrations make, folded in the order in which Django runs them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/django/models.h"
#include "analyzer/django/raw_sql.h"
#include "tacit/analyzer.h"

namespace tacit::analyze::django {

struct MigratedState {
  std::map<std::string, std::unique_ptr<Model>, std::less<>> models;  // by label
  std::set<std::string, std::less<>> apps;                            // that have migrations
  std::vector<RawSql> raw;                                            // in order
};

// What cannot be folded (operations that only the running program knows) is a diagnostic; the rest is folded.
// State that no database operation is seen to make (SeparateDatabaseAndState) is only stated.
[[nodiscard]] MigratedState FoldMigrations(Project& project, const ModelTable& models,
                                           std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::django
