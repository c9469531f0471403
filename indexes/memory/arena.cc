#include "indexes/memory/arena.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <new>

namespace tacit::index {

Arena::Arena(std::size_t block_bytes, std::size_t max_bytes)
    : block_shift_(static_cast<std::uint32_t>(std::countr_zero(block_bytes / kPiece))),
      block_mask_(static_cast<Ref>(block_bytes / kPiece - 1)),
      free_(max_bytes / kPiece + 1) {
  assert(std::has_single_bit(block_bytes) && block_bytes > max_bytes);
}

Arena::Ref Arena::Allocate(std::size_t bytes) {
  const std::size_t pieces = PiecesOf(bytes);
  Ref& first = free_[pieces];
  if (first != 0) {
    const Ref ref = first;
    std::memcpy(&first, At(ref), sizeof first);
    used_bytes_ += pieces * kPiece;
    return ref;
  }
  SkipToLine(pieces);
  if (end_ - next_ < pieces) {
    const auto begin = static_cast<Ref>(blocks_.size() << block_shift_);
    if (blocks_.size() == kMaxPieces >> block_shift_) throw std::bad_alloc();
    blocks_.reserve(blocks_.size() == blocks_.capacity() ? 2 * blocks_.size() + 1 : blocks_.size());
    blocks_.push_back(NewBlock());
    if (end_ > next_) FreePieces(next_, end_ - next_);
    // The first piece of all stands for none.
    next_ = begin == 0 ? 1 : begin;
    end_ = begin + block_mask_ + 1;
    SkipToLine(pieces);
  }
  const Ref ref = next_;
  next_ += static_cast<Ref>(pieces);
  used_bytes_ += pieces * kPiece;
  return ref;
}

Arena::Block Arena::NewBlock() const {
  void* const block = ::operator new(block_bytes(), std::align_val_t{kLinePieces * kPiece});
  return Block(static_cast<unsigned char*>(block));
}

void Arena::SkipToLine(std::size_t pieces) {
  const Ref left = (kLinePieces - next_ % kLinePieces) % kLinePieces;
  if (pieces > kLinePieces || left == 0 || pieces <= left || next_ == end_) return;
  FreePieces(next_, left);
  next_ += left;
}

void Arena::Free(Ref ref, std::size_t bytes) {
  const std::size_t pieces = PiecesOf(bytes);
  used_bytes_ -= pieces * kPiece;
  FreePieces(ref, pieces);
}

void Arena::Clear() {
  blocks_.clear();
  next_ = end_ = 0;
  std::fill(free_.begin(), free_.end(), Ref{0});
  used_bytes_ = 0;
}

void Arena::FreePieces(Ref ref, std::size_t pieces) {
  std::memcpy(At(ref), &free_[pieces], sizeof free_[pieces]);
  free_[pieces] = ref;
}

std::size_t Arena::memory_bytes() const {
  return blocks_.size() * block_bytes() + blocks_.capacity() * sizeof(blocks_[0]);
}

}  // namespace tacit::index
