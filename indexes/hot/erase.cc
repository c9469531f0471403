// Taking keys out, and doing without nodes that have become too small.
#include <cassert>

#include "indexes/hot/hot.h"

namespace tacit::index::hot {
namespace {

// Nodes are put together up to so many entries: others can be added before they part again.
constexpr unsigned kMerged = kFanOut * 3 / 4;
// A node of so many has become small enough for a look at its neighbour.
constexpr unsigned kFew = kFanOut / 4;

}  // namespace

bool Hot::Erase(std::string_view key) {
  Way way;
  for (Ref ref = root_; ref != 0;) {
    const Node node = NodeAt(ref);
    const unsigned place = kernel_.search(arena_.At(ref), key);
    way = {way.parent, way.last, {ref, place}};
    if (!node.IsLeaf(place)) {
      ref = node.Child(place);
      continue;
    }
    const unsigned char* const record = node.Record(node.LeafRank(place));
    if (FirstDifference(key, node.KeyOf(place, record)) != kNoBit) return false;
    LongKey* const far = node.Outside(place, record);
    Contents contents = ContentsAt(ref);
    contents.Remove(place);
    Shrink(way, contents);
    if (far != nullptr) DropLongKey(far);
    --size_;
    return true;
  }
  return false;
}

void Hot::Shrink(const Way& way, const Contents& contents) {
  const auto& [above_parent, parent, last] = way;
  if (contents.count() == 1 && contents.entry(0).child != 0) {
    SetChild(parent, contents.entry(0).child);
    return FreeNode(last.node);
  }
  if (contents.count() == 0) {
    FreeNode(last.node);
    if (parent.node == 0) return SetChild(parent, 0);
    // It had one leaf for want of memory.
    Contents left = ContentsAt(parent.node);
    left.Remove(parent.place);
    if (left.count() == 1 && left.entry(0).child != 0) {
      SetChild(above_parent, left.entry(0).child);
      return FreeNode(parent.node);
    }
    return WriteInPlace(parent.node, Image(left));
  }
  if (parent.node != 0 && (MoveIntoParent(way, contents) || MergeWithNeighbour(way, contents))) return;
  [[maybe_unused]] const bool rewritten = Rewrite(parent, last.node, Image(contents));
  assert(rewritten);  // what has less fits where it was
}

bool Hot::MoveIntoParent(const Way& way, const Contents& contents) {
  const unsigned together = NodeAt(way.parent.node).count() - 1 + contents.count();
  if (contents.count() != 1 && together > kMerged) return false;
  Contents above = ContentsAt(way.parent.node);
  above.Expand(way.parent.place, contents);
  above.set_height(HeightOver(above));
  if (!Rewrite(way.above_parent, way.parent.node, Image(above))) return false;
  FreeNode(way.last.node);
  return true;
}

bool Hot::MergeWithNeighbour(const Way& way, const Contents& contents) {
  if (contents.count() > kFew) return false;
  Contents above = ContentsAt(way.parent.node);
  const unsigned place = way.parent.place;
  // Of the two bits at which it parts from those beside it, the later one is where it parts from its
  // neighbour.
  const Bit before = above.PartAt(place);
  const Bit behind = above.PartAt(place + 1);
  const bool is_right = behind == kNoBit || (before != kNoBit && before > behind);
  const Bit bit = is_right ? before : behind;
  const unsigned left = is_right ? place - 1 : place;
  const Range both = above.Around(place, bit);
  const Ref beside = above.entry(is_right ? place - 1 : place + 1).child;
  if (both.size() != 2 || beside == 0) return false;
  const Node neighbour = NodeAt(beside);
  if (neighbour.header().height != contents.height() || neighbour.count() + contents.count() > kMerged) {
    return false;
  }
  Contents merged = is_right ? ContentsAt(beside) : contents;
  merged.Append(bit, is_right ? contents : ContentsAt(beside));
  try {
    above.Remove(left + 1);
    above.set_entry(left, {NewNode(merged), {}});
  } catch (const std::bad_alloc&) {
    return false;
  }
  if (above.count() == 1) {
    SetChild(way.above_parent, above.entry(0).child);
    FreeNode(way.parent.node);
  } else {
    [[maybe_unused]] const bool rewritten = Rewrite(way.above_parent, way.parent.node, Image(above));
    assert(rewritten);  // as in Shrink
  }
  FreeNode(way.last.node);
  FreeNode(beside);
  return true;
}

}  // namespace tacit::index::hot
