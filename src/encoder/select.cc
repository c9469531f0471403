#include "src/encoder/select.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "src/encoder/flat_counts.h"
#include "src/encoder/kernels.h"

namespace tacit::encoder {
namespace {

constexpr int kStartBytes = 3;
constexpr std::uint32_t kLeastCount = 2;
constexpr std::size_t kMostGrams = std::size_t{1} << 18U;
constexpr int kRounds = 6;
// Of the intervals, how many are dropped at a time, and how many symbols are added beyond their number.
constexpr double kKeptWhileMany = 0.7;
constexpr double kKeptWhileFew = 0.9;
constexpr double kAddedShare = 0.1;
// What is added to each count: intervals that the sample never meets may be met.
constexpr double kUnseen = 0.5;
// What counts of symbols are raised by when their use is weighed: a sample holds a small part of what its
// keys are like, so that what comes in it twice is more often of use than not.
constexpr double kTrust = 1.0;

constexpr std::uint32_t kNumberShift = 9;

// A trie whose leaves tell the numbers of their intervals.
class Numbered {
 public:
  explicit Numbered(const Intervals& intervals) {
    std::vector<Code> numbers;
    numbers.reserve(intervals.size());
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      numbers.push_back({static_cast<std::uint32_t>(i) << kNumberShift, kMaxCodeBits});
    }
    trie_ = BuildTrie(intervals, numbers);
  }

  // Appends the numbers of the key's intervals.
  void Parse(std::string_view key, std::vector<std::uint32_t>* numbers) const {
    const std::size_t before = numbers->size();
    numbers->resize(before + key.size());
    const std::size_t count = kernel_.parse(trie_.view(), reinterpret_cast<const unsigned char*>(key.data()),
                                            key.size(), numbers->data() + before);
    numbers->resize(before + count);
    for (std::size_t i = before; i < numbers->size(); ++i) (*numbers)[i] >>= kNumberShift;
  }

 private:
  Trie trie_;
  const Kernel& kernel_ = BestKernel();
};

// A dictionary in the making.
class Selection {
 public:
  Selection(std::span<const std::string_view> sample, const SelectOptions& options)
      : sample_(sample), options_(options), most_(std::max<std::size_t>(options.max_entries, 256)) {}

  Intervals Run() {
    CollectGrams();
    Fit();
    while (intervals_.size() > most_) Drop(kKeptWhileMany);
    for (int round = 0; round < kRounds; ++round) {
      if (!Grow(1.0 - static_cast<double>(round) / kRounds)) break;
      while (intervals_.size() > most_) Drop(kKeptWhileFew);
    }
    return std::move(intervals_);
  }

 private:
  struct Weighed {
    double gain = 0;
    Text16 text;
    friend bool operator<(const Weighed& a, const Weighed& b) {
      return a.gain != b.gain ? a.gain > b.gain : a.text < b.text;
    }
  };

  // The strings of two and three bytes that come at least twice.
  void CollectGrams() {
    std::size_t bytes = 0;
    for (const std::string_view key : sample_) bytes += key.size();
    FlatCounts counts(std::min<std::size_t>(bytes, std::size_t{1} << 20U));
    const int longest = std::min(kStartBytes, options_.max_symbol);
    for (const std::string_view key : sample_) {
      std::uint64_t last = 0;
      for (std::size_t i = 0; i < key.size(); ++i) {
        last = (last << 8U | static_cast<unsigned char>(key[i])) & 0xFFFFFFU;
        if (i >= 1) counts.Add((last & 0xFFFFU) << 8U | 2U);
        if (i >= 2 && longest > 2) counts.Add(last << 8U | 3U);
      }
    }
    std::vector<Weighed> grams;
    counts.Each([&](std::uint64_t key, std::uint32_t count) {
      if (count < kLeastCount) return;
      Text16 text;
      for (std::uint64_t left = key & 0xFFU; left > 0; --left) {
        text = text.Plus(static_cast<int>(key >> (8 * left) & 0xFFU));
      }
      grams.push_back({static_cast<double>(count), text});
    });
    std::sort(grams.begin(), grams.end());
    if (grams.size() > kMostGrams) grams.resize(kMostGrams);
    for (const Weighed& gram : grams) symbols_.push_back(gram.text);
    std::sort(symbols_.begin(), symbols_.end());
  }

