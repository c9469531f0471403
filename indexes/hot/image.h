// A node's memory, laid out for what it shall hold.
#pragma once

#include <cstddef>
#include <cstdint>

#include "indexes/hot/contents.h"
#include "indexes/hot/layout.h"
#include "indexes/hot/node.h"

namespace tacit::index::hot {

class Image {
 public:
  // Of at most kFanOut entries. Refers to them.
  explicit Image(const Contents& contents);

  // The bytes that are written.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // The least room that a node like this can be in: searches read behind its end.
  [[nodiscard]] std::size_t least_room() const { return LeastRoom(header_, bytes_); }
  [[nodiscard]] std::size_t room() const { return RoomFor(least_room()); }
  // Neither may overlap what the contents refer to. `room`: what the node has been given.
  void Write(std::size_t room, unsigned char* out) const;

 private:
  [[nodiscard]] unsigned char* WritePartialKeys(unsigned char* out) const;
  [[nodiscard]] unsigned char* WriteSizes(unsigned char* out) const;
  [[nodiscard]] unsigned char* WriteChildren(unsigned char* out) const;
  [[nodiscard]] unsigned char* WriteShared(unsigned char* out) const;
  void WriteLeaves(unsigned char* out) const;

  const Contents& contents_;
  Header header_;
  std::uint32_t outside_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace tacit::index::hot
