#include "indexes/art/nodes.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

namespace tacit::index::art {

template <bool kShared>
Child BasicNodes<kShared>::NewLeaf(std::string_view rest, std::uint64_t value) {
  if (rest.size() <= kMaxRest) {
    const Arena::Ref ref = arena_.Allocate(Leaf::BytesFor(rest.size()));
    Leaf(arena_.At(ref)).Make(rest, value, nullptr);
    return ref | kLeafBit;
  }
  auto made = std::make_unique<LongRest>(LongRest{0, std::string(rest)});
  LongRest* const outside = made.get();
  const std::scoped_lock alone(long_rests_in_use_);
  outside->place = long_rests_.size();
  long_rests_.push_back(std::move(made));
  try {
    const Arena::Ref ref = arena_.Allocate(Leaf::BytesFor(rest.size()));
    Leaf(arena_.At(ref)).Make(rest, value, outside);
    long_rest_bytes_ += sizeof(LongRest) + rest.size();
    return ref | kLeafBit;
  } catch (const std::bad_alloc&) {
    long_rests_.pop_back();
    throw;
  }
}

template <bool kShared>
Child BasicNodes<kShared>::NewNode(std::uint8_t kind, std::string_view prefix, std::size_t inside) {
  const Arena::Ref ref = arena_.Allocate(Node::BytesFor(kind, prefix.size()) + inside * Arena::kPiece);
  Node(arena_.At(ref)).Make(kind, prefix, inside);
  return ref;
}

template <bool kShared>
void BasicNodes<kShared>::Free(Child child) {
  if (!IsLeaf(child)) return arena_.Free(child, NodeAt(child).bytes());
  const Leaf leaf = LeafAt(child);
  const std::size_t bytes = leaf.bytes();
  if (LongRest* const outside = leaf.outside(); outside != nullptr) {
    const std::scoped_lock alone(long_rests_in_use_);
    const std::size_t place = outside->place;
    long_rest_bytes_ -= sizeof(LongRest) + outside->bytes.size();
    std::swap(long_rests_[place], long_rests_.back());
    long_rests_[place]->place = place;
    long_rests_.pop_back();
  }
  arena_.Free(RefOf(child), bytes);
}

template <bool kShared>
void BasicNodes<kShared>::Clear() {
  arena_.Clear();
  long_rests_.clear();
  long_rest_bytes_ = 0;
}

template <bool kShared>
std::size_t BasicNodes<kShared>::memory_bytes() const {
  const std::scoped_lock alone(long_rests_in_use_);
  return arena_.memory_bytes() + long_rest_bytes_ + long_rests_.capacity() * sizeof(void*);
}

template <bool kShared>
std::size_t BasicNodes<kShared>::long_rests() const {
  const std::scoped_lock alone(long_rests_in_use_);
  return long_rests_.size();
}

template <bool kShared>
std::size_t BasicNodes<kShared>::long_rest_bytes() const {
  const std::scoped_lock alone(long_rests_in_use_);
  return long_rest_bytes_;
}

template class BasicNodes<false>;
template class BasicNodes<true>;

std::size_t CommonBytes(std::string_view a, std::string_view b) {
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin());
}

}  // namespace tacit::index::art
