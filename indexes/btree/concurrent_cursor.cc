#include "indexes/btree/concurrent_cursor.h"

#include <utility>

namespace tacit::index::btree {
namespace {

// The separator behind the leaf of a way, and the one before it; nothing at the ends of the tree. It lies in
// the page, the buffer or a long key.
std::optional<std::string_view> Behind(const Path& path, KeyBuffer& buffer) {
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].at < path[i].page->count()) return path[i].page->KeyAt(path[i].at, buffer);
  }
  return std::nullopt;
}

std::optional<std::string_view> Before(const Path& path, KeyBuffer& buffer) {
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].at > 0) return path[i].page->KeyAt(path[i].at - 1, buffer);
  }
  return std::nullopt;
}

}  // namespace

void ConcurrentCursor::GoTo(std::string_view key) {
  // The key may be the one that this stands on.
  ConcurrentBTree::Guard guard(tree_.epochs_);
  tree_.Descend(ConcurrentBTree::Goal::kKey, key, way_);
  bool found = false;
  at_ = way_.leaf->LowerBound(key, &found);
  guard_ = std::move(guard);
  SettleForward();
}

Status ConcurrentCursor::SeekLast() {
  guard_.emplace(tree_.epochs_);
  tree_.Descend(ConcurrentBTree::Goal::kLast, {}, way_);
  at_ = way_.leaf->count();
  SettleBack();
  return Status::Ok();
}

void ConcurrentCursor::GoForward() {
  if (!guard_) return;
  ++at_;
  SettleForward();
}

Status ConcurrentCursor::Prev() {
  if (guard_) SettleBack();
  return Status::Ok();
}

void ConcurrentCursor::SettleForward() {
  while (at_ == way_.leaf->count()) {
    KeyBuffer buffer;
    const std::optional<std::string_view> next = Behind(way_.path, buffer);
    if (!next) {
      guard_.reset();
      return;
    }
    tree_.Descend(ConcurrentBTree::Goal::kKey, *next, way_);
    bool found = false;
    at_ = way_.leaf->LowerBound(*next, &found);
  }
  Stand();
}

void ConcurrentCursor::SettleBack() {
  while (at_ == 0) {
    KeyBuffer buffer;
    const std::optional<std::string_view> before = Before(way_.path, buffer);
    if (!before) {
      guard_.reset();
      return;
    }
    tree_.Descend(ConcurrentBTree::Goal::kBelowKey, *before, way_);
    bool found = false;
    at_ = way_.leaf->LowerBound(*before, &found);
  }
  --at_;
  Stand();
}

void ConcurrentCursor::Stand() { key_ = way_.leaf->KeyAt(at_, buffer_); }

}  // namespace tacit::index::btree
