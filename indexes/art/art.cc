#include "indexes/art/art.h"

#include <algorithm>
#include <new>
#include <string>

#include "indexes/art/cursor.h"
#include "indexes/art/load.h"
#include "indexes/art/survey.h"
#include "src/base/status_macros.h"

namespace tacit::index::art {
Result<bool> Art::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

bool Art::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  if (root_ == kNothing) {
    root_ = nodes_.NewLeaf(key, value);
    ++size_;
    return true;
  }
  // The child at hand, and the node and byte that refer to it: none, and then the root does.
  Child child = root_;
  Child parent = kNothing;
  unsigned char at = 0;
  const auto replace = [&](Child by) {
    child = by;
    parent == kNothing ? void(root_ = by) : nodes_.NodeAt(parent).Replace(at, by);
  };
  while (true) {
    const std::string_view way = IsLeaf(child) ? nodes_.LeafAt(child).rest() : nodes_.NodeAt(child).prefix();
    const std::size_t common = CommonBytes(way, key);
    if (IsLeaf(child) && common == way.size() && common == key.size()) {
      if (if_there == IfThere::kReplace) nodes_.LeafAt(child).set_value(value);
      return false;
    }
    if (IsLeaf(child) || common < way.size()) {
      // What both have in common becomes a node's prefix, or as much of it as one holds.
      const std::size_t cut = std::min(common, kMaxPrefix);
      if (cut == way.size()) {
        // The leaf's key ends there: the node has it as its end.
        Pending pending(nodes_);
        const Child node = pending.Keep(nodes_.NewNode(0, way));
        const Child end = pending.Keep(nodes_.NewLeaf({}, nodes_.LeafAt(child).value()));
        nodes_.NodeAt(node).set_end(end);
        nodes_.Free(child);
        pending.Done();
        replace(node);
      } else {
        replace(PutNodeBefore(child, way.substr(0, cut), ByteOf(way, cut), way.substr(cut + 1)));
      }
      continue;
    }
    key.remove_prefix(common);
    Node node = nodes_.NodeAt(child);
    if (key.empty()) {
      if (node.end() != kNothing) {
        if (if_there == IfThere::kReplace) nodes_.LeafAt(node.end()).set_value(value);
        return false;
      }
      node.set_end(nodes_.NewLeaf({}, value));
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
    Pending pending(nodes_);
    const Child leaf = pending.Keep(nodes_.NewLeaf(key, value));
    if (node.full()) {
      const Child larger = nodes_.Copied(child, static_cast<std::uint8_t>(node.kind() + 1), node.prefix());
      nodes_.Free(child);
      replace(larger);
    }
    nodes_.NodeAt(child).Add(byte, leaf);
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
    const Node node = nodes_.NodeAt(child);
    key.remove_prefix(node.prefix().size());
    above = last;
    last = {child, key.empty(), key.empty() ? static_cast<unsigned char>(0) : ByteOf(key, 0)};
    child = last.is_end ? node.end() : node.Find(last.byte);
    if (!last.is_end) key.remove_prefix(1);
  }
  nodes_.Free(target);
  if (last.node == kNothing) {
    root_ = kNothing;
    return kNothing;
  }
  Node node = nodes_.NodeAt(last.node);
  last.is_end ? node.set_end(kNothing) : node.Remove(last.byte);
  if (node.count() == 0 && node.end() == kNothing) return last.node;
  const Child smaller = Collapsed(last.node);
  if (smaller != last.node) {
    above.node == kNothing ? void(root_ = smaller) : nodes_.NodeAt(above.node).Replace(above.byte, smaller);
  }
  return kNothing;
}

std::optional<std::uint64_t> Art::Lookup(std::string_view key) const {
  const Child leaf = FindLeaf(key);
  return leaf == kNothing ? std::nullopt : std::optional(nodes_.LeafAt(leaf).value());
}

Child Art::FindLeaf(std::string_view key) const {
  Child child = root_;
  while (child != kNothing && !IsLeaf(child)) {
    const Node node = nodes_.NodeAt(child);
    if (!node.Leads(key)) return kNothing;
    const std::size_t prefix = node.prefix().size();
    if (key.size() == prefix) return node.end();
    child = node.Find(ByteOf(key, prefix));
    key.remove_prefix(prefix + 1);
  }
  return child != kNothing && nodes_.LeafAt(child).rest() == key ? child : kNothing;
}

Result<std::size_t> Art::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  return ScanFrom(*this, from, limit, visit);
}

Result<std::unique_ptr<KeyCursor>> Art::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor<Art>>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

Status Art::LoadSorted(std::span<const KeyEntry> entries) {
  try {
    root_ = Loaded(nodes_, entries);
    size_ = entries.size();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    nodes_.Clear();
    return Status::ResourceExhausted("out of memory");
  }
}

Status Art::Check() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root_));
  return CheckSurvey(survey, nodes_, size_, {});
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> Art::Statistics() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root_));
  return StatisticsOf(survey, nodes_.long_rest_bytes(), memory_bytes());
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Child Art::PutNodeBefore(Child child, std::string_view common, unsigned char byte, std::string_view rest) {
  Pending pending(nodes_);
  const Child node = pending.Keep(nodes_.NewNode(0, common));
  const Child below = pending.Keep(IsLeaf(child) ? nodes_.NewLeaf(rest, nodes_.LeafAt(child).value())
                                                 : nodes_.Copied(child, nodes_.NodeAt(child).kind(), rest));
  nodes_.NodeAt(node).Add(byte, below);
  pending.Done();
  nodes_.Free(child);
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
  const Node node = nodes_.NodeAt(child);
  const std::string prefix(node.prefix());
  Child made = kNothing;
  if (node.count() == 0) {
    made = nodes_.NewLeaf(prefix, nodes_.LeafAt(node.end()).value());
    nodes_.Free(node.end());
  } else if (node.count() == 1 && node.end() == kNothing) {
    const auto [byte, only] = node.At(node.FirstPlace(0));
    const std::string_view way = IsLeaf(only) ? nodes_.LeafAt(only).rest() : nodes_.NodeAt(only).prefix();
    const std::string whole = prefix + static_cast<char>(byte) + std::string(way);
    if (IsLeaf(only)) {
      made = nodes_.NewLeaf(whole, nodes_.LeafAt(only).value());
    } else {
      if (whole.size() > kMaxPrefix) return child;
      made = nodes_.Copied(only, nodes_.NodeAt(only).kind(), whole);
    }
    nodes_.Free(only);
  } else {
    // Smaller once two more would still fit, so that it does not grow and shrink in turns.
    if (node.kind() == 0 || node.count() + 2 > kCapacities[node.kind() - 1U]) return child;
    made = nodes_.Copied(child, static_cast<std::uint8_t>(node.kind() - 1), prefix);
  }
  nodes_.Free(child);
  return made;
}

}  // namespace tacit::index::art
