#include "indexes/art/builder.h"

#include <algorithm>
#include <array>
#include <new>

namespace tacit::index::art {
namespace {

// Stands for a child that is not made yet.
constexpr Child kToCome = 1;
// A host has no more leaves than that.
constexpr std::size_t kMostLeaves = Node::kMaxInside / 2;

// A host planned of entries in order.
class EntryPlanner {
 public:
  EntryPlanner(std::span<const KeyEntry> entries, Plan& plan) : entries_(entries), plan_(plan) {}

  // Of entries that agree up to `depth`, of which there are two at least.
  void Start(std::size_t from, std::size_t to, std::size_t depth) {
    plan_.AddNode(Plan::kNone, 0, Prefix(from, to, depth));
    AddBelow(0, from, to, depth);
    // What fits into the host is planned whole. Else subtrees that are too large for a host of their own are
    // opened, the largest first.
    const std::size_t small = to - from <= kMostLeaves ? 2 : 2 * kMostLeaves;
    while (!plan_.full()) {
      const Plan::Index largest = Largest(small);
      if (largest == Plan::kNone) return;
      const std::size_t count_before = plan_.count();
      const Plan::Part later = plan_[largest];
      plan_.Open(largest, Prefix(later.from, later.to, later.depth));
      AddBelow(largest, later.from, later.to, later.depth);
      pieces_ += Plan::NodePieces(plan_[largest].count, plan_[largest].way_size);
      if (pieces_ <= Node::kMaxInside && plan_[largest].count <= kCapacities[kIndexed - 1]) continue;
      plan_.Close(largest, count_before);
      return;
    }
  }

 private:
  [[nodiscard]] std::string_view Prefix(std::size_t from, std::size_t to, std::size_t depth) const {
    const std::string_view first = entries_[from].key;
    const std::string_view last = entries_[to - 1].key;
    return first.substr(depth, CommonBytes(first.substr(depth, kMaxPrefix), last.substr(depth, kMaxPrefix)));
  }
  void AddBelow(Plan::Index node, std::size_t from, std::size_t to, std::size_t depth) {
    depth += plan_[node].way_size;
    if (entries_[from].key.size() == depth) {
      plan_.SetEnd(node, entries_[from++].value);
      pieces_ += Plan::LeafPieces(0);
    }
    while (from != to) {
      const unsigned char byte = ByteOf(entries_[from].key, depth);
      const auto end =
          std::partition_point(entries_.begin() + static_cast<std::ptrdiff_t>(from),
                               entries_.begin() + static_cast<std::ptrdiff_t>(to),
                               [&](const KeyEntry& entry) { return ByteOf(entry.key, depth) == byte; });
      const auto next = static_cast<std::size_t>(end - entries_.begin());
      if (next - from == 1) {
        const std::string_view rest = entries_[from].key.substr(depth + 1);
        plan_.AddLeaf(node, byte, rest, entries_[from].value);
        if (rest.size() <= Plan::kMaxRestInside) pieces_ += Plan::LeafPieces(rest.size());
      } else {
        plan_.AddLater(node, byte, from, next, depth + 1);
      }
      from = next;
    }
  }
  [[nodiscard]] Plan::Index Largest(std::size_t least) const {
    Plan::Index largest = Plan::kNone;
    for (std::size_t i = 1; i < plan_.count(); ++i) {
      const Plan::Part& part = plan_[i];
      if (part.what != Plan::What::kLater || part.to - part.from < least) continue;
      if (largest == Plan::kNone || part.to - part.from > plan_[largest].to - plan_[largest].from) {
        largest = static_cast<Plan::Index>(i);
      }
    }
    return largest;
  }

