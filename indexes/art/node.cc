#include "indexes/art/node.h"

#include <algorithm>
#include <cassert>

namespace tacit::index::art {
void Node::Make(std::uint8_t kind, std::string_view prefix) {
  assert(prefix.size() <= kMaxPrefix);
  at_[0] = kind;
  at_[1] = static_cast<unsigned char>(prefix.size());
  SetCount(0);
  set_end(kNothing);
  std::memmove(at_ + kHeader, prefix.data(), prefix.size());
  if (kind == kIndexed) std::memset(keys(), 0, 256);
  if (kind == kDirect) std::memset(at_ + ChildrenAt(kind, prefix.size()), 0, 256 * sizeof(Child));
}

std::size_t Node::Rank(std::size_t byte) const {
  const unsigned char* const first = keys();
  return static_cast<std::size_t>(
      std::lower_bound(first, first + count(), byte, [](unsigned char a, std::size_t b) { return a < b; }) -
      first);
}

void Node::Add(unsigned char byte, Child child) {
  assert(!full() && PlaceOf(byte) == kNone);
  const std::size_t count = this->count();
  if (kind() == kDirect) {
    SetChildAt(byte, child);
  } else if (kind() == kIndexed) {
    keys()[byte] = static_cast<unsigned char>(count + 1);
    SetChildAt(count, child);
  } else {
    const std::size_t place = Rank(byte);
    std::memmove(keys() + place + 1, keys() + place, count - place);
    keys()[place] = byte;
    for (std::size_t i = count; i > place; --i) SetChildAt(i, ChildAt(i - 1));
    SetChildAt(place, child);
  }
  SetCount(count + 1);
}

void Node::Remove(unsigned char byte) {
  const std::size_t place = PlaceOf(byte);
  const std::size_t count = this->count();
  assert(place != kNone);
  if (kind() == kDirect) {
    SetChildAt(byte, kNothing);
  } else if (kind() == kIndexed) {
    // The last child fills the gap.
    keys()[byte] = 0;
    unsigned char* const last = std::find(keys(), keys() + 256, static_cast<unsigned char>(count));
    if (last != keys() + 256) {
      SetChildAt(place, ChildAt(count - 1));
      *last = static_cast<unsigned char>(place + 1);
    }
  } else {
    std::memmove(keys() + place, keys() + place + 1, count - place - 1);
    for (std::size_t i = place; i + 1 < count; ++i) SetChildAt(i, ChildAt(i + 1));
  }
  SetCount(count - 1);
}

void Node::TakeFrom(const Node& other) {
  set_end(other.end());
  for (std::size_t place = other.FirstPlace(0); place != kNone; place = other.FirstPlace(place + 1)) {
    Add(other.At(place).byte, other.At(place).child);
  }
}

std::size_t Node::FirstPlace(std::size_t from) const {
  if (kind() < kIndexed) return from < count() ? from : kNone;
  while (from < 256 && PlaceOf(static_cast<unsigned char>(from)) == kNone) ++from;
  return from < 256 ? from : kNone;
}

std::size_t Node::LastPlace(std::size_t below) const {
  if (kind() < kIndexed) return std::min(below, count()) - 1;  // kNone below the first one
  below = std::min<std::size_t>(below, 256);
  while (below > 0 && PlaceOf(static_cast<unsigned char>(below - 1)) == kNone) --below;
  return below - 1;
}

}  // namespace tacit::index::art
