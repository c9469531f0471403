#include "indexes/art/plan.h"

#include <algorithm>
#include <cassert>

namespace tacit::index::art {

std::uint32_t Plan::NodePieces(std::size_t children, std::size_t prefix) {
  return static_cast<std::uint32_t>(Node::BytesFor(SmallestKindFor(children), prefix) / Arena::kPiece);
}

std::uint32_t Plan::LeafPieces(std::size_t rest) {
  return static_cast<std::uint32_t>(Arena::Rounded(Leaf::BytesFor(rest)) / Arena::kPiece);
}

template <bool kShared>
void Plan::CopyNode(const BasicNodes<kShared>& nodes, Child host, Child child, Index above,
                    unsigned char byte, Child mark) {
  const auto node = nodes.NodeAt(child);
  const Index made = AddNode(above, byte, node.prefix());
  if (child == mark) marked_ = made;
  if (const Child end = node.end(); end != kNothing) {
    parts_[made].has_end = true;
    if (nodes.LiesIn(host, end)) {
      parts_[made].value = nodes.LeafAt(end).value();
    } else {
      parts_[made].child = end;
    }
  }
  Index last = kNone;
  for (std::size_t place = node.FirstPlace(0); place != Node::kNone; place = node.FirstPlace(place + 1)) {
    const auto [at, below] = node.At(place);
    if (below == kNothing) continue;
    const auto part = static_cast<Index>(count_);
    if (!nodes.LiesIn(host, below)) {
      NewPart(What::kChild, made, at, {});
      parts_[part].child = below;
    } else if (IsLeaf(below)) {
      const Leaf leaf = nodes.LeafAt(below);
      NewPart(What::kLeaf, made, at, leaf.rest());
      parts_[part].value = leaf.value();
      if (below == mark) marked_ = part;
    } else {
      CopyNode(nodes, host, below, made, at, mark);
    }
    (last == kNone ? parts_[made].first : parts_[last].next) = part;
    last = part;
    ++parts_[made].count;
  }
}

template void Plan::CopyNode(const Nodes& nodes, Child host, Child child, Index above, unsigned char byte,
                             Child mark);
template void Plan::CopyNode(const SharedNodes& nodes, Child host, Child child, Index above,
                             unsigned char byte, Child mark);

Plan::Index Plan::NewPart(What what, Index above, unsigned char byte, std::string_view way) {
  assert(count_ < kMaxParts);
  Part& part = parts_[count_];
  part.what = what;
  part.outside = part.has_end = false;
  part.byte = byte;
  part.above = above;
  part.first = part.next = kNone;
  part.count = 0;
  part.child = kNothing;
  part.way = way.data();
  part.way_size = way.size();
  return static_cast<Index>(count_++);
}

Plan::Index Plan::AddNode(Index above, unsigned char byte, std::string_view prefix) {
  return NewPart(What::kNode, above, byte, prefix);
}

Plan::Index Plan::AddLeaf(Index above, unsigned char byte, std::string_view rest, std::uint64_t value) {
  const Index part = NewPart(What::kLeaf, above, byte, rest);
  parts_[part].value = value;
  Link(part);
  return part;
}

Plan::Index Plan::AddChild(Index above, unsigned char byte, Child child) {
  const Index part = NewPart(What::kChild, above, byte, {});
  parts_[part].child = child;
  Link(part);
  return part;
}

Plan::Index Plan::AddLater(Index above, unsigned char byte, std::size_t from, std::size_t to,
                           std::size_t depth) {
  const Index part = NewPart(What::kLater, above, byte, {});
  parts_[part].from = from;
  parts_[part].to = to;
  parts_[part].depth = depth;
  Link(part);
  return part;
}

void Plan::SetEnd(Index node, std::uint64_t value) {
  parts_[node].has_end = true;
  parts_[node].child = kNothing;
  parts_[node].value = value;
}

void Plan::Open(Index later, std::string_view prefix) {
  Part& part = parts_[later];
  part.what = What::kNode;
  part.way = prefix.data();
  part.way_size = prefix.size();
}

void Plan::Close(Index later, std::size_t count_before) {
  Part& part = parts_[later];
  part.what = What::kLater;
  part.has_end = false;
  part.first = kNone;
  part.count = 0;
  count_ = count_before;
}

void Plan::Link(Index part) {
  Part& above = parts_[parts_[part].above];
  Index* place = &above.first;
  while (*place != kNone && parts_[*place].byte < parts_[part].byte) place = &parts_[*place].next;
  parts_[part].next = *place;
  *place = part;
  ++above.count;
}

void Plan::Unlink(Index part) {
  Part& above = parts_[parts_[part].above];
  Index* place = &above.first;
  while (*place != part) place = &parts_[*place].next;
  *place = parts_[part].next;
  --above.count;
}

void Plan::Grow(Index node, std::string_view rest, std::uint64_t value) {
  AddLeaf(node, ByteOf(rest, 0), rest.substr(1), value);
}

void Plan::Fork(Index at, std::string_view rest, std::uint64_t value) {
  const std::string_view way = parts_[at].bytes();
  const std::size_t common = CommonBytes(way, rest);
  // The fork takes the part's place; the part is below it, if anything is left of its way.
  const bool ends = common == way.size();
  const std::uint64_t old_value = parts_[at].value;
  if (!ends) {
    const Index moved = NewPart(parts_[at].what, at, ByteOf(way, common), way.substr(common + 1));
    Part& part = parts_[moved];
    const Part& old = parts_[at];
    part.has_end = old.has_end;
    part.child = old.child;
    part.value = old.value;
    part.first = old.first;
    part.count = old.count;
    for (Index i = part.first; i != kNone; i = parts_[i].next) parts_[i].above = moved;
  }
  Part& fork = parts_[at];
  fork.what = What::kNode;
  fork.has_end = false;
  fork.child = kNothing;
  fork.way_size = common;
  fork.first = ends ? kNone : static_cast<Index>(count_ - 1);
  fork.count = ends ? 0 : 1;
  if (ends) SetEnd(at, old_value);
  if (rest.size() == common) {
    SetEnd(at, value);
  } else {
    AddLeaf(at, ByteOf(rest, common), rest.substr(common + 1), value);
  }
}

std::string_view Plan::Joined(std::string_view a, char between, std::string_view b) {
  const std::size_t size = a.size() + 1 + b.size();
  if (size > room_.size() - room_used_) return {};
  char* const begin = room_.data() + room_used_;
  *std::copy(a.begin(), a.end(), begin) = between;
  std::copy(b.begin(), b.end(), begin + a.size() + 1);
  room_used_ += size;
  return {begin, size};
}

bool Plan::PutBefore(std::string_view bytes) {
  Part& first = parts_[0];
  if (bytes.size() + first.way_size > kMaxPrefix) return false;
  const std::string_view joined = Joined(bytes.substr(0, bytes.size() - 1), bytes.back(), first.bytes());
  if (joined.empty()) return false;
  first.way = joined.data();
  first.way_size = joined.size();
  return true;
}

// What is below a part comes behind it, so that it is done before.
void Plan::Simplify() {
  for (std::size_t i = count_; i-- > 0;) {
    const auto at = static_cast<Index>(i);
    Part& part = parts_[at];
    if (part.what != What::kNode) continue;
    if (part.count == 0 && !part.has_end) {
      if (at != 0) Unlink(at);
    } else if (part.count == 0 && part.child == kNothing) {
      part.what = What::kLeaf;
    } else if (part.count == 1 && !part.has_end) {
      const Part& only = parts_[part.first];
      if (only.what == What::kChild || part.way_size + 1 + only.way_size > kMaxPrefix) continue;
      const std::string_view joined = Joined(part.bytes(), static_cast<char>(only.byte), only.bytes());
      if (joined.empty()) continue;
      part.what = only.what;
      part.has_end = only.has_end;
      part.child = only.child;
      part.value = only.value;
      part.way = joined.data();
      part.way_size = joined.size();
      part.count = only.count;
      part.first = only.first;
      for (Index below = part.first; below != kNone; below = parts_[below].next) parts_[below].above = at;
    }
  }
}

void Plan::Measure(Index at) {
  Part& part = parts_[at];
  part.own = part.inside = 0;
  part.outside = true;
  if (part.what == What::kLeaf) {
    part.outside = part.way_size > kMaxRestInside;
    part.own = LeafPieces(part.way_size);
  }
  if (part.what != What::kNode) return;
  part.own = NodePieces(part.count, part.way_size);
  // Nothing lies in a large node, and it lies in none.
  const bool large = SmallestKindFor(part.count) >= kIndexed;
  part.outside = large;
  if (part.has_end && part.child == kNothing && !large) part.inside = LeafPieces(0);
  for (Index i = part.first; i != kNone; i = parts_[i].next) {
    Measure(i);
    parts_[i].outside = parts_[i].outside || large;
    if (!parts_[i].outside) part.inside += parts_[i].own + parts_[i].inside;
  }
}

void Plan::Divide() {
  Measure(0);
  parts_[0].outside = true;
  for (std::size_t i = 0; i < count_; ++i) {
    const auto host = static_cast<Index>(i);
    while (parts_[i].what == What::kNode && parts_[i].outside && parts_[i].inside > Node::kMaxInside) {
      const Index half = HalfOf(host);
      parts_[half].outside = true;
      const std::uint32_t pieces = parts_[half].own + parts_[half].inside;
      for (Index above = parts_[half].above;; above = parts_[above].above) {
        parts_[above].inside -= pieces;
        if (above == host) break;
      }
    }
  }
}

Plan::Index Plan::HostOf(Index part) const {
  do part = parts_[part].above;
  while (part != kNone && !parts_[part].outside);
  return part;
}

Plan::Index Plan::HalfOf(Index host) const {
  Index nearest = kNone;
  std::uint32_t least = 0;
  const std::uint32_t half = parts_[host].inside / 2;
  for (std::size_t i = host + 1U; i < count_; ++i) {
    const Part& part = parts_[i];
    if (part.outside || HostOf(static_cast<Index>(i)) != host) continue;
    const std::uint32_t pieces = part.own + part.inside;
    const std::uint32_t off = pieces > half ? pieces - half : half - pieces;
    if (nearest != kNone && off >= least) continue;
    nearest = static_cast<Index>(i);
    least = off;
  }
  return nearest;
}

}  // namespace tacit::index::art
