// A place in an adaptive radix tree: the way from the root to a leaf.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexes/art/art.h"
#include "indexes/art/concurrent_art.h"

namespace tacit::index::art {

// Of either tree. Children that have become nothing meanwhile are passed over.
template <typename Tree>
class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const Tree& tree) : tree_(tree) {}

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

  const Tree& tree_;
  std::optional<typename Tree::Guard> guard_;  // as long as this is on an entry
  std::vector<Step> steps_;
  std::string key_;
  Child leaf_ = kNothing;
};

extern template class Cursor<Art>;
extern template class Cursor<ConcurrentArt>;

// What a tree's Scan does. Errors: ResourceExhausted (memory).
template <typename Tree>
[[nodiscard]] Result<std::size_t> ScanFrom(const Tree& tree, std::string_view from, std::size_t limit,
                                           const KeyIndex::Visitor& visit) {
  Cursor<Tree> cursor(tree);
  std::size_t visited = 0;
  if (limit == 0) return visited;
  for (Status at = cursor.Seek(from);; at = cursor.Next()) {
    if (!at.ok()) return at;
    if (!cursor.on_entry()) return visited;
    ++visited;
    if (!visit(cursor.key(), cursor.value()) || visited == limit) return visited;
  }
}

}  // namespace tacit::index::art
