// A node with one leaf more, laid out from its memory as that is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "indexes/hot/bits.h"
#include "indexes/hot/contents.h"
#include "indexes/hot/layout.h"
#include "indexes/hot/node.h"

namespace tacit::index::hot {

// What most insertions do. It gives the same as Contents::Add and an Image of that, without taking the node
// apart.
class Splice {
 public:
  // `bits`: the node's. The leaf parts from a range, that of entries that do not part before `bit`: comes
  // before it or behind. None where the node is full, or where it would not stay as it is around the leaf.
  // Refers to both.
  [[nodiscard]] static std::optional<Splice> Make(const Node& node, const BitList& bits, const Range& range,
                                                  Bit bit, bool behind, const LeafPieces& leaf);

  // As those of Image.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t least_room() const { return LeastRoom(header_, bytes_); }
  [[nodiscard]] std::size_t room() const { return RoomFor(least_room()); }
  void Write(std::size_t room, unsigned char* out) const;

 private:
  Splice(const Node& node, const BitList& bits, const Range& range, Bit bit, bool behind,
         const LeafPieces& leaf);

  void AddBit(Bit bit);
  [[nodiscard]] std::span<const Bit> bits() const { return {bits_.bits.data(), bits_.count}; }
  // A partial key with a zero for the bit, if that was not among the node's.
  [[nodiscard]] std::uint32_t Widened(std::uint32_t key) const;
  [[nodiscard]] unsigned char* WritePartialKeys(unsigned char* out) const;

  Node node_;
  Range range_;
  bool behind_;
  LeafPieces leaf_;
  unsigned place_;  // of the leaf
  unsigned rank_;   // of the leaf among leaves
  BitList bits_;
  bool bit_is_new_ = false;
  std::uint32_t mark_ = 0;  // the bit's in partial keys
  Header header_;
  std::size_t bytes_;
};

}  // namespace tacit::index::hot
