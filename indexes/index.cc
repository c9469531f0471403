#include "tacit/index.h"

#include <new>
#include <string>

#include "indexes/art/art.h"
#include "indexes/btree/btree.h"
#include "indexes/btree/concurrent_btree.h"
#include "indexes/hot/hot.h"
#include "src/base/status_macros.h"

namespace tacit {
namespace {

using index::btree::BTree;
using index::btree::ConcurrentBTree;
using index::btree::Keys;

struct Tree {
  std::string_view name;
  std::unique_ptr<KeyIndex> (*make)();
};

// One row a tree.
constexpr Tree kTrees[] = {
    {"art", [] { return std::unique_ptr<KeyIndex>(std::make_unique<index::art::Art>()); }},
    {"hot", [] { return std::unique_ptr<KeyIndex>(std::make_unique<index::hot::Hot>()); }},
    {"btree", [] { return std::unique_ptr<KeyIndex>(std::make_unique<BTree>(Keys::kWhole)); }},
    {"prefix-btree", [] { return std::unique_ptr<KeyIndex>(std::make_unique<BTree>(Keys::kRests)); }},
    {"concurrent-art",
     [] { return std::unique_ptr<KeyIndex>(std::make_unique<index::art::ConcurrentArt>()); }},
    {"concurrent-btree",
     [] { return std::unique_ptr<KeyIndex>(std::make_unique<ConcurrentBTree>(Keys::kRests)); }},
};

Status CheckLength(std::string_view key) {
  if (key.size() <= kMaxIndexKeyBytes) return Status::Ok();
  return Status::InvalidArgument("index key: expected at most " + std::to_string(kMaxIndexKeyBytes) +
                                 " bytes; found " + std::to_string(key.size()));
}

}  // namespace

Result<bool> KeyIndex::Insert(std::string_view key, std::uint64_t value) {
  TACIT_RETURN_IF_ERROR(CheckLength(key));
  return Put(key, value, IfThere::kKeep);
}

Result<bool> KeyIndex::Upsert(std::string_view key, std::uint64_t value) {
  TACIT_RETURN_IF_ERROR(CheckLength(key));
  return Put(key, value, IfThere::kReplace);
}

Result<std::size_t> KeyIndex::ScanRange(std::string_view from, std::string_view to, std::size_t limit,
                                        const Visitor& visit) const {
  std::size_t visited = 0;
  const auto below = [&](std::string_view key, std::uint64_t value) {
    return key < to && (++visited, visit(key, value));
  };
  TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const std::size_t seen, Scan(from, limit, below));
  return visited;
}

Result<std::size_t> KeyIndex::ScanPrefix(std::string_view prefix, std::size_t limit,
                                         const Visitor& visit) const {
  std::size_t visited = 0;
  const auto begins = [&](std::string_view key, std::uint64_t value) {
    return key.starts_with(prefix) && (++visited, visit(key, value));
  };
  TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const std::size_t seen, Scan(prefix, limit, begins));
  return visited;
}

Status KeyIndex::Load(std::span<const KeyEntry> entries) {
  if (size() != 0) {
    return Status::InvalidArgument("loading an index: expected an empty one; found " +
                                   std::to_string(size()) + " entries");
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    TACIT_RETURN_IF_ERROR(CheckLength(entries[i].key));
    if (i == 0 || entries[i - 1].key < entries[i].key) continue;
    return Status::InvalidArgument("loading an index: expected keys in rising order; entry " +
                                   std::to_string(i) +
                                   " (counted from 0) is not greater than the one before");
  }
  Status loaded = LoadSorted(entries);
  for (auto entry = entries.begin(); !loaded.ok() && size() != 0; ++entry) Erase(entry->key);
  return loaded;
}

Status KeyIndex::LoadSorted(std::span<const KeyEntry> entries) {
  for (const KeyEntry& entry : entries) {
    TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool is_new, Put(entry.key, entry.value, IfThere::kKeep));
  }
  return Status::Ok();
}

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
