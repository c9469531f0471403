// In-memory B+trees over byte strings: one that stores whole keys in its pages, and one that stores what the
// pages' prefixes do not tell of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "indexes/btree/page.h"
#include "indexes/btree/path.h"
#include "tacit/index.h"

namespace tacit::index::btree {

class Cursor;

class BTree final : public KeyIndex {
 public:
  // Throws std::bad_alloc; MakeIndex answers with a Status.
  explicit BTree(Keys keys);

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

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  [[nodiscard]] const Page* FindLeaf(std::string_view key) const;

  // These may throw std::bad_alloc, and have then changed nothing that a reader sees.
  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  [[nodiscard]] Page* NewPage(bool leaf);
  // An entry for a key; a long one is copied into a LongKey of the tree.
  [[nodiscard]] Entry NewEntry(std::string_view key, std::uint64_t payload);
  // Moves the upper half of the child that the path leads to, or nothing but what comes next where keys
  // arrive in rising order, to a new child behind it. The child's parent has room for any separator.
  void SplitChild(const Path& path, bool rising);

  class Loading;

  // Joins the child that the path leads to with a neighbour where both fit in one page.
  void MergeChild(Path& path);
  bool MergeWithNext(Path& path);
  void FreePage(Page* page);
  void FreeLongKey(LongKey* key);
  void Clear();

  Keys keys_;
  // Owners. The pointers between pages, and from pages to long keys, are to what these hold.
  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<std::unique_ptr<LongKey>> long_keys_;
  std::vector<Page*> free_pages_;  // of pages_; has the capacity for all of them: freeing needs no memory
  std::size_t long_key_bytes_ = 0;

  Page* root_;
  std::size_t size_ = 0;
};

}  // namespace tacit::index::btree
