// A place in an adaptive radix tree: the way from the root to a leaf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexes/art/art.h"

namespace tacit::index::art {

// Children that have become nothing meanwhile are passed over.
template <bool kShared>
class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const BasicArt<kShared>& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return leaf_ != kNothing; }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return tree_.nodes_.LeafAt(leaf_).value(); }

 private:
  // Where a way goes on from a node: its end comes before its children, and something before and behind all.
  enum class At { kBefore, kEnd, kPlace, kBehind };
  struct Step {
    Child node = kNothing;
    std::size_t key_size = 0;  // of the key, up to the bytes of the node's children
    At at = At::kBefore;
    std::size_t place = 0;
  };

  template <typename Move>
  [[nodiscard]] Status Moved(Move&& move);
  // These may throw std::bad_alloc.
  void SeekFrom(std::string_view key);
  // On from where the last step stands, to the next leaf.
  void GoForward();
  void GoBack();
  // To the first or last entry at and below a child, to which key_ leads, or else the next one from there.
  void DescendFirst(Child child);
  void DescendLast(Child child);
  void Enter(Child child, At at);
  // The step's next child, to which it goes; kNothing where there is none left.
  [[nodiscard]] Child NextOf(Step& step);
  [[nodiscard]] Child PrevOf(Step& step);
  [[nodiscard]] Child TakePlace(Step& step, std::size_t place);
  void EndOn(Child leaf);
  void Forget();

  const BasicArt<kShared>& tree_;
  std::optional<typename Sharing<kShared>::Guard> guard_;  // as long as this is on an entry
  std::vector<Step> steps_;
  std::string key_;
  Child leaf_ = kNothing;
};

}  // namespace tacit::index::art