  const std::span<const KeyEntry> entries_;
  Plan& plan_;
  std::size_t pieces_ = 0;
};

}  // namespace

template <bool kShared>
Child Builder<kShared>::Make(const Plan& plan) {
  std::vector<Group> none;
  return MakeRoot(plan, none);
}

template <bool kShared>
Child Builder<kShared>::Make(std::span<const KeyEntry> entries) {
  Child root = kNothing;
  std::vector<Group> left;
  if (!entries.empty()) left.push_back({0, entries.size(), 0, kNothing, 0});
  while (!left.empty()) {
    const Group group = left.back();
    left.pop_back();
    Child child = kNothing;
    if (group.to - group.from == 1) {
      const KeyEntry& entry = entries[group.from];
      child = Keep(nodes_.NewLeaf(entry.key.substr(group.depth), entry.value));
    } else {
      Plan plan;
      EntryPlanner(entries, plan).Start(group.from, group.to, group.depth);
      plan.Divide();
      const std::size_t groups_before = left.size();
      child = MakeRoot(plan, left);
      // The last one is taken first: subtrees follow in the order of their keys.
      std::reverse(left.begin() + static_cast<std::ptrdiff_t>(groups_before), left.end());
    }
    group.parent == kNothing ? void(root = child) : nodes_.NodeAt(group.parent).Replace(group.byte, child);
  }
  return root;
}

template <bool kShared>
Child Builder<kShared>::MakeRoot(const Plan& plan, std::vector<Group>& left) {
  return MakeOutside(plan, 0, left);
}

template <bool kShared>
Child Builder<kShared>::MakeOutside(const Plan& plan, Plan::Index part, std::vector<Group>& left) {
  const Plan::Part& planned = plan[part];
  if (planned.what == Plan::What::kLeaf) return Keep(nodes_.NewLeaf(planned.bytes(), planned.value));
  const Child host = Keep(nodes_.NewNode(SmallestKindFor(planned.count), planned.bytes(), planned.inside));
  Arena::Ref at = RefOf(host) + planned.own;
  Fill(plan, part, host, at, left);
  return host;
}

template <bool kShared>
void Builder<kShared>::Fill(const Plan& plan, Plan::Index part, Child child, Arena::Ref& at,
                            std::vector<Group>& left) {
  auto node = nodes_.NodeAt(child);
  const Plan::Part& planned = plan[part];
  if (planned.has_end && planned.child != kNothing) {
    node.set_end(planned.child);
  } else if (planned.has_end) {
    node.set_end(node.kind() < kIndexed ? LeafAt({}, planned.value, at)
                                        : Keep(nodes_.NewLeaf({}, planned.value)));
  }
  for (Plan::Index i = planned.first; i != Plan::kNone; i = plan[i].next) {
    const Plan::Part& below = plan[i];
    if (below.what == Plan::What::kChild) {
      node.Append(below.byte, below.child);
    } else if (below.what == Plan::What::kLater) {
      node.Append(below.byte, kToCome);
      left.push_back({below.from, below.to, below.depth, child, below.byte});
    } else if (below.outside) {
      node.Append(below.byte, MakeOutside(plan, i, left));
    } else if (below.what == Plan::What::kLeaf) {
      node.Append(below.byte, LeafAt(below.bytes(), below.value, at));
    } else {
      const Child made = at;
      nodes_.NodeAt(made).Make(SmallestKindFor(below.count), below.bytes(), 0);
      at += below.own;
      node.Append(below.byte, made);
      Fill(plan, i, made, at, left);
    }
  }
}

template <bool kShared>
Child Builder<kShared>::LeafAt(std::string_view rest, std::uint64_t value, Arena::Ref& at) {
  const Child leaf = at | kLeafBit;
  nodes_.LeafAt(leaf).Make(rest, value, nullptr);
  at += Plan::LeafPieces(rest.size());
  return leaf;
}

template <bool kShared>
Child Builder<kShared>::Keep(Child child) {
  if (few_count_ < few_.size()) return few_[few_count_++] = child;
  try {
    many_.push_back(child);
    return child;
  } catch (const std::bad_alloc&) {
    nodes_.Free(child);
    throw;
  }
}

template <bool kShared>
Builder<kShared>::~Builder() {
  for (std::size_t i = 0; i < few_count_; ++i) nodes_.Free(few_[i]);
  for (const Child child : many_) nodes_.Free(child);
}

template <bool kShared>
void Builder<kShared>::Taken() {
  few_count_ = 0;
  many_.clear();
}

template <bool kShared>
Child MakeLeaves(Builder<kShared>& builder, KeyEntry one, const KeyEntry* other) {
  if (other == nullptr) return builder.Make(std::span<const KeyEntry>(&one, 1));
  std::array<KeyEntry, 2> both = {one, *other};
  if (both[1].key < both[0].key) std::swap(both[0], both[1]);
  return builder.Make(std::span<const KeyEntry>(both));
}

template class Builder<false>;
template class Builder<true>;
template Child MakeLeaves(Builder<false>& builder, KeyEntry one, const KeyEntry* other);
template Child MakeLeaves(Builder<true>& builder, KeyEntry one, const KeyEntry* other);

}  // namespace tacit::index::art
