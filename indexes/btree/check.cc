// What a B+tree rests on, and what it consists of.
#include <algorithm>
#include <new>
#include <string>

#include "indexes/btree/btree.h"
#include "src/base/status_macros.h"

namespace tacit::index::btree {
namespace {

Status WrongTree(const std::string& what) { return Status::Internal("btree: expected " + what); }

// Goes through the tree in order, and sees to it that leaves are linked as they are met.
class Inspection {
 public:
  explicit Inspection(Page* root) : root_(root) {}

  [[nodiscard]] Status Look() {
    Path path;
    return LookAt(root_, path, std::nullopt, std::nullopt);
  }
  [[nodiscard]] std::size_t keys() const { return keys_; }
  [[nodiscard]] std::size_t long_keys() const { return long_keys_; }
  [[nodiscard]] std::size_t leaves() const { return leaves_; }
  [[nodiscard]] std::size_t inner() const { return inner_; }
  [[nodiscard]] std::size_t height() const { return leaf_depth_.value_or(0); }
  [[nodiscard]] const Page* last_leaf() const { return last_leaf_; }

 private:
  using Bound = std::optional<std::string>;

  // The keys below are not less than `low` and less than `high`, where there is one.
  [[nodiscard]] Status LookAt(Page* page, Path& path, const Bound& low, const Bound& high) {
    const Fence low_fence = LowFence(path);
    const std::string prefix(PrefixBetween(low_fence, HighFence(path)));
    if (page->prefix_size() != prefix.size())
      return WrongTree("the prefix that the separators have in common");
    if (page->used() > Page::capacity()) return WrongTree("no more than a page holds");
    std::size_t bytes = 0;
    Bound before;
    KeyBuffer buffer;
    for (std::size_t i = 0; i < page->count(); ++i) {
      std::string key(page->KeyAt(i, buffer));
      if (!key.starts_with(prefix)) return WrongTree("keys that begin with the page's prefix");
      if ((low && key < *low) || (before && key <= *before)) return WrongTree("rising keys");
      if (high && key >= *high) return WrongTree("keys below the separator");
      if (page->KeySizeAt(i) != key.size()) return WrongTree("the size of a key");
      bool found = false;
      if (page->LowerBound(key, &found) != i || !found) return WrongTree("a key to be found at its place");
      bytes += page->EntryBytesOf(key.size());
      long_keys_ += page->outside(i) == nullptr ? 0U : 1U;
      before = std::move(key);
    }
    if (bytes != page->entry_bytes()) return WrongTree("entries without holes");
    if (page->leaf()) return LookAtLeaf(page, path.size() + 1);
    ++inner_;
    for (std::size_t i = 0; i <= page->count(); ++i) {
      const Bound from = i == 0 ? low : Bound(page->KeyAt(i - 1, buffer));
      const Bound to = i == page->count() ? high : Bound(page->KeyAt(i, buffer));
      path.Push({page, i});
      Status looked = LookAt(page->child(i), path, from, to);
      path.Pop();
      if (!looked.ok()) return looked;
    }
    return Status::Ok();
  }

  [[nodiscard]] Status LookAtLeaf(const Page* leaf, std::size_t depth) {
    if (leaf_depth_.value_or(depth) != depth) return WrongTree("leaves at one depth");
    if (leaf->prev() != last_leaf_) return WrongTree("leaves linked backwards in order");
    if (last_leaf_ != nullptr && last_leaf_->next() != leaf) return WrongTree("leaves linked in order");
    leaf_depth_ = depth;
    last_leaf_ = leaf;
    keys_ += leaf->count();
    ++leaves_;
    return Status::Ok();
  }

  Page* root_;
  std::optional<std::size_t> leaf_depth_;
  const Page* last_leaf_ = nullptr;
  std::size_t keys_ = 0;
  std::size_t long_keys_ = 0;
  std::size_t leaves_ = 0;
  std::size_t inner_ = 0;
};

}  // namespace

Status BTree::Check() const try {
  Inspection inspection(root_);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  if (inspection.last_leaf()->next() != nullptr) return WrongTree("no leaf behind the last one");
  if (inspection.keys() != size_) {
    return WrongTree(std::to_string(size_) + " keys, found " + std::to_string(inspection.keys()));
  }
  if (inspection.long_keys() != long_keys_.size()) return WrongTree("each long key in one page");
  if (inspection.leaves() + inspection.inner() + free_pages_.size() != pages_.size()) {
    return WrongTree("each page in the tree or free");
  }
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> BTree::Statistics() const try {
  Inspection inspection(root_);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  IndexStatistics statistics;
  statistics.height = size_ == 0 ? 0 : inspection.height();
  statistics.mean_depth = static_cast<double>(statistics.height);
  statistics.parts = {{"inner page", inspection.inner(), inspection.inner() * sizeof(Page)},
                      {"leaf page", inspection.leaves(), inspection.leaves() * sizeof(Page)},
                      {"key outside of its page", long_keys_.size(), long_key_bytes_}};
  statistics.free_bytes = memory_bytes();
  for (const IndexStatistics::Part& part : statistics.parts) statistics.free_bytes -= part.bytes;
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::btree
