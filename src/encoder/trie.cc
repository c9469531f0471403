#include "src/encoder/trie.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace tacit::encoder {
namespace {

constexpr std::uint32_t kMaxPlace = (1U << 21U) - 1;
constexpr std::size_t kPadWords = 16;
constexpr int kMaxSkip = 8;
// Rows are for nodes of at least so many intervals that are met in at least this share of all symbols.
// Together they have at most so many words for each interval, or what a small dictionary can afford.
constexpr std::size_t kLeastRow = 3;
constexpr double kRowShare = 1.0 / 8192;
constexpr double kRowWords = 1.5;
constexpr std::size_t kAffordedWords = 4096;

// Bytes from `from` on, up to the next entry's, lead to `word`.
struct Entry {
  int from = 0;
  std::uint32_t word = 0;
};

// A node before it is laid out. `end` is the word for keys that end here, and for bytes below the first
// entry.
struct Draft {
  std::uint32_t end = 0;
  std::vector<Entry> entries;
};

class Builder {
 public:
  Builder(const Intervals& intervals, std::span<const Code> codes) : intervals_(intervals), codes_(codes) {
    trie_.words.reserve(intervals.size() * 2 + 4096);
  }

  Trie Build() {
    ChooseRows();
    std::size_t at = 0;
    for (int byte = 0; byte < 256; ++byte) {
      const std::size_t begin = at;
      while (at < intervals_.size() && intervals_[at].low[0] == byte) ++at;
      trie_.first[static_cast<std::size_t>(byte)] = WordOf(begin, at, 1);
    }
    trie_.words.insert(trie_.words.end(), kPadWords, 0);
    if (too_large_) return {};
    trie_.words.shrink_to_fit();
    return std::move(trie_);
  }

 private:
  [[nodiscard]] std::uint32_t Leaf(std::size_t interval) const {
    return LeafWord(codes_[interval], intervals_[interval].symbol);
  }
  [[nodiscard]] double ShareOf(std::size_t begin, std::size_t end) const {
    double share = 0;
    for (std::size_t i = begin; i < end; ++i) share += std::ldexp(1.0, -codes_[i].length);
    return share;
  }

  // The word for strings whose first `depth` bytes are those of the intervals [begin, end), of which there is
  // at least one: all that have such a low.
  std::uint32_t WordOf(std::size_t begin, std::size_t end, int depth) {
    if (end - begin == 1 && intervals_[begin].low.size == depth) return Leaf(begin);
    if (const std::uint32_t skip = TrySkip(begin, end, depth); skip != 0) return skip;
    const Draft draft = MakeDraft(begin, end, depth);
    return rows_.contains(begin) && rows_.at(begin) == depth ? LayRow(draft) : LaySearch(draft);
  }

  // Of the intervals [begin, end), whose lows have the same first `depth` bytes: the one that holds the
  // string of these bytes alone.
  [[nodiscard]] std::size_t EndOf(std::size_t begin, int depth) const {
    return intervals_[begin].low.size == depth ? begin : begin - 1;
  }

  // Calls visit(byte, begin, end) for each byte that goes on at `depth`.
  template <typename Visit>
  void VisitNext(std::size_t begin, std::size_t end, int depth, Visit&& visit) const {
    std::size_t at = begin;
    if (intervals_[at].low.size == depth) ++at;
    while (at < end) {
      const int byte = intervals_[at].low[depth];
      const std::size_t first = at;
      while (at < end && intervals_[at].low[depth] == byte) ++at;
      visit(byte, first, at);
    }
  }

  Draft MakeDraft(std::size_t begin, std::size_t end, int depth) {
    Draft draft;
    draft.end = Leaf(EndOf(begin, depth));
    VisitNext(begin, end, depth, [&](int byte, std::size_t first, std::size_t last) {
      // Behind a node, the interval goes on that was its last.
      if (!draft.entries.empty() && !IsLeaf(draft.entries.back().word) &&
          draft.entries.back().from + 1 < byte) {
        draft.entries.push_back({draft.entries.back().from + 1, Leaf(first - 1)});
      }
      // A node's own first bytes may still belong to the interval before it; WordOf sees to that.
      draft.entries.push_back({byte, WordOf(first, last, depth + 1)});
    });
    if (!IsLeaf(draft.entries.back().word) && draft.entries.back().from < 255) {
      draft.entries.push_back({draft.entries.back().from + 1, Leaf(end - 1)});
    }
    return draft;
  }

