#include "indexes/hot/cursor.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace tacit::index::hot {

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
    if (tree_.root_ == 0) return;
    steps_.push_back({tree_.root_, tree_.NodeAt(tree_.root_).count() - 1});
    DescendLast();
  });
}

Status Cursor::Next() {
  if (!on_entry_) return Status::Ok();
  // Mostly, a leaf follows in the same node.
  Step& step = steps_.back();
  if ((std::uint64_t{leaf_.leaves} >> (step.place + 1) & 1U) != 0) {
    ++step.place;
    leaf_.record += kValueBytes + leaf_.sizes[leaf_.rank++];
    Show();
    return Status::Ok();
  }
  return Moved([&] { GoForward(); });
}

Status Cursor::Prev() {
  if (!on_entry_) return Status::Ok();
  Step& step = steps_.back();
  if (step.place != 0 && (leaf_.leaves >> (step.place - 1) & 1U) != 0) {
    --step.place;
    leaf_.record -= kValueBytes + leaf_.sizes[--leaf_.rank];
    Show();
    return Status::Ok();
  }
  return Moved([&] { GoBack(); });
}

void Cursor::SeekFrom(std::string_view key) {
  Forget();
  if (tree_.root_ == 0) return;
  tree_.Descend(key, &steps_);
  EndOnLeaf();
  const Bit bit = FirstDifference(key, key_);
  if (bit == kNoBit) return;

  // The key parts from all that lies below a range of a node's entries: is before or behind them.
  while (steps_.size() > 1 && tree_.NodeAt(steps_.back().node).header().first > bit) steps_.pop_back();
  Step& step = steps_.back();
  const Node node = tree_.NodeAt(step.node);
  const Range range = node.Around(step.place, node.Bits().From(bit));
  const bool behind = BitOf(key, bit);
  step.place = behind ? range.to - 1 : range.from;
  behind ? GoForward() : DescendFirst();
}

void Cursor::DescendFirst() {
  for (;;) {
    const Step step = steps_.back();
    const Node node = tree_.NodeAt(step.node);
    if (node.IsLeaf(step.place)) return EndOnLeaf();
    steps_.push_back({node.Child(step.place), 0});
  }
}

void Cursor::DescendLast() {
  for (;;) {
    const Step step = steps_.back();
    const Node node = tree_.NodeAt(step.node);
    if (node.IsLeaf(step.place)) return EndOnLeaf();
    const Ref child = node.Child(step.place);
    steps_.push_back({child, tree_.NodeAt(child).count() - 1});
  }
}

void Cursor::GoForward() {
  for (; !steps_.empty(); steps_.pop_back()) {
    Step& step = steps_.back();
    if (step.place + 1 == tree_.NodeAt(step.node).count()) continue;
    ++step.place;
    return DescendFirst();
  }
  Forget();
}

void Cursor::GoBack() {
  for (; !steps_.empty(); steps_.pop_back()) {
    Step& step = steps_.back();
    if (step.place == 0) continue;
    --step.place;
    return DescendLast();
  }
  Forget();
}

void Cursor::EndOnLeaf() {
  const Step& step = steps_.back();
  const Node node = tree_.NodeAt(step.node);
  const unsigned rank = node.LeafRank(step.place);
  const std::string_view shared = node.shared();
  leaf_ = {node.Record(rank), node.sizes(), rank, node.header().leaves, node.outside(), shared.size()};
  std::copy(shared.begin(), shared.end(), put_together_.begin());
  on_entry_ = true;
  Show();
}

void Cursor::Show() {
  value_ = LoadWord(leaf_.record);
  const unsigned char* const rest = leaf_.record + kValueBytes;
  if (leaf_.outside != 0 && (leaf_.outside >> steps_.back().place & 1U) != 0) {
    const LongKey* far = nullptr;
    std::memcpy(&far, rest, sizeof far);
    key_ = far->bytes;
    return;
  }
  const std::size_t size = leaf_.sizes[leaf_.rank];
  if (size != 0) std::memcpy(put_together_.data() + leaf_.shared, rest, size);
  key_ = {put_together_.data(), leaf_.shared + size};
}

void Cursor::Forget() {
  steps_.clear();
  on_entry_ = false;
  key_ = {};
  value_ = 0;
}

}  // namespace tacit::index::hot
