// A concurrent B+tree built at once.
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "indexes/btree/concurrent_btree.h"
#include "indexes/btree/load.h"

namespace tacit::index::btree {

// Pages that stand in places of their own, which nothing refers to yet. Frees them unless they are kept.
class ConcurrentBTree::Loading final : public Maker {
 public:
  explicit Loading(ConcurrentBTree& tree) : tree_(tree) {}
  ~Loading() override {
    for (const PageId id : ids_) tree_.Abolish(id);
  }
  [[nodiscard]] Made NewPage(bool leaf) override {
    if (ids_.size() == ids_.capacity()) ids_.reserve(2 * ids_.size() + 1);
    ids_.push_back(tree_.table_.NewId());
    Page* const page = tree_.pool_.Fresh(leaf);
    tree_.table_.At(ids_.back()).page.store(page);
    return {page, ids_.back()};
  }
  [[nodiscard]] LongKey* NewLongKey(std::string_view key) override {
    LongKey* const made = tree_.NewLongKey(key).release();
    tree_.CountLongKey(*made);
    return made;
  }
  void Keep() { ids_.clear(); }

 private:
  ConcurrentBTree& tree_;
  std::vector<PageId> ids_;
};

// The tree is empty, but pages may be there that no erasure has joined.
Status ConcurrentBTree::LoadSorted(std::span<const KeyEntry> entries) {
  if (entries.empty()) return Status::Ok();
  try {
    std::vector<PageId> old_ids;
    for (PageId id = 0; id < table_.end(); ++id) {
      if (table_.At(id).page.load() != nullptr) old_ids.push_back(id);
    }
    Loading loading(*this);
    const Made root = Build(entries, keys_, loading);
    loading.Keep();
    for (const PageId id : old_ids) Abolish(id);
    // The root's place keeps its number.
    table_.At(kRootId).page.store(root.page);
    table_.At(static_cast<PageId>(root.ref)).page.store(nullptr);
    table_.FreeId(static_cast<PageId>(root.ref));
    CountEntry(static_cast<std::int64_t>(entries.size()));
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

// A place, and its page if there is one, that nobody can come upon.
void ConcurrentBTree::Abolish(PageId id) {
  Page* const page = table_.At(id).page.exchange(nullptr);
  if (page != nullptr) {
    for (std::size_t i = 0; i < page->count(); ++i) {
      const std::unique_ptr<LongKey> outside(page->outside(i));
      if (outside != nullptr) UncountLongKey(*outside);
    }
    pool_.Delete(page);
  }
  if (id != kRootId) table_.FreeId(id);
}

}  // namespace tacit::index::btree
