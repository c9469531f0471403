#include "indexes/art/art.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include "indexes/art/cursor.h"

namespace tacit::index::art {
namespace {

std::size_t CommonBytes(std::string_view a, std::string_view b) {
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin());
}

unsigned char ByteOf(std::string_view key, std::size_t at) { return static_cast<unsigned char>(key[at]); }

}  // namespace

// What was allocated for a change that has not been made yet; freed where it never is.
class Art::Pending {
 public:
  explicit Pending(Art& tree) : tree_(tree) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    for (std::size_t i = 0; i < count_; ++i) tree_.Free(children_[i]);
  }
  Child Keep(Child child) { return children_[count_++] = child; }
  void Done() { count_ = 0; }

 private:
  Art& tree_;
  std::array<Child, 3> children_{};
  std::size_t count_ = 0;
};

Result<bool> Art::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

bool Art::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  if (root_ == kNothing) {
    root_ = NewLeaf(key, value);
    ++size_;
    return true;
  }
  // The child at hand, and the node and byte that refer to it: none, and then the root does.
  Child child = root_;
  Child parent = kNothing;
  unsigned char at = 0;
  const auto replace = [&](Child by) {
    child = by;
    parent == kNothing ? void(root_ = by) : NodeAt(parent).Replace(at, by);
  };
  while (true) {
    const std::string_view way = IsLeaf(child) ? LeafAt(child).rest() : NodeAt(child).prefix();
    const std::size_t common = CommonBytes(way, key);
    if (IsLeaf(child) && common == way.size() && common == key.size()) {
      if (if_there == IfThere::kReplace) LeafAt(child).set_value(value);
      return false;
    }
    if (IsLeaf(child) || common < way.size()) {
      // What both have in common becomes a node's prefix, or as much of it as one holds.
      const std::size_t cut = std::min(common, kMaxPrefix);
      if (cut == way.size()) {
        // The leaf's key ends there: the node has it as its end.
        Pending pending(*this);
        const Child node = pending.Keep(NewNode(0, way));
        const Child end = pending.Keep(NewLeaf({}, LeafAt(child).value()));
        NodeAt(node).set_end(end);
        Free(child);
        pending.Done();
        replace(node);
      } else {
        replace(PutNodeBefore(child, way.substr(0, cut), ByteOf(way, cut), way.substr(cut + 1)));
      }
      continue;
    }
    key.remove_prefix(common);
    Node node = NodeAt(child);
    if (key.empty()) {
      if (node.end() != kNothing) {
        if (if_there == IfThere::kReplace) LeafAt(node.end()).set_value(value);
        return false;
      }
      node.set_end(NewLeaf({}, value));
      ++size_;
      return true;
    }
    const unsigned char byte = ByteOf(key, 0);
    key.remove_prefix(1);
    if (const Child next = node.Find(byte); next != kNothing) {
      parent = child;
      at = byte;
      child = next;
      continue;
    }
    Pending pending(*this);
    const Child leaf = pending.Keep(NewLeaf(key, value));
    if (node.full()) {
      const Child larger = Copied(child, static_cast<std::uint8_t>(node.kind() + 1), node.prefix());
      Free(child);
      replace(larger);
    }
    NodeAt(child).Add(byte, leaf);
    pending.Done();
    ++size_;
    return true;
  }
}

bool Art::Erase(std::string_view key) {
  const Child leaf = FindLeaf(key);
  if (leaf == kNothing) return false;
  --size_;
  // A node that has nothing left is removed from the one above it in its turn: only one that holds but a part
  // of a long common beginning can have had so little.
  for (Child emptied = Remove(key, leaf); emptied != kNothing;) emptied = Remove(key, emptied);
  return true;
}

Child Art::Remove(std::string_view key, Child target) {
  // What refers to a child: a node, and there its end or a byte; the root, where there is no node.
  struct Place {
    Child node = kNothing;
    bool is_end = false;
    unsigned char byte = 0;
  };
  Place above;
  Place last;
  for (Child child = root_; child != target;) {
    const Node node = NodeAt(child);
    key.remove_prefix(node.prefix().size());
    above = last;
    last = {child, key.empty(), key.empty() ? static_cast<unsigned char>(0) : ByteOf(key, 0)};
    child = last.is_end ? node.end() : node.Find(last.byte);
    if (!last.is_end) key.remove_prefix(1);
  }
  Free(target);
  if (last.node == kNothing) {
    root_ = kNothing;
    return kNothing;
  }
  Node node = NodeAt(last.node);
  last.is_end ? node.set_end(kNothing) : node.Remove(last.byte);
  if (node.count() == 0 && node.end() == kNothing) return last.node;
  const Child smaller = Collapsed(last.node);
  if (smaller != last.node) {
    above.node == kNothing ? void(root_ = smaller) : NodeAt(above.node).Replace(above.byte, smaller);
  }
  return kNothing;
}

std::optional<std::uint64_t> Art::Lookup(std::string_view key) const {
  const Child leaf = FindLeaf(key);
  return leaf == kNothing ? std::nullopt : std::optional(LeafAt(leaf).value());
}

