#include "indexes/surf/build.h"

#include <array>
#include <cassert>
#include <utility>
#include <vector>

#include "indexes/surf/image.h"
#include "indexes/surf/links.h"
#include "indexes/surf/plan.h"
#include "indexes/surf/suffix.h"
#include "indexes/surf/writers.h"

namespace tacit::index::surf {
namespace {

// What a level takes: dense, with what it costs that the one below has to be told where it is; and not.
std::uint64_t DenseBytes(const Level& level) {
  return level.nodes * kDenseBytes + level.chain_bytes + level.children * kPlaceBytes;
}
std::uint64_t SparseBytes(const Level& level) {
  return (level.edges + level.chain_bytes) * kSuffixesAt / kBlockPositions;
}

// The most levels from the root on that are dense within the budget.
std::uint32_t DenseLevels(const std::vector<Level>& levels, std::uint32_t ratio) {
  if (ratio == 0) return 0;
  std::uint64_t all = 0;
  for (const Level& level : levels) all += SparseBytes(level);
  std::uint32_t best = 0;
  std::uint64_t dense = 0;
  std::uint64_t sparse = 0;
  std::uint64_t chains = 0;
  for (std::uint32_t i = 0; i < levels.size(); ++i) {
    chains += levels[i].chain_bytes;
    if (chains > UINT32_MAX / 2) break;
    // Only the last one has to tell where the nodes below are.
    const std::uint64_t with = dense + DenseBytes(levels[i]);
    sparse += SparseBytes(levels[i]);
    if (with <= sparse || (with - sparse) * ratio <= all) best = i + 1;
    dense = with - levels[i].children * kPlaceBytes;
  }
  return best;
}

class Builder {
 public:
  Builder(std::span<const std::string_view> keys, const BuildOptions& options)
      : keys_(keys),
        options_(options),
        suffix_bits_(options.hash_bits + options.real_bits),
        suffixes_(suffix_bits_),
        blocks_(suffix_bits_) {}

  Result<std::string> Build() {
    Properties properties;
    properties.keys = keys_.size();
    properties.hash_bits = static_cast<std::uint8_t>(options_.hash_bits);
    properties.real_bits = static_cast<std::uint8_t>(options_.real_bits);
    properties.dictionary = options_.dictionary;
    std::string roots;
    std::string marks;
    if (keys_.size() == 1) suffixes_.Add(SuffixOf(0, 0));
    if (keys_.size() >= 2) {
      const Plan plan(keys_);
      properties.height = static_cast<std::uint32_t>(plan.levels().size());
      properties.dense_levels = DenseLevels(plan.levels(), options_.dense_ratio);
      for (std::uint32_t i = 0; i < properties.dense_levels; ++i)
        properties.dense_nodes += plan.levels()[i].nodes;
      if (properties.dense_levels < properties.height) {
        properties.root_count = plan.levels()[properties.dense_levels].nodes;
      }
      WriteNodes(plan, properties.dense_nodes);
      blocks_.Finish();
      properties.block_bytes = blocks_.bytes().size();
      if (properties.block_bytes >= kMaxBlockBytes) {
        return Status::ResourceExhausted("expected labels of at most 16 GiB, found " +
                                         std::to_string(properties.block_bytes) +
                                         " bytes; give several filters a part of the keys each");
      }
      Link(properties, &roots, &marks);
    }
    suffixes_.Finish();
    SectionBytes sections = {
        "",    std::move(dense_),          std::move(chains_), std::move(suffixes_.bytes()),
        roots, std::move(blocks_.bytes()), std::move(marks)};
    for (const Section section : {Section::kSuffixes, Section::kRoots, Section::kBlocks}) {
      sections[static_cast<std::size_t>(section)].append(kSlack, '\0');
    }
    return PackImage(properties, std::move(sections));
  }

 private:
  using Suffix = Suffixes<AnyProcessor>;

  [[nodiscard]] std::uint32_t SuffixOf(std::uint32_t key, std::size_t at) const {
    if (suffix_bits_ == 0) return 0;
    const Text text = TextOf(keys_[key]);
    const std::uint64_t hash = Suffix::HashBits(text, options_.hash_bits);
    return static_cast<std::uint32_t>(hash << options_.real_bits |
                                      Suffix::RealBits(text, at, options_.real_bits));
  }

  void WriteNodes(const Plan& plan, std::uint64_t dense_nodes) {
    const std::vector<Group>& groups = plan.groups();
    DenseSum sum;
    for (std::size_t i = 0; i < dense_nodes; ++i) WriteDense(plan, groups[i], &sum);
    if (dense_nodes > 0) AppendRecord({}, sum, 0);
    for (std::size_t i = dense_nodes; i < groups.size(); ++i) WriteSparse(plan, groups[i]);
  }

