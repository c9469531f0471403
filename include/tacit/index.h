// An ordered map from byte strings to 64-bit values, in memory: what every index tree of Tacit is to its
// caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// The longest key that an index takes. Longer ones are refused, never cut.
inline constexpr std::size_t kMaxIndexKeyBytes = std::size_t{1} << 24;

// A place in an index: on one of its entries, or on none, where it begins. Belongs to one thread. Once the
// index was changed, it has to seek before anything else, and it must not outlive the index.
class TACIT_EXPORT KeyCursor {
 public:
  virtual ~KeyCursor() = default;
  KeyCursor(const KeyCursor&) = delete;
  KeyCursor& operator=(const KeyCursor&) = delete;

  // These end on none where there is no such entry, and where they fail. Errors: ResourceExhausted (memory:
  // some trees put keys together).
  // On the first entry whose key is not less than `key`; Seek("") on the first of all.
  [[nodiscard]] virtual Status Seek(std::string_view key) = 0;
  // On the last entry of all.
  [[nodiscard]] virtual Status SeekLast() = 0;
  // On the entry behind this one, and before it. From none to none.
  [[nodiscard]] virtual Status Next() = 0;
  [[nodiscard]] virtual Status Prev() = 0;

  [[nodiscard]] virtual bool on_entry() const = 0;
  // Of the entry. The view is valid until the cursor goes elsewhere.
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::uint64_t value() const = 0;

 protected:
  KeyCursor() = default;
};

struct KeyEntry {
  std::string_view key;
  std::uint64_t value = 0;
};

// What an index consists of.
struct IndexStatistics {
  struct Part {
    std::string_view name;  // of a static string, such as "leaf"
    std::size_t count = 0;
    std::size_t bytes = 0;  // that they have been given, what is not used of it included
  };
  std::vector<Part> parts;     // each kind of node, and keys and values where they lie apart
  std::size_t free_bytes = 0;  // held for entries to come: memory_bytes() is the parts and this
  std::size_t height = 0;      // nodes on the longest way to an entry; 0 of an empty index
  double mean_depth = 0;       // nodes on the way to an entry, over all entries
};

// Keys compare as unsigned bytes, and a proper prefix comes before what it is a prefix of. Any byte string is
// a key: the empty one is the least, NUL and 0xFF are bytes like others, "a" and "a\0" are two keys.
//
// The index copies the keys that it is given. Thread safety: any number of threads may read at once; a call
// that changes the index needs it alone, unless the index is concurrent.
class TACIT_EXPORT KeyIndex {
 public:
  // Sees one entry; answers whether the scan shall go on. The view is valid during the call only. Must
  // neither change the index nor throw.
  using Visitor = std::function<bool(std::string_view key, std::uint64_t value)>;

  virtual ~KeyIndex() = default;
  KeyIndex(const KeyIndex&) = delete;
  KeyIndex& operator=(const KeyIndex&) = delete;

  // Gives a key that is not there the value, and leaves one that is there as it is. True: the key is new.
  // Errors, after which the index holds what it held before: InvalidArgument (longer than kMaxIndexKeyBytes);
  // ResourceExhausted (memory).
  [[nodiscard]] Result<bool> Insert(std::string_view key, std::uint64_t value);
  // The same, but a key that is there gets the value in place of its own.
  [[nodiscard]] Result<bool> Upsert(std::string_view key, std::uint64_t value);

  // Removes `key`. False: it was not there. Needs no memory.
  virtual bool Erase(std::string_view key) = 0;

  [[nodiscard]] virtual std::optional<std::uint64_t> Lookup(std::string_view key) const = 0;

  // Visits the entries whose key is not less than `from`, in rising order, at most `limit` of them. Returns
  // how many were visited, with the one at which the visitor stopped. Scan("", SIZE_MAX, v) visits
  // everything. Errors: ResourceExhausted (memory: some trees put keys together).
  [[nodiscard]] virtual Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                                 const Visitor& visit) const = 0;
  // The same for keys that are less than `to` as well, and for those that begin with `prefix`.
  [[nodiscard]] Result<std::size_t> ScanRange(std::string_view from, std::string_view to, std::size_t limit,
                                              const Visitor& visit) const;
  [[nodiscard]] Result<std::size_t> ScanPrefix(std::string_view prefix, std::size_t limit,
                                               const Visitor& visit) const;

  // A cursor on none. Errors: ResourceExhausted (memory).
  [[nodiscard]] virtual Result<std::unique_ptr<KeyCursor>> NewCursor() const = 0;

  // Fills an empty index, as dense and as fast as the tree can. Errors, after which it is empty:
  // InvalidArgument (the index is not empty; a key is not greater than the one before it, or too long: tells
  // which one); ResourceExhausted (memory).
  [[nodiscard]] Status Load(std::span<const KeyEntry> entries);

  // Whether Insert, Upsert, Erase and whatever reads may be called by any number of threads at any time: each
  // then happens at one moment between its call and its answer. A scan is no such moment: it shows in order
  // what is there all the while, and of other keys some. A cursor need not seek after a change; it keeps what
  // it is on from being freed, so do not keep it for long. Load, Check and Statistics need the index alone.
  // Where there is no memory at all, Erase waits for cursors to leave.
  [[nodiscard]] virtual bool concurrent() const { return false; }

  [[nodiscard]] virtual std::size_t size() const = 0;
  // Looks at all of the index: whether what it rests on holds. For tests, and where memory is in doubt.
  // Errors: Internal (what does not hold); ResourceExhausted (memory).
  [[nodiscard]] virtual Status Check() const = 0;
  // All the memory that the index holds on to, keys included, without the allocator's own overhead.
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
  // Looks at all of the index. Errors: ResourceExhausted (memory).
  [[nodiscard]] virtual Result<IndexStatistics> Statistics() const = 0;

 protected:
  enum class IfThere { kKeep, kReplace };

  KeyIndex() = default;

 private:
  // Of a key that is not too long.
  [[nodiscard]] virtual Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) = 0;
  // Of an empty index, with entries that Load has found in order. What it leaves behind where it fails, Load
  // erases.
  [[nodiscard]] virtual Status LoadSorted(std::span<const KeyEntry> entries);
};

// The trees of this build, by the names that the tool and the reports use: "art", "hot", "btree",
// "prefix-btree", "concurrent-art", "concurrent-btree".
[[nodiscard]] TACIT_EXPORT std::vector<std::string_view> IndexNames();

// An empty index. Errors: InvalidArgument (no tree of that name; lists those there are); ResourceExhausted
// (memory).
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<KeyIndex>> MakeIndex(std::string_view tree);

}  // namespace tacit
