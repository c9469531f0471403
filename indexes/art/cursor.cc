#include "indexes/art/cursor.h"

#include <algorithm>
#include <new>

namespace tacit::index::art {
namespace {

// Children that are likely to be visited soon come from memory together.
constexpr std::size_t kAhead = 16;

}  // namespace

template <bool kShared>
template <typename Move>
Status Cursor<kShared>::Moved(Move&& move) {
  try {
    move();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    Forget();
    return Status::ResourceExhausted("out of memory");
  }
}

template <bool kShared>
Status Cursor<kShared>::Seek(std::string_view key) {
  return Moved([&] { SeekFrom(key); });
}

template <bool kShared>
Status Cursor<kShared>::SeekLast() {
  return Moved([&] {
    Forget();
    guard_.emplace(tree_.Stay());
    DescendLast(tree_.root());
  });
}

template <bool kShared>
Status Cursor<kShared>::Next() {
  if (leaf_ == kNothing) return Status::Ok();
  return Moved([&] { GoForward(); });
}

template <bool kShared>
Status Cursor<kShared>::Prev() {
  if (leaf_ == kNothing) return Status::Ok();
  return Moved([&] { GoBack(); });
}

// The key may be that of this cursor: what is written over it is the same, as long as it is read.
template <bool kShared>
void Cursor<kShared>::SeekFrom(std::string_view key) {
  Forget();
  guard_.emplace(tree_.Stay());
  Child child = tree_.root();
  while (child != kNothing && !IsLeaf(child)) {
    const auto node = tree_.nodes_.NodeAt(child);
    const std::string_view prefix = node.prefix();
    if (!key.starts_with(prefix)) {
      // All below comes before the key, or all behind it.
      return prefix < key ? GoForward() : DescendFirst(child);
    }
    if (key.size() == prefix.size()) return DescendFirst(child);
    const unsigned char byte = ByteOf(key, prefix.size());
    key.remove_prefix(prefix.size() + 1);
    Enter(child, At::kPlace);
    const std::size_t place = node.FirstPlace(node.From(byte));
    if (place == Node::kNone) {
      steps_.pop_back();
      return GoForward();
    }
    const bool exact = node.At(place).byte == byte;
    child = TakePlace(steps_.back(), place);
    if (!exact) return child == kNothing ? GoForward() : DescendFirst(child);
  }
  if (child == kNothing || tree_.nodes_.LeafAt(child).rest() < key) return GoForward();
  EndOn(child);
}

template <bool kShared>
void Cursor<kShared>::GoForward() {
  while (!steps_.empty()) {
    const Child child = NextOf(steps_.back());
    if (child == kNothing) {
      steps_.pop_back();
    } else if (IsLeaf(child)) {
      return EndOn(child);
    } else {
      Enter(child, At::kBefore);
    }
  }
  Forget();
}

template <bool kShared>
void Cursor<kShared>::GoBack() {
  while (!steps_.empty()) {
    const Child child = PrevOf(steps_.back());
    if (child == kNothing) {
      steps_.pop_back();
    } else if (IsLeaf(child)) {
      return EndOn(child);
    } else {
      Enter(child, At::kBehind);
    }
  }
  Forget();
}

template <bool kShared>
void Cursor<kShared>::DescendFirst(Child child) {
  if (child != kNothing && IsLeaf(child)) return EndOn(child);
  if (child != kNothing) Enter(child, At::kBefore);
  GoForward();
}

template <bool kShared>
void Cursor<kShared>::DescendLast(Child child) {
  if (child != kNothing && IsLeaf(child)) return EndOn(child);
  if (child != kNothing) Enter(child, At::kBehind);
  GoBack();
}

template <bool kShared>
void Cursor<kShared>::Enter(Child child, At at) {
  const auto node = tree_.nodes_.NodeAt(child);
  const auto lies_behind = [](Child one, Child host) {
    return RefOf(one) - RefOf(host) < Node::kMaxHostPieces;
  };
  // What lies in the host comes with it; hosts below are asked for by their first lines.
  if (steps_.empty() || !lies_behind(child, steps_.back().node)) node.Prefetch();
  key_ += node.prefix();
  steps_.push_back({child, key_.size(), at, 0});
  std::size_t place = node.FirstPlace(0);
  for (std::size_t ahead = 0; ahead < kAhead && place != Node::kNone; ++ahead) {
    const Child below = node.At(place).child;
    if (!lies_behind(below, child)) __builtin_prefetch(tree_.nodes_.AddressOf(below));
    place = node.FirstPlace(place + 1);
  }
}

template <bool kShared>
Child Cursor<kShared>::NextOf(Step& step) {
  const auto node = tree_.nodes_.NodeAt(step.node);
  if (step.at == At::kBefore) {
    step.at = At::kEnd;
    if (const Child end = node.end(); end != kNothing) {
      key_.resize(step.key_size);
      return end;
    }
  }
  while (true) {
    const std::size_t place = node.FirstPlace(step.at == At::kPlace ? step.place + 1 : 0);
    if (place == Node::kNone) return kNothing;
    if (const Child child = TakePlace(step, place); child != kNothing) return child;
  }
}

template <bool kShared>
Child Cursor<kShared>::PrevOf(Step& step) {
  const auto node = tree_.nodes_.NodeAt(step.node);
  while (step.at == At::kPlace || step.at == At::kBehind) {
    const std::size_t place = node.LastPlace(step.at == At::kPlace ? step.place : Node::kNone);
    if (place == Node::kNone) {
      step.at = At::kEnd;
      key_.resize(step.key_size);
      return node.end();
    }
    if (const Child child = TakePlace(step, place); child != kNothing) return child;
  }
  return kNothing;
}

template <bool kShared>
Child Cursor<kShared>::TakePlace(Step& step, std::size_t place) {
  step.at = At::kPlace;
  step.place = place;
  const auto [byte, child] = tree_.nodes_.NodeAt(step.node).At(place);
  key_.resize(step.key_size);
  key_ += static_cast<char>(byte);
  return child;
}

template <bool kShared>
void Cursor<kShared>::EndOn(Child leaf) {
  key_ += tree_.nodes_.LeafAt(leaf).rest();
  leaf_ = leaf;
}

template <bool kShared>
void Cursor<kShared>::Forget() {
  steps_.clear();
  key_.clear();
  leaf_ = kNothing;
  guard_.reset();
}

template class Cursor<false>;
template class Cursor<true>;

}  // namespace tacit::index::art
