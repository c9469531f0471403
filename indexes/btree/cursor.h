// A place in a B+tree: an entry of a leaf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexes/btree/btree.h"

namespace tacit::index::btree {

// Needs no memory: nothing fails.
class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const BTree& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return leaf_ != nullptr; }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return leaf_->payload(at_); }

 private:
  // A leaf may be empty, and behind its last entry comes the next one's first: to the first entry from
  // leaf_'s at_ on.
  void SettleForward();
  // To the last entry before leaf_'s at_.
  void SettleBack();

  const BTree& tree_;
  const Page* leaf_ = nullptr;  // null: on none
  std::size_t at_ = 0;
  std::string_view key_;
  KeyBuffer buffer_;
};

}  // namespace tacit::index::btree
