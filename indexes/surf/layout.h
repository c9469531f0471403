// How a filter lies in memory, which is how it lies in its file (docs/formats/filter.md): a trie of the
// shortest prefixes that tell the keys apart, in breadth-first order.
//
// A node is its chain, the bytes that all its keys go on with, and then its edges: two labels at least, in
// rising order. A key that ends in the node is an edge too, the first one, and repeats the label that
// follows. So the order of labels tells it, and no byte is set aside for it.
//
// The upper levels are dense: a record of fixed size for each node. The others are positions, of one byte and
// two bits each, 64 to a block. The bits tell all else. `louds` is one on a node's chain and its first label,
// zero on its other labels: since a node has two labels, each run of ones is the begin of a node, and all but
// the last of the run are its chain. `child` is one where an edge leads to a node, zero where it is a leaf,
// and one on chains, so that the zeros are the leaves.
//
// The children of a block's edges are nodes in the same order, one behind another. The block tells where the
// first of them begins; the others are found by counting begins from there on. A leaf's suffix bits stand in
// its block. So a step down reads a block and its successor at most, both known at once, where rank and
// select over separate bit vectors read from three places, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tacit::index::surf {

inline constexpr std::size_t kBlockPositions = 64;
// A block: louds, child, the place of the first child, labels, and its leaves' suffixes up to a whole byte.
inline constexpr std::size_t kChildBitsAt = 8;
inline constexpr std::size_t kFirstChildAt = 16;
inline constexpr std::size_t kLabelsAt = 21;
inline constexpr std::size_t kSuffixesAt = kLabelsAt + kBlockPositions;

// A place is a block's first byte, then six bits for the position in it, in 40 bits altogether.
inline constexpr std::uint32_t kPlaceShift = 6;
inline constexpr std::uint64_t kPositionMask = kBlockPositions - 1;
inline constexpr std::size_t kPlaceBytes = 5;
inline constexpr std::uint64_t kPlaceMask = (std::uint64_t{1} << (8 * kPlaceBytes)) - 1;
inline constexpr std::uint64_t kMaxBlockBytes = std::uint64_t{1} << (8 * kPlaceBytes - kPlaceShift);

// A dense node: 256 bits that tell labels, 256 that tell which of them lead to nodes, how many nodes and
// leaves the edges of all nodes before lead to, where its chain begins, the chain's size, and in its highest
// bit whether a key ends here.
inline constexpr std::size_t kDenseChildrenAt = 32;
inline constexpr std::size_t kDenseChildRankAt = 64;
inline constexpr std::size_t kDenseLeafRankAt = 68;
inline constexpr std::size_t kDenseChainAt = 72;
inline constexpr std::size_t kDenseChainSizeAt = 76;
inline constexpr std::size_t kDenseBytes = 80;
inline constexpr std::uint32_t kEndsHere = std::uint32_t{1} << 31U;

// For each so many bytes of blocks, from the first block that begins there on: how many leaves are before it
// (48 bits), and where it begins (16 bits).
inline constexpr std::uint64_t kMarkStep = 2048;
inline constexpr std::size_t kMarkBytes = 8;
inline constexpr std::uint64_t kMarkRankMask = (std::uint64_t{1} << 48U) - 1;

// Loads may go beyond the last block, and beyond the last suffix: so many bytes are there.
inline constexpr std::size_t kSlack = 64;

// The parts of a filter whose structure holds (open.cc): what every look-up rests on.
struct View {
  std::uint64_t keys = 0;
  std::uint32_t height = 0;  // nodes on the longest way
  std::uint32_t dense_levels = 0;
  std::uint32_t hash_bits = 0;
  std::uint32_t real_bits = 0;
  std::uint32_t suffix_bits = 0;  // both
  std::uint64_t dense_nodes = 0;  // a record more is there, the sum of all
  std::uint64_t root_count = 0;   // nodes that are no longer dense but whose parents are, or the root
  std::uint64_t block_bytes = 0;  // without slack
  const unsigned char* dense = nullptr;
  const unsigned char* chains = nullptr;    // of dense nodes
  const unsigned char* suffixes = nullptr;  // of their leaves, or of the only key
  const unsigned char* roots = nullptr;     // places, and that of the node behind
  const unsigned char* blocks = nullptr;
  const unsigned char* marks = nullptr;
};

}  // namespace tacit::index::surf
