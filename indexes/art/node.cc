#include "indexes/art/node.h"

#include <algorithm>
#include <cassert>

namespace tacit::index::art {

template <bool kShared>
void BasicNode<kShared>::Make(std::uint8_t kind, std::string_view prefix, std::size_t inside) {
  assert(prefix.size() <= kMaxPrefix && inside <= kMaxInside);
  at_[0] = kind;
  at_[1] = static_cast<unsigned char>(prefix.size());
  at_[2] = 0;
  at_[3] = static_cast<unsigned char>(inside);
  set_end(kNothing);
  std::memmove(at_ + kHeader, prefix.data(), prefix.size());
  if (kind == kIndexed) std::memset(keys(), 0, 256);
  if (kind == kDirect) std::memset(at_ + ChildrenAt(kind, prefix.size()), 0, 256 * sizeof(Child));
}

template <bool kShared>
std::size_t BasicNode<kShared>::Rank(std::size_t byte) const {
  const unsigned char* const first = keys();
  return static_cast<std::size_t>(
      std::lower_bound(first, first + Places(), byte, [](unsigned char a, std::size_t b) { return a < b; }) -
      first);
}

template <bool kShared>
void BasicNode<kShared>::Append(unsigned char byte, Child child) {
  if (kind() == kDirect) return SetChildAt(byte, child);
  const std::size_t count = at_[2];
  assert(count < kCapacities[kind()]);
  if (kind() == kIndexed) {
    keys()[byte] = static_cast<unsigned char>(count + 1);
  } else {
    assert(count == 0 || keys()[count - 1] < byte);
    keys()[count] = byte;
  }
  SetChildAt(count, child);
  at_[2] = static_cast<unsigned char>(count + 1);
}

template <bool kShared>
std::size_t BasicNode<kShared>::Live() const {
  const std::size_t places = kind() == kDirect ? kCapacities[kDirect] : Places();
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
