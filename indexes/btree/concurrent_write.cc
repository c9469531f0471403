// What changes a leaf of a concurrent B+tree.
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "indexes/btree/concurrent_btree.h"
#include "indexes/btree/reshape.h"

namespace tacit::index::btree {
namespace {

// Pages that are taken out between two looks whether an epoch is over.
constexpr std::size_t kRetiredPerLook = 16;

}  // namespace

Result<bool> ConcurrentBTree::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

bool ConcurrentBTree::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  const Guard guard(epochs_);
  while (true) {
    Way way;
    Descend(Goal::kKey, key, way);
    bool found = false;
    const std::size_t i = way.leaf->LowerBound(key, &found);
    if (found) {
      if (if_there == IfThere::kKeep || ReplaceValue(way, i, value)) return false;
    } else if (!way.leaf->HasRoom(way.leaf->EntryBytesOf(key.size()))) {
      Split(way, 0, i == way.leaf->count() && !HighFence(way.path).limited);
    } else if (InsertInto(way, i, key, value)) {
      return true;
    }
  }
}

// A leaf that stands in its place while its lock is held has the range that it had on the way down: what
// changes a leaf's range puts another page there.
bool ConcurrentBTree::ReplaceValue(const Way& way, std::size_t i, std::uint64_t value) {
  Place& place = table_.At(way.leaf_id);
  const PlaceLock lock(place);
  if (place.page.load() != way.leaf) return false;
  way.leaf->set_shared_payload(i, value);
  return true;
}

bool ConcurrentBTree::InsertInto(const Way& way, std::size_t i, std::string_view key, std::uint64_t value) {
  std::unique_ptr<LongKey> outside = key.size() <= kMaxInline ? nullptr : NewLongKey(key);
  Page* const changed = pool_.New(true);
  Place& place = table_.At(way.leaf_id);
  const PlaceLock lock(place);
  if (place.page.load() != way.leaf) {
    pool_.GiveBack(changed);
    return false;
  }
  *changed = *way.leaf;
  changed->InsertAt(i, {key, value, outside.get()});
  if (outside != nullptr) {
    CountLongKey(*outside);
    (void)outside.release();
  }
  CountEntry(1);
  Publish(place, changed);
  return true;
}

bool ConcurrentBTree::Erase(std::string_view key) {
  while (true) {
    std::optional<Guard> guard(epochs_);
    Way way;
    Descend(Goal::kKey, key, way);
    bool found = false;
    const std::size_t i = way.leaf->LowerBound(key, &found);
    if (!found) return false;
    Page* const changed = pool_.TryNew(true);
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
        pool_.GiveBack(changed);
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

std::unique_ptr<LongKey> ConcurrentBTree::NewLongKey(std::string_view key) {
  return std::make_unique<LongKey>(LongKey{0, std::string(key), nullptr});
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
  UncountLongKey(*key);
}

void ConcurrentBTree::RetireId(PageId id) {
  RetireBy([&](Trash& trash) { table_.At(id).next_free = std::exchange(trash.ids, id); });
}

void ConcurrentBTree::Empty(Trash& trash) {
  while (trash.pages != nullptr) pool_.GiveBack(std::exchange(trash.pages, trash.pages->prev()));
  while (trash.keys != nullptr) delete std::exchange(trash.keys, trash.keys->link);
  while (trash.ids != 0) {
    const PageId id = std::exchange(trash.ids, table_.At(trash.ids).next_free);
    table_.FreeId(id);
  }
}

}  // namespace tacit::index::btree
