// Memory for the nodes of one tree that several threads change at a time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>

#include "indexes/memory/arena.h"

namespace tacit::index {

// Like Arena, in pieces of eight bytes told by 32-bit references. Threads are dealt to shards by their ids,
// and each shard has a block of its own to give from and lists of what was freed by its threads, so that two
// threads seldom meet. All calls but Clear may come from any thread at any time; who has a reference from
// another thread has it in a way that orders the other's writes before its own reads.
class SharedArena {
 public:
  using Ref = Arena::Ref;
  static constexpr std::size_t kPiece = Arena::kPiece;
  static constexpr std::size_t kMaxBytes = Arena::kMaxBytes;

  // Memory is got in blocks of so many bytes, a power of two, at least kMaxBytes + kPiece.
  explicit SharedArena(std::size_t block_bytes = Arena::kUsualBlock);
  SharedArena(const SharedArena&) = delete;
  SharedArena& operator=(const SharedArena&) = delete;

  // Of at most kMaxBytes, not set to anything. Throws std::bad_alloc, and has changed nothing then.
  [[nodiscard]] Ref Allocate(std::size_t bytes);
  // What Allocate gave for so many bytes, to any thread. Needs no memory.
  void Free(Ref ref, std::size_t bytes);
  // Frees everything, while nobody else calls.
  void Clear();

  [[nodiscard]] unsigned char* At(Ref ref) const {
    const std::uint32_t number = (ref >> block_shift_) + kFirst;
    const auto run = static_cast<std::size_t>(std::bit_width(number) - std::bit_width(kFirst));
    return runs_[run][number - (kFirst << run)].get() + std::size_t{ref & block_mask_} * kPiece;
  }

  // All that is held, and what of it is in use.
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] std::size_t used_bytes() const;

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr Ref kLinePieces = 64 / kPiece;
  // Blocks stand in runs: the first has so many places, each has twice as many as the one before.
  static constexpr std::uint32_t kFirst = 16;
  static constexpr std::size_t kRuns = 28;

  struct FreeBlock {
    void operator()(unsigned char* block) const {
      ::operator delete(block, std::align_val_t{kLinePieces * kPiece});
    }
  };
  using Block = std::unique_ptr<unsigned char[], FreeBlock>;
  // Of one shard; all under its mutex.
  struct alignas(128) Shard {
    mutable std::mutex in_use;
    Ref next = 0, end = 0;                           // what is left of the block to give from
    std::array<Ref, kMaxBytes / kPiece + 1> free{};  // by pieces, lists whose links stand in the pieces
    std::int64_t used_pieces = 0;                    // freed elsewhere: negative
  };

  [[nodiscard]] Shard& OwnShard();
  void Keep(Shard& shard, Ref ref, std::size_t pieces);
  void SkipToLine(Shard& shard, std::size_t pieces);
  // The first piece of a block for a shard.
  [[nodiscard]] Ref NewBlock();

  std::array<Shard, kShards> shards_;
  const std::uint32_t block_shift_;  // of the number of pieces in a block
  const Ref block_mask_;
  mutable std::mutex blocks_in_use_;  // of adding to what follows
  std::array<std::unique_ptr<Block[]>, kRuns> runs_;
  std::size_t blocks_ = 0;
};

}  // namespace tacit::index