  // Intervals, parse and costs anew, from the symbols.
  void Fit() {
    intervals_ = IntervalsOf(symbols_, options_.max_symbol);
    numbered_.emplace(intervals_);
    counts_.assign(intervals_.size(), kUnseen);
    parse_.clear();
    ends_.clear();
    for (const std::string_view key : sample_) {
      numbered_->Parse(key, &parse_);
      ends_.push_back(parse_.size());
    }
    for (const std::uint32_t number : parse_) ++counts_[number];
    total_ = kUnseen * static_cast<double>(intervals_.size()) + static_cast<double>(parse_.size());
    costs_.resize(intervals_.size());
    for (std::size_t i = 0; i < costs_.size(); ++i) costs_[i] = CostOfCount(counts_[i]);
  }

  [[nodiscard]] double CostOfCount(double count) const {
    return options_.cost == SymbolCost::kEqual ? 1.0 : std::log2(total_ / count);
  }

  // What a text costs that is encoded by itself.
  double CostOf(std::string_view text) {
    scratch_.clear();
    numbered_->Parse(text, &scratch_);
    double cost = 0;
    for (const std::uint32_t number : scratch_) cost += costs_[number];
    return cost;
  }

  // Drops the symbols whose loss costs least, until there are `kept` times as many intervals, or few enough.
  void Drop(double kept) {
    std::vector<Weighed> weighed;
    weighed.reserve(symbols_.size());
    // Of the symbols that the current one begins with, and its first byte: their intervals' numbers.
    struct Ancestor {
      Text16 text;
      std::size_t interval;
    };
    std::vector<Ancestor> ancestors;
    std::size_t at = 0;
    for (const Text16& symbol : symbols_) {
      for (; intervals_[at].low < symbol; ++at) {
        if (intervals_[at].low.size == 1) ancestors.assign(1, {intervals_[at].low, at});
      }
      while (CommonPrefix(ancestors.back().text, symbol) < ancestors.back().text.size) ancestors.pop_back();
      const int shared = ancestors.back().text.size;
      const std::string text = symbol.ToString();
      const double without = costs_[ancestors.back().interval] +
                             CostOf(std::string_view(text).substr(static_cast<std::size_t>(shared)));
      const double uses = counts_[at] - kUnseen + kTrust;
      const double gain = uses * (without - CostOfCount(uses + kUnseen));
      if (gain > 0) weighed.push_back({gain, symbol});
      ancestors.push_back({symbol, at});
    }
    const auto wanted = static_cast<std::size_t>(kept * static_cast<double>(intervals_.size()));
    Keep(std::move(weighed), std::max(most_, wanted));
    Fit();
  }

  // The most useful symbols that give so many intervals.
  void Keep(std::vector<Weighed> weighed, std::size_t most) {
    std::sort(weighed.begin(), weighed.end());
    symbols_.clear();
    struct Hash {
      std::size_t operator()(const Text16& text) const {
        return static_cast<std::size_t>((text.high ^ text.low * 0x9E3779B97F4A7C15U) * 0xFF51AFD7ED558CCDU +
                                        text.size);
      }
    };
    std::unordered_set<Text16, Hash> bounds;
    bounds.reserve(2 * weighed.size());
    std::size_t count = 256;  // the bytes
    const auto add = [&](const Text16& bound) {
      if (bound.size > 1 && bounds.insert(bound).second) ++count;
    };
    for (const Weighed& candidate : weighed) {
      add(candidate.text);
      add(After(candidate.text));
      if (count > most) break;
      symbols_.push_back(candidate.text);
    }
    std::sort(symbols_.begin(), symbols_.end());
  }

