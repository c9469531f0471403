// Memory for the nodes of one tree, in pieces of eight bytes, told by 32-bit references.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace tacit::index {

// References are half as large as pointers, and freed pieces are used again for others of their size. Owned
// by one tree, used by one thread at a time.
class Arena {
 public:
  // Counts pieces; 0 is none. At most kMaxPieces.
  using Ref = std::uint32_t;
  static constexpr std::size_t kPiece = 8;
  static constexpr Ref kMaxPieces = Ref{1} << 31U;
  // No allocation may have more bytes, if nothing else was asked for.
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 12;
  static constexpr std::size_t kUsualBlock = std::size_t{1} << 16;

  // Memory is got in blocks of so many bytes, a power of two, at least max_bytes + kPiece. Throws
  // std::bad_alloc.
  explicit Arena(std::size_t block_bytes = kUsualBlock, std::size_t max_bytes = kMaxBytes);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Of at most max_bytes, not set to anything. Throws std::bad_alloc, and has changed nothing then.
  [[nodiscard]] Ref Allocate(std::size_t bytes);
  // What Allocate gave for so many bytes. Needs no memory.
  void Free(Ref ref, std::size_t bytes);
  // Frees everything.
  void Clear();
  // What an allocation of so many bytes takes.
  [[nodiscard]] static constexpr std::size_t Rounded(std::size_t bytes) {
    return (bytes + kPiece - 1) / kPiece * kPiece;
  }

  [[nodiscard]] unsigned char* At(Ref ref) {
    return blocks_[ref >> block_shift_].get() + (ref & block_mask_) * kPiece;
  }
  [[nodiscard]] const unsigned char* At(Ref ref) const {
    return blocks_[ref >> block_shift_].get() + (ref & block_mask_) * kPiece;
  }

  // All that is held, and what of it is in use.
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] std::size_t used_bytes() const { return used_bytes_; }

 private:
  static std::size_t PiecesOf(std::size_t bytes) { return (bytes + kPiece - 1) / kPiece; }
  void FreePieces(Ref ref, std::size_t pieces);

  [[nodiscard]] std::size_t block_bytes() const { return (std::size_t{block_mask_} + 1) * kPiece; }

  static constexpr Ref kLinePieces = 64 / kPiece;
  struct FreeBlock {
    void operator()(unsigned char* block) const {
      ::operator delete(block, std::align_val_t{kLinePieces * kPiece});
    }
  };
  using Block = std::unique_ptr<unsigned char[], FreeBlock>;
  // Begins at a line.
  [[nodiscard]] Block NewBlock() const;
  // Leaves what is left of the line to others, if so many pieces do not fit into it.
  void SkipToLine(std::size_t pieces);

  std::vector<Block> blocks_;
  std::uint32_t block_shift_;  // of the number of pieces in a block
  Ref block_mask_;
  Ref next_ = 0, end_ = 0;  // what is left of the last block
  std::vector<Ref> free_;   // by pieces, the first of a list whose links stand in the pieces
  std::size_t used_bytes_ = 0;
};

}  // namespace tacit::index