Child Art::FindLeaf(std::string_view key) const {
  Child child = root_;
  while (child != kNothing && !IsLeaf(child)) {
    const Node node = NodeAt(child);
    if (!node.Leads(key)) return kNothing;
    const std::size_t prefix = node.prefix().size();
    if (key.size() == prefix) return node.end();
    child = node.Find(ByteOf(key, prefix));
    key.remove_prefix(prefix + 1);
  }
  return child != kNothing && LeafAt(child).rest() == key ? child : kNothing;
}

Result<std::size_t> Art::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  Cursor cursor(*this);
  std::size_t visited = 0;
  if (limit == 0) return visited;
  for (Status at = cursor.Seek(from);; at = cursor.Next()) {
    if (!at.ok()) return at;
    if (!cursor.on_entry()) return visited;
    ++visited;
    if (!visit(cursor.key(), cursor.value()) || visited == limit) return visited;
  }
}

Result<std::unique_ptr<KeyCursor>> Art::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

std::size_t Art::memory_bytes() const {
  return sizeof(*this) + arena_.memory_bytes() + long_rest_bytes_ + long_rests_.capacity() * sizeof(void*);
}

Child Art::NewLeaf(std::string_view rest, std::uint64_t value) {
  LongRest* outside = nullptr;
  if (rest.size() > kMaxRest) {
    auto made = std::make_unique<LongRest>(LongRest{long_rests_.size(), std::string(rest)});
    outside = made.get();
    long_rests_.push_back(std::move(made));
  }
  try {
    const Arena::Ref ref = arena_.Allocate(Leaf::BytesFor(rest.size()));
    Leaf(arena_.At(ref)).Make(rest, value, outside);
    if (outside != nullptr) long_rest_bytes_ += sizeof(LongRest) + rest.size();
    return ref | kLeafBit;
  } catch (const std::bad_alloc&) {
    if (outside != nullptr) long_rests_.pop_back();
    throw;
  }
}

Child Art::NewNode(std::uint8_t kind, std::string_view prefix) {
  const Arena::Ref ref = arena_.Allocate(Node::BytesFor(kind, prefix.size()));
  Node(arena_.At(ref)).Make(kind, prefix);
  return ref;
}

Child Art::Copied(Child node, std::uint8_t kind, std::string_view prefix) {
  const Child copy = NewNode(kind, prefix);
  NodeAt(copy).TakeFrom(NodeAt(node));
  return copy;
}

Child Art::PutNodeBefore(Child child, std::string_view common, unsigned char byte, std::string_view rest) {
  Pending pending(*this);
  const Child node = pending.Keep(NewNode(0, common));
  const Child below = pending.Keep(IsLeaf(child) ? NewLeaf(rest, LeafAt(child).value())
                                                 : Copied(child, NodeAt(child).kind(), rest));
  NodeAt(node).Add(byte, below);
  pending.Done();
  Free(child);
  return node;
}

Child Art::Collapsed(Child child) {
  try {
    return CollapsedOrThrow(child);
  } catch (const std::bad_alloc&) {
    return child;  // it is as right as it was
  }
}

Child Art::CollapsedOrThrow(Child child) {
  const Node node = NodeAt(child);
  const std::string prefix(node.prefix());
  Child made = kNothing;
  if (node.count() == 0) {
    made = NewLeaf(prefix, LeafAt(node.end()).value());
    Free(node.end());
  } else if (node.count() == 1 && node.end() == kNothing) {
    const auto [byte, only] = node.At(node.FirstPlace(0));
    const std::string_view way = IsLeaf(only) ? LeafAt(only).rest() : NodeAt(only).prefix();
    const std::string whole = prefix + static_cast<char>(byte) + std::string(way);
    if (IsLeaf(only)) {
      made = NewLeaf(whole, LeafAt(only).value());
    } else {
      if (whole.size() > kMaxPrefix) return child;
      made = Copied(only, NodeAt(only).kind(), whole);
    }
    Free(only);
  } else {
    // Smaller once two more would still fit, so that it does not grow and shrink in turns.
    if (node.kind() == 0 || node.count() + 2 > kCapacities[node.kind() - 1U]) return child;
    made = Copied(child, static_cast<std::uint8_t>(node.kind() - 1), prefix);
  }
  Free(child);
  return made;
}

void Art::Free(Child child) {
  if (!IsLeaf(child)) return arena_.Free(child, NodeAt(child).bytes());
  const Leaf leaf = LeafAt(child);
  const std::size_t bytes = leaf.bytes();
  if (const LongRest* const outside = leaf.outside(); outside != nullptr) {
    const std::size_t place = outside->place;
    long_rest_bytes_ -= sizeof(LongRest) + outside->bytes.size();
    std::swap(long_rests_[place], long_rests_.back());
    long_rests_[place]->place = place;
    long_rests_.pop_back();
  }
  arena_.Free(RefOf(child), bytes);
}

}  // namespace tacit::index::art
