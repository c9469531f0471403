// What makes look-ups safe: every size, place and count of an image is compared with what the others say.
#include <algorithm>

#include "indexes/surf/image.h"
#include "indexes/surf/links.h"
#include "indexes/surf/node.h"
#include "src/base/status_macros.h"
#include "tacit/filter.h"

namespace tacit::index::surf {
namespace {

class Opening {
 public:
  using B = Bits<AnyProcessor>;
  using Block = Blocks<AnyProcessor>;
  using N = Nodes<AnyProcessor>;

  Opening(const Image& image, std::string_view name) : image_(image), name_(name) {}

  Result<View> Open() {
    TACIT_RETURN_IF_ERROR(LookAtProperties());
    TACIT_RETURN_IF_ERROR(LookAtLengths());
    TACIT_RETURN_IF_ERROR(LookAtDenseNodes());
    TACIT_RETURN_IF_ERROR(LookAtDenseLevels());
    TACIT_RETURN_IF_ERROR(LookAtBlockSizes());
    if (view_.keys >= 2) {
      TACIT_RETURN_IF_ERROR(LookAtLastBlock());
      TACIT_RETURN_IF_ERROR(LookAtPlaces());
      TACIT_RETURN_IF_ERROR(LookAtHeight());
    }
    return view_;
  }

 private:
  [[nodiscard]] Status WrongIn(Section section, const std::string& expected, const std::string& found) const {
    return Wrong(name_, kSectionNames[static_cast<std::size_t>(section)], expected, found);
  }
  [[nodiscard]] std::string_view BytesOf(Section section) const {
    return image_.sections[static_cast<std::size_t>(section)];
  }
  [[nodiscard]] const unsigned char* DataOf(Section section) const {
    return reinterpret_cast<const unsigned char*>(BytesOf(section).data());
  }

  Status LookAtProperties() {
    const Properties& properties = image_.properties;
    constexpr Section kHere = Section::kProperties;
    view_.keys = properties.keys;
    view_.height = properties.height;
    view_.dense_levels = properties.dense_levels;
    view_.hash_bits = properties.hash_bits;
    view_.real_bits = properties.real_bits;
    view_.suffix_bits = view_.hash_bits + view_.real_bits;
    view_.dense_nodes = properties.dense_nodes;
    view_.root_count = properties.root_count;
    view_.block_bytes = properties.block_bytes;
    view_.dense = DataOf(Section::kDense);
    view_.chains = DataOf(Section::kChains);
    view_.suffixes = DataOf(Section::kSuffixes);
    view_.roots = DataOf(Section::kRoots);
    view_.blocks = DataOf(Section::kBlocks);
    view_.marks = DataOf(Section::kMarks);
    if (view_.suffix_bits > kMaxFilterSuffixBits) {
      return WrongIn(kHere, "at most 32 suffix bits", std::to_string(view_.suffix_bits));
    }
    if (view_.keys > kMaxFilterKeys || view_.dense_nodes > view_.keys || view_.root_count > view_.keys) {
      return WrongIn(kHere, "fewer nodes than keys, and these fewer than 2^32", "more");
    }
    const bool trie =
        (view_.dense_nodes | view_.root_count | view_.block_bytes | view_.height | view_.dense_levels) != 0;
    if (view_.keys < 2 && trie) return WrongIn(kHere, "no trie of less than two keys", "one");
    if (view_.keys >= 2 && (view_.block_bytes == 0 || view_.height == 0 ||
                            (view_.dense_nodes == 0) != (view_.dense_levels == 0))) {
      return WrongIn(kHere, "a trie of two keys or more", "none");
    }
    return Status::Ok();
  }

  Status LookAtLength(Section section, std::uint64_t expected) const {
    const std::size_t found = BytesOf(section).size();
    if (found == expected) return Status::Ok();
    return WrongIn(section, std::to_string(expected) + " bytes", std::to_string(found));
  }

  // Loads may go beyond the end: then there is slack.
  Status LookAtLengths() const {
    if (view_.block_bytes >= kMaxBlockBytes) {
      return WrongIn(Section::kBlocks, "less than 16 GiB", std::to_string(view_.block_bytes));
    }
    const std::uint64_t roots = view_.keys < 2 ? 0 : view_.root_count + 1;
    TACIT_RETURN_IF_ERROR(LookAtLength(Section::kDense, Records() * kDenseBytes));
    TACIT_RETURN_IF_ERROR(LookAtLength(Section::kRoots, roots * kPlaceBytes + kSlack));
    return LookAtLength(Section::kBlocks, view_.block_bytes + kSlack);
  }

