// A place in an adaptive radix tree: the way from the root to a leaf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexes/art/art.h"

namespace tacit::index::art {

class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const Art& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return leaf_ != kNothing; }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return tree_.LeafAt(leaf_).value(); }

 private:
  // The place of a node's end, which comes before its children.
  static constexpr std::size_t kEnd = Node::kNone;
  struct Step {
    Child node = kNothing;
    std::size_t key_size = 0;  // of the key, up to the bytes of the node's children
    std::size_t place = kEnd;  // of what is next on the way
  };

  template <typename Move>
  [[nodiscard]] Status Moved(Move&& move);
  // These may throw std::bad_alloc.
  void SeekFrom(std::string_view key);
  void GoForward();
  void GoBack();
  // To the first or last entry at and below a child, to which key_ leads.
  void DescendFirst(Child child);
  void DescendLast(Child child);
  [[nodiscard]] Node Enter(Child child);
  // Goes on to the child at the place of the last step's node, and answers it.
  [[nodiscard]] Child TakePlace(std::size_t place);
  void EndOn(Child leaf);
  void Forget();

  const Art& tree_;
  std::vector<Step> steps_;
  std::string key_;
  Child leaf_ = kNothing;
};

}  // namespace tacit::index::art