  // Adds what two neighbours of the parse make, where it saves. False where there is nothing to add.
  bool Grow(double share) {
    FlatCounts pairs(parse_.size() / 4);
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      for (std::size_t i = begin; i + 1 < end; ++i) {
        pairs.Add(static_cast<std::uint64_t>(parse_[i]) << 32U | parse_[i + 1]);
        // The first with one byte of the second.
        if (intervals_[parse_[i + 1]].symbol > 1)
          pairs.Add(kByteOnly | static_cast<std::uint64_t>(parse_[i]) << 32U | FirstByteOf(parse_[i + 1]));
      }
      begin = end;
    }
    std::vector<Weighed> weighed;
    pairs.Each([&](std::uint64_t pair, std::uint32_t count) {
      if (count >= kLeastCount) Weigh(pair, count, &weighed);
    });
    std::sort(weighed.begin(), weighed.end());
    // Two pairs can make one string: the better one counts.
    const std::size_t room = intervals_.size() < most_ ? (most_ - intervals_.size()) / 2 : 0;
    const auto extra = static_cast<std::size_t>(kAddedShare * share * static_cast<double>(most_));
    std::vector<Text16> added;
    for (const Weighed& candidate : weighed) {
      if (added.size() == room + extra) break;
      if (!std::binary_search(symbols_.begin(), symbols_.end(), candidate.text))
        added.push_back(candidate.text);
    }
    if (added.empty()) return false;
    symbols_.insert(symbols_.end(), added.begin(), added.end());
    std::sort(symbols_.begin(), symbols_.end());
    symbols_.erase(std::unique(symbols_.begin(), symbols_.end()), symbols_.end());
    Fit();
    return true;
  }

  static constexpr std::uint64_t kByteOnly = std::uint64_t{1} << 63U;
  [[nodiscard]] std::uint32_t FirstByteOf(std::uint32_t interval) const {
    return static_cast<std::uint32_t>(intervals_[interval].low[0]);
  }

  void Weigh(std::uint64_t pair, std::uint32_t count, std::vector<Weighed>* weighed) const {
    const auto first = static_cast<std::size_t>((pair & ~kByteOnly) >> 32U);
    const auto second = static_cast<std::size_t>(pair & 0xFFFFFFFFU);
    const bool byte_only = (pair & kByteOnly) != 0;
    const int tail = byte_only ? 1 : intervals_[second].symbol;
    if (intervals_[first].symbol + tail > options_.max_symbol) return;
    Text16 text = intervals_[first].low.Prefix(intervals_[first].symbol);
    double before = costs_[first];
    if (byte_only) {
      text = text.Plus(static_cast<int>(second));
      // The rest of the second symbol has to be paid still.
      before += kByteShare * CostOfCount(total_ / 256);
    } else {
      for (int i = 0; i < tail; ++i) text = text.Plus(intervals_[second].low[i]);
      before += costs_[second];
    }
    const double uses = count + kTrust;
    const double gain = uses * (before - CostOfCount(uses + kUnseen));
    if (gain > 0) weighed->push_back({gain, text});
  }
  static constexpr double kByteShare = 0.5;

  std::span<const std::string_view> sample_;
  SelectOptions options_;
  std::size_t most_;
  std::vector<Text16> symbols_;  // sorted
  Intervals intervals_;
  std::optional<Numbered> numbered_;
  std::vector<double> counts_, costs_;
  double total_ = 0;
  std::vector<std::uint32_t> parse_, scratch_;
  std::vector<std::size_t> ends_;  // of the keys in parse_
};

}  // namespace

Intervals SelectIntervals(std::span<const std::string_view> sample, const SelectOptions& options) {
  return Selection(sample, options).Run();
}

std::vector<double> CountParse(std::span<const std::string_view> sample, const Intervals& intervals) {
  const Numbered numbered(intervals);
  std::vector<double> counts(intervals.size());
  std::vector<std::uint32_t> numbers;
  for (const std::string_view key : sample) {
    numbers.clear();
    numbered.Parse(key, &numbers);
    for (const std::uint32_t number : numbers) ++counts[number];
  }
  return counts;
}

}  // namespace tacit::encoder