  std::uint32_t Reference(NodeKind kind, std::size_t place, std::size_t count) {
    too_large_ |= place > kMaxPlace;
    return static_cast<std::uint32_t>(place) << 11U | static_cast<std::uint32_t>(count - 1) << 3U |
           static_cast<std::uint32_t>(kind) << 1U;
  }

  std::uint32_t LayRow(const Draft& draft) {
    const std::size_t place = trie_.words.size();
    trie_.words.resize(place + class_count_, draft.end);
    for (std::size_t i = 0; i < draft.entries.size(); ++i) {
      const int below = i + 1 < draft.entries.size() ? draft.entries[i + 1].from : 256;
      for (int byte = draft.entries[i].from; byte < below; ++byte) {
        trie_.words[place + trie_.classes[static_cast<std::size_t>(byte)]] = draft.entries[i].word;
      }
    }
    return Reference(NodeKind::kRow, place, 1);
  }

  std::uint32_t LaySearch(const Draft& draft) {
    const std::size_t place = trie_.words.size();
    const std::size_t count = draft.entries.size();
    trie_.words.push_back(draft.end);
    for (const Entry& entry : draft.entries) trie_.words.push_back(entry.word);
    const std::size_t bytes_at = trie_.words.size();
    trie_.words.resize(bytes_at + (count + 3) / 4, 0);
    auto* bytes = reinterpret_cast<unsigned char*>(trie_.words.data() + bytes_at);
    for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<unsigned char>(draft.entries[i].from);
    return Reference(NodeKind::kSearch, place, count);
  }

  // What stands at `depth` where it is one byte that goes on, between an interval that all else below lies in
  // and one that all else above does.
  struct Step {
    int byte = 0;
    std::uint32_t below = 0, above = 0;
    std::size_t begin = 0, end = 0;
  };
  [[nodiscard]] bool IsStep(std::size_t begin, std::size_t end, int depth, Step* step) const {
    if (intervals_[begin].low.size == depth) return false;
    int bytes = 0;
    std::size_t others = 0;
    VisitNext(begin, end, depth, [&](int byte, std::size_t first, std::size_t last) {
      if (bytes++ == 0) {
        *step = {byte, Leaf(begin - 1), Leaf(last - 1), first, last};
      } else if (bytes == 2 && byte == step->byte + 1 && last - first == 1 &&
                 intervals_[first].low.size == depth + 1) {
        step->above = Leaf(first);
      } else {
        ++others;
      }
    });
    return others == 0;
  }

  // A skip node for the bytes that all these intervals agree on from `depth` on; 0 where there are fewer than
  // two.
  std::uint32_t TrySkip(std::size_t begin, std::size_t end, int depth) {
    Step first;
    if (!IsStep(begin, end, depth, &first)) return 0;
    std::uint64_t bytes = 0;
    int count = 0;
    Step step = first;
    std::size_t at_begin = begin;
    std::size_t at_end = end;
    while (count < kMaxSkip && IsStep(at_begin, at_end, depth + count, &step) && step.below == first.below &&
           step.above == first.above) {
      bytes |= static_cast<std::uint64_t>(step.byte) << (56 - 8 * count);
      ++count;
      at_begin = step.begin;
      at_end = step.end;
      if (at_end - at_begin == 1 && intervals_[at_begin].low.size == depth + count) break;
    }
    if (count < 2) return 0;
    const std::uint32_t match = WordOf(at_begin, at_end, depth + count);
    const std::size_t place = trie_.words.size();
    trie_.words.insert(trie_.words.end(), {first.below, first.above, match, 0, 0});
    std::memcpy(trie_.words.data() + place + 3, &bytes, sizeof bytes);
    return Reference(NodeKind::kSkip, place, static_cast<std::size_t>(count));
  }

