#include "indexes/btree/concurrent_btree.h"

#include <algorithm>
#include <cassert>
#include <new>

#include "indexes/btree/concurrent_cursor.h"

namespace tacit::index::btree {

ConcurrentBTree::ConcurrentBTree(Keys keys) : keys_(keys) {
  pool_.GiveBack(pool_.Fresh(true));
  [[maybe_unused]] const PageId root = table_.NewId();
  assert(root == kRootId);
  // Last, since nothing frees it if something throws here.
  table_.At(kRootId).page.store(pool_.Fresh(true));
}

ConcurrentBTree::~ConcurrentBTree() {
  const auto free_keys = [](const Page& page) {
    for (std::size_t i = 0; i < page.count(); ++i) delete page.outside(i);
  };
  for (PageId id = 0; id < table_.end(); ++id) {
    Page* const page = table_.At(id).page.load();
    if (page == nullptr) continue;
    free_keys(*page);
    delete page;
  }
  epochs_.EmptyAll([this](Trash& trash) { Empty(trash); });
}

void ConcurrentBTree::Descend(Goal goal, std::string_view key, Way& way) const {
  while (!TryDescend(goal, key, way)) continue;
}

bool ConcurrentBTree::TryDescend(Goal goal, std::string_view key, Way& way) const {
  way.path.Clear();
  PageId id = kRootId;
  const Place* place = &table_.At(id);
  Page* page = place->page.load(std::memory_order_acquire);
  while (!page->leaf()) {
    bool found = false;
    std::size_t at = goal == Goal::kLast ? page->count() : page->LowerBound(key, &found);
    if (found && goal == Goal::kKey) ++at;
    const auto child_id = static_cast<PageId>(page->ref(at));
    const Place& child_place = table_.At(child_id);
    Page* const child = child_place.page.load(std::memory_order_acquire);
    if (place->page.load(std::memory_order_acquire) != page || child == nullptr) return false;
    way.ids[way.path.size()] = id;
    way.path.Push({page, at});
    id = child_id;
    place = &child_place;
    page = child;
  }
  way.leaf_id = id;
  way.leaf = page;
  return true;
}

const Page* ConcurrentBTree::FindLeaf(std::string_view key) const {
  const Place& root = table_.At(kRootId);
  const Place* place = &root;
  const Page* page = root.page.load(std::memory_order_acquire);
  while (!page->leaf()) {
    const Place& child_place = table_.At(static_cast<PageId>(page->ref(page->ChildIndex(key))));
    const Page* const child = child_place.page.load(std::memory_order_acquire);
    const bool changed = place->page.load(std::memory_order_acquire) != page || child == nullptr;
    place = changed ? &root : &child_place;
    page = changed ? root.page.load(std::memory_order_acquire) : child;
  }
  return page;
}

std::optional<std::uint64_t> ConcurrentBTree::Lookup(std::string_view key) const {
  const Guard guard(epochs_);
  const Page* const leaf = FindLeaf(key);
  bool found = false;
  const std::size_t i = leaf->LowerBound(key, &found);
  if (!found) return std::nullopt;
  return leaf->shared_payload(i);
}

Result<std::size_t> ConcurrentBTree::Scan(std::string_view from, std::size_t limit,
                                          const Visitor& visit) const {
  ConcurrentCursor cursor(*this);
  std::size_t visited = 0;
  if (limit == 0) return visited;
  for (cursor.GoTo(from); cursor.on_entry(); cursor.GoForward()) {
    ++visited;
    if (!visit(cursor.key(), cursor.value()) || visited == limit) break;
  }
  return visited;
}

Result<std::unique_ptr<KeyCursor>> ConcurrentBTree::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<ConcurrentCursor>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

std::size_t ConcurrentBTree::size() const {
  std::int64_t entries = 0;
  epochs_.ForEachStall([&](const auto& stall) { entries += stall.entries.load(); });
  return static_cast<std::size_t>(std::max<std::int64_t>(0, entries));
}

std::size_t ConcurrentBTree::memory_bytes() const {
  return sizeof(*this) + table_.memory_bytes() + pool_.pages() * sizeof(Page) + long_key_bytes_.load();
}

}  // namespace tacit::index::btree
