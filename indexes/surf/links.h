// The begins of nodes, one after the other, over all blocks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "indexes/surf/block.h"

namespace tacit::index::surf {

// What is compiled for every processor.
struct AnyProcessor {};

// Walks over blocks whose sizes are known to fit.
class Begins {
 public:
  using Block = Blocks<AnyProcessor>;

  // On the first begin, which is the first position.
  explicit Begins(const View& view) : view_(&view) { Settle(0); }

  // False once there are no more.
  [[nodiscard]] bool there() const { return at_ < view_->block_bytes; }
  [[nodiscard]] std::uint64_t place() const {
    return at_ << kPlaceShift | Bits<AnyProcessor>::LowZeros(begins_);
  }
  void Next() {
    begins_ &= begins_ - 1;
    while (begins_ == 0) {
      const unsigned char* const block = view_->blocks + at_;
      const std::uint64_t last = Block::Louds(block) >> 63U;
      at_ += Block::Size(Block::ChildBits(block), view_->suffix_bits);
      if (!there()) return;
      Settle(last);
    }
  }

 private:
  void Settle(std::uint64_t last) {
    begins_ = there() ? Block::Begins(Block::Louds(view_->blocks + at_), last) : 0;
  }

  const View* view_;
  std::uint64_t at_ = 0;
  std::uint64_t begins_ = 0;
};

// The positions of a block that lead to nodes. `next`: the first louds bit behind the block, 1 at the end.
[[nodiscard]] inline std::uint64_t Children(std::uint64_t louds, std::uint64_t child_bits,
                                            std::uint64_t next) {
  return child_bits & ~(louds & (louds >> 1U | next << 63U));
}

// Calls see(block, children, begins) for each block in order, `begins` on its first child's begin, if there
// is one. False where begins are too few, or `see` says so. `end` gets the place of the begin behind all
// children.
template <typename See>
[[nodiscard]] bool ForEachBlock(const View& view, Begins begins, See see, std::uint64_t* end) {
  for (std::uint64_t at = 0; at < view.block_bytes;) {
    const unsigned char* const block = view.blocks + at;
    const std::uint64_t child_bits = Blocks<AnyProcessor>::ChildBits(block);
    at += Blocks<AnyProcessor>::Size(child_bits, view.suffix_bits);
    const std::uint64_t next =
        at < view.block_bytes ? Blocks<AnyProcessor>::Louds(view.blocks + at) & 1U : 1U;
    const std::uint64_t children = Children(Blocks<AnyProcessor>::Louds(block), child_bits, next);
    if (!begins.there() || !see(block, children, begins)) return false;
    for (std::uint64_t left = children; left != 0; left &= left - 1) {
      if (!begins.there()) return false;
      begins.Next();
    }
  }
  if (!begins.there()) return false;
  *end = begins.place();
  return true;
}

// Calls add(mark) for each mark from `next` on that tells of the block that begins at `at`, with `leaves`
// before it.
template <typename Add>
void ForEachMark(std::uint64_t at, std::uint64_t leaves, std::uint64_t* next, Add add) {
  for (; *next * kMarkStep <= at; ++*next) add(leaves | (at - *next * kMarkStep) << 48U);
}

}  // namespace tacit::index::surf
