// Look-ups, written once for all kernels. Each kernel's source file is compiled for its own processor. So
// everything here, and in what it includes, is a member of a template over the kernel's processor: were it
// shared, the linker could give one processor the code of another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "indexes/surf/node.h"
#include "indexes/surf/suffix.h"

namespace tacit::index::surf {

template <typename Processor>
struct Walk {
  using B = Bits<Processor>;
  using Block = Blocks<Processor>;
  using N = Nodes<Processor>;
  using Suffix = Suffixes<Processor>;
  using NodeAt = Node<Processor>;

  // A key on its way down: the next node is the one `skip` nodes behind the one at `place`.
  struct Way {
    Text key;
    std::size_t at = 0;  // bytes of the key that are passed
    std::uint64_t place = 0;
    std::uint32_t skip = 0;
  };
  enum class State : std::uint8_t { kOn, kNo, kYes };

  static State Leaf(const View& view, const Way& way, const unsigned char* suffixes, std::uint64_t rank) {
    const std::uint32_t suffix = B::Field(suffixes, rank, view.suffix_bits);
    return Suffix::MayBe(view, suffix, way.key, way.at) ? State::kYes : State::kNo;
  }
  static State LeafOf(const View& view, const Way& way, const Edge& edge) {
    return Suffix::MayBe(view, N::SuffixOf(view, edge), way.key, way.at) ? State::kYes : State::kNo;
  }

  // Through the dense nodes.
  static State Begin(const View& view, Way* way) {
    if (view.keys < 2) {
      if (view.keys == 0) return State::kNo;
      return Leaf(view, *way, view.suffixes, 0);
    }
    NodeRef ref = N::Root(view);
    while (ref.dense) {
      const unsigned char* const record = N::DenseRecord(view, ref.at);
      const std::uint32_t chain = B::Load32(record + kDenseChainSizeAt);
      if (chain != 0) {
        const std::size_t size = chain & ~kEndsHere;
        if (way->key.size - way->at < size) return State::kNo;
        if (size > 0 && std::memcmp(way->key.bytes + way->at, view.chains + B::Load32(record + kDenseChainAt),
                                    size) != 0) {
          return State::kNo;
        }
        way->at += size;
      }
      if (way->at == way->key.size) {
        if ((chain & kEndsHere) == 0) return State::kNo;
        return Leaf(view, *way, view.suffixes, B::Load32(record + kDenseLeafRankAt));
      }
      const std::uint32_t label = way->key.bytes[way->at++];
      if ((N::DenseLabels(record, label / 64) >> label % 64 & 1U) == 0) return State::kNo;
      if ((N::DenseChildren(record, label / 64) >> label % 64 & 1U) == 0) {
        return Leaf(view, *way, view.suffixes, N::DenseLeafRank(record, label));
      }
      ref = N::DenseChild(view, N::DenseChildRank(record, label));
    }
    way->place = ref.at;
    way->skip = 0;
    return State::kOn;
  }

  static bool SameBytes(const unsigned char* a, const unsigned char* b, std::size_t size) {
    for (; size >= 8; size -= 8, a += 8, b += 8) {
      if (B::Load64(a) != B::Load64(b)) return false;
    }
    for (; size > 0; --size) {
      if (*a++ != *b++) return false;
    }
    return true;
  }

