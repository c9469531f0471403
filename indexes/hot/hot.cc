#include "indexes/hot/hot.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <new>

#include "indexes/hot/cursor.h"
#include "indexes/hot/leaf_to_be.h"
#include "indexes/hot/splice.h"

namespace tacit::index::hot {
// What is made for a change goes away again, unless the change is done.
class Hot::Change {
 public:
  explicit Change(Hot& tree) : tree_(tree) { tree_.made_.clear(); }
  ~Change() {
    if (done_) return;
    for (const Ref ref : tree_.made_) tree_.FreeNode(ref);
    if (long_key_ != nullptr) tree_.DropLongKey(long_key_);
  }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  // Null for a key that fits into a node. May throw std::bad_alloc.
  [[nodiscard]] LongKey* PutOutside(std::string_view key) {
    if (key.size() > kMaxKeyInside) long_key_ = tree_.AddLongKey(key);
    return long_key_;
  }
  void Done() { done_ = true; }

 private:
  Hot& tree_;
  LongKey* long_key_ = nullptr;
  bool done_ = false;
};

std::size_t Hot::memory_bytes() const {
  return arena_.memory_bytes() + long_key_bytes_ + long_keys_.capacity() * sizeof(long_keys_[0]) +
         path_.capacity() * sizeof(Step) + made_.capacity() * sizeof(Ref);
}

std::optional<std::uint64_t> Hot::Lookup(std::string_view key) const {
  if (root_ == 0) return std::nullopt;
  const unsigned char* const record = kernel_.find(arena_, root_, key);
  if (record == nullptr) return std::nullopt;
  return LoadWord(record);
}

Result<std::size_t> Hot::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  Cursor cursor(*this);
  Status moved = limit == 0 ? Status::Ok() : cursor.Seek(from);
  std::size_t visited = 0;
  while (moved.ok() && cursor.on_entry() && visited < limit) {
    ++visited;
    if (!visit(cursor.key(), cursor.value())) break;
    moved = visited == limit ? Status::Ok() : cursor.Next();
  }
  if (!moved.ok()) return moved;
  return visited;
}

Result<std::unique_ptr<KeyCursor>> Hot::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

Result<bool> Hot::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

void Hot::Descend(std::string_view key, std::vector<Step>* way) const {
  way->resize(NodeAt(root_).header().height);
  way->resize(kernel_.descend(arena_, root_, key, way->data()));
}

bool Hot::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  path_.clear();
  Bit bit = kNoBit;
  if (root_ != 0) {
    Descend(key, &path_);
    const auto [ref, place] = path_.back();
    const Node node = NodeAt(ref);
    const unsigned char* const record = node.Record(node.LeafRank(place));
    bit = FirstDifference(key, node.KeyOf(place, record));
    if (bit == kNoBit) {
      if (if_there == IfThere::kReplace) {
        std::memcpy(arena_.At(ref) + (record - node.at()), &value, sizeof value);
      }
      return false;
    }
  }
  Change change(*this);
  const LeafToBe leaf(key, value, change.PutOutside(key));
  if (root_ == 0) {
    root_ = NewNode(Contents(leaf.entry()));
  } else {
    AddLeaf(leaf.entry(), bit, BitOf(key, bit));
  }
  change.Done();
  ++size_;
  return true;
}

void Hot::AddLeaf(const Entry& leaf, Bit bit, bool behind) {
  // The lowest node whose entries part before the leaf does is where it belongs.
  std::size_t depth = path_.size() - 1;
  while (depth != 0 && NodeAt(path_[depth].node).header().first > bit) --depth;
  BitList bits = NodeAt(path_[depth].node).Bits();
  Range range = NodeAt(path_[depth].node).Around(path_[depth].place, bits.From(bit));
  if (range.size() == 1 && !NodeAt(path_[depth].node).IsLeaf(range.from)) {
    // It parts from one child as a whole, and can as well go into that.
    const Node child = NodeAt(path_[++depth].node);
    bits = child.Bits();
    range = {0, child.count()};
  }
  path_.resize(depth + 1);
  const Node node = NodeAt(path_[depth].node);
  if (range.size() == 1 && node.header().height > 1) {
    // Both leaves go down together: there is room for more below than here.
    Contents contents(node);
    Contents pair(contents.entry(range.from));
    pair.Add({0, 1}, bit, behind, leaf);
    contents.set_entry(range.from, {NewNodeOfChange(pair), {}});
    return Rise(std::move(contents));
  }
  if (const auto splice = Splice::Make(node, bits, range, bit, behind, leaf.leaf)) {
    const Step above = depth == 0 ? Step{} : path_[depth - 1];
    if (!Rewrite(above, path_[depth].node, *splice)) throw std::bad_alloc();
    return;
  }
  Contents contents(node);
  contents.Add(range, bit, behind, leaf);
  Rise(std::move(contents));
}

