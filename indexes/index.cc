#include "tacit/index.h"

#include <new>
#include <string>

#include "indexes/art/art.h"
#include "indexes/btree/btree.h"

namespace tacit {
namespace {

struct Tree {
  std::string_view name;
  std::unique_ptr<KeyIndex> (*make)();
};

// One row a tree.
constexpr Tree kTrees[] = {
    {"art", [] { return std::unique_ptr<KeyIndex>(std::make_unique<index::art::Art>()); }},
    {"btree", [] { return std::unique_ptr<KeyIndex>(std::make_unique<index::BTree>()); }},
};

}  // namespace

std::vector<std::string_view> IndexNames() {
  std::vector<std::string_view> names;
  for (const Tree& tree : kTrees) names.push_back(tree.name);
  return names;
}

Result<std::unique_ptr<KeyIndex>> MakeIndex(std::string_view name) {
  std::string known;
  for (const Tree& tree : kTrees) {
    if (tree.name != name) {
      known.append(known.empty() ? "" : ", ").append(tree.name);
      continue;
    }
    try {
      return tree.make();
    } catch (const std::bad_alloc&) {
      return Status::ResourceExhausted("out of memory");
    }
  }
  return Status::InvalidArgument("index tree: expected one of " + known + "; found '" + std::string(name) +
                                 "'");
}

}  // namespace tacit
