// A place in a concurrent B+tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "indexes/btree/concurrent_btree.h"

namespace tacit::index::btree {

// Stands on a leaf that has the keys which were there when the cursor came to it, and goes from leaf to leaf
// by the separators between them. As long as it is on an entry nothing that it sees is freed. Needs no
// memory: nothing fails.
class ConcurrentCursor final : public KeyCursor {
 public:
  explicit ConcurrentCursor(const ConcurrentBTree& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override {
    GoTo(key);
    return Status::Ok();
  }
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override {
    GoForward();
    return Status::Ok();
  }
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return guard_.has_value(); }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return way_.leaf->shared_payload(at_); }

  void GoTo(std::string_view key);
  void GoForward();

 private:
  // To the first entry from at_ on, in this leaf or those behind it; to the last one before at_.
  void SettleForward();
  void SettleBack();
  void Stand();

  const ConcurrentBTree& tree_;
  std::optional<ConcurrentBTree::Guard> guard_;  // none: on no entry
  ConcurrentBTree::Way way_;
  std::size_t at_ = 0;
  std::string_view key_;
  KeyBuffer buffer_;
};

}  // namespace tacit::index::btree
