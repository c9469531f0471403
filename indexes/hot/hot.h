// A height-optimised trie over byte strings (Binna et al., "HOT: A Height Optimized Trie Index for
// Main-Memory Database Systems", SIGMOD 2018).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "indexes/hot/contents.h"
#include "indexes/hot/image.h"
#include "indexes/hot/node.h"
#include "indexes/hot/search.h"
#include "indexes/memory/arena.h"
#include "tacit/index.h"

namespace tacit::index::hot {

class Cursor;

class Hot final : public KeyIndex {
 public:
  // `arena_block`: see Arena; at least 16 KiB. `kernel` must outlive the tree. Throws std::bad_alloc.
  explicit Hot(std::size_t arena_block = Arena::kUsualBlock, const Kernel& kernel = BestKernel())
      : kernel_(kernel), arena_(arena_block, kMaxRoom) {}

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
  class Change;
  class Loader;

  // The end of a way.
  struct Way {
    Step above_parent;
    Step parent;
    Step last;
  };

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  [[nodiscard]] Node NodeAt(Ref ref) const { return Node(arena_.At(ref)); }
  [[nodiscard]] Contents ContentsAt(Ref ref) const { return Contents(NodeAt(ref)); }
  [[nodiscard]] std::size_t RoomOf(Ref ref) const {
    return std::size_t{NodeAt(ref).header().room} * Arena::kPiece;
  }

  // The key's way, in a tree that is not empty. May throw std::bad_alloc.
  void Descend(std::string_view key, std::vector<Step>* way) const;
  // These may throw std::bad_alloc, and have then changed nothing but what the Change undoes.
  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  // Adds a leaf whose key parts at `bit` from the one that path_ leads to, and comes behind it or before.
  void AddLeaf(const Entry& leaf, Bit bit, bool behind);
  // Puts the contents, which may be one entry too many, in place of the last node of path_; goes up while
  // nodes are too full.
  void Rise(Contents contents);
  [[nodiscard]] Ref NewNode(const Contents& contents);
  // A node of a change that may fail yet.
  [[nodiscard]] Ref NewNodeOfChange(const Contents& contents);
  // The node of one half of a node that was too full, or its only entry.
  [[nodiscard]] Entry Half(Contents half);
  // One more than that of the highest child.
  [[nodiscard]] std::uint16_t HeightOver(const Contents& contents) const;
  // Lets a node hold something else, an Image or a Splice: where it lies, if its room is the right one or
  // memory is short and it does; else in another, to which the step above refers then. False: there is no
  // memory, and nothing was done.
  template <typename Form>
  [[nodiscard]] bool Rewrite(const Step& above, Ref ref, const Form& form);
  template <typename Form>
  void WriteInPlace(Ref ref, const Form& form);
  // Makes a step's child another; that of no step is the root.
  void SetChild(const Step& step, Ref child);
  void FreeNode(Ref ref) { arena_.Free(ref, RoomOf(ref)); }

  // The last node has lost an entry, and holds `contents` from now on. Needs no memory, but does better where
  // there is some.
  void Shrink(const Way& way, const Contents& contents);
  // These two do it by doing without the node, if they can.
  [[nodiscard]] bool MoveIntoParent(const Way& way, const Contents& contents);
  [[nodiscard]] bool MergeWithNeighbour(const Way& way, const Contents& contents);

  [[nodiscard]] LongKey* AddLongKey(std::string_view key);
  void DropLongKey(LongKey* key);

  const Kernel& kernel_;
  Arena arena_;
  std::vector<std::unique_ptr<LongKey>> long_keys_;
  std::size_t long_key_bytes_ = 0;
  std::vector<Step> path_;  // of the key that is put in; here, so that its memory is kept
  std::vector<Ref> made_;   // nodes of a change that is not done
  Ref root_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tacit::index::hot
