#include "indexes/btree/btree.h"

#include <cassert>
#include <new>
#include <string>
#include <utility>

#include "indexes/btree/cursor.h"
#include "indexes/btree/load.h"
#include "indexes/btree/reshape.h"

namespace tacit::index::btree {
BTree::BTree(Keys keys) : keys_(keys), root_(NewPage(true)) {}

Result<bool> BTree::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

// One way down, on which every inner page that could not take a separator is split first: a split below then
// never has to go up again. A split changes no contents, so that whatever fails later leaves the index as it
// was.
bool BTree::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  Path path;
  Page* page = root_;
  while (true) {
    bool found = false;
    const std::size_t i = page->LowerBound(key, &found);
    if (page->leaf() && found) {
      if (if_there == IfThere::kReplace) page->set_payload(i, value);
      return false;
    }
    if (page->HasRoom(page->leaf() ? page->EntryBytesOf(key.size()) : Page::kMaxEntryBytes)) {
      if (page->leaf()) {
        page->InsertAt(i, NewEntry(key, value));
        ++size_;
        return true;
      }
      path.Push({page, found ? i + 1 : i});
      page = page->child(path.back().at);
      continue;
    }
    if (path.empty()) {
      Page* const root = NewPage(false);
      root->set_child(0, page);
      root_ = root;
      path.Push({root, 0});
    }
    SplitChild(path, page->leaf() && page->next() == nullptr && i == page->count());
    Step& above = path.back();
    above.at = above.page->ChildIndex(key);
    page = above.page->child(above.at);
  }
}

void BTree::SplitChild(const Path& path, bool rising) {
  Page* const parent = path.back().page;
  const std::size_t at = path.back().at;
  Page* const whole = parent->child(at);
  const std::size_t cut = rising ? whole->count() - 1 : MiddleOf(*whole);
  assert(cut > 0 && cut < whole->count());

  // A leaf keeps all its keys, and the parent gets a short copy; an inner page's middle key moves up instead.
  KeyBuffer left_key;
  KeyBuffer right_key;
  Page* const right = NewPage(whole->leaf());
  const std::uint64_t payload = Page::RefTo(whole);
  Entry separator = whole->At(cut, right_key);
  separator.payload = payload;
  if (whole->leaf()) {
    try {
      separator = NewEntry(Separator(whole->KeyAt(cut - 1, left_key), separator.key), payload);
    } catch (const std::bad_alloc&) {
      FreePage(right);
      throw;
    }
  }

  // From here on nothing can fail.
  const Fence low = LowFence(path);
  const Fence high = HighFence(path);
  Fence middle;
  middle.Set(separator.key);
  parent->InsertAt(at, separator);
  parent->set_child(at + 1, right);

  const Page old = *whole;
  Page* const left = std::construct_at(whole, old.leaf(), keys_);
  Distribute(old, cut, PrefixBetween(low, middle), *left, PrefixBetween(middle, high), *right);
  if (!old.leaf()) return;
  left->set_prev(old.prev());
  left->set_next(right);
  right->set_prev(left);
  right->set_next(old.next());
  if (old.next() != nullptr) old.next()->set_prev(right);
}

bool BTree::Erase(std::string_view key) {
  Path path;
  Page* page = root_;
  for (; !page->leaf(); page = page->child(path.back().at)) path.Push({page, page->ChildIndex(key)});
  bool found = false;
  const std::size_t i = page->LowerBound(key, &found);
  if (!found) return false;
  if (LongKey* const outside = page->outside(i); outside != nullptr) FreeLongKey(outside);
  page->RemoveAt(i);
  --size_;

  for (; !path.empty() && page->used() < kSparse; path.Pop()) {
    page = path.back().page;
    MergeChild(path);
  }
  while (!root_->leaf() && root_->count() == 0) {
    Page* const old = std::exchange(root_, root_->child(0));
    FreePage(old);
  }
  return true;
}

void BTree::MergeChild(Path& path) {
  if (MergeWithNext(path)) return;
  if (path.back().at == 0) return;
  --path.back().at;
  (void)MergeWithNext(path);
}