  [[nodiscard]] std::uint64_t Records() const { return view_.dense_nodes == 0 ? 0 : view_.dense_nodes + 1; }

  // The last record is the sum.
  Status LookAtDenseNodes() {
    std::uint64_t children = 0;
    dense_leaves_ = view_.keys == 1 ? 1 : 0;
    for (std::uint64_t i = 0; i < Records(); ++i) {
      const unsigned char* const record = N::DenseRecord(view_, i);
      const std::string at = "node " + std::to_string(i);
      if (B::Load32(record + kDenseChildRankAt) != children ||
          B::Load32(record + kDenseLeafRankAt) != dense_leaves_) {
        return WrongIn(Section::kDense, "before " + at + " the sums of all before", "others");
      }
      const std::uint32_t chain = B::Load32(record + kDenseChainSizeAt);
      const std::uint64_t chain_end = std::uint64_t{B::Load32(record + kDenseChainAt)} + (chain & ~kEndsHere);
      if (chain_end > BytesOf(Section::kChains).size()) {
        return WrongIn(Section::kChains, "the chain of " + at, "their end");
      }
      std::uint64_t labels = 0;
      std::uint64_t below = 0;
      for (std::uint32_t word = 0; word < 4; ++word) {
        const std::uint64_t child_bits = N::DenseChildren(record, word);
        if ((child_bits & ~N::DenseLabels(record, word)) != 0) {
          return WrongIn(Section::kDense, "children of " + at + " by its labels", "others");
        }
        labels += B::Ones(N::DenseLabels(record, word));
        below += B::Ones(child_bits);
      }
      const bool sum = i == view_.dense_nodes;
      if ((labels == 0) != sum) return WrongIn(Section::kDense, "labels of " + at, "none, or too many");
      if (below > 0 && children + 1 <= i) {
        return WrongIn(Section::kDense, "children of " + at + " behind it", "others");
      }
      children += below;
      dense_leaves_ += labels - below + (chain >> 31U);
    }
    // Each node but the first is a child, dense or a root of what is not.
    if (view_.keys >= 2 && 1 + children != view_.dense_nodes + view_.root_count) {
      return WrongIn(Section::kDense, std::to_string(view_.dense_nodes + view_.root_count - 1) + " children",
                     std::to_string(children));
    }
    return LookAtLength(Section::kSuffixes, (dense_leaves_ * view_.suffix_bits + 7) / 8 + kSlack);
  }

  Status LookAtDenseLevels() const {
    std::uint64_t begin = 0;
    std::uint64_t end = view_.dense_nodes == 0 ? 0 : 1;
    for (std::uint32_t level = 0; level < view_.dense_levels; ++level) {
      if (begin >= end || end > view_.dense_nodes) break;
      begin = end;
      end = B::Load32(N::DenseRecord(view_, end) + kDenseChildRankAt) + std::uint64_t{1};
    }
    // Behind the last dense level only roots are left.
    if (begin == view_.dense_nodes && end == view_.dense_nodes + view_.root_count) return Status::Ok();
    if (view_.dense_nodes == 0) return Status::Ok();
    return WrongIn(Section::kDense, std::to_string(view_.dense_levels) + " whole levels", "another number");
  }

  // From here on a step to the next block is safe, and all leaves have suffixes.
  Status LookAtBlockSizes() {
    std::uint64_t at = 0;
    std::uint64_t leaves = 0;
    std::uint64_t marks = 0;
    bool marks_hold = true;
    const std::uint64_t found_marks = BytesOf(Section::kMarks).size() / kMarkBytes;
    while (at < view_.block_bytes) {
      if (view_.block_bytes - at < kSuffixesAt) break;
      ForEachMark(at, leaves, &marks, [&](std::uint64_t mark) {
        marks_hold = marks_hold && marks < found_marks && B::Load64(view_.marks + marks * kMarkBytes) == mark;
      });
      last_block_ = at;
      const std::uint64_t child_bits = Block::ChildBits(view_.blocks + at);
      leaves += kBlockPositions - B::Ones(child_bits);
      at += Block::Size(child_bits, view_.suffix_bits);
    }
    if (at != view_.block_bytes) {
      return WrongIn(Section::kBlocks,
                     "a block of some size from byte " + std::to_string(last_block_) + " on",
                     "their end in it");
    }
    if (dense_leaves_ + leaves != view_.keys) {
      return WrongIn(Section::kBlocks, std::to_string(view_.keys) + " leaves",
                     std::to_string(dense_leaves_ + leaves));
    }
    if (!marks_hold) return WrongIn(Section::kMarks, "what the blocks tell", "something else");
    return LookAtLength(Section::kMarks, marks * kMarkBytes);
  }

