#include "indexes/btree/cursor.h"

namespace tacit::index::btree {

Status Cursor::Seek(std::string_view key) {
  leaf_ = tree_.FindLeaf(key);
  bool found = false;
  at_ = leaf_->LowerBound(key, &found);
  SettleForward();
  return Status::Ok();
}

Status Cursor::SeekLast() {
  leaf_ = tree_.root_;
  while (!leaf_->leaf()) leaf_ = leaf_->child(leaf_->count());
  at_ = leaf_->count();
  SettleBack();
  return Status::Ok();
}

Status Cursor::Next() {
  if (leaf_ == nullptr) return Status::Ok();
  ++at_;
  SettleForward();
  return Status::Ok();
}

Status Cursor::Prev() {
  if (leaf_ == nullptr) return Status::Ok();
  SettleBack();
  return Status::Ok();
}

void Cursor::SettleForward() {
  while (leaf_ != nullptr && at_ == leaf_->count()) {
    leaf_ = leaf_->next();
    at_ = 0;
  }
  if (leaf_ != nullptr) key_ = leaf_->KeyAt(at_, buffer_);
}

void Cursor::SettleBack() {
  while (leaf_ != nullptr && at_ == 0) {
    leaf_ = leaf_->prev();
    at_ = leaf_ == nullptr ? 0 : leaf_->count();
  }
  if (leaf_ == nullptr) return;
  --at_;
  key_ = leaf_->KeyAt(at_, buffer_);
}

}  // namespace tacit::index::btree