  // Through one node.
  static State Step(const View& view, Way* way) {
    const auto [block, position] = Block::Skip(view, way->place, way->skip);
    const std::uint64_t louds = Block::Louds(block);
    const std::uint64_t from_here = louds >> position;
    const std::uint64_t run = B::LowZeros(~from_here);
    const std::uint64_t rest = run == kBlockPositions ? 0 : from_here >> run;
    // Where the block's end is before the next node's begin.
    if (rest == 0) [[unlikely]]
      return StepAcross(view, way, block, position);
    const std::uint64_t chain = run - 1;
    const std::uint64_t first = position + chain;
    const unsigned char* const labels = Block::Labels(block);
    Text key = way->key;
    if (chain > 0) {
      if (key.size - way->at < chain) return State::kNo;
      if (!SameBytes(key.bytes + way->at, labels + position, chain)) return State::kNo;
      way->at += chain;
    }
    const std::uint64_t child_bits = Block::ChildBits(block);
    if (way->at == key.size) [[unlikely]] {
      if (labels[first] != labels[first + 1] || (child_bits >> first & 1U) != 0) return State::kNo;
      return Leaf(view, *way, block + kSuffixesAt, Block::LeavesBefore(child_bits, first));
    }
    const std::uint64_t count = B::LowZeros(rest) + 1U;
    const std::uint64_t found = N::FindByte(labels + first, count, key.bytes[way->at]);
    if (found == count) return State::kNo;
    ++way->at;
    const std::uint64_t label = first + found;
    if ((child_bits >> label & 1U) == 0) {
      return Leaf(view, *way, block + kSuffixesAt, Block::LeavesBefore(child_bits, label));
    }
    way->place = Block::FirstChild(block);
    way->skip = Block::ChildrenBefore(louds, child_bits, label);
    // That block, and where the node is if it is in the next one.
    const unsigned char* const next = Block::BlockOf(view, way->place);
    __builtin_prefetch(next);
    __builtin_prefetch(next + 64);
    __builtin_prefetch(next + 128);
    return State::kOn;
  }

  // The same for a node that goes on in the next block.
  [[gnu::noinline]] static State StepAcross(const View& view, Way* way, const unsigned char* block,
                                            std::uint64_t position) {
    NodeAt node(view, {false, Block::PlaceOf(view, block, position)});
    for (unsigned char byte = 0; node.NextOfChain(&byte); ++way->at) {
      if (way->at == way->key.size || way->key.bytes[way->at] != byte) return State::kNo;
    }
    if (way->at == way->key.size) {
      const Edge end = node.End();
      return end.kind == Edge::Kind::kNone ? State::kNo : LeafOf(view, *way, end);
    }
    const Edge edge = node.Find(way->key.bytes[way->at]);
    if (edge.kind == Edge::Kind::kNone) return State::kNo;
    ++way->at;
    if (edge.kind == Edge::Kind::kLeaf) return LeafOf(view, *way, edge);
    way->place = Block::FirstChild(edge.record);
    way->skip =
        Block::ChildrenBefore(Block::Louds(edge.record), Block::ChildBits(edge.record), edge.position);
    return State::kOn;
  }

  static bool MayContain(const View& view, Text key) {
    Way way{key};
    State state = Begin(view, &way);
    while (state == State::kOn) state = Step(view, &way);
    return state == State::kYes;
  }

  // answers[i] for keys[i]. Several keys are on their ways in turns, so that each waits for memory while the
  // others go on.
  static void MayContainBatch(const View& view, std::span<const std::string_view> keys, bool* answers) {
    constexpr std::size_t kLanes = 12;
    std::array<Way, kLanes> ways;
    std::array<std::size_t, kLanes> of = {};
    std::size_t lanes = 0;
    std::size_t next = 0;
    // Puts the next key that goes beyond the dense nodes into a lane.
    const auto fill = [&](std::size_t lane) {
      while (next < keys.size()) {
        // Keys are read from anywhere, too.
        if (next + kLanes < keys.size()) __builtin_prefetch(keys[next + kLanes].data());
        ways[lane] = {TextOf(keys[next])};
        const State state = Begin(view, &ways[lane]);
        of[lane] = next++;
        if (state == State::kOn) {
          __builtin_prefetch(Block::BlockOf(view, ways[lane].place));
          return true;
        }
        answers[of[lane]] = state == State::kYes;
      }
      return false;
    };
    while (lanes < kLanes && fill(lanes)) ++lanes;
    while (lanes > 0) {
      for (std::size_t lane = 0; lane < lanes;) {
        const State state = Step(view, &ways[lane]);
        if (state == State::kOn) {
          ++lane;
          continue;
        }
        answers[of[lane]] = state == State::kYes;
        if (fill(lane)) {
          ++lane;
        } else if (--lanes > lane) {
          ways[lane] = ways[lanes];
          of[lane] = of[lanes];
        }
      }
    }
  }
};

}  // namespace tacit::index::surf
