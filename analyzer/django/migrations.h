// The schema that an application's migrations make, folded in the order in which Django runs them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/django/models.h"
#include "tacit/analyzer.h"

namespace tacit::analyze::django {

struct MigratedState {
  std::map<std::string, std::unique_ptr<Model>, std::less<>> models;  // by label
  std::set<std::string, std::less<>> apps;                            // that have migrations
};

// What cannot be folded (raw SQL, operations that are not known) is a diagnostic; the rest is folded.
[[nodiscard]] MigratedState FoldMigrations(Project& project, const ModelTable& models,
                                           std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::django
