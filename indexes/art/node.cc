#include "indexes/art/node.h"

#include <algorithm>
#include <cassert>

namespace tacit::index::art {

template <bool kShared>
void BasicNode<kShared>::Make(std::uint8_t kind, std::string_view prefix) {
  assert(prefix.size() <= kMaxPrefix);
  at_[0] = kind;
  at_[1] = static_cast<unsigned char>(prefix.size());
  at_[2] = 0;
  *state() = 0;
  set_end(kNothing);
  std::memmove(at_ + kHeader, prefix.data(), prefix.size());
  if (kind == kIndexed) std::memset(keys(), 0, 256);
  if (kind == kDirect) std::memset(at_ + ChildrenAt(kind, prefix.size()), 0, 256 * sizeof(Child));
}

template <bool kShared>
std::size_t BasicNode<kShared>::Rank(std::size_t byte) const {
  const unsigned char* const first = keys();
  return static_cast<std::size_t>(
      std::lower_bound(first, first + at_[2], byte, [](unsigned char a, std::size_t b) { return a < b; }) -
      first);
}

template <bool kShared>
void BasicNode<kShared>::Add(unsigned char byte, Child child) {
  assert(!full() && PlaceOf(byte) == kNone);
  if (kind() == kDirect) return SetChildAt(byte, child);
  const std::size_t count = at_[2];
  if (kind() == kIndexed) {
    keys()[byte] = static_cast<unsigned char>(count + 1);
    SetChildAt(count, child);
  } else {
    const std::size_t place = Rank(byte);
    std::memmove(keys() + place + 1, keys() + place, count - place);
    keys()[place] = byte;
    for (std::size_t i = count; i > place; --i) SetChildAt(i, ChildAt(i - 1));
    SetChildAt(place, child);
  }
  at_[2] = static_cast<unsigned char>(count + 1);
}

template <bool kShared>
void BasicNode<kShared>::Remove(unsigned char byte) {
  const std::size_t place = PlaceOf(byte);
  assert(place != kNone);
  if (kind() == kDirect) return SetChildAt(byte, kNothing);
  const std::size_t count = at_[2];
  if (kind() == kIndexed) {
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
  at_[2] = static_cast<unsigned char>(count - 1);
}

template <bool kShared>
void BasicNode<kShared>::TakeFrom(const BasicNode& other) {
  set_end(other.end());
  for (std::size_t place = other.FirstPlace(0); place != kNone; place = other.FirstPlace(place + 1)) {
    if (const Entry entry = other.At(place); entry.child != kNothing) Add(entry.byte, entry.child);
  }
}

template <bool kShared>
std::size_t BasicNode<kShared>::Live() const {
  const std::size_t places = kind() == kDirect ? kCapacities[kDirect] : at_[2];
  std::size_t live = 0;
  for (std::size_t place = 0; place < places; ++place) live += ChildAt(place) == kNothing ? 0U : 1U;
  return live;
}

template <bool kShared>
std::size_t BasicNode<kShared>::FirstPlace(std::size_t from) const {
  if (kind() < kIndexed) return from < count() ? from : kNone;
  while (from < 256 && PlaceOf(static_cast<unsigned char>(from)) == kNone) ++from;
  return from < 256 ? from : kNone;
}

template <bool kShared>
std::size_t BasicNode<kShared>::LastPlace(std::size_t below) const {
  if (kind() < kIndexed) return std::min(below, count()) - 1;  // kNone below the first one
  below = std::min<std::size_t>(below, 256);
  while (below > 0 && PlaceOf(static_cast<unsigned char>(below - 1)) == kNone) --below;
  return below - 1;
}

template class BasicNode<false>;
template class BasicNode<true>;

}  // namespace tacit::index::art
