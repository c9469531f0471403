// The schema of a Rails application: schema.rb, structure.sql, or its migrations folded in order.
#pragma once

#include <string>
#include <vector>

#include "analyzer/ruby/inflector.h"
#include "tacit/analyzer.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::analyze::schema {

struct Sources {
  std::string root;
  std::vector<std::string> schema_files;  // relative to root
  std::vector<std::string> migrations;    // relative to root, in the order in which they run
  std::string override_path;              // a file or folder that the user names, instead of these
};

// What it cannot read in one statement or migration goes to `diagnostics`, and the rest goes on.
// Errors: NotFound (the path that the user names); InvalidArgument (no schema anywhere: names what was looked
// for; DDL that cannot be read).
[[nodiscard]] Result<Schema> Load(const Sources& sources, const ruby::Inflector& inflector,
                                  std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::schema
