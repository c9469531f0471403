// An adaptive radix tree built at once from sorted entries.
#pragma once

#include <span>

#include "indexes/art/nodes.h"
#include "tacit/index.h"

namespace tacit::index::art {

// The root of a tree of these entries, whose keys rise; kNothing of none. Throws std::bad_alloc, and leaves
// then what it has built to whoever clears the nodes.
template <bool kShared>
[[nodiscard]] Child Loaded(BasicNodes<kShared>& nodes, std::span<const KeyEntry> entries);

}  // namespace tacit::index::art
