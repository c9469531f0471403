// The searches through nodes, for each kind of processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexes/hot/node.h"
#include "indexes/memory/arena.h"

namespace tacit::index::hot {

// A node, and the place in it of what is next on the way. No node: there is none.
struct Step {
  Ref node = 0;
  unsigned place = 0;
};

// Reads nothing but the key, and nodes in the room that they were given.
struct Kernel {
  std::string_view name;
  // The place of the entry on the key's way.
  unsigned (*search)(const unsigned char* node, std::string_view key);
  // The key's way from a node down to a leaf. There is room for as many steps as the node is high. Answers
  // how many there are.
  std::size_t (*descend)(const Arena& arena, Ref node, std::string_view key, Step* steps);
  // The record of the key's leaf at or below a node; null where the key is not there.
  const unsigned char* (*find)(const Arena& arena, Ref node, std::string_view key);
};

// The reference: no instruction that not every processor has.
[[nodiscard]] const Kernel& ScalarKernel();
// Null where this processor, or this build, does not have what they need.
[[nodiscard]] const Kernel* Avx2Kernel();
[[nodiscard]] const Kernel* Avx512Kernel();

// The fastest that this processor has.
[[nodiscard]] const Kernel& BestKernel();

}  // namespace tacit::index::hot
