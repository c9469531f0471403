// An adaptive radix tree over byte strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "indexes/art/nodes.h"
#include "tacit/index.h"

namespace tacit::index::art {

template <typename Tree>
class Cursor;

class Art final : public KeyIndex {
 public:
  // `arena_block`: see Arena.
  explicit Art(std::size_t arena_block = Arena::kUsualBlock) : nodes_(arena_block) {}

  bool Erase(std::string_view key) override;
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override;
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Status Check() const override;
  [[nodiscard]] std::size_t memory_bytes() const override { return sizeof(*this) + nodes_.memory_bytes(); }
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

 private:
  friend class Cursor<Art>;
  // What a cursor needs so that nothing goes away under it.
  struct Guard {};
  [[nodiscard]] Guard Stay() const { return {}; }
  [[nodiscard]] Child root() const { return root_; }

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  // That of the key; kNothing where it is not there.
  [[nodiscard]] Child FindLeaf(std::string_view key) const;
  // Takes the leaf or empty node on the key's way out of the tree and frees it. Answers the node that it was
  // in, if nothing is left of that.
  [[nodiscard]] Child Remove(std::string_view key, Child target);

  // These may throw std::bad_alloc, and have then changed nothing.
  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  // Puts a node in front of the child in the slot, whose way begins with `common` and then `byte`; `rest` of
  // the child's own way is left behind.
  Child PutNodeBefore(Child child, std::string_view common, unsigned char byte, std::string_view rest);
  // A node that has one key or child left is replaced by it, if there is memory.
  [[nodiscard]] Child Collapsed(Child node);
  [[nodiscard]] Child CollapsedOrThrow(Child node);

  Nodes nodes_;
  Child root_ = kNothing;
  std::size_t size_ = 0;
};

}  // namespace tacit::index::art
