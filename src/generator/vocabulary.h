// The values that queries look for: a database in use has them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/value.h"

namespace tacit::generator {

// By table and column ordinal: the texts and whole numbers that the column is compared with for equality,
// each once, in the order in which they first appear.
using Vocabulary = std::map<std::pair<std::string, int>, std::vector<Value>>;

// A query that cannot be bound to the schema adds nothing.
[[nodiscard]] Vocabulary VocabularyOf(const std::vector<std::string>& queries, const Schema& schema,
                                      Dialect dialect);

}  // namespace tacit::generator
