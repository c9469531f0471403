// A place in a height-optimised trie: the way from the root to a leaf.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "indexes/hot/hot.h"

namespace tacit::index::hot {

class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const Hot& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return on_entry_; }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return value_; }

 private:
  // The leaf that the last step is on, and its node, so that the leaf beside it is found at once.
  struct OnLeaf {
    const unsigned char* record = nullptr;
    const unsigned char* sizes = nullptr;
    unsigned rank = 0;
    std::uint32_t leaves = 0;
    std::uint32_t outside = 0;
    std::size_t shared = 0;  // bytes, which put_together_ begins with
  };

  template <typename Move>
  [[nodiscard]] Status Moved(Move&& move);
  // These may throw std::bad_alloc.
  void SeekFrom(std::string_view key);
  // To the first or last entry at the place of the last step, and below it.
  void DescendFirst();
  void DescendLast();
  // From the place of the last step on. To none where nothing is left.
  void GoForward();
  void GoBack();

  // The last step is on a leaf.
  void EndOnLeaf();
  // Shows what leaf_ is at.
  void Show();
  void Forget();

  const Hot& tree_;
  std::vector<Step> steps_;
  OnLeaf leaf_;
  bool on_entry_ = false;
  std::uint64_t value_ = 0;
  std::string_view key_;
  std::array<char, kMaxKeyInside> put_together_;  // what key_ shows, unless that lies outside of the node
};

}  // namespace tacit::index::hot
