// How pages of a concurrent B+tree are cut in two and put together.
#include <new>
#include <utility>

#include "indexes/btree/concurrent_btree.h"
#include "indexes/btree/reshape.h"

namespace tacit::index::btree {

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
  halves.left = pool_.New(whole.leaf());
  try {
    halves.right = pool_.Fresh(whole.leaf());
  } catch (const std::bad_alloc&) {
    pool_.GiveBack(halves.left);
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
    parent = pool_.New(false);
    right = table_.NewId();
  } catch (const std::bad_alloc&) {
    pool_.GiveBack(halves.left);
    pool_.GiveBack(halves.right);
    if (parent != nullptr) pool_.GiveBack(parent);
    throw;
  }
  *parent = *above.page;
  halves.separator.payload = IdAt(way, level);
  parent->InsertAt(above.at, halves.separator);
  parent->set_ref(above.at + 1, right);
  if (halves.long_separator != nullptr) {
    CountLongKey(*halves.long_separator);
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
    root = pool_.Fresh(false);
    left = table_.NewId();
    const PageId right = table_.NewId();
    halves.separator.payload = left;
    root->Append(halves.separator);
    root->set_ref(1, right);
    table_.At(right).page.store(halves.right);
  } catch (const std::bad_alloc&) {
    if (left != 0) table_.FreeId(left);
    if (root != nullptr) pool_.GiveBack(root);
    pool_.GiveBack(halves.left);
    pool_.GiveBack(halves.right);
    throw;
  }
  if (halves.long_separator != nullptr) {
    CountLongKey(*halves.long_separator);
    (void)halves.long_separator.release();
  }
  table_.At(left).page.store(halves.left);
  Publish(place, root);
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
  Page* const joined = pool_.TryNew(left.leaf());
  Page* const parent = joined == nullptr ? nullptr : pool_.TryNew(false);
  if (parent == nullptr) {
    if (joined != nullptr) pool_.GiveBack(joined);
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

Path ConcurrentBTree::PathTo(const Way& way, std::size_t level) {
  Path path = way.path;
  for (; level > 0; --level) path.Pop();
  return path;
}

}  // namespace tacit::index::btree
