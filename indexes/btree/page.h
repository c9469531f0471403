// A page of the B+trees: 4 KiB that hold sorted entries without holes.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tacit::index::btree {

// What a page stores of its keys: all their bytes, so that a reader gets a view of them; or only what neither
// the page's prefix nor the key's head tells (Bayer and Unterauer, "Prefix B-Trees", TODS 1977).
enum class Keys : std::uint8_t { kWhole, kRests };

// A longer key lies outside of the pages.
inline constexpr std::size_t kMaxInline = 512;
// Of what all keys of a page have in common, no more is taken to be its prefix.
inline constexpr std::size_t kMaxPrefix = 255;

// The bytes of a key that is too long, owned by the tree.
struct LongKey {
  std::size_t place = 0;  // in the tree's list of them
  std::string bytes;
  LongKey* link = nullptr;  // of those that wait to be freed
};

// Where the key of an entry is put together, if it does not stand in the page as a whole.
using KeyBuffer = std::array<char, kMaxInline + 32>;

// An entry on its way into a page. `outside` is null but for a key that is too long, which it holds.
struct Entry {
  std::string_view key;
  std::uint64_t payload = 0;  // leaf: the value; inner: the child whose keys are all less than the key
  LongKey* outside = nullptr;
};

// Keys in strictly rising order, which all begin with the page's prefix, as every key that is looked for in
// the page does: the separators around the page have the prefix in common. Inner pages have one child more
// than keys: child i holds keys less than key i and not less than key i - 1.
//
// Payloads stand together, so that one can be replaced in one piece; heads do, the four bytes behind the
// prefix as numbers: a search reads little else. What else is stored of the keys stands in their order, the
// first one last: what a key takes is told by where the next one begins.
class alignas(64) Page {
 public:
  static constexpr std::size_t kBytes = 4096;

  Page(bool leaf, Keys keys) : keys_(keys), leaf_(leaf) {}

