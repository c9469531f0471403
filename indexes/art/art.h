// An adaptive radix tree over byte strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "indexes/art/leaf.h"
#include "indexes/art/node.h"
#include "indexes/memory/arena.h"
#include "tacit/index.h"

namespace tacit::index::art {

class Cursor;

class Art final : public KeyIndex {
 public:
  // `arena_block`: see Arena.
  explicit Art(std::size_t arena_block = Arena::kUsualBlock) : arena_(arena_block) {}

  bool Erase(std::string_view key) override;
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override;
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Status Check() const override;
  [[nodiscard]] std::size_t memory_bytes() const override;
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

 private:
  friend class Cursor;
  class Pending;

  struct Group;

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  [[nodiscard]] Node NodeAt(Child child) { return Node(arena_.At(RefOf(child))); }
  [[nodiscard]] Leaf LeafAt(Child child) { return Leaf(arena_.At(RefOf(child))); }
  // Those of a tree that is not changed: what is read of them only.
  [[nodiscard]] Node NodeAt(Child child) const { return const_cast<Art*>(this)->NodeAt(child); }
  [[nodiscard]] Leaf LeafAt(Child child) const { return const_cast<Art*>(this)->LeafAt(child); }

  // That of the key; kNothing where it is not there.
  [[nodiscard]] Child FindLeaf(std::string_view key) const;
  // Takes the leaf or empty node on the key's way out of the tree and frees it. Answers the node that it was
  // in, if nothing is left of that.
  [[nodiscard]] Child Remove(std::string_view key, Child target);

  // These two may throw std::bad_alloc, and leave then what they have built.
  void LoadOrThrow(std::span<const KeyEntry> entries);
  // For a group of two entries at least; leaves its children to be done.
  [[nodiscard]] Child LoadNode(const Group& group, std::vector<Group>* left);

  // These may throw std::bad_alloc, and have then changed nothing.
  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  [[nodiscard]] Child NewLeaf(std::string_view rest, std::uint64_t value);
  [[nodiscard]] Child NewNode(std::uint8_t kind, std::string_view prefix);
  // The same node with another prefix, of another kind, which has room for its children.
  [[nodiscard]] Child Copied(Child node, std::uint8_t kind, std::string_view prefix);
  // Puts a node in front of the child in the slot, whose way begins with `common` and then `byte`; `rest` of
  // the child's own way is left behind.
  Child PutNodeBefore(Child child, std::string_view common, unsigned char byte, std::string_view rest);
  // A node that has one key or child left is replaced by it, if there is memory.
  [[nodiscard]] Child Collapsed(Child node);
  [[nodiscard]] Child CollapsedOrThrow(Child node);
  void Free(Child child);

  Arena arena_;
  std::vector<std::unique_ptr<LongRest>> long_rests_;
  std::size_t long_rest_bytes_ = 0;
  Child root_ = kNothing;
  std::size_t size_ = 0;
};

}  // namespace tacit::index::art
