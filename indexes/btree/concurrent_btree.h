// B+trees that any number of threads read and change at a time.
//
// A page never changes but for its values: who changes it otherwise puts a changed copy in its place. A value
// is replaced where it stands, in one piece. Both under the lock of the page's place, so that no copy misses
// a value. Readers take no lock and never wait: what they find in a page that is replaced meanwhile was true
// when it was. On the way down a reader that has a child in hand sees to it that its parent still stands in
// its place (optimistic lock coupling; Leis et al., "The ART of Practical Synchronization", DaMoN 2016): else
// the child may have been cut in two, and it begins again. What was replaced is kept until no reader can be
// at it (indexes/memory/epochs.h).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "indexes/btree/page.h"
#include "indexes/btree/page_pool.h"
#include "indexes/btree/page_table.h"
#include "indexes/btree/path.h"
#include "indexes/memory/epochs.h"
#include "tacit/index.h"

namespace tacit::index::btree {

class ConcurrentCursor;

class ConcurrentBTree final : public KeyIndex {
 public:
  // Throws std::bad_alloc; MakeIndex answers with a Status.
  explicit ConcurrentBTree(Keys keys);
  ~ConcurrentBTree() override;

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
  friend class ConcurrentCursor;

  // What waits for its readers to leave: pages by their `prev`, long keys by their `link`, ids by next_free.
  struct Trash {
    Page* pages = nullptr;
    LongKey* keys = nullptr;
    PageId ids = 0;
  };
  using Guard = Epochs<Trash>::Guard;

  // The way to a leaf: the pages on it and their ids. The pages stay what they are as long as the guard is
  // there under which the way was gone.
  struct Way {
    Path path;
    std::array<PageId, Path::kMaxSteps> ids;  // of the path's pages
    PageId leaf_id = kRootId;
    Page* leaf = nullptr;
  };
  // The page of the way that is `level` steps above its leaf, which is at level 0.
  [[nodiscard]] static Page* PageAt(const Way& way, std::size_t level) {
    return level == 0 ? way.leaf : way.path[way.path.size() - level].page;
  }
  [[nodiscard]] static PageId IdAt(const Way& way, std::size_t level) {
    return level == 0 ? way.leaf_id : way.ids[way.path.size() - level];
  }
  // The way to it: its parent comes last.
  [[nodiscard]] static Path PathTo(const Way& way, std::size_t level);

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;
  class Loading;
  void Abolish(PageId id);

  // Which child to go to: that in whose range the key lies; that which holds what is just less than it; the
  // last one.
  enum class Goal { kKey, kBelowKey, kLast };
  void Descend(Goal goal, std::string_view key, Way& way) const;
  // False where something changed on the way.
  [[nodiscard]] bool TryDescend(Goal goal, std::string_view key, Way& way) const;
  // The leaf alone.
  [[nodiscard]] const Page* FindLeaf(std::string_view key) const;

  // These may throw std::bad_alloc, and have then changed nothing.
  bool PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there);
  // Of the leaf of the way, at its entry i. False: another page stands there by now, nothing has changed.
  bool ReplaceValue(const Way& way, std::size_t i, std::uint64_t value);
  bool InsertInto(const Way& way, std::size_t i, std::string_view key, std::uint64_t value);
  // Cuts the page of the way in two that is `level` steps above the leaf, or its parent if that has no room;
  // or does nothing where another has changed one of them.
  void Split(const Way& way, std::size_t level, bool rising);
  void SplitRoot(Page& root, bool rising);
  struct Halves;
  // Of a page between the two fences. Throws std::bad_alloc, and leaves nothing then.
  void Cut(const Page& whole, const Fence& low, const Fence& high, bool rising, Halves& halves);

  // Joins one page on the way to the key with a neighbour, if one is sparse; false: there is nothing to do.
  bool Tidy(std::string_view key);
  bool MergeWithNext(const Way& way, std::size_t level, std::size_t at);
  bool TakeRootsOnlyChild(const Way& way);

  [[nodiscard]] std::unique_ptr<LongKey> NewLongKey(std::string_view key);

  void Publish(Place& place, Page* page);
  void Retire(Page* page);
  void Retire(LongKey* key);
  void RetireId(PageId id);
  template <typename Add>
  void RetireBy(const Add& add);
  void Empty(Trash& trash);
  void CountLongKey(const LongKey& key) {
    long_key_bytes_ += sizeof(LongKey) + key.bytes.size();
    ++long_keys_;
  }
  void UncountLongKey(const LongKey& key) {
    long_key_bytes_ -= sizeof(LongKey) + key.bytes.size();
    --long_keys_;
  }
  void CountEntry(std::int64_t change) { epochs_.OwnStall().entries.fetch_add(change); }

  const Keys keys_;
  PageTable table_;
  PagePool pool_{keys_};
  mutable Epochs<Trash> epochs_;
  std::atomic<std::size_t> retired_ = 0;
  std::atomic<std::size_t> long_key_bytes_ = 0;
  std::atomic<std::size_t> long_keys_ = 0;
};

}  // namespace tacit::index::btree