void Hot::Rise(Contents contents) {
  std::size_t depth = path_.size() - 1;
  const auto above = [&] { return depth == 0 ? Step{} : path_[depth - 1]; };
  while (contents.count() > kFanOut) {
    const Bit bit = contents.first_bit();
    const unsigned middle = contents.Middle();
    const Entry left = Half(contents.Part({0, middle}));
    const Entry right = Half(contents.Part({middle, contents.count()}));
    const Step parent = above();
    const unsigned height = contents.height() + 1U;
    if (parent.node == 0 || NodeAt(parent.node).header().height > height) {
      if (height > std::numeric_limits<std::uint16_t>::max()) throw std::bad_alloc();
      Contents pair(left);
      pair.Add({0, 1}, bit, true, right);
      pair.set_height(static_cast<std::uint16_t>(height));
      SetChild(parent, NewNodeOfChange(pair));
      for (; depth < path_.size(); ++depth) FreeNode(path_[depth].node);
      return;
    }
    contents = ContentsAt(parent.node);
    contents.set_entry(parent.place, left);
    contents.Add({parent.place, parent.place + 1}, bit, true, right);
    --depth;
  }
  if (!Rewrite(above(), path_[depth].node, Image(contents))) throw std::bad_alloc();
  for (++depth; depth < path_.size(); ++depth) FreeNode(path_[depth].node);
}

Entry Hot::Half(Contents half) {
  if (half.count() == 1) return half.entry(0);
  half.set_height(HeightOver(half));
  return {NewNodeOfChange(half), {}};
}

std::uint16_t Hot::HeightOver(const Contents& contents) const {
  unsigned height = 0;
  for (unsigned place = 0; place < contents.count(); ++place) {
    const Ref child = contents.entry(place).child;
    if (child != 0) height = std::max<unsigned>(height, NodeAt(child).header().height);
  }
  return static_cast<std::uint16_t>(height + 1);
}

Ref Hot::NewNode(const Contents& contents) {
  const Image image(contents);
  const std::size_t room = image.room();
  const Ref ref = arena_.Allocate(room);
  image.Write(room, arena_.At(ref));
  return ref;
}

Ref Hot::NewNodeOfChange(const Contents& contents) {
  made_.reserve(std::max<std::size_t>(2 * path_.size() + 2, made_.size() + 1));
  made_.push_back(NewNode(contents));
  return made_.back();
}

template <typename Form>
bool Hot::Rewrite(const Step& above, Ref ref, const Form& form) {
  const std::size_t had = RoomOf(ref);
  const std::size_t room = form.room();
  if (room != had) {
    try {
      const Ref other = arena_.Allocate(room);
      form.Write(room, arena_.At(other));
      SetChild(above, other);
      arena_.Free(ref, had);
      return true;
    } catch (const std::bad_alloc&) {
      if (form.least_room() > had) return false;
    }
  }
  WriteInPlace(ref, form);
  return true;
}
template bool Hot::Rewrite(const Step& above, Ref ref, const Image& form);

template <typename Form>
void Hot::WriteInPlace(Ref ref, const Form& form) {
  std::array<unsigned char, kMaxRoom> written;
  form.Write(RoomOf(ref), written.data());
  std::memcpy(arena_.At(ref), written.data(), form.bytes());
}
template void Hot::WriteInPlace(Ref ref, const Image& form);

void Hot::SetChild(const Step& step, Ref child) {
  if (step.node == 0) {
    root_ = child;
    return;
  }
  const Node node = NodeAt(step.node);
  const std::size_t at = node.ChildrenAt() + (step.place - node.LeafRank(step.place)) * sizeof(Ref);
  std::memcpy(arena_.At(step.node) + at, &child, sizeof child);
}

LongKey* Hot::AddLongKey(std::string_view key) {
  auto owned = std::make_unique<LongKey>(LongKey{long_keys_.size(), std::string(key)});
  LongKey* const added = owned.get();
  long_keys_.push_back(std::move(owned));
  long_key_bytes_ += sizeof(LongKey) + key.size();
  return added;
}

void Hot::DropLongKey(LongKey* key) {
  const std::size_t place = key->place;
  long_key_bytes_ -= sizeof(LongKey) + key->bytes.size();
  std::swap(long_keys_[place], long_keys_.back());
  long_keys_[place]->place = place;
  long_keys_.pop_back();
}

}  // namespace tacit::index::hot
