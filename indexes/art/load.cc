#include "indexes/art/load.h"

#include <algorithm>
#include <vector>

namespace tacit::index::art {
namespace {

// Entries whose keys agree up to `depth`, where `parent` has no child for them yet. Parents come before their
// children, and all below one child before the next: a scan meets its leaves in the order of their addresses.
struct Group {
  Child parent;
  unsigned char byte;
  std::span<const KeyEntry> entries;
  std::size_t depth;
};

// For a group of two entries at least; leaves its children to be done.
template <bool kShared>
Child LoadNode(BasicNodes<kShared>& nodes, const Group& group, std::vector<Group>& left) {
  const std::string_view first = group.entries.front().key;
  const std::string_view last = group.entries.back().key;
  const std::size_t prefix =
      std::min(CommonBytes(first.substr(group.depth), last.substr(group.depth)), kMaxPrefix);
  const std::size_t depth = group.depth + prefix;

  const std::size_t groups_before = left.size();
  const bool has_end = first.size() == depth;
  for (auto from = group.entries.begin() + (has_end ? 1 : 0); from != group.entries.end();) {
    const char byte = from->key[depth];
    const auto to = std::partition_point(from, group.entries.end(),
                                         [&](const KeyEntry& entry) { return entry.key[depth] == byte; });
    left.push_back({kNothing, static_cast<unsigned char>(byte), {from, to}, depth + 1});
    from = to;
  }

  const Child node =
      nodes.NewNode(SmallestKindFor(left.size() - groups_before), first.substr(group.depth, prefix));
  if (has_end) nodes.NodeAt(node).set_end(nodes.NewLeaf({}, group.entries.front().value));
  const auto mine = left.begin() + static_cast<std::ptrdiff_t>(groups_before);
  std::for_each(mine, left.end(), [&](Group& below) { below.parent = node; });
  std::reverse(mine, left.end());  // the last one is taken first
  return node;
}

}  // namespace

template <bool kShared>
Child Loaded(BasicNodes<kShared>& nodes, std::span<const KeyEntry> entries) {
  Child root = kNothing;
  std::vector<Group> left;
  if (!entries.empty()) left.push_back({kNothing, 0, entries, 0});
  while (!left.empty()) {
    const Group group = left.back();
    left.pop_back();
    const KeyEntry& first = group.entries.front();
    const Child child = group.entries.size() == 1 ? nodes.NewLeaf(first.key.substr(group.depth), first.value)
                                                  : LoadNode(nodes, group, left);
    group.parent == kNothing ? void(root = child) : nodes.NodeAt(group.parent).Add(group.byte, child);
  }
  return root;
}

template Child Loaded(Nodes& nodes, std::span<const KeyEntry> entries);
template Child Loaded(SharedNodes& nodes, std::span<const KeyEntry> entries);

}  // namespace tacit::index::art
