// A node as one visits it: its chain byte by byte, then its edges.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "indexes/surf/block.h"

namespace tacit::index::surf {

// Where a node is: the number of a dense one, or the place of another.
struct NodeRef {
  bool dense = false;
  std::uint64_t at = 0;
};

// An edge of a node: its label's place in a block, or a dense node's number and its label, or no edge.
struct Edge {
  enum class Kind : std::uint8_t { kNone, kLeaf, kChild };
  Kind kind = Kind::kNone;
  bool dense = false;
  bool ends = false;  // of the key that ends in the node; it has no label
  unsigned char label = 0;
  const unsigned char* record = nullptr;  // the block, or the dense node
  std::uint64_t position = 0;             // in the block
};

template <typename Processor>
struct Nodes {
  using B = Bits<Processor>;
  using Block = Blocks<Processor>;

  // The first node; there is one, since there are two keys.
  static NodeRef Root(const View& view) {
    return view.dense_nodes > 0 ? NodeRef{true, 0} : NodeRef{false, B::LoadPlace(view.roots)};
  }

  static const unsigned char* DenseRecord(const View& view, std::uint64_t number) {
    return view.dense + number * kDenseBytes;
  }
  // Ones of four words below bit `bit`, of words(i).
  template <typename Words>
  static std::uint32_t OnesBefore(std::uint32_t bit, Words words) {
    std::uint32_t ones = 0;
    for (std::uint32_t i = 0; i < bit / 64; ++i) ones += B::Ones(words(i));
    return bit % 64 == 0 ? ones : ones + B::Ones(words(bit / 64) & B::Below(bit % 64));
  }
  static std::uint64_t DenseLabels(const unsigned char* record, std::uint32_t word) {
    return B::Load64(record + 8 * word);
  }
  static std::uint64_t DenseChildren(const unsigned char* record, std::uint32_t word) {
    return B::Load64(record + kDenseChildrenAt + 8 * word);
  }
  // Among all dense nodes' edges, those before this node's label that lead to nodes, and those that do not.
  static std::uint64_t DenseChildRank(const unsigned char* record, std::uint32_t label) {
    return B::Load32(record + kDenseChildRankAt) +
           OnesBefore(label, [record](std::uint32_t i) { return DenseChildren(record, i); });
  }
  static std::uint64_t DenseLeafRank(const unsigned char* record, std::uint32_t label) {
    return B::Load32(record + kDenseLeafRankAt) + (B::Load32(record + kDenseChainSizeAt) >> 31U) +
           OnesBefore(label, [record](std::uint32_t i) {
             return DenseLabels(record, i) & ~DenseChildren(record, i);
           });
  }
  // The node that the dense node's child of this rank is.
  static NodeRef DenseChild(const View& view, std::uint64_t rank) {
    const std::uint64_t number = rank + 1;
    if (number < view.dense_nodes) return {true, number};
    return {false, B::LoadPlace(view.roots + (number - view.dense_nodes) * kPlaceBytes)};
  }

  // The suffix bits of an edge that is a leaf.
  static std::uint32_t SuffixOf(const View& view, const Edge& edge) {
    if (view.suffix_bits == 0) return 0;
    if (edge.dense) {
      const std::uint64_t rank =
          edge.ends ? B::Load32(edge.record + kDenseLeafRankAt) : DenseLeafRank(edge.record, edge.label);
      return B::Field(view.suffixes, rank, view.suffix_bits);
    }
    const std::uint32_t before = Block::LeavesBefore(Block::ChildBits(edge.record), edge.position);
    return B::Field(edge.record + kSuffixesAt, before, view.suffix_bits);
  }

  // Of an edge that leads to a node.
  static NodeRef ChildOf(const View& view, const Edge& edge) {
    if (edge.dense) return DenseChild(view, DenseChildRank(edge.record, edge.label));
    const std::uint32_t before =
        Block::ChildrenBefore(Block::Louds(edge.record), Block::ChildBits(edge.record), edge.position);
    const auto found = Block::Skip(view, Block::FirstChild(edge.record), before);
    return {false, Block::PlaceOf(view, found.block, found.position)};
  }

