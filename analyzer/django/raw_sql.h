// SQL that migrations run themselves, folded into the schema as far as it is DDL that can be read.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/analyzer.h"
#include "tacit/schema.h"

namespace tacit::analyze::django {

struct RawSql {
  std::string text;
  std::string file;
  int line = 0;
  // A later operation on models changes a table that the text names: in which order the two would have to be
  // folded can no longer be seen.
  bool overtaken = false;
  std::set<std::string> tables;  // that were overtaken, by each name that they had
};

// Whether the text has the word, whatever quotes it stands in.
[[nodiscard]] bool HasWord(std::string_view text, std::string_view word);

// Runs the texts in order. What cannot be read is a diagnostic; where it may have dropped something, nothing
// is taken for enforced any more on the tables that it names.
void FoldRawSql(const std::vector<RawSql>& texts, Schema& schema, std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::django
