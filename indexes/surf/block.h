// Blocks of positions, and the steps between them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "indexes/surf/bits.h"
#include "indexes/surf/layout.h"

namespace tacit::index::surf {

template <typename Processor>
struct Blocks {
  using B = Bits<Processor>;

  static std::uint64_t Louds(const unsigned char* block) { return B::Load64(block); }
  static std::uint64_t ChildBits(const unsigned char* block) { return B::Load64(block + kChildBitsAt); }
  static std::uint64_t FirstChild(const unsigned char* block) { return B::LoadPlace(block + kFirstChildAt); }
  static const unsigned char* Labels(const unsigned char* block) { return block + kLabelsAt; }

  // Of a block with these child bits.
  static std::size_t Size(std::uint64_t child_bits, std::uint32_t suffix_bits) {
    return kSuffixesAt + ((kBlockPositions - B::Ones(child_bits)) * suffix_bits + 7) / 8;
  }
  static const unsigned char* Next(const View& view, const unsigned char* block) {
    return block + Size(ChildBits(block), view.suffix_bits);
  }

  // Edges below the position that lead to nodes. The chain's positions are ones that a one follows.
  static std::uint32_t ChildrenBefore(std::uint64_t louds, std::uint64_t child_bits, std::uint64_t position) {
    return B::Ones(child_bits & ~(louds & louds >> 1U) & B::Below(position));
  }
  static std::uint32_t LeavesBefore(std::uint64_t child_bits, std::uint64_t position) {
    return B::Ones(~child_bits & B::Below(position));
  }
  // Where nodes begin, if the position before the block is not of a chain or a first label, or `before` is 1.
  static std::uint64_t Begins(std::uint64_t louds, std::uint64_t before) {
    return louds & ~(louds << 1U | before);
  }

  static std::uint64_t PlaceOf(const View& view, const unsigned char* block, std::uint64_t position) {
    return static_cast<std::uint64_t>(block - view.blocks) << kPlaceShift | position;
  }
  static const unsigned char* BlockOf(const View& view, std::uint64_t place) {
    return view.blocks + (place >> kPlaceShift);
  }

  struct Found {
    const unsigned char* block;
    std::uint64_t position;
  };
  // The node that begins `count` nodes behind the one that begins at `place`. There are as many.
  static Found Skip(const View& view, std::uint64_t place, std::uint32_t count) {
    const unsigned char* block = BlockOf(view, place);
    std::uint64_t louds = Louds(block);
    // Bit 0 of this block counts only if it is the place itself, which is a begin.
    std::uint64_t begins = Begins(louds, 0) & ~B::Below(place & kPositionMask);
    for (std::uint32_t here = B::Ones(begins); count >= here; here = B::Ones(begins)) {
      count -= here;
      const std::uint64_t last = louds >> 63U;
      block = Next(view, block);
      louds = Louds(block);
      begins = Begins(louds, last);
    }
    return {block, B::Select(begins, count)};
  }
};

}  // namespace tacit::index::surf