  // Which of `count` labels is the byte: of two the second one, since the first is then no label. `count` if
  // none is. May read 15 bytes behind them.
  static std::uint64_t FindByte(const unsigned char* labels, std::uint64_t count, unsigned char byte) {
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(static_cast<char>(byte));
    for (std::uint64_t i = 0; i < count; i += 16) {
      const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(labels + i));
      std::uint32_t same = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(here, wanted)));
      if (count - i < 16) same &= (std::uint32_t{1} << (count - i)) - 1;
      if (same != 0) return i + 31U - static_cast<std::uint32_t>(__builtin_clz(same));
    }
    return count;
#else
    for (std::uint64_t i = count; i > 0; --i) {
      if (labels[i - 1] == byte) return i - 1;
    }
    return count;
#endif
  }
};

// Reads a node from its begin on. First the chain: NextOfChain until it is false. Then the edges, in any
// order.
template <typename Processor>
class Node {
 public:
  using B = Bits<Processor>;
  using Block = Blocks<Processor>;
  using N = Nodes<Processor>;

  Node(const View& view, NodeRef ref) : view_(&view), dense_(ref.dense) {
    if (dense_) {
      block_ = N::DenseRecord(view, ref.at);
      position_ = B::Load32(block_ + kDenseChainAt);
      chain_end_ = position_ + (B::Load32(block_ + kDenseChainSizeAt) & ~kEndsHere);
    } else {
      block_ = Block::BlockOf(view, ref.at);
      position_ = ref.at & kPositionMask;
    }
  }

  // The next byte of the chain. False: there is none, and the edges can be read.
  bool NextOfChain(unsigned char* byte) {
    if (dense_) {
      if (position_ == chain_end_) return false;
      *byte = view_->chains[position_++];
      return true;
    }
    const bool inside = position_ + 1 < kBlockPositions;
    const unsigned char* const next = inside ? block_ : Block::Next(*view_, block_);
    const std::uint64_t next_position = inside ? position_ + 1 : 0;
    if ((Block::Louds(next) >> next_position & 1U) == 0) return false;
    *byte = Block::Labels(block_)[position_];
    block_ = next;
    position_ = next_position;
    return true;
  }

  // The edge of the key that ends here.
  [[nodiscard]] Edge End() const {
    if (dense_) {
      const bool ends = (B::Load32(block_ + kDenseChainSizeAt) & kEndsHere) != 0;
      return ends ? Edge{Edge::Kind::kLeaf, true, true, 0, block_, 0} : Edge{};
    }
    const Edge first = At(block_, position_);
    const Edge second = Behind(first);
    if (first.label != second.label || first.kind != Edge::Kind::kLeaf) return {};
    return {Edge::Kind::kLeaf, false, true, 0, block_, position_};
  }
  // The first edge, that of a key that ends here among them.
  [[nodiscard]] Edge First() const {
    const Edge end = End();
    if (end.kind != Edge::Kind::kNone) return end;
    return dense_ ? DenseFrom(0) : At(block_, position_);
  }
  // The edge behind one of this node.
  [[nodiscard]] Edge After(const Edge& edge) const {
    if (dense_) return DenseFrom(edge.ends ? 0 : edge.label + 1U);
    return Behind(edge);
  }
  [[nodiscard]] Edge Last() const {
    if (!dense_) {
      Piece piece{block_, position_, 0};
      Piece last = piece;
      for (bool more = FirstPiece(&piece); more; more = NextPiece(&piece)) last = piece;
      return At(last.block, last.begin + last.count - 1);
    }
    for (std::uint32_t word = 4; word > 0; --word) {
      const std::uint64_t labels = N::DenseLabels(block_, word - 1);
      if (labels != 0) return DenseAt(64 * word - 1 - static_cast<std::uint32_t>(__builtin_clzll(labels)));
    }
    return End();
  }
  // That with the label.
  [[nodiscard]] Edge Find(unsigned char label) const {
    if (dense_)
      return (N::DenseLabels(block_, label / 64U) >> label % 64U & 1U) != 0 ? DenseAt(label) : Edge{};
    Piece piece{block_, position_, 0};
    // The key that ends here repeats the label that follows, which may be in the next piece.
    for (bool more = FirstPiece(&piece); more; more = NextPiece(&piece)) {
      const std::uint64_t i = N::FindByte(Block::Labels(piece.block) + piece.begin, piece.count, label);
      if (i == piece.count) continue;
      const Edge edge = At(piece.block, piece.begin + i);
      const bool may_be_end = piece.block == block_ && piece.begin + i == position_;
      return may_be_end && End().kind != Edge::Kind::kNone ? Behind(edge) : edge;
    }
    return {};
  }
  // The first whose label is not less, none if all are.
  [[nodiscard]] Edge FindFrom(unsigned label) const {
    if (dense_) return DenseFrom(label);
    Edge edge = End();
    edge = edge.kind == Edge::Kind::kNone ? At(block_, position_) : Behind(edge);
    while (edge.kind != Edge::Kind::kNone && edge.label < label) edge = Behind(edge);
    return edge;
  }