  // It ends with positions of no node, behind one that is not the first of its node.
  Status LookAtLastBlock() {
    const unsigned char* const block = view_.blocks + last_block_;
    const std::uint64_t both = Block::Louds(block) & Block::ChildBits(block);
    const auto rest = static_cast<std::uint64_t>(both == ~std::uint64_t{0} ? 64 : __builtin_clzll(~both));
    const std::uint64_t first = kBlockPositions - rest;
    if (rest == 0) return WrongIn(Section::kBlocks, "an end of the last node", "none");
    if (first > 0 && (Block::Louds(block) >> (first - 1) & 1U) != 0) {
      return WrongIn(Section::kBlocks, "a last node of two labels", "one");
    }
    end_ = last_block_ << kPlaceShift | first;
    if ((Block::Louds(view_.blocks) & 1U) == 0) {
      return WrongIn(Section::kBlocks, "a node that begins first", "none");
    }
    return Status::Ok();
  }

  // Each child's place is where a node begins, all of them in order, each behind the edge that leads to it.
  Status LookAtPlaces() const {
    Begins begins(view_);
    for (std::uint64_t i = 0; i <= view_.root_count; ++i) {
      if (!begins.there() || B::LoadPlace(view_.roots + i * kPlaceBytes) != begins.place()) {
        return WrongIn(Section::kRoots, "the place of root " + std::to_string(i), "another");
      }
      if (i < view_.root_count) begins.Next();
    }
    std::uint64_t wrong_at = 0;
    std::uint64_t nodes_end = 0;
    const bool hold = ForEachBlock(
        view_, begins,
        [&](const unsigned char* block, std::uint64_t children, const Begins& first) {
          wrong_at = static_cast<std::uint64_t>(block - view_.blocks);
          return Block::FirstChild(block) == first.place() && AreBehind(wrong_at, children, first);
        },
        &nodes_end);
    if (!hold) {
      return WrongIn(Section::kBlocks,
                     "in the block at byte " + std::to_string(wrong_at) + " the place of its first child",
                     "another, or too few nodes");
    }
    if (nodes_end != end_) return WrongIn(Section::kBlocks, "as many nodes as edges lead to", "more");
    return Status::Ok();
  }

  // Children that begin in a later block are behind their edges; in the same one, each is looked at.
  static bool AreBehind(std::uint64_t block, std::uint64_t children, Begins begins) {
    for (; children != 0 && begins.there() && begins.place() >> kPlaceShift <= block;
         children &= children - 1, begins.Next()) {
      if (begins.place() <= (block << kPlaceShift | B::LowZeros(children))) return false;
    }
    return true;
  }

  Status LookAtHeight() const {
    std::uint32_t height = view_.dense_levels;
    for (std::uint64_t place = B::LoadPlace(view_.roots); place != end_; ++height) {
      if (height > view_.height) break;
      const unsigned char* const block = Block::BlockOf(view_, place);
      const auto found = Block::Skip(
          view_, Block::FirstChild(block),
          Block::ChildrenBefore(Block::Louds(block), Block::ChildBits(block), place & kPositionMask));
      place = Block::PlaceOf(view_, found.block, found.position);
    }
    if (height == view_.height) return Status::Ok();
    return WrongIn(Section::kProperties, std::to_string(view_.height) + " levels", "another number");
  }

  const Image& image_;
  std::string_view name_;
  View view_;
  std::uint64_t dense_leaves_ = 0;
  std::uint64_t last_block_ = 0;
  std::uint64_t end_ = 0;  // the place behind all nodes
};

}  // namespace

Result<View> ViewOf(const Image& image, std::string_view name) { return Opening(image, name).Open(); }

}  // namespace tacit::index::surf
