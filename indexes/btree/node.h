// A node of the B+tree: slots that grow from the front, key bytes that grow from the back of one 4 KiB block.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tacit::index {

// Keys up to this length lie in the node; a longer one lies outside, and the node holds a pointer to it.
inline constexpr std::size_t kMaxInlineKey = 512;

// A key's bytes outside of any node, owned by the tree.
struct LongKey {
  std::size_t place = 0;  // in the tree's list of long keys
  std::string bytes;
};

// A key to look for. Its first eight bytes as a number, big-endian and filled up with zeros, decide most
// comparisons.
struct Probe {
  explicit Probe(std::string_view key_bytes);

  std::string_view key;
  std::uint64_t head;
};

class Node;

// An entry as a node stores it, which can be moved to another node as it is.
struct Entry {
  std::uint64_t head = 0;
  std::uint64_t payload = 0;  // leaf: the value; inner: the child whose keys are all less than the key
  std::uint32_t length = 0;   // of the whole key
  std::string_view stored;    // the key's bytes, or those of the pointer to a LongKey

  [[nodiscard]] bool is_long() const { return length > kMaxInlineKey; }
  [[nodiscard]] LongKey* long_key() const;  // of a long one
  [[nodiscard]] std::string_view key() const;
};

// Keys in strictly rising order. Inner nodes have one child more than keys: child i holds keys less than key
// i and not less than key i - 1; the last child is `last_child`.
class alignas(64) Node {
 public:
  explicit Node(bool leaf) : leaf_(leaf) {}

  [[nodiscard]] bool leaf() const { return leaf_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  // Room that the entries take, and the whole of it.
  [[nodiscard]] std::size_t used() const { return count_ * sizeof(Slot) + key_bytes_; }
  [[nodiscard]] static constexpr std::size_t capacity() { return kRoom; }
  // Whether `bytes` more fit, once holes are closed.
  [[nodiscard]] bool HasRoom(std::size_t bytes) const { return used() + bytes <= kRoom; }
  // What an entry with a key of that length takes; no entry takes more than one of kMaxInlineKey does.
  [[nodiscard]] static constexpr std::size_t EntryBytes(std::size_t key_length) {
    return sizeof(Slot) + StoredSize(key_length);
  }

  // The least i whose key is not less than the probe; `found` says whether it is equal. count() where there
  // is none.
  [[nodiscard]] std::size_t LowerBound(const Probe& probe, bool* found) const;
  // Inner: the child in whose range the probe lies.
  [[nodiscard]] std::size_t ChildIndex(const Probe& probe) const;

  // Views into the node, valid until it changes.
  [[nodiscard]] Entry At(std::size_t i) const;
  [[nodiscard]] std::string_view KeyAt(std::size_t i) const { return At(i).key(); }
  [[nodiscard]] std::uint64_t payload(std::size_t i) const { return slots()[i].payload; }
  void set_payload(std::size_t i, std::uint64_t payload) { slots()[i].payload = payload; }

  [[nodiscard]] Node* child(std::size_t i) const;  // i in [0, count()]
  void set_child(std::size_t i, Node* child);
  [[nodiscard]] Node* next() const { return link_; }  // leaf: the leaf to the right, null at the end
  void set_next(Node* next) { link_ = next; }

  // Needs room for it.
  void InsertAt(std::size_t i, const Entry& entry);
  void Append(const Entry& entry) { InsertAt(count_, entry); }
  // A long key is not released: that is the tree's.
  void RemoveAt(std::size_t i);
  // Removes entries from i on.
  void Truncate(std::size_t i);

 private:
  struct Slot {
    std::uint64_t head;
    std::uint64_t payload;
    std::uint32_t length;
    std::uint16_t offset;  // of the stored bytes, in room_
  };
  [[nodiscard]] static constexpr std::size_t StoredSize(std::size_t key_length) {
    return key_length > kMaxInlineKey ? sizeof(LongKey*) : key_length;
  }
  static constexpr std::size_t kNodeBytes = 4096;
  static constexpr std::size_t kHeaderBytes = 16;
  static constexpr std::size_t kRoom = kNodeBytes - kHeaderBytes;

  [[nodiscard]] Slot* slots() { return reinterpret_cast<Slot*>(room_.data()); }
  [[nodiscard]] const Slot* slots() const { return reinterpret_cast<const Slot*>(room_.data()); }
  [[nodiscard]] std::string_view Stored(const Slot& slot) const;
  [[nodiscard]] std::strong_ordering Compare(std::size_t i, const Probe& probe) const;
  // Moves all key bytes to the back.
  void CloseHoles();

  Node* link_ = nullptr;  // leaf: next; inner: the last child
  std::uint16_t count_ = 0;
  std::uint16_t key_bytes_ = 0;  // in use, holes not counted
  std::uint16_t heap_ = kRoom;   // where the lowest stored bytes begin
  bool leaf_;
  alignas(8) std::array<char, kRoom> room_;
};

static_assert(sizeof(Node) == 4096);

}  // namespace tacit::index
