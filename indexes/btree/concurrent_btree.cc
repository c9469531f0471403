#include "indexes/btree/concurrent_btree.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <new>
#include <string>
#include <thread>
#include <utility>

#include "indexes/btree/concurrent_cursor.h"
#include "indexes/btree/reshape.h"

namespace tacit::index::btree {
namespace {

// Pages that are taken out between two looks whether an epoch is over.
constexpr std::size_t kRetiredPerLook = 16;

}  // namespace

ConcurrentBTree::ConcurrentBTree(Keys keys) : keys_(keys) {
  const PageId root = table_.NewId();
  assert(root == kRootId);
  table_.At(root).page.store(FreshPage(true));
  GiveBack(FreshPage(true));
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
  for (Pool& pool : pools_) {
    while (pool.first != nullptr) delete std::exchange(pool.first, pool.first->prev());
  }
}

Result<bool> ConcurrentBTree::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

// A leaf that stands in its place while its lock is held has the range that it had on the way down: what
// changes a leaf's range puts another page there.
bool ConcurrentBTree::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  const Guard guard(epochs_);
  while (true) {
    Way way;
    Descend(Goal::kKey, key, way);
    bool found = false;
    const std::size_t i = way.leaf->LowerBound(key, &found);
    if (found && if_there == IfThere::kKeep) return false;
    if (!found && !way.leaf->HasRoom(way.leaf->EntryBytesOf(key.size()))) {
      Split(way, 0, i == way.leaf->count() && !HighFence(way.path).limited);
      continue;
    }
    std::unique_ptr<LongKey> outside = found || key.size() <= kMaxInline ? nullptr : NewLongKey(key);
    Page* const changed = NewPage(true);
    Place& place = table_.At(way.leaf_id);
    const PlaceLock lock(place);
    if (place.page.load() != way.leaf) {
      GiveBack(changed);
      continue;
    }
    *changed = *way.leaf;
    if (found) {
      changed->set_payload(i, value);
    } else {
      changed->InsertAt(i, {key, value, outside.get()});
      if (outside != nullptr) {
        long_key_bytes_ += sizeof(LongKey) + key.size();
        ++long_keys_;
        (void)outside.release();
      }
      CountEntry(1);
    }
    Publish(place, changed);
    return !found;
  }
}

// What a page is cut into. `left` and `right` wait to be published. Stays where it is: the separator may view
// the buffer.
struct ConcurrentBTree::Halves {
  Halves() = default;
  Halves(const Halves&) = delete;
  Halves& operator=(const Halves&) = delete;

  Page* left = nullptr;
  Page* right = nullptr;
  KeyBuffer buffer;
  std::unique_ptr<LongKey> long_separator;  // a leaf's, where it is too long for a page
  Entry separator;
};

void ConcurrentBTree::Cut(const Page& whole, const Fence& low, const Fence& high, bool rising,
                          Halves& halves) {
  const std::size_t cut = rising ? whole.count() - 1 : MiddleOf(whole);
  halves.separator = whole.At(cut, halves.buffer);
  if (whole.leaf()) {
    KeyBuffer before;
    const std::string_view key = Separator(whole.KeyAt(cut - 1, before), halves.separator.key);
    halves.separator = {key, 0, nullptr};
    if (key.size() > kMaxInline) {
      halves.long_separator = NewLongKey(key);
      halves.separator = {halves.long_separator->bytes, 0, halves.long_separator.get()};
    }
  }
  Fence middle;
  middle.Set(halves.separator.key);
  halves.left = NewPage(whole.leaf());
  try {
    halves.right = FreshPage(whole.leaf());
  } catch (const std::bad_alloc&) {
    GiveBack(halves.left);
    throw;
  }
  Distribute(whole, cut, PrefixBetween(low, middle), *halves.left, PrefixBetween(middle, high),
             *halves.right);
}

// The new right half can be reached by nobody before the parent tells of it. The parent comes before the left
// half: who still sees the whole page sees all; who sees the half of it finds that the parent has changed.
void ConcurrentBTree::Split(const Way& way, std::size_t level, bool rising) {
  Page* const whole = PageAt(way, level);
  if (level == way.path.size()) return SplitRoot(*whole, rising);
  const Step& above = way.path[way.path.size() - level - 1];
  if (!above.page->HasRoom(Page::kMaxEntryBytes)) return Split(way, level + 1, false);

  Place& place = table_.At(IdAt(way, level));
  Place& parent_place = table_.At(IdAt(way, level + 1));
  const PlaceLock lock(place);
  const PlaceLock parent_lock(parent_place);
  if (place.page.load() != whole || parent_place.page.load() != above.page) return;

  const Path path = PathTo(way, level);
  Halves halves;
  Cut(*whole, LowFence(path), HighFence(path), rising, halves);
  Page* parent = nullptr;
  PageId right = 0;
  try {
    parent = NewPage(false);
    right = table_.NewId();
  } catch (const std::bad_alloc&) {
    GiveBack(halves.left);
    GiveBack(halves.right);
    if (parent != nullptr) GiveBack(parent);
    throw;
  }
  *parent = *above.page;
  halves.separator.payload = IdAt(way, level);
  parent->InsertAt(above.at, halves.separator);
  parent->set_ref(above.at + 1, right);
  if (halves.long_separator != nullptr) {
    long_key_bytes_ += sizeof(LongKey) + halves.long_separator->bytes.size();
    ++long_keys_;
    (void)halves.long_separator.release();
  }
  table_.At(right).page.store(halves.right);
  Publish(parent_place, parent);
  Publish(place, halves.left);
}