  // A node that could be a row.
  struct Candidate {
    std::size_t begin = 0, end = 0;
    int depth = 0;
    double share = 0;
  };
  // Of all nodes that the intervals [begin, end) are below, those that are met often.
  void Collect(std::size_t begin, std::size_t end, int depth, std::vector<Candidate>* candidates) const {
    if (end - begin < kLeastRow) return;
    const double share = ShareOf(begin, end);
    if (share < kRowShare) return;
    Step step;
    if (!IsStep(begin, end, depth, &step)) candidates->push_back({begin, end, depth, share});
    VisitNext(begin, end, depth,
              [&](int, std::size_t first, std::size_t last) { Collect(first, last, depth + 1, candidates); });
  }

  // Which nodes are rows, and what classes the bytes then fall into.
  void ChooseRows() {
    std::vector<Candidate> candidates;
    for (std::size_t at = 0; at < intervals_.size();) {
      const std::size_t begin = at;
      const int byte = intervals_[at].low[0];
      while (at < intervals_.size() && intervals_[at].low[0] == byte) ++at;
      Collect(begin, at, 1, &candidates);
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.share > b.share; });
    // A class begins wherever a row's word may change.
    const std::size_t most = std::max(
        static_cast<std::size_t>(kRowWords * static_cast<double>(intervals_.size())), kAffordedWords);
    std::array<bool, 257> begins{};
    begins[0] = true;
    for (const Candidate& candidate : candidates) {
      std::array<bool, 257> wanted = begins;
      VisitNext(candidate.begin, candidate.end, candidate.depth, [&](int byte, std::size_t, std::size_t) {
        wanted[static_cast<std::size_t>(byte)] = true;
        wanted[static_cast<std::size_t>(byte) + 1] = true;
      });
      const auto classes = static_cast<std::size_t>(std::count(wanted.begin(), wanted.end() - 1, true)) + 1;
      if ((rows_.size() + 1) * classes > most) break;
      rows_.emplace(candidate.begin, candidate.depth);
      begins = wanted;
    }
    for (int byte = 0; byte < 256; ++byte) {
      class_count_ += begins[static_cast<std::size_t>(byte)] ? 1U : 0U;
      // 256 classes and the end are one too many for a byte.
      trie_.classes[static_cast<std::size_t>(byte)] = static_cast<std::uint16_t>(class_count_);
    }
    ++class_count_;
  }

  const Intervals& intervals_;
  std::span<const Code> codes_;
  Trie trie_;
  std::size_t class_count_ = 0;
  std::unordered_map<std::size_t, int> rows_;  // by their first interval, their depth
  bool too_large_ = false;
};

bool IsBytes(const Intervals& intervals, std::span<const Code> codes) {
  return intervals.size() == 256 && std::all_of(codes.begin(), codes.end(), [](const Code& code) {
           return code.length <= kMaxByteCodeBits;
         });
}

Trie BytesTrie(const Intervals& intervals, std::span<const Code> codes) {
  Trie trie;
  trie.layout = TrieLayout::kBytes;
  for (std::size_t i = 0; i < 256; ++i) trie.first[i] = LeafWord(codes[i], intervals[i].symbol);
  trie.words.assign(1, 0);
  return trie;
}

constexpr std::size_t kPairs = 256 * 256;

// Behind each byte alone come its 256 pairs, all with symbols of two bytes.
bool IsPairs(const Intervals& intervals) {
  if (intervals.size() != kPairs + 256) return false;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const std::uint8_t wanted = i % 257 == 0 ? 1 : 2;
    if (intervals[i].low.size != wanted || intervals[i].symbol != wanted) return false;
  }
  return true;
}

Trie PairsTrie(const Intervals& intervals, std::span<const Code> codes) {
  Trie trie;
  trie.layout = TrieLayout::kPairs;
  trie.words.resize(kPairs + 256);
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const std::size_t first = i / 257;
    const std::size_t place = i % 257 == 0 ? kPairs + first : first * 256 + i % 257 - 1;
    trie.words[place] = LeafWord(codes[i], intervals[i].symbol);
  }
  return trie;
}

}  // namespace

Trie BuildTrie(const Intervals& intervals, std::span<const Code> codes) {
  if (IsBytes(intervals, codes)) return BytesTrie(intervals, codes);
  if (IsPairs(intervals)) return PairsTrie(intervals, codes);
  return Builder(intervals, codes).Build();
}

}  // namespace tacit::encoder