bool BTree::MergeWithNext(Path& path) {
  Page* const parent = path.back().page;
  const std::size_t at = path.back().at;
  if (at == parent->count()) return false;
  Page* const left = parent->child(at);
  Page* const right = parent->child(at + 1);

  ++path.back().at;
  const Fence high = HighFence(path);
  --path.back().at;
  const Fence low = LowFence(path);
  const std::string_view prefix = PrefixBetween(low, high);
  KeyBuffer separator_key;
  const Entry separator = parent->At(at, separator_key);
  if (!FitTogether(*left, separator.key.size(), *right, keys_, prefix.size())) return false;

  const Page old = *left;
  std::construct_at(left, old.leaf(), keys_);
  left->SetPrefix(prefix);
  Join(old, separator, *right, *left);
  if (old.leaf()) {
    if (separator.outside != nullptr) FreeLongKey(separator.outside);
    left->set_prev(old.prev());
    left->set_next(right->next());
    if (right->next() != nullptr) right->next()->set_prev(left);
  }
  parent->set_child(at + 1, left);
  parent->RemoveAt(at);
  FreePage(right);
  return true;
}

const Page* BTree::FindLeaf(std::string_view key) const {
  const Page* page = root_;
  while (!page->leaf()) page = page->child(page->ChildIndex(key));
  return page;
}

std::optional<std::uint64_t> BTree::Lookup(std::string_view key) const {
  const Page* const leaf = FindLeaf(key);
  bool found = false;
  const std::size_t i = leaf->LowerBound(key, &found);
  if (!found) return std::nullopt;
  return leaf->payload(i);
}

Result<std::size_t> BTree::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  const Page* leaf = FindLeaf(from);
  bool found = false;
  std::size_t i = leaf->LowerBound(from, &found);
  std::size_t visited = 0;
  KeyBuffer buffer;
  for (; leaf != nullptr; leaf = leaf->next(), i = 0) {
    for (; i < leaf->count(); ++i) {
      if (visited == limit) return visited;
      ++visited;
      if (!visit(leaf->KeyAt(i, buffer), leaf->payload(i))) return visited;
    }
  }
  return visited;
}

Result<std::unique_ptr<KeyCursor>> BTree::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

std::size_t BTree::memory_bytes() const {
  return sizeof(*this) + pages_.size() * sizeof(Page) +
         (pages_.capacity() + free_pages_.capacity() + long_keys_.capacity()) * sizeof(void*) +
         long_key_bytes_;
}

// Leaves are linked as they come.
class BTree::Loading final : public Maker {
 public:
  explicit Loading(BTree& tree) : tree_(tree) {}

  [[nodiscard]] Made NewPage(bool leaf) override {
    Page* const page = tree_.NewPage(leaf);
    if (leaf) {
      page->set_prev(last_leaf_);
      if (last_leaf_ != nullptr) last_leaf_->set_next(page);
      last_leaf_ = page;
    }
    return {page, Page::RefTo(page)};
  }
  [[nodiscard]] LongKey* NewLongKey(std::string_view key) override { return tree_.NewEntry(key, 0).outside; }

 private:
  BTree& tree_;
  Page* last_leaf_ = nullptr;
};

Status BTree::LoadSorted(std::span<const KeyEntry> entries) {
  if (entries.empty()) return Status::Ok();
  try {
    FreePage(root_);
    Loading loading(*this);
    root_ = Build(entries, keys_, loading).page;
    size_ = entries.size();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    Clear();
    return Status::ResourceExhausted("out of memory");
  }
}

void BTree::Clear() {
  long_keys_.clear();
  long_key_bytes_ = 0;
  pages_.resize(1);
  free_pages_.clear();
  root_ = std::construct_at(pages_.front().get(), true, keys_);
  size_ = 0;
}

Page* BTree::NewPage(bool leaf) {
  if (!free_pages_.empty()) {
    Page* const page = free_pages_.back();
    free_pages_.pop_back();
    return std::construct_at(page, leaf, keys_);
  }
  pages_.push_back(std::make_unique<Page>(leaf, keys_));
  try {
    free_pages_.reserve(pages_.capacity());
  } catch (const std::bad_alloc&) {
    pages_.pop_back();
    throw;
  }
  return pages_.back().get();
}

void BTree::FreePage(Page* page) { free_pages_.push_back(page); }

Entry BTree::NewEntry(std::string_view key, std::uint64_t payload) {
  if (key.size() <= kMaxInline) return {key, payload, nullptr};
  long_keys_.push_back(std::make_unique<LongKey>(LongKey{long_keys_.size(), std::string(key), nullptr}));
  long_key_bytes_ += sizeof(LongKey) + key.size();
  LongKey* const outside = long_keys_.back().get();
  return {outside->bytes, payload, outside};
}

void BTree::FreeLongKey(LongKey* key) {
  const std::size_t place = key->place;
  long_key_bytes_ -= sizeof(LongKey) + key->bytes.size();
  std::swap(long_keys_[place], long_keys_.back());
  long_keys_[place]->place = place;
  long_keys_.pop_back();
}

}  // namespace tacit::index::btree