// The root stays where it is: it becomes the parent of what it was cut into.
void ConcurrentBTree::SplitRoot(Page& whole, bool rising) {
  Place& place = table_.At(kRootId);
  const PlaceLock lock(place);
  if (place.page.load() != &whole) return;
  Halves halves;
  Cut(whole, {}, {}, rising, halves);
  Page* root = nullptr;
  PageId left = 0;
  try {
    root = FreshPage(false);
    left = table_.NewId();
    const PageId right = table_.NewId();
    halves.separator.payload = left;
    root->Append(halves.separator);
    root->set_ref(1, right);
    table_.At(right).page.store(halves.right);
  } catch (const std::bad_alloc&) {
    if (left != 0) table_.FreeId(left);
    if (root != nullptr) GiveBack(root);
    GiveBack(halves.left);
    GiveBack(halves.right);
    throw;
  }
  if (halves.long_separator != nullptr) {
    long_key_bytes_ += sizeof(LongKey) + halves.long_separator->bytes.size();
    ++long_keys_;
    (void)halves.long_separator.release();
  }
  table_.At(left).page.store(halves.left);
  Publish(place, root);
}

bool ConcurrentBTree::Erase(std::string_view key) {
  while (true) {
    std::optional<Guard> guard(epochs_);
    Way way;
    Descend(Goal::kKey, key, way);
    bool found = false;
    const std::size_t i = way.leaf->LowerBound(key, &found);
    if (!found) return false;
    Page* const changed = TryNewPage(true);
    if (changed == nullptr) {
      // What others are done with will do.
      guard.reset();
      (void)epochs_.TryAdvance();
      epochs_.Collect([this](Trash& trash) { Empty(trash); });
      std::this_thread::yield();
      continue;
    }
    bool sparse = false;
    {
      Place& place = table_.At(way.leaf_id);
      const PlaceLock lock(place);
      if (place.page.load() != way.leaf) {
        GiveBack(changed);
        continue;
      }
      *changed = *way.leaf;
      LongKey* const outside = changed->outside(i);
      changed->RemoveAt(i);
      sparse = changed->used() < kSparse;
      CountEntry(-1);
      Publish(place, changed);
      if (outside != nullptr) Retire(outside);
    }
    while (sparse && Tidy(key)) continue;
    return true;
  }
}

bool ConcurrentBTree::Tidy(std::string_view key) {
  Way way;
  Descend(Goal::kKey, key, way);
  for (std::size_t level = 0; level < way.path.size(); ++level) {
    if (PageAt(way, level)->used() >= kSparse) continue;
    const std::size_t at = way.path[way.path.size() - level - 1].at;
    if (MergeWithNext(way, level, at) || (at > 0 && MergeWithNext(way, level, at - 1))) return true;
  }
  return TakeRootsOnlyChild(way);
}

// Child `at` of the page above the level, and the next one. Waits for no lock: what is not done now is done
// another time.
bool ConcurrentBTree::MergeWithNext(const Way& way, std::size_t level, std::size_t at) {
  Path path = PathTo(way, level);
  Page* const above = path.back().page;
  if (at >= above->count()) return false;
  const auto left_id = static_cast<PageId>(above->ref(at));
  const auto right_id = static_cast<PageId>(above->ref(at + 1));
  Place& left_place = table_.At(left_id);
  Place& right_place = table_.At(right_id);
  Place& parent_place = table_.At(IdAt(way, level + 1));
  const PlaceLock left_lock(left_place, std::try_to_lock);
  const PlaceLock right_lock(right_place, std::try_to_lock);
  const PlaceLock parent_lock(parent_place, std::try_to_lock);
  if (!left_lock.holds() || !right_lock.holds() || !parent_lock.holds()) return false;
  if (parent_place.page.load() != above) return false;
  // The parent refers to them, so that they are there.
  const Page& left = *left_place.page.load();
  const Page& right = *right_place.page.load();

  path.back().at = at;
  const Fence low = LowFence(path);
  path.back().at = at + 1;
  const std::string_view prefix = PrefixBetween(low, HighFence(path));
  KeyBuffer buffer;
  const Entry separator = above->At(at, buffer);
  if (!FitTogether(left, separator.key.size(), right, keys_, prefix.size())) return false;
  Page* const joined = TryNewPage(left.leaf());
  Page* const parent = joined == nullptr ? nullptr : TryNewPage(false);
  if (parent == nullptr) {
    if (joined != nullptr) GiveBack(joined);
    return false;
  }
  joined->SetPrefix(prefix);
  Join(left, separator, right, *joined);
  *parent = *above;
  parent->set_ref(at + 1, left_id);
  parent->RemoveAt(at);
  const bool was_leaf = left.leaf();
  // Who still goes to the right page finds all of it, as it was.
  Publish(left_place, joined);
  Publish(parent_place, parent);
  Publish(right_place, nullptr);
  RetireId(right_id);
  if (was_leaf && separator.outside != nullptr) Retire(separator.outside);
  return true;
}

