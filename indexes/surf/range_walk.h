// Whether there are keys between two bounds, and how many. See walk.h for why all is in a template.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "indexes/surf/node.h"
#include "indexes/surf/suffix.h"

namespace tacit::index::surf {

template <typename Processor>
struct RangeWalk {
  using B = Bits<Processor>;
  using Block = Blocks<Processor>;
  using N = Nodes<Processor>;
  using Suffix = Suffixes<Processor>;
  using NodeAt = Node<Processor>;
  using Kind = Edge::Kind;

  static bool LeafReaches(const View& view, const Edge& edge, Text from, std::size_t at) {
    return edge.ends ? at == from.size : Suffix::MayReach(view, N::SuffixOf(view, edge), from, at);
  }
  static bool LeafIsBelow(const View& view, const Edge& edge, Text to, std::size_t at) {
    return edge.ends ? at < to.size : Suffix::MayBeBelow(view, N::SuffixOf(view, edge), to, at);
  }

  // Whether the leaf's key, which has the prefix's first `at` bytes, may begin with all of it: as far as real
  // bits and prefix go.
  static bool LeafMayBegin(const View& view, std::uint32_t suffix, Text prefix, std::size_t at) {
    const std::size_t rest = std::min<std::size_t>(prefix.size - at, 4) * 8;
    const std::uint32_t open = view.real_bits > rest ? view.real_bits - static_cast<std::uint32_t>(rest) : 0;
    const std::uint32_t real = suffix & static_cast<std::uint32_t>(B::Below(view.real_bits));
    return std::uint64_t{real} >> open == std::uint64_t{Suffix::RealBits(prefix, at, view.real_bits)} >> open;
  }

  // Whether a key below the node, whose way so far is the first `at` bytes of `from`, may be not less than
  // that. Only the last edge matters: if its label is greater, so are all its keys.
  static bool MayReach(const View& view, NodeAt node, Text from, std::size_t at) {
    while (true) {
      for (unsigned char byte = 0; node.NextOfChain(&byte); ++at) {
        if (at == from.size || byte > from.bytes[at]) return true;
        if (byte < from.bytes[at]) return false;
      }
      if (at == from.size) return true;
      const Edge last = node.Last();
      if (last.label != from.bytes[at]) return last.label > from.bytes[at];
      ++at;
      if (last.kind == Kind::kLeaf) return LeafReaches(view, last, from, at);
      node = NodeAt(view, N::ChildOf(view, last));
    }
  }

  // The same for keys that may be less than `to`: only the first edge matters.
  static bool MayBeBelow(const View& view, NodeAt node, Text to, std::size_t at) {
    while (true) {
      for (unsigned char byte = 0; node.NextOfChain(&byte); ++at) {
        if (at == to.size || byte > to.bytes[at]) return false;
        if (byte < to.bytes[at]) return true;
      }
      if (at == to.size) return false;
      const Edge first = node.First();
      if (first.ends) return true;
      if (first.label != to.bytes[at]) return first.label < to.bytes[at];
      ++at;
      if (first.kind == Kind::kLeaf) return LeafIsBelow(view, first, to, at);
      node = NodeAt(view, N::ChildOf(view, first));
    }
  }

  // from < to.
  static bool MayContainRange(const View& view, Text from, Text to) {
    if (view.keys < 2) {
      if (view.keys == 0) return false;
      const std::uint32_t suffix = B::Field(view.suffixes, 0, view.suffix_bits);
      return Suffix::MayReach(view, suffix, from, 0) && Suffix::MayBeBelow(view, suffix, to, 0);
    }
    NodeAt node(view, N::Root(view));
    // As long as the way is the begin of both bounds, of which only `from` can end.
    for (std::size_t at = 0;;) {
      while (true) {
        if (at == from.size) return MayBeBelow(view, node, to, at);
        const NodeAt here = node;
        unsigned char byte = 0;
        if (!node.NextOfChain(&byte)) break;
        if (byte < from.bytes[at] || byte > to.bytes[at]) return false;
        if (from.bytes[at] != to.bytes[at]) {
          if (byte == from.bytes[at]) return MayReach(view, here, from, at);
          return byte < to.bytes[at] || MayBeBelow(view, here, to, at);
        }
        ++at;
      }
      const unsigned low = from.bytes[at];
      const unsigned high = to.bytes[at];
      if (low != high) return Between(view, node, from, to, at);
      const Edge edge = node.Find(from.bytes[at]);
      if (edge.kind == Kind::kNone) return false;
      ++at;
      if (edge.kind == Kind::kLeaf) {
        const std::uint32_t suffix = N::SuffixOf(view, edge);
        return Suffix::MayReach(view, suffix, from, at) && Suffix::MayBeBelow(view, suffix, to, at);
      }
      node = NodeAt(view, N::ChildOf(view, edge));
    }
  }

  // At the edges of the node where the bounds part.
  static bool Between(const View& view, const NodeAt& node, Text from, Text to, std::size_t at) {
    Edge edge = node.FindFrom(from.bytes[at]);
    if (edge.kind == Kind::kNone) return false;
    if (edge.label == from.bytes[at]) {
      const bool reaches = edge.kind == Kind::kLeaf
                               ? LeafReaches(view, edge, from, at + 1)
                               : MayReach(view, NodeAt(view, N::ChildOf(view, edge)), from, at + 1);
      if (reaches) return true;
      edge = node.After(edge);
      if (edge.kind == Kind::kNone) return false;
    }
    if (edge.label != to.bytes[at]) return edge.label < to.bytes[at];
    return edge.kind == Kind::kLeaf ? LeafIsBelow(view, edge, to, at + 1)
                                    : MayBeBelow(view, NodeAt(view, N::ChildOf(view, edge)), to, at + 1);
  }

  static bool MayContainPrefix(const View& view, Text prefix) {
    if (view.keys < 2) {
      return view.keys == 1 && LeafMayBegin(view, B::Field(view.suffixes, 0, view.suffix_bits), prefix, 0);
    }
    NodeAt node(view, N::Root(view));
    for (std::size_t at = 0;;) {
      for (unsigned char byte = 0; at < prefix.size && node.NextOfChain(&byte); ++at) {
        if (byte != prefix.bytes[at]) return false;
      }
      if (at == prefix.size) return true;
      const Edge edge = node.Find(prefix.bytes[at]);
      if (edge.kind == Kind::kNone) return false;
      ++at;
      if (edge.kind == Kind::kLeaf) return LeafMayBegin(view, N::SuffixOf(view, edge), prefix, at);
      node = NodeAt(view, N::ChildOf(view, edge));
    }
  }

  // From `from` to the end.
  static bool MayContainFrom(const View& view, Text from) {
    if (view.keys == 0) return false;
    if (view.keys == 1) return Suffix::MayReach(view, B::Field(view.suffixes, 0, view.suffix_bits), from, 0);
    return MayReach(view, NodeAt(view, N::Root(view)), from, 0);
  }
};

}  // namespace tacit::index::surf
