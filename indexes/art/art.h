// The adaptive radix tree over byte strings (Leis et al., ICDE 2013), for one thread and for any number.
//
// What a reader may have come upon changes in one way only: a reference to a child is replaced by another, in
// one piece. Whatever else changes is changed in a copy of a host (node.h) that takes its place. So readers
// take no lock, never wait and never begin again: a node that was replaced under them is as it was at that
// moment, which lies within their call. Writers lock the node whose reference they replace, and before it is
// copied the node that they copy; always what is above before what is below (Leis et al., "The ART of
// Practical Synchronization", DaMoN 2016, section 4, ROWEX, with copies in place of changes within nodes).
// What was replaced is kept until no reader can be at it (indexes/memory/epochs.h). The tree for one thread
// is the same without all that (sharing.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "indexes/art/builder.h"
#include "indexes/art/nodes.h"
#include "indexes/art/sharing.h"
#include "tacit/index.h"

namespace tacit::index::art {

template <bool kShared>
class Cursor;

template <bool kShared>
class BasicArt final : public KeyIndex {
 public:
  // `arena_block`: see Arena.
  explicit BasicArt(std::size_t arena_block = Arena::kUsualBlock) : nodes_(arena_block) {}

  [[nodiscard]] bool concurrent() const override { return kShared; }
  bool Erase(std::string_view key) override;
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override;
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override { return sharing_.entries(); }
  [[nodiscard]] Status Check() const override;
  [[nodiscard]] std::size_t memory_bytes() const override;
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

 private:
  friend class Cursor<kShared>;
  using Node = BasicNode<kShared>;
  using Guard = typename Sharing<kShared>::Guard;
  using Lock = typename Sharing<kShared>::Lock;
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
  [[nodiscard]] std::uint8_t* StateOf(Child node);

  // How far a key's way goes: to a slot that holds nothing, to a leaf, or to a node that does not lead on to
  // the key.
  struct Way {
    Child above = kNothing;  // the host before the last one; nothing: none, the root leads to the last one
    Slot top;                // leads from there to the last one
    Child host = kNothing;   // the last one; nothing: there is none, but a leaf at most
    Slot slot;               // in the host, and what it holds
    Child child = kNothing;
    std::string_view rest;  // of the key, from the child's own bytes on
    bool leads_on = true;   // no node in which the way ends
  };
  [[nodiscard]] Way WayTo(std::string_view key) const;

  [[nodiscard]] Child root() const { return root_.load(std::memory_order_acquire); }
  [[nodiscard]] Guard Stay() const { return sharing_.Stay(); }

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  // These answer nothing where another thread was faster. They may throw std::bad_alloc, and have then
  // changed nothing. `leaving` gets what is replaced.
  [[nodiscard]] std::optional<bool> TryPut(std::string_view key, std::uint64_t value, IfThere if_there,
                                           Leaving& leaving);
  // A key that is there.
  [[nodiscard]] std::optional<bool> PutOver(const Way& way, std::uint64_t value);
  // A slot that holds nothing or a leaf leads to the key as well.
  [[nodiscard]] std::optional<bool> PutInto(const Way& way, std::uint64_t value, Leaving& leaving);
  // The last host is built anew.
  [[nodiscard]] std::optional<bool> PutIntoHost(const Way& way, std::uint64_t value, Leaving& leaving);

  enum class Erased { kNo, kAlone, kLeftUntidy, kOvertaken };
  [[nodiscard]] Erased TryErase(const Way& way, Leaving& leaving);
  // Builds the last host anew without what is not there any more, if there is memory. True: look again, as
  // the one above it may have little left now that it went away, or was replaced before.
  bool Tidy(const Way& way, Leaving& leaving);
  [[nodiscard]] bool Untidy(Child host) const;
  // What may stand for a host that is locked. May throw std::bad_alloc.
  [[nodiscard]] Child Tidied(Child host, Leaving& leaving);
  [[nodiscard]] Child Merged(Plan& plan, Builder<kShared>& builder, Leaving& leaving);
  // Whether it has so many children that nothing lies in it.
  [[nodiscard]] bool IsLarge(Child host) const { return nodes_.NodeAt(host).kind() >= kIndexed; }

  BasicNodes<kShared> nodes_;
  Sharing<kShared> sharing_{nodes_};
  std::atomic<Child> root_ = kNothing;
  std::uint8_t root_state_ = 0;  // of the root's slot, like that of a node
};

using Art = BasicArt<false>;
using ConcurrentArt = BasicArt<true>;

}  // namespace tacit::index::art
