#include "indexes/memory/shared_arena.h"

#include <cassert>
#include <cstring>
#include <functional>
#include <thread>

namespace tacit::index {
namespace {

std::size_t PiecesOf(std::size_t bytes) { return Arena::Rounded(bytes) / Arena::kPiece; }

}  // namespace

SharedArena::SharedArena(std::size_t block_bytes)
    : block_shift_(static_cast<std::uint32_t>(std::countr_zero(block_bytes / kPiece))),
      block_mask_(static_cast<Ref>(block_bytes / kPiece - 1)) {
  assert(std::has_single_bit(block_bytes) && block_bytes > kMaxBytes);
}

SharedArena::Shard& SharedArena::OwnShard() {
  return shards_[std::hash<std::thread::id>()(std::this_thread::get_id()) % kShards];
}

SharedArena::Ref SharedArena::Allocate(std::size_t bytes) {
  const std::size_t pieces = PiecesOf(bytes);
  Shard& shard = OwnShard();
  const std::scoped_lock alone(shard.in_use);
  Ref& first = shard.free[pieces];
  if (first != 0) {
    const Ref ref = first;
    std::memcpy(&first, At(ref), sizeof first);
    shard.used_pieces += static_cast<std::int64_t>(pieces);
    return ref;
  }
  SkipToLine(shard, pieces);
  if (shard.end - shard.next < pieces) {
    const Ref begin = NewBlock();
    if (shard.end > shard.next) Keep(shard, shard.next, shard.end - shard.next);
    // The first piece of all stands for none.
    shard.next = begin == 0 ? 1 : begin;
    shard.end = begin + block_mask_ + 1;
    SkipToLine(shard, pieces);
  }
  const Ref ref = shard.next;
  shard.next += static_cast<Ref>(pieces);
  shard.used_pieces += static_cast<std::int64_t>(pieces);
  return ref;
}

SharedArena::Ref SharedArena::NewBlock() {
  const std::scoped_lock alone(blocks_in_use_);
  if (blocks_ == Arena::kMaxPieces >> block_shift_) throw std::bad_alloc();
  const auto number = static_cast<std::uint32_t>(blocks_) + kFirst;
  const auto run = static_cast<std::size_t>(std::bit_width(number) - std::bit_width(kFirst));
  if (runs_[run] == nullptr) runs_[run] = std::make_unique<Block[]>(std::size_t{kFirst} << run);
  void* const block =
      ::operator new((std::size_t{block_mask_} + 1) * kPiece, std::align_val_t{kLinePieces * kPiece});
  runs_[run][number - (kFirst << run)] = Block(static_cast<unsigned char*>(block));
  return static_cast<Ref>(blocks_++ << block_shift_);
}

// Leaves what is left of the line to others, if so many pieces do not fit into it.
void SharedArena::SkipToLine(Shard& shard, std::size_t pieces) {
  const Ref left = (kLinePieces - shard.next % kLinePieces) % kLinePieces;
  if (pieces > kLinePieces || left == 0 || pieces <= left || shard.next == shard.end) return;
  Keep(shard, shard.next, left);
  shard.next += left;
}

void SharedArena::Free(Ref ref, std::size_t bytes) {
  Shard& shard = OwnShard();
  const std::scoped_lock alone(shard.in_use);
  shard.used_pieces -= static_cast<std::int64_t>(PiecesOf(bytes));
  Keep(shard, ref, PiecesOf(bytes));
}

void SharedArena::Keep(Shard& shard, Ref ref, std::size_t pieces) {
  std::memcpy(At(ref), &shard.free[pieces], sizeof shard.free[pieces]);
  shard.free[pieces] = ref;
}

void SharedArena::Clear() {
  for (Shard& shard : shards_) {
    shard.next = shard.end = 0;
    shard.free.fill(0);
    shard.used_pieces = 0;
  }
  for (std::unique_ptr<Block[]>& run : runs_) run.reset();
  blocks_ = 0;
}

std::size_t SharedArena::memory_bytes() const {
  const std::scoped_lock alone(blocks_in_use_);
  std::size_t bytes = blocks_ * (std::size_t{block_mask_} + 1) * kPiece;
  for (std::size_t run = 0; run < kRuns; ++run) {
    if (runs_[run] != nullptr) bytes += (std::size_t{kFirst} << run) * sizeof(Block);
  }
  return bytes;
}

std::size_t SharedArena::used_bytes() const {
  std::int64_t pieces = 0;
  for (const Shard& shard : shards_) {
    const std::scoped_lock alone(shard.in_use);
    pieces += shard.used_pieces;
  }
  return static_cast<std::size_t>(pieces) * kPiece;
}

}  // namespace tacit::index
