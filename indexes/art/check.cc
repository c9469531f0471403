// What an adaptive radix tree rests on.
#include <new>
#include <string>
#include <vector>

#include "indexes/art/art.h"

namespace tacit::index::art {
namespace {

Status Wrong(const std::string& what) { return Status::Internal("art: expected " + what); }

std::string Found(std::size_t wanted, const char* what, std::size_t found) {
  return std::to_string(wanted) + " " + what + ", found " + std::to_string(found);
}

// Of one node. `children` gets what it refers to.
Status CheckNode(const Node& node, std::vector<Child>* children) {
  if (node.kind() > kDirect) return Wrong("a kind of node, found " + std::to_string(node.kind()));
  if (node.count() > kCapacities[node.kind()]) {
    return Wrong(Found(kCapacities[node.kind()], "children at most", node.count()));
  }
  if (node.count() == 0 && node.end() == kNothing) return Wrong("a node with something in it, found none");
  if (node.end() != kNothing) {
    if (!IsLeaf(node.end())) return Wrong("a leaf at a node's end, found a node");
    children->push_back(node.end());
  }
  std::size_t count = 0;
  int last = -1;
  for (std::size_t place = node.FirstPlace(0); place != Node::kNone; place = node.FirstPlace(place + 1)) {
    const Node::Entry entry = node.At(place);
    if (entry.byte <= last)
      return Wrong("rising bytes, found " + std::to_string(entry.byte) + " behind " + std::to_string(last));
    if (entry.child == kNothing)
      return Wrong("a child at byte " + std::to_string(entry.byte) + ", found none");
    if (node.Find(entry.byte) != entry.child)
      return Wrong("the child at byte " + std::to_string(entry.byte) + " to be found, found another");
    last = entry.byte;
    children->push_back(entry.child);
    ++count;
  }
  if (count != node.count()) return Wrong(Found(node.count(), "children", count));
  return Status::Ok();
}

}  // namespace

Status Art::Check() const try {
  std::vector<Child> left;
  if (root_ != kNothing) left.push_back(root_);
  std::size_t keys = 0;
  std::size_t long_rests = 0;
  std::size_t bytes = 0;
  while (!left.empty()) {
    const Child child = left.back();
    left.pop_back();
    if (IsLeaf(child)) {
      const Leaf leaf = LeafAt(child);
      bytes += Arena::Rounded(leaf.bytes());
      long_rests += leaf.outside() == nullptr ? 0U : 1U;
      ++keys;
      continue;
    }
    bytes += Arena::Rounded(NodeAt(child).bytes());
    const Status checked = CheckNode(NodeAt(child), &left);
    if (!checked.ok()) return checked;
  }
  if (keys != size_) return Wrong(Found(size_, "keys", keys));
  if (long_rests != long_rests_.size()) return Wrong(Found(long_rests_.size(), "long rests", long_rests));
  if (bytes != arena_.used_bytes()) return Wrong(Found(arena_.used_bytes(), "bytes in use", bytes));
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::art
