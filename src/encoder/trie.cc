#include "src/encoder/trie.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace tacit::encoder {
namespace {

constexpr std::uint32_t kMaxPlace = (1U << 21U) - 1;
// Beyond the last node, a rank may be counted over the largest class.
constexpr std::size_t kPadWords = 16 + 257;
constexpr int kMaxSkip = 8;
// From this depth on, a skip node may have one byte: it is smaller than others.
constexpr int kSmallSkips = 3;
// Rows are for nodes of at least so many intervals that are met in at least this share of all symbols.
// Together they have at most so many words for each interval, or what a small dictionary can afford.
constexpr std::size_t kLeastRow = 3;
constexpr double kRowShare = 1.0 / 8192;
constexpr double kRowWords = 1.0;
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
    MakeClasses();
    ChooseRows();
    std::size_t at = 0;
    for (int byte = 0; byte < 256; ++byte) {
      const std::size_t begin = at;
      while (at < intervals_.size() && intervals_[at].low[0] == byte) ++at;
      trie_.first[static_cast<std::size_t>(byte)] = WordOf(begin, at, 1);
    }
    trie_.words.insert(trie_.words.end(), kPadWords, 0);
    MakeSmallClasses();
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

  void MakeSmallClasses() {
    trie_.has_small_classes = class_count_ <= 256;
    if (!trie_.has_small_classes) return;
    trie_.first_by_class[0] = LeafWord({0, 0}, 0);
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint16_t of = trie_.classes[byte];
      trie_.small_classes[byte] = static_cast<std::uint8_t>(of);
      const bool alone =
          (byte == 0 || trie_.classes[byte - 1] != of) && (byte == 255 || trie_.classes[byte + 1] != of);
      trie_.first_by_class[of] = alone ? trie_.first[byte] : kNoWord;
    }
  }

  // The word for strings whose first `depth` bytes are those of the intervals [begin, end), of which there is
  // at least one: all that have such a low.
  std::uint32_t WordOf(std::size_t begin, std::size_t end, int depth) {
    if (end - begin == 1 && intervals_[begin].low.size == depth) return Leaf(begin);
    if (const std::uint32_t skip = TrySkip(begin, end, depth); skip != 0) return skip;
    const Draft draft = MakeDraft(begin, end, depth);
    return rows_.contains(begin) && rows_.at(begin) == depth ? LayRow(draft) : LayRanks(draft);
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

  std::uint32_t LayRanks(const Draft& draft) {
    const std::size_t place = trie_.words.size();
    std::array<std::uint64_t, kMostRankWords> changes{};
    for (const Entry& entry : draft.entries) {
      const std::size_t bit = trie_.classes[static_cast<std::size_t>(entry.from)] - 1U;
      changes[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    trie_.words.resize(place + 2 * trie_.rank_words);
    std::memcpy(trie_.words.data() + place, changes.data(), trie_.rank_words * sizeof(std::uint64_t));
    trie_.words.push_back(draft.end);
    for (const Entry& entry : draft.entries) trie_.words.push_back(entry.word);
    return Reference(NodeKind::kRanks, place, 1);
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
    // Kernels that look at several keys at once go three nodes down, but not through this one.
    if (count < (depth < kSmallSkips ? 2 : 1)) return 0;
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

  // Which nodes are rows.
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
    const std::size_t most = std::max(
        static_cast<std::size_t>(kRowWords * static_cast<double>(intervals_.size())), kAffordedWords);
    for (const Candidate& candidate : candidates) {
      if ((rows_.size() + 1) * class_count_ > most) break;
      rows_.emplace(candidate.begin, candidate.depth);
    }
  }

  // A class begins at each byte at which some node's word may change.
  void MakeClasses() {
    std::array<bool, 257> begins{};
    begins[0] = true;
    for (const Interval& interval : intervals_) {
      // A byte that goes on is a class of its own, for its word in first_by_class.
      if (interval.low.size > 1) {
        begins[static_cast<std::size_t>(interval.low[0])] = true;
        begins[static_cast<std::size_t>(interval.low[0]) + 1] = true;
      }
      trie_.deep |= interval.low.size > 3;
      for (int i = 1; i < interval.low.size; ++i) {
        begins[static_cast<std::size_t>(interval.low[i])] = true;
        begins[static_cast<std::size_t>(interval.low[i]) + 1] = true;
      }
    }
    std::uint32_t last = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      last += begins[byte] ? 1U : 0U;
      trie_.classes[byte] = static_cast<std::uint16_t>(last);
    }
    class_count_ = last + 1;
    trie_.rank_words = (last + 63) / 64;
    for (std::size_t of = 0; of < class_count_; ++of) {
      for (std::size_t word = 0; word < trie_.rank_words; ++word) {
        const std::size_t bits = std::clamp<std::size_t>(of, 64 * word, 64 * word + 64) - 64 * word;
        trie_.masks.push_back(bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1);
      }
    }
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
  trie.byte_codes.resize(3 * 256);
  for (std::size_t i = 0; i < 256; ++i) {
    trie.first[i] = LeafWord(codes[i], intervals[i].symbol);
    trie.byte_codes[i] = static_cast<std::uint8_t>(codes[i].bits >> 24U);
    trie.byte_codes[256 + i] = static_cast<std::uint8_t>(codes[i].bits >> 16U);
    trie.byte_codes[512 + i] = codes[i].length;
  }
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

TrieView Trie::view() const {
  return {.layout = layout,
          .first = first.data(),
          .classes = classes.data(),
          .words = words.data(),
          .masks = masks.data(),
          .first_by_class = first_by_class.data(),
          .small_classes = has_small_classes ? small_classes.data() : nullptr,
          .byte_codes = byte_codes.data(),
          .rank_words = rank_words,
          .deep = deep};
}

std::size_t Trie::bytes() const {
  const std::size_t word_bytes = words.size() * sizeof(std::uint32_t);
  switch (layout) {
    case TrieLayout::kBytes: return sizeof first + byte_codes.size();
    case TrieLayout::kPairs: return word_bytes;
    case TrieLayout::kNodes: break;
  }
  return word_bytes + masks.size() * sizeof(std::uint64_t) + sizeof first + sizeof classes +
         sizeof first_by_class + sizeof small_classes;
}

Trie BuildTrie(const Intervals& intervals, std::span<const Code> codes) {
  if (IsBytes(intervals, codes)) return BytesTrie(intervals, codes);
  if (IsPairs(intervals)) return PairsTrie(intervals, codes);
  return Builder(intervals, codes).Build();
}

}  // namespace tacit::encoder
