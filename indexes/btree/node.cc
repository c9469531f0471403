#include "indexes/btree/node.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace tacit::index {
namespace {

constexpr std::size_t kHeadBytes = sizeof(std::uint64_t);

std::uint64_t HeadOf(std::string_view key) {
  std::uint64_t head = 0;
  std::memcpy(&head, key.data(), std::min(key.size(), kHeadBytes));
  static_assert(std::endian::native == std::endian::little);
  return __builtin_bswap64(head);
}

}  // namespace

Probe::Probe(std::string_view key_bytes) : key(key_bytes), head(HeadOf(key_bytes)) {}

LongKey* Entry::long_key() const {
  assert(is_long());
  LongKey* at = nullptr;
  std::memcpy(&at, stored.data(), sizeof(at));
  return at;
}

std::string_view Entry::key() const { return is_long() ? std::string_view(long_key()->bytes) : stored; }

std::string_view Node::Stored(const Slot& slot) const {
  return {room_.data() + slot.offset, StoredSize(slot.length)};
}

Entry Node::At(std::size_t i) const {
  assert(i < count_);
  const Slot& slot = slots()[i];
  return {slot.head, slot.payload, slot.length, Stored(slot)};
}

std::strong_ordering Node::Compare(std::size_t i, const Probe& probe) const {
  const Slot& slot = slots()[i];
  if (slot.head != probe.head) return slot.head <=> probe.head;
  // Equal heads: a key of at most eight bytes is a prefix of the other, since the zeros that fill it up are
  // then there.
  if (std::min<std::size_t>(slot.length, probe.key.size()) <= kHeadBytes) {
    return std::size_t{slot.length} <=> probe.key.size();
  }
  return At(i).key().substr(kHeadBytes) <=> probe.key.substr(kHeadBytes);
}

std::size_t Node::LowerBound(const Probe& probe, bool* found) const {
  std::size_t low = 0;
  std::size_t high = count_;
  *found = false;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::strong_ordering order = Compare(middle, probe);
    if (order == 0) {
      *found = true;
      return middle;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::size_t Node::ChildIndex(const Probe& probe) const {
  bool found = false;
  const std::size_t i = LowerBound(probe, &found);
  return found ? i + 1 : i;  // a key that equals a separator lies to its right
}

Node* Node::child(std::size_t i) const {
  assert(!leaf_ && i <= count_);
  return i == count_ ? link_ : std::bit_cast<Node*>(static_cast<std::uintptr_t>(slots()[i].payload));
}

void Node::set_child(std::size_t i, Node* child) {
  assert(!leaf_ && i <= count_);
  if (i == count_) {
    link_ = child;
  } else {
    slots()[i].payload = std::bit_cast<std::uintptr_t>(child);
  }
}

void Node::InsertAt(std::size_t i, const Entry& entry) {
  assert(i <= count_ && HasRoom(EntryBytes(entry.length)));
  if ((count_ + 1U) * sizeof(Slot) + entry.stored.size() > heap_) CloseHoles();
  heap_ = static_cast<std::uint16_t>(heap_ - entry.stored.size());
  if (!entry.stored.empty()) std::memcpy(room_.data() + heap_, entry.stored.data(), entry.stored.size());
  Slot* slot = slots() + i;
  std::memmove(slot + 1, slot, (count_ - i) * sizeof(Slot));
  *slot = {entry.head, entry.payload, entry.length, heap_};
  key_bytes_ = static_cast<std::uint16_t>(key_bytes_ + entry.stored.size());
  ++count_;
}

void Node::RemoveAt(std::size_t i) {
  assert(i < count_);
  Slot* slot = slots() + i;
  key_bytes_ = static_cast<std::uint16_t>(key_bytes_ - StoredSize(slot->length));
  std::memmove(slot, slot + 1, (count_ - i - 1) * sizeof(Slot));
  --count_;
}

void Node::Truncate(std::size_t i) {
  while (count_ > i) RemoveAt(count_ - 1U);
}

void Node::CloseHoles() {
  const std::array<char, kRoom> old = room_;
  std::size_t heap = kRoom;
  for (std::size_t i = 0; i < count_; ++i) {
    Slot& slot = slots()[i];
    const std::size_t size = StoredSize(slot.length);
    heap -= size;
    std::memcpy(room_.data() + heap, old.data() + slot.offset, size);
    slot.offset = static_cast<std::uint16_t>(heap);
  }
  heap_ = static_cast<std::uint16_t>(heap);
}

}  // namespace tacit::index