 private:
  // Labels of a node that stand in one block.
  struct Piece {
    const unsigned char* block;
    std::uint64_t begin;
    std::uint64_t count;
  };

  // Sets the count: from the begin to the next node's begin, or to the end of the block.
  [[nodiscard]] bool FirstPiece(Piece* piece) const {
    const std::uint64_t rest = Block::Louds(piece->block) >> piece->begin >> 1U;
    piece->count = std::min<std::uint64_t>(B::LowZeros(rest) + 1, kBlockPositions - piece->begin);
    return true;
  }
  [[nodiscard]] bool NextPiece(Piece* piece) const {
    if (piece->begin + piece->count < kBlockPositions) return false;
    piece->block = Block::Next(*view_, piece->block);
    piece->begin = 0;
    piece->count = B::LowZeros(Block::Louds(piece->block));
    return piece->count > 0;
  }

  [[nodiscard]] Edge At(const unsigned char* block, std::uint64_t position) const {
    const bool child = (Block::ChildBits(block) >> position & 1U) != 0;
    return {child ? Edge::Kind::kChild : Edge::Kind::kLeaf,
            false,
            false,
            Block::Labels(block)[position],
            block,
            position};
  }
  [[nodiscard]] Edge Behind(const Edge& edge) const {
    const bool inside = edge.position + 1 < kBlockPositions;
    const unsigned char* const block = inside ? edge.record : Block::Next(*view_, edge.record);
    const std::uint64_t position = inside ? edge.position + 1 : 0;
    return (Block::Louds(block) >> position & 1U) != 0 ? Edge{} : At(block, position);
  }

  [[nodiscard]] Edge DenseAt(std::uint32_t label) const {
    const bool child = (N::DenseChildren(block_, label / 64) >> label % 64 & 1U) != 0;
    return {child ? Edge::Kind::kChild : Edge::Kind::kLeaf,
            true,
            false,
            static_cast<unsigned char>(label),
            block_,
            0};
  }
  [[nodiscard]] Edge DenseFrom(std::uint32_t label) const {
    for (std::uint32_t word = label / 64; word < 4; ++word) {
      std::uint64_t labels = N::DenseLabels(block_, word);
      if (word == label / 64) labels &= ~B::Below(label % 64);
      if (labels != 0) return DenseAt(64 * word + B::LowZeros(labels));
    }
    return {};
  }

  const View* view_;
  bool dense_;
  const unsigned char* block_;  // or the dense node
  std::uint64_t position_;      // the next of the chain; then that of the first edge
  std::uint64_t chain_end_ = 0;
};

}  // namespace tacit::index::surf
