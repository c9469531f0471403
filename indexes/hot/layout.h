// How a node tells its bits, and what room it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "indexes/hot/bits.h"
#include "indexes/hot/node.h"

namespace tacit::index::hot {

// Sets what a header says of a node's discriminative bits, which rise.
void TellBits(std::span<const Bit> bits, Header* header);
// Writes the masks and places of the bits that the header was told of.
void WriteBits(std::span<const Bit> bits, const Header& header, unsigned char* out);

// Of a node that has this header and takes so many bytes, what must be given to it at least: searches read
// behind its end.
[[nodiscard]] std::size_t LeastRoom(const Header& header, std::size_t bytes);
// What is given: one of few sizes, so that a node can grow a little where it is, and that what it leaves is
// of use to others.
[[nodiscard]] std::size_t RoomFor(std::size_t least_room);
// No node is given more.
inline constexpr std::size_t kMaxRoom = 9216;

// Answers what is behind.
inline unsigned char* Copy(const void* from, std::size_t size, unsigned char* out) {
  if (size != 0) std::memcpy(out, from, size);
  return out + size;
}

}  // namespace tacit::index::hot
