// An adaptive radix tree that any number of threads read and change at a time.
//
// What readers have come upon changes in one way only: a reference to a child is replaced by another, in one
// piece. Who adds to a node puts a larger copy in its place. Readers take no lock, never wait and never begin
// again: a node that was replaced under them is as it was at that moment, which lies within their call.
// Writers lock the node whose reference they replace, and before it is copied the node that they copy; always
// what is above before what is below (Leis et al., "The ART of Practical Synchronization", DaMoN 2016,
// section 4, ROWEX, with copies in place of all changes within a node). What was replaced is kept until no
// reader can be at it (indexes/memory/epochs.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "indexes/art/nodes.h"
#include "indexes/memory/epochs.h"
#include "tacit/index.h"

namespace tacit::index::art {

template <typename Tree>
class Cursor;

class ConcurrentArt final : public KeyIndex {
 public:
  // `arena_block`: see Arena.
  explicit ConcurrentArt(std::size_t arena_block = Arena::kUsualBlock) : nodes_(arena_block) {}

  [[nodiscard]] bool concurrent() const override { return true; }
  bool Erase(std::string_view key) override;
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override;
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override;
  [[nodiscard]] Status Check() const override;
  [[nodiscard]] std::size_t memory_bytes() const override;
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

 private:
  friend class Cursor<ConcurrentArt>;

  // What waits for its readers to leave.
  struct Trash {
    std::vector<Child> children;
  };
  using Guard = Epochs<Trash>::Guard;
  class Lock;
  class Leaving;

  // What holds a reference to a child: the end of a node or its place for a byte; the tree's root, where
  // there is no node.
  struct Slot {
    Child node = kNothing;
    bool is_end = false;
    unsigned char byte = 0;
  };
  [[nodiscard]] Child Read(Slot slot) const;
  void Write(Slot slot, Child child);

  [[nodiscard]] Guard Stay() const { return Guard(epochs_); }
  [[nodiscard]] Child root() const { return root_.load(std::memory_order_acquire); }

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  // These answer nothing where another thread was faster. They may throw std::bad_alloc, and have then
  // changed nothing. `leaving` gets what is replaced.
  [[nodiscard]] std::optional<bool> TryPut(std::string_view key, std::uint64_t value, IfThere if_there,
                                           Leaving& leaving);
  // A key that is there, with the leaf in the slot.
  [[nodiscard]] std::optional<bool> PutOver(Slot slot, Child leaf, std::uint64_t value);
  // A slot with nothing in it gets a leaf.
  [[nodiscard]] std::optional<bool> Fill(Slot slot, std::string_view rest, std::uint64_t value);
  // The node in the slot has no place for the byte.
  [[nodiscard]] std::optional<bool> Grow(Slot slot, Child node, unsigned char byte, std::string_view rest,
                                         std::uint64_t value, Leaving& leaving);
  // The key's way leaves that of the child in the slot behind `common` bytes.
  [[nodiscard]] std::optional<bool> Fork(Slot slot, Child child, std::size_t common, std::string_view key,
                                         std::uint64_t value, Leaving& leaving);

  enum class Erased { kNo, kAlone, kLeftSparse, kOvertaken };
  [[nodiscard]] Erased TryErase(std::string_view key, Leaving& leaving);
  // Makes the last node on the way to a key that is not there smaller, if it has little left and there is
  // memory. True: it went away, and the one above it may have little left now.
  bool Tidy(std::string_view key);
  // What may stand for a sparse node that is locked: itself, if there is nothing better. Throws
  // std::bad_alloc.
  [[nodiscard]] Child Tidied(Child child, Leaving& leaving);
  // A node with one child and that in one. Itself where their ways are too long together.
  [[nodiscard]] Child Merged(Child child, Leaving& leaving);

  // Needs no memory: where there is none, it waits for readers.
  void Retire(Child child);
  void Empty(Trash& trash);
  void CountEntry(std::int64_t change) { epochs_.OwnStall().entries.fetch_add(change); }

  SharedNodes nodes_;
  mutable Epochs<Trash> epochs_;
  std::atomic<Child> root_ = kNothing;
  std::uint8_t root_state_ = 0;  // of the root's slot, like that of a node
  std::atomic<std::size_t> retired_ = 0;
};

}  // namespace tacit::index::art
