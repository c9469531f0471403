#include "indexes/btree/inspection.h"

#include <utility>

#include "src/base/status_macros.h"

namespace tacit::index::btree {

Status WrongTree(const std::string& what) { return Status::Internal("btree: expected " + what); }

Status Inspection::Look() {
  Path path;
  return LookAt(root_, path, std::nullopt, std::nullopt);
}

Status Inspection::LookAt(Page* page, Path& path, const Bound& low, const Bound& high) {
  TACIT_RETURN_IF_ERROR(LookAtKeys(*page, path, low, high));
  if (page->leaf()) return LookAtLeaf(page, path.size() + 1);
  ++inner_;
  KeyBuffer buffer;
  for (std::size_t i = 0; i <= page->count(); ++i) {
    const Bound from = i == 0 ? low : Bound(page->KeyAt(i - 1, buffer));
    const Bound to = i == page->count() ? high : Bound(page->KeyAt(i, buffer));
    path.Push({page, i});
    Status looked = LookAt(resolve_(context_, page->ref(i)), path, from, to);
    path.Pop();
    if (!looked.ok()) return looked;
  }
  return Status::Ok();
}

Status Inspection::LookAtKeys(const Page& page, const Path& path, const Bound& low, const Bound& high) {
  const Fence low_fence = LowFence(path);
  const std::string common(PrefixBetween(low_fence, HighFence(path)));
  if (page.prefix_size() > common.size()) return WrongTree("a prefix that the separators have in common");
  const std::string_view prefix = std::string_view(common).substr(0, page.prefix_size());
  if (page.used() > Page::capacity()) return WrongTree("no more than a page holds");
  std::size_t bytes = 0;
  Bound before;
  KeyBuffer buffer;
  for (std::size_t i = 0; i < page.count(); ++i) {
    std::string key(page.KeyAt(i, buffer));
    if (!key.starts_with(prefix)) return WrongTree("keys that begin with the page's prefix");
    if ((low && key < *low) || (before && key <= *before)) return WrongTree("rising keys");
    if (high && key >= *high) return WrongTree("keys below the separator");
    if (page.KeySizeAt(i) != key.size()) return WrongTree("the size of a key");
    bool found = false;
    if (page.LowerBound(key, &found) != i || !found) return WrongTree("a key to be found at its place");
    bytes += page.EntryBytesOf(key.size());
    long_keys_ += page.outside(i) == nullptr ? 0U : 1U;
    before = std::move(key);
  }
  return bytes == page.entry_bytes() ? Status::Ok() : WrongTree("entries without holes");
}

Status Inspection::LookAtLeaf(const Page* leaf, std::size_t depth) {
  if (leaf_depth_.value_or(depth) != depth) return WrongTree("leaves at one depth");
  if (linked_ && leaf->prev() != last_leaf_) return WrongTree("leaves linked backwards in order");
  if (linked_ && last_leaf_ != nullptr && last_leaf_->next() != leaf)
    return WrongTree("leaves linked in order");
  leaf_depth_ = depth;
  last_leaf_ = leaf;
  keys_ += leaf->count();
  ++leaves_;
  return Status::Ok();
}

}  // namespace tacit::index::btree