  [[nodiscard]] bool leaf() const { return leaf_; }
  [[nodiscard]] Keys keys() const { return keys_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t prefix_size() const { return prefix_size_; }

  // Of an empty page: every key that comes begins with it. At most kMaxPrefix bytes.
  void SetPrefix(std::string_view prefix);

  // Room that the entries and the prefix take, and the whole of it.
  [[nodiscard]] std::size_t used() const { return count_ * kSlot + (kRoom - heap_); }
  [[nodiscard]] std::size_t entry_bytes() const { return count_ * kSlot + (FirstEnd() - heap_); }
  [[nodiscard]] static constexpr std::size_t capacity() { return kRoom; }
  [[nodiscard]] bool HasRoom(std::size_t bytes) const { return used() + bytes <= kRoom; }
  // What an entry takes in a page with so long a prefix, and what any takes at most.
  [[nodiscard]] static constexpr std::size_t EntryBytes(Keys keys, std::size_t prefix, std::size_t key) {
    const std::size_t told = keys == Keys::kWhole ? 0 : prefix + kHead;
    const std::size_t stored = key > kMaxInline ? sizeof(LongKey*) : (key > told ? key - told : 0);
    return kSlot + stored;
  }
  static constexpr std::size_t kMaxEntryBytes =
      sizeof(std::uint64_t) + sizeof(std::uint32_t) + sizeof(std::uint16_t) + kMaxInline;
  // What a page with this prefix stores of it.
  [[nodiscard]] static constexpr std::size_t PrefixBytes(Keys keys, std::size_t prefix) {
    return keys == Keys::kWhole ? 0 : prefix;
  }
  [[nodiscard]] std::size_t EntryBytesOf(std::size_t key) const {
    return EntryBytes(keys_, prefix_size_, key);
  }

  // The least i whose key is not less than `key`, which begins with the prefix; `found` says whether it is
  // equal. count() where there is none.
  [[nodiscard]] std::size_t LowerBound(std::string_view key, bool* found) const;
  // Inner: the child in whose range the key lies.
  [[nodiscard]] std::size_t ChildIndex(std::string_view key) const {
    bool found = false;
    const std::size_t i = LowerBound(key, &found);
    return found ? i + 1 : i;
  }

  // Views into the page, the buffer or the long key: valid until one of them changes.
  [[nodiscard]] std::string_view KeyAt(std::size_t i, KeyBuffer& buffer) const;
  [[nodiscard]] std::size_t KeySizeAt(std::size_t i) const;
  [[nodiscard]] Entry At(std::size_t i, KeyBuffer& buffer) const {
    return {KeyAt(i, buffer), payload(i), outside(i)};
  }
  [[nodiscard]] LongKey* outside(std::size_t i) const;  // null where the key is not too long
  [[nodiscard]] std::uint64_t payload(std::size_t i) const { return payloads()[i]; }
  void set_payload(std::size_t i, std::uint64_t payload) { payloads()[i] = payload; }
  // The same of a page that other threads see: each finds what was there before or what is put there.
  [[nodiscard]] std::uint64_t shared_payload(std::size_t i) const {
    return std::atomic_ref(const_cast<std::uint64_t&>(payloads()[i])).load();
  }
  void set_shared_payload(std::size_t i, std::uint64_t payload) {
    std::atomic_ref(payloads()[i]).store(payload);
  }

  // Inner: what refers to child i, for i in [0, count()]: its address, or a number that the tree knows.
  [[nodiscard]] std::uint64_t ref(std::size_t i) const { return i == count_ ? link_ : payload(i); }
  void set_ref(std::size_t i, std::uint64_t ref) { i == count_ ? void(link_ = ref) : set_payload(i, ref); }
  // Where refs are addresses.
  [[nodiscard]] Page* child(std::size_t i) const { return AtRef(ref(i)); }
  void set_child(std::size_t i, Page* child) { set_ref(i, RefTo(child)); }
  [[nodiscard]] static Page* AtRef(std::uint64_t ref) {
    return std::bit_cast<Page*>(static_cast<std::uintptr_t>(ref));
  }
  [[nodiscard]] static std::uint64_t RefTo(Page* page) { return std::bit_cast<std::uintptr_t>(page); }
  // Leaf: its neighbours, null at the ends.
  [[nodiscard]] Page* next() const { return AtRef(link_); }
  [[nodiscard]] Page* prev() const { return prev_; }
  void set_next(Page* next) { link_ = RefTo(next); }
  void set_prev(Page* prev) { prev_ = prev; }

  // Needs room for it, and the prefix at its beginning.
  void InsertAt(std::size_t i, const Entry& entry);
  void Append(const Entry& entry) { InsertAt(count_, entry); }
  // A long key is not released: that is the tree's.
  void RemoveAt(std::size_t i);

 private:
  static constexpr std::size_t kPayload = sizeof(std::uint64_t);
  static constexpr std::size_t kHead = sizeof(std::uint32_t);
  static constexpr std::size_t kSlot = kPayload + kHead + sizeof(std::uint16_t);
  static constexpr std::size_t kHeader = 8;
  // Copying in pieces of eight bytes reads beyond a key: behind the first one stands link_, which stays what
  // it is as long as a page is read.
  static constexpr std::size_t kTrailer = 2 * sizeof(std::uint64_t);
  static constexpr std::size_t kRoom = kBytes - kHeader - kTrailer;

  // Where what is stored of a key begins, in room_, and beside it how many of its bytes are in its head, and
  // whether it lies outside.
  using Begin = std::uint16_t;
  static constexpr Begin kPlace = 0x0FFF;
  static constexpr std::uint32_t kHeadSizeShift = 12;
  static constexpr Begin kOutside = 0x8000;
  static_assert(kRoom <= kPlace);

  [[nodiscard]] std::uint64_t* payloads() { return reinterpret_cast<std::uint64_t*>(room_.data()); }
  [[nodiscard]] const std::uint64_t* payloads() const {
    return reinterpret_cast<const std::uint64_t*>(room_.data());
  }
  [[nodiscard]] std::uint32_t* heads() {
    return reinterpret_cast<std::uint32_t*>(room_.data() + count_ * kPayload);
  }
  [[nodiscard]] const std::uint32_t* heads() const {
    return reinterpret_cast<const std::uint32_t*>(room_.data() + count_ * kPayload);
  }
  [[nodiscard]] Begin* begins() {
    return reinterpret_cast<Begin*>(room_.data() + count_ * (kPayload + kHead));
  }
  [[nodiscard]] const Begin* begins() const {
    return reinterpret_cast<const Begin*>(room_.data() + count_ * (kPayload + kHead));
  }
  [[nodiscard]] static std::size_t HeadSize(Begin begin) { return (begin >> kHeadSizeShift) & 7U; }
  [[nodiscard]] char* Stored(Begin begin) { return room_.data() + (begin & kPlace); }
  [[nodiscard]] const char* Stored(Begin begin) const { return room_.data() + (begin & kPlace); }
  // Where the keys before key i begin: what is stored of it goes to there.
  [[nodiscard]] std::size_t EndOf(std::size_t i) const {
    return i == 0 ? FirstEnd() : begins()[i - 1] & kPlace;
  }
  [[nodiscard]] std::size_t FirstEnd() const { return kRoom - PrefixBytes(keys_, prefix_size_); }
  // What the page stores of the key.
  [[nodiscard]] std::string_view StoredAt(std::size_t i) const {
    const char* const from = Stored(begins()[i]);
    return {from, static_cast<std::size_t>(room_.data() + EndOf(i) - from)};
  }
  // Of an entry whose head is full: what comes behind it.
  [[nodiscard]] std::string_view BehindHead(std::size_t i) const;
  // Whether the key, whose head is that of entry i, is less than, equal to or greater than its key.
  [[nodiscard]] int CompareEqualHeads(std::size_t i, std::string_view behind_prefix) const;

  std::uint16_t count_ = 0;
  std::uint16_t heap_ = kRoom;  // where the last key begins
  std::uint8_t prefix_size_ = 0;
  Keys keys_;
  bool leaf_;
  alignas(8) std::array<char, kRoom> room_;
  std::uint64_t link_ = 0;  // leaf: the next one; inner: the last child
  Page* prev_ = nullptr;
};

static_assert(sizeof(Page) == Page::kBytes);

}  // namespace tacit::index::btree
