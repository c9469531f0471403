// An in-memory B+tree over byte strings.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "indexes/btree/node.h"
#include "tacit/index.h"

namespace tacit::index {

class BTree final : public KeyIndex {
 public:
  // Throws std::bad_alloc; MakeIndex answers with a Status.
  BTree();

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
  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;

  class Cursor;

  [[nodiscard]] const Node* FindLeaf(const Probe& probe) const;
  // The last leaf that has an entry less than the probe, or, without a probe, any; null where none has.
  [[nodiscard]] static const Node* LeafBefore(const Node* node, const Probe* probe);

  // The first three may throw std::bad_alloc, and have then changed nothing.
  [[nodiscard]] Node* NewNode(bool leaf);
  // What a node is to store for a key. A long one is copied into a LongKey of the tree; the entry views
  // `pointer` then.
  using PointerBytes = std::array<char, sizeof(LongKey*)>;
  [[nodiscard]] Entry MakeEntry(std::string_view key, std::uint64_t payload, PointerBytes& pointer);
  // Moves the upper half of the parent's child `at`, or its last entry alone where keys arrive in rising
  // order, to a new child at + 1. The parent has room for any separator.
  void SplitChild(Node* parent, std::size_t at, bool rising);

  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  [[nodiscard]] bool EraseBelow(Node* node, const Probe& probe);
  // Joins the parent's child `at` with a neighbour where both fit in one node.
  void MergeChild(Node* parent, std::size_t at);
  void FreeNode(Node* node);
  void FreeLongKey(const Entry& entry);

  // Owners. The pointers between nodes, and from nodes to long keys, are to what these hold.
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::unique_ptr<LongKey>> long_keys_;
  std::vector<Node*>
      free_nodes_;  // of nodes_; has the capacity for all of them, so that freeing needs no memory
  std::size_t long_key_bytes_ = 0;

  Node* root_;
  std::size_t size_ = 0;
};

}  // namespace tacit::index
