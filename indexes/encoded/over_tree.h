// An index of encoded keys over a tree that holds some already.
#pragma once

#include <memory>

#include "tacit/dictionary.h"
#include "tacit/index.h"

namespace tacit::index::encoded {

// The tree's keys are encodings by the dictionary; what is none makes reading fail with Internal. May throw
// std::bad_alloc. Errors: Corruption (a key that is no encoding).
[[nodiscard]] Result<std::unique_ptr<const KeyIndex>> OverTree(KeyDictionary dictionary,
                                                               std::unique_ptr<KeyIndex> tree);

}  // namespace tacit::index::encoded