  struct DenseBits {
    std::array<std::uint64_t, 4> labels = {};
    std::array<std::uint64_t, 4> children = {};
  };
  struct DenseSum {
    std::uint64_t children = 0;
    std::uint64_t leaves = 0;
  };

  void AppendRecord(const DenseBits& bits, const DenseSum& sum, std::uint32_t chain_size) {
    for (const std::uint64_t word : bits.labels) AppendInteger(dense_, word, 8);
    for (const std::uint64_t word : bits.children) AppendInteger(dense_, word, 8);
    AppendInteger(dense_, sum.children, 4);
    AppendInteger(dense_, sum.leaves, 4);
    AppendInteger(dense_, chains_.size(), 4);
    AppendInteger(dense_, chain_size, 4);
  }

  void WriteDense(const Plan& plan, const Group& group, DenseSum* sum) {
    const std::uint32_t at = group.edges_at();
    DenseBits bits;
    DenseSum after = *sum;
    std::uint32_t chain_size = group.chain;
    plan.ForEachEdge(group, [&](std::uint32_t begin, std::uint32_t end) {
      const bool leaf = end - begin == 1;
      if (keys_[begin].size() == at) {
        chain_size |= kEndsHere;
        suffixes_.Add(SuffixOf(begin, at));
      } else {
        const auto label = static_cast<unsigned char>(keys_[begin][at]);
        bits.labels[label / 64U] |= std::uint64_t{1} << label % 64U;
        if (!leaf) bits.children[label / 64U] |= std::uint64_t{1} << label % 64U;
        if (leaf) suffixes_.Add(SuffixOf(begin, at + 1));
      }
      leaf ? ++after.leaves : ++after.children;
    });
    AppendRecord(bits, *sum, chain_size);
    chains_ += keys_[group.begin].substr(group.depth, group.chain);
    *sum = after;
  }

  void WriteSparse(const Plan& plan, const Group& group) {
    const std::uint32_t at = group.edges_at();
    for (const char byte : keys_[group.begin].substr(group.depth, group.chain)) blocks_.AddChain(byte);
    plan.ForEachEdge(group, [&](std::uint32_t begin, std::uint32_t end) {
      const bool first = begin == group.begin;
      // A key that ends here stands for itself, by the label that follows.
      const bool ends = keys_[begin].size() == at;
      const char label = keys_[ends ? end : begin][at];
      if (end - begin == 1) {
        blocks_.AddLeaf(label, first, SuffixOf(begin, ends ? at : at + std::size_t{1}));
      } else {
        blocks_.AddChild(label, first);
      }
    });
  }

  // Tells each block where its first child is, and makes the tables of roots and marks.
  void Link(const Properties& properties, std::string* roots, std::string* marks) {
    auto* const bytes = reinterpret_cast<unsigned char*>(blocks_.bytes().data());
    View view;
    view.suffix_bits = suffix_bits_;
    view.block_bytes = properties.block_bytes;
    view.blocks = bytes;
    Begins begins(view);
    for (std::uint64_t i = 0; i < properties.root_count; ++i, begins.Next()) {
      AppendInteger(*roots, begins.place(), kPlaceBytes);
    }
    AppendInteger(*roots, begins.place(), kPlaceBytes);
    std::uint64_t leaves = 0;
    std::uint64_t next_mark = 0;
    std::uint64_t end = 0;
    const auto link = [&](const unsigned char* block, std::uint64_t, const Begins& first) {
      const auto at = static_cast<std::uint64_t>(block - bytes);
      for (std::size_t i = 0; i < kPlaceBytes; ++i) {
        bytes[at + kFirstChildAt + i] = static_cast<unsigned char>(first.place() >> (8 * i));
      }
      ForEachMark(at, leaves, &next_mark,
                  [&](std::uint64_t mark) { AppendInteger(*marks, mark, kMarkBytes); });
      leaves += kBlockPositions - Bits<AnyProcessor>::Ones(Blocks<AnyProcessor>::ChildBits(block));
      return true;
    };
    [[maybe_unused]] const bool linked = ForEachBlock(view, begins, link, &end);
    assert(linked);
  }

  std::span<const std::string_view> keys_;
  BuildOptions options_;
  std::uint32_t suffix_bits_;
  std::string dense_;
  std::string chains_;
  FieldWriter suffixes_;
  BlockWriter blocks_;
};

}  // namespace

Result<std::string> BuildImage(std::span<const std::string_view> keys, const BuildOptions& options) {
  return Builder(keys, options).Build();
}

}  // namespace tacit::index::surf
