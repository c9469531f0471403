// How many keys there are between two bounds: the leaves before each, level by level. See walk.h for why all
// is in a template.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "indexes/surf/range_walk.h"

namespace tacit::index::surf {

// A bound is a place in every level: before it are the keys that are less. On the upper levels this is where
// the bound's own way leads; once that ends, each further level's place is where the nodes begin that the
// place above leads to.
template <typename Processor>
struct CountWalk {
  using B = Bits<Processor>;
  using Block = Blocks<Processor>;
  using N = Nodes<Processor>;
  using Suffix = Suffixes<Processor>;
  using NodeAt = Node<Processor>;
  using Kind = Edge::Kind;

  // Between two edges of a level, told by the edge behind: for one that ends a dense node, `label` is 0 and
  // `end` true; behind the last label of a dense node, 256.
  struct Cut {
    bool dense = false;
    bool before_end = false;
    std::uint32_t label = 0;
    const unsigned char* record = nullptr;
    std::uint64_t position = 0;

    bool operator==(const Cut&) const = default;
  };

  static Cut Before(const Edge& edge) {
    return {edge.dense, edge.dense && edge.ends, edge.label, edge.record, edge.position};
  }
  // The begin of a node is before all its edges: its chain has no leaves and no children.
  static Cut BeforeNode(const View& view, NodeRef ref) {
    if (ref.dense) return {true, true, 0, N::DenseRecord(view, ref.at), 0};
    return {false, false, 0, Block::BlockOf(view, ref.at), ref.at & kPositionMask};
  }
  static Cut BehindEdge(const View& view, const Edge& edge) {
    if (edge.dense) return {true, false, edge.ends ? 0U : edge.label + 1U, edge.record, 0};
    if (edge.position + 1 < kBlockPositions) return {false, false, 0, edge.record, edge.position + 1};
    return {false, false, 0, Block::Next(view, edge.record), 0};
  }

  // Leaves before the cut, in all levels above and its own, dense ones and others apart.
  static std::uint64_t LeafRank(const View& view, const Cut& cut) {
    if (cut.dense) {
      if (cut.before_end) return B::Load32(cut.record + kDenseLeafRankAt);
      return N::DenseLeafRank(cut.record, cut.label);
    }
    const std::uint64_t at = static_cast<std::uint64_t>(cut.record - view.blocks);
    const std::uint64_t step = at / kMarkStep;
    const std::uint64_t mark = B::Load64(view.marks + step * kMarkBytes);
    std::uint64_t rank = mark & kMarkRankMask;
    const unsigned char* block = view.blocks + step * kMarkStep + (mark >> 48U);
    while (block != cut.record) {
      const std::uint64_t child_bits = Block::ChildBits(block);
      rank += kBlockPositions - B::Ones(child_bits);
      block += Block::Size(child_bits, view.suffix_bits);
    }
    return rank + Block::LeavesBefore(Block::ChildBits(block), cut.position);
  }

  // Where the nodes begin that the edges from the cut on lead to, on this level.
  static Cut Below(const View& view, const Cut& cut, std::uint32_t level) {
    if (cut.dense) {
      const std::uint64_t rank = N::DenseChildRank(cut.record, cut.before_end ? 0 : cut.label);
      // The end of the last dense level has a number that is no dense node's, and yet is dense.
      return BeforeNode(view,
                        level < view.dense_levels ? NodeRef{true, rank + 1} : N::DenseChild(view, rank));
    }
    const std::uint32_t before =
        Block::ChildrenBefore(Block::Louds(cut.record), Block::ChildBits(cut.record), cut.position);
    const auto found = Block::Skip(view, Block::FirstChild(cut.record), before);
    return {false, false, 0, found.block, found.position};
  }

  // A bound on its way down.
  class Bound {
   public:
    // `upper`: whether leaves that may be less count as before it; else those that may be as great do not.
    Bound(const View& view, Text key, bool upper)
        : view_(&view), key_(key), upper_(upper), node_(N::Root(view)) {
      Descend();
    }
    // Behind all keys.
    explicit Bound(const View& view) : view_(&view), upper_(true), node_(N::Root(view)), behind_all_(true) {
      Descend();
    }

    [[nodiscard]] const Cut& cut() const { return cut_; }
    // Whether the way has ended, so that the cut alone tells all that follow.
    [[nodiscard]] bool ended() const { return !node_; }
    void Down() {
      ++level_;
      if (node_) {
        Descend();
      } else {
        cut_ = CountWalk::Below(*view_, cut_, level_);
      }
    }

   private:
    void End(const Cut& cut) {
      cut_ = cut;
      node_.reset();
    }

    // Finds the cut in the edges of the node, and the node below.
    void Descend() {
      const NodeRef ref = *node_;
      NodeAt node(*view_, ref);
      for (unsigned char byte = 0; node.NextOfChain(&byte); ++at_) {
        if (behind_all_) continue;
        if (at_ == key_.size || byte > key_.bytes[at_]) return End(BeforeNode(*view_, ref));
        if (byte < key_.bytes[at_]) {
          while (node.NextOfChain(&byte)) continue;  // its edges can be read behind it only
          return End(BehindEdge(*view_, node.Last()));
        }
      }
      if (!behind_all_ && at_ == key_.size) return End(BeforeNode(*view_, ref));
      const Edge edge = behind_all_ ? node.Last() : node.FindFrom(key_.bytes[at_]);
      if (edge.kind == Kind::kNone || (behind_all_ && edge.kind == Kind::kLeaf)) {
        return End(BehindEdge(*view_, node.Last()));
      }
      if (!behind_all_ && edge.label != key_.bytes[at_]) return End(Before(edge));
      ++at_;
      if (edge.kind == Kind::kLeaf) {
        const bool before = upper_ ? RangeWalk<Processor>::LeafIsBelow(*view_, edge, key_, at_)
                                   : !RangeWalk<Processor>::LeafReaches(*view_, edge, key_, at_);
        return End(before ? BehindEdge(*view_, edge) : Before(edge));
      }
      cut_ = Before(edge);
      node_ = N::ChildOf(*view_, edge);
    }

    const View* view_;
    Text key_;
    std::size_t at_ = 0;
    std::uint32_t level_ = 0;
    bool upper_;
    std::optional<NodeRef> node_;
    bool behind_all_ = false;
    Cut cut_;
  };

  // Of two keys at least.
  static std::uint64_t Count(const View& view, Bound low, Bound high) {
    std::uint64_t count = 0;
    for (std::uint32_t level = 1;; ++level) {
      if (low.cut() == high.cut()) {
        if (low.ended() && high.ended()) return count;
      } else {
        count += LeafRank(view, high.cut()) - LeafRank(view, low.cut());
      }
      if (level == view.height) return count;
      low.Down();
      high.Down();
    }
  }

  // `to`: null where all keys from `from` on are counted.
  static std::uint64_t Count(const View& view, Text from, const Text* to) {
    if (view.keys < 2) {
      if (view.keys == 0) return 0;
      const std::uint32_t suffix = B::Field(view.suffixes, 0, view.suffix_bits);
      const bool in = Suffix::MayReach(view, suffix, from, 0) &&
                      (to == nullptr || Suffix::MayBeBelow(view, suffix, *to, 0));
      return in ? 1 : 0;
    }
    return Count(view, Bound(view, from, false), to == nullptr ? Bound(view) : Bound(view, *to, true));
  }
};

}  // namespace tacit::index::surf