bool ConcurrentBTree::TakeRootsOnlyChild(const Way& way) {
  if (way.path.empty() || way.path[0].page->count() > 0) return false;
  const auto child_id = static_cast<PageId>(way.path[0].page->ref(0));
  Place& root_place = table_.At(kRootId);
  Place& child_place = table_.At(child_id);
  const PlaceLock child_lock(child_place, std::try_to_lock);
  const PlaceLock root_lock(root_place, std::try_to_lock);
  if (!child_lock.holds() || !root_lock.holds() || root_place.page.load() != way.path[0].page) return false;
  Publish(root_place, child_place.page.load());
  child_place.page.store(nullptr);
  RetireId(child_id);
  return true;
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

Path ConcurrentBTree::PathTo(const Way& way, std::size_t level) {
  Path path = way.path;
  for (; level > 0; --level) path.Pop();
  return path;
}

std::optional<std::uint64_t> ConcurrentBTree::Lookup(std::string_view key) const {
  const Guard guard(epochs_);
  const Page* const leaf = FindLeaf(key);
  bool found = false;
  const std::size_t i = leaf->LowerBound(key, &found);
  if (!found) return std::nullopt;
  return leaf->payload(i);
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
  return sizeof(*this) + table_.memory_bytes() + pages_.load() * sizeof(Page) + long_key_bytes_.load();
}

ConcurrentBTree::Pool& ConcurrentBTree::OwnPool() {
  return pools_[std::hash<std::thread::id>()(std::this_thread::get_id()) % kPools];
}

// Who has counted a page off finds one: in its own pool, or in another's.
Page* ConcurrentBTree::FromPool(bool leaf, std::size_t left) {
  std::size_t pooled = pooled_.load();
  do {
    if (pooled <= left) return nullptr;
  } while (!pooled_.compare_exchange_weak(pooled, pooled - 1));
  for (auto at = static_cast<std::size_t>(&OwnPool() - pools_.data());; at = (at + 1) % kPools) {
    Pool& pool = pools_[at];
    const std::scoped_lock alone(pool.in_use);
    if (pool.first == nullptr) continue;
    Page* const page = std::exchange(pool.first, pool.first->prev());
    return std::construct_at(page, leaf, keys_);
  }
}

Page* ConcurrentBTree::FreshPage(bool leaf) {
  if (Page* const page = FromPool(leaf, 1); page != nullptr) return page;
  Page* const page = std::make_unique<Page>(leaf, keys_).release();
  ++pages_;
  return page;
}

Page* ConcurrentBTree::TryNewPage(bool leaf) {
  if (Page* const page = FromPool(leaf, 0); page != nullptr) return page;
  try {
    return FreshPage(leaf);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

Page* ConcurrentBTree::NewPage(bool leaf) {
  Page* const page = TryNewPage(leaf);
  if (page == nullptr) throw std::bad_alloc();
  return page;
}

std::unique_ptr<LongKey> ConcurrentBTree::NewLongKey(std::string_view key) {
  return std::make_unique<LongKey>(LongKey{0, std::string(key), nullptr});
}

void ConcurrentBTree::GiveBack(Page* page) {
  {
    Pool& pool = OwnPool();
    const std::scoped_lock alone(pool.in_use);
    page->set_prev(std::exchange(pool.first, page));
  }
  ++pooled_;
}

void ConcurrentBTree::Publish(Place& place, Page* page) {
  Page* const old = place.page.exchange(page);
  Retire(old);
}

template <typename Add>
void ConcurrentBTree::RetireBy(const Add& add) {
  epochs_.Retire(add, [this](Trash& trash) { Empty(trash); });
}

void ConcurrentBTree::Retire(Page* page) {
  RetireBy([&](Trash& trash) { page->set_prev(std::exchange(trash.pages, page)); });
  if (++retired_ % kRetiredPerLook == 0) (void)epochs_.TryAdvance();
}

void ConcurrentBTree::Retire(LongKey* key) {
  RetireBy([&](Trash& trash) { key->link = std::exchange(trash.keys, key); });
  long_key_bytes_ -= sizeof(LongKey) + key->bytes.size();
  --long_keys_;
}

void ConcurrentBTree::RetireId(PageId id) {
  RetireBy([&](Trash& trash) { table_.At(id).next_free = std::exchange(trash.ids, id); });
}

void ConcurrentBTree::Empty(Trash& trash) {
  while (trash.pages != nullptr) GiveBack(std::exchange(trash.pages, trash.pages->prev()));
  while (trash.keys != nullptr) delete std::exchange(trash.keys, trash.keys->link);
  while (trash.ids != 0) {
    const PageId id = std::exchange(trash.ids, table_.At(trash.ids).next_free);
    table_.FreeId(id);
  }
}

}  // namespace tacit::index::btree
