#include "indexes/art/cursor.h"

#include <algorithm>
#include <new>

namespace tacit::index::art {
namespace {

// Children that are likely to be visited soon come from memory together.
constexpr std::size_t kAhead = 16;

}  // namespace

template <typename Move>
Status Cursor::Moved(Move&& move) {
  try {
    move();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    Forget();
    return Status::ResourceExhausted("out of memory");
  }
}

Status Cursor::Seek(std::string_view key) {
  return Moved([&] { SeekFrom(key); });
}

Status Cursor::SeekLast() {
  return Moved([&] {
    Forget();
    if (tree_.root_ != kNothing) DescendLast(tree_.root_);
  });
}

Status Cursor::Next() {
  if (leaf_ == kNothing) return Status::Ok();
  return Moved([&] { GoForward(); });
}

Status Cursor::Prev() {
  if (leaf_ == kNothing) return Status::Ok();
  return Moved([&] { GoBack(); });
}

void Cursor::SeekFrom(std::string_view key) {
  Forget();
  Child child = tree_.root_;
  if (child == kNothing) return;
  while (!IsLeaf(child)) {
    const std::string_view prefix = tree_.NodeAt(child).prefix();
    if (!key.starts_with(prefix)) {
      // All below comes before the key, or all behind it.
      return prefix < key ? GoForward() : DescendFirst(child);
    }
    if (key.size() == prefix.size()) return DescendFirst(child);
    const Node node = Enter(child);
    key.remove_prefix(prefix.size());
    const auto byte = static_cast<unsigned char>(key[0]);
    const std::size_t place = node.FirstPlace(node.From(byte));
    if (place == Node::kNone) {
      steps_.pop_back();
      return GoForward();
    }
    const bool exact = node.At(place).byte == byte;
    child = TakePlace(place);
    if (!exact) return DescendFirst(child);
    key.remove_prefix(1);
  }
  if (tree_.LeafAt(child).rest() < key) return GoForward();
  EndOn(child);
}

void Cursor::GoForward() {
  while (!steps_.empty()) {
    const Step step = steps_.back();
    const std::size_t place = tree_.NodeAt(step.node).FirstPlace(step.place + 1);
    if (place != Node::kNone) return DescendFirst(TakePlace(place));
    steps_.pop_back();
  }
  Forget();
}

void Cursor::GoBack() {
  while (!steps_.empty()) {
    const Step step = steps_.back();
    const Node node = tree_.NodeAt(step.node);
    if (step.place != kEnd) {
      const std::size_t place = node.LastPlace(step.place);
      if (place != Node::kNone) return DescendLast(TakePlace(place));
      if (node.end() != kNothing) {
        key_.resize(step.key_size);
        steps_.back().place = kEnd;
        return EndOn(node.end());
      }
    }
    steps_.pop_back();
  }
  Forget();
}

void Cursor::DescendFirst(Child child) {
  while (!IsLeaf(child)) {
    const Node node = Enter(child);
    if (node.end() != kNothing) return EndOn(node.end());
    child = TakePlace(node.FirstPlace(0));
  }
  EndOn(child);
}

void Cursor::DescendLast(Child child) {
  while (!IsLeaf(child)) {
    const Node node = Enter(child);
    if (node.count() == 0) return EndOn(node.end());
    child = TakePlace(node.LastPlace(Node::kNone));
  }
  EndOn(child);
}

Node Cursor::Enter(Child child) {
  const Node node = tree_.NodeAt(child);
  key_ += node.prefix();
  steps_.push_back({child, key_.size(), kEnd});
  std::size_t place = node.FirstPlace(0);
  for (std::size_t ahead = 0; ahead < kAhead && place != Node::kNone; ++ahead) {
    __builtin_prefetch(tree_.arena_.At(RefOf(node.At(place).child)));
    place = node.FirstPlace(place + 1);
  }
  return node;
}

Child Cursor::TakePlace(std::size_t place) {
  Step& step = steps_.back();
  step.place = place;
  const Node::Entry entry = tree_.NodeAt(step.node).At(place);
  key_.resize(step.key_size);
  key_ += static_cast<char>(entry.byte);
  return entry.child;
}

void Cursor::EndOn(Child leaf) {
  key_ += tree_.LeafAt(leaf).rest();
  leaf_ = leaf;
}

void Cursor::Forget() {
  steps_.clear();
  key_.clear();
  leaf_ = kNothing;
}

}  // namespace tacit::index::art
