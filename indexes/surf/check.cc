// What Build ensures beyond what opening sees to, and what a filter consists of.
#include <cmath>
#include <new>
#include <string>

#include "indexes/surf/links.h"
#include "indexes/surf/node.h"
#include "indexes/surf/state.h"
#include "src/base/status_macros.h"

namespace tacit {
namespace index::surf {
namespace {

using AnyNode = Node<AnyProcessor>;

// Goes through all nodes, and counts.
class Inspection {
 public:
  explicit Inspection(const View& view) : view_(view) {}

  Status Look() {
    for (std::uint64_t i = 0; i < view_.dense_nodes; ++i) {
      TACIT_RETURN_IF_ERROR(LookAt({true, i}, Section::kDense, i));
    }
    if (view_.keys < 2) return Status::Ok();
    std::uint64_t roots = view_.root_count;
    std::uint64_t end = 0;
    Begins begins(view_);
    // As many as there are edges that lead to them: what begins behind is no node.
    const auto count = [&](const unsigned char* block, std::uint64_t children, const Begins&) {
      roots += Bits<AnyProcessor>::Ones(children);
      chains_are_ones_ = chains_are_ones_ && ChainsAreOnes(block);
      return true;
    };
    if (!ForEachBlock(view_, begins, count, &end))
      return WrongTrie(Section::kBlocks, "blocks that hold together", 0);
    if (!chains_are_ones_) return WrongTrie(Section::kBlocks, "chains without leaves", 0);
    for (std::uint64_t i = 0; i < roots; ++i, begins.Next()) {
      TACIT_RETURN_IF_ERROR(LookAt({false, begins.place()}, Section::kBlocks, begins.place() >> kPlaceShift));
    }
    return Status::Ok();
  }

  std::uint64_t nodes = 0;
  std::uint64_t labels = 0;
  std::uint64_t chain_bytes = 0;

 private:
  static Status WrongTrie(Section section, const std::string& expected, std::uint64_t at) {
    return Wrong("filter", kSectionNames[static_cast<std::size_t>(section)],
                 expected + " at " + std::to_string(at), "something else");
  }
  // But for the last position, which the next block tells.
  static bool ChainsAreOnes(const unsigned char* block) {
    const std::uint64_t louds = Blocks<AnyProcessor>::Louds(block);
    return (louds & louds >> 1U & ~Blocks<AnyProcessor>::ChildBits(block)) == 0;
  }

  Status LookAt(NodeRef ref, Section section, std::uint64_t at) {
    AnyNode node(view_, ref);
    for (unsigned char byte = 0; node.NextOfChain(&byte);) ++chain_bytes;
    ++nodes;
    std::uint64_t edges = 0;
    for (Edge edge = node.First(); edge.kind != Edge::Kind::kNone; ++edges) {
      const Edge next = node.After(edge);
      if (next.kind != Edge::Kind::kNone && !edge.ends && next.label <= edge.label) {
        return WrongTrie(section, "rising labels of the node", at);
      }
      if (!edge.ends) {
        const Edge found = node.Find(edge.label);
        if (found.kind != edge.kind || found.record != edge.record || found.position != edge.position) {
          return WrongTrie(section, "a label to be found in the node", at);
        }
      }
      edge = next;
    }
    if (edges < 2) return WrongTrie(section, "two edges of the node", at);
    labels += edges;
    return Status::Ok();
  }

  const View& view_;
  bool chains_are_ones_ = true;
};

}  // namespace
}  // namespace index::surf

Status KeyFilter::Check() const { return index::surf::Inspection(state_->view).Look(); }

Result<FilterStatistics> KeyFilter::Statistics() const try {
  const index::surf::View& view = state_->view;
  index::surf::Inspection inspection(view);
  TACIT_RETURN_IF_ERROR(inspection.Look());
  FilterStatistics statistics;
  for (std::size_t i = 0; i < index::surf::kSections; ++i) {
    statistics.parts.push_back({index::surf::kSectionNames[i], state_->image.sections[i].size()});
  }
  statistics.keys = view.keys;
  statistics.height = view.height;
  statistics.dense_levels = view.dense_levels;
  statistics.dense_nodes = view.dense_nodes;
  statistics.nodes = inspection.nodes;
  statistics.labels = inspection.labels;
  statistics.chain_bytes = inspection.chain_bytes;
  statistics.false_positives_by_hash = std::ldexp(1.0, -static_cast<int>(view.hash_bits));
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit
