#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <utility>

#include "indexes/measure/key_set.h"
#include "indexes/measure/miss_counter.h"
#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"
#include "tacit/encoded_index.h"
#include "tacit/filter.h"
#include "tacit/index.h"
#include "tacit/index_tools.h"

namespace tacit {
namespace {

using index::measure::KeySet;
using index::measure::MissCounter;

constexpr std::size_t kRuns = 3;
constexpr std::size_t kScanned = 50;
constexpr std::size_t kMaxScans = 50'000;  // of a run
// A run looks at least so many keys up, some of them again where there are few, so that the clock can tell.
constexpr std::size_t kMinLookups = 100'000;
constexpr std::size_t kSampleShare = 100;  // of the keys, one in so many trains a dictionary
constexpr std::size_t kMinSample = 1'000;

struct Row {
  std::string tree;
  const KeyDictionary* dictionary = nullptr;  // none: keys as they are
};

using Times = std::array<double, kRuns>;

double MedianOf(Times times) {
  std::sort(times.begin(), times.end());
  return times[kRuns / 2];
}

Result<std::unique_ptr<KeyIndex>> Empty(const Row& row) {
  if (row.dictionary == nullptr) return MakeIndex(row.tree);
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<EncodedIndex> index, EncodedIndex::Make(row.tree, *row.dictionary));
  return std::unique_ptr<KeyIndex>(std::move(index));
}

Result<double> InsertNs(KeyIndex& index, const KeySet& set) {
  const base::Stopwatch watch;
  std::uint64_t value = 0;
  for (const std::string_view key : set.keys()) {
    TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool is_new, index.Upsert(key, value++));
  }
  return 1e9 * watch.Seconds() / static_cast<double>(set.keys().size());
}

// Also for the misses.
struct Lookups {
  double ns = 0;
  std::optional<double> misses;
};

// `has` answers whether it has a key.
template <typename Has>
Result<Lookups> AskAll(const KeySet& asked, const Has& has) {
  const std::size_t rounds = (kMinLookups + asked.keys().size() - 1) / asked.keys().size();
  const double lookups = static_cast<double>(rounds * asked.keys().size());
  std::size_t found = 0;
  const MissCounter counter;
  const std::optional<std::uint64_t> before = counter.Count();
  const base::Stopwatch watch;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const std::string_view key : asked.keys()) found += has(key) ? 1U : 0U;
  }
  const double seconds = watch.Seconds();
  const std::optional<std::uint64_t> after = counter.Count();
  if (found != rounds * asked.keys().size()) {
    return Status::Internal("measuring indexes: expected each key to be found; some were not");
  }
  Lookups all{1e9 * seconds / lookups, std::nullopt};
  if (before && after) all.misses = static_cast<double>(*after - *before) / lookups;
  return all;
}

Result<double> ScanNs(const KeyIndex& index, const KeySet& asked) {
  const std::size_t scans = std::min(asked.keys().size(), kMaxScans);
  std::size_t bytes = 0;
  const auto see = [&](std::string_view key, std::uint64_t) {
    bytes += key.size();
    return true;
  };
  const base::Stopwatch watch;
  for (std::size_t i = 0; i < scans; ++i) {
    TACIT_ASSIGN_OR_RETURN(const std::size_t visited, index.Scan(asked.keys()[i], kScanned, see));
    if (visited == 0) return Status::Internal("measuring indexes: expected a scan to see an entry");
  }
  return 1e9 * watch.Seconds() / static_cast<double>(scans);
}

double KeyBytes(const KeySet& set, const KeyDictionary* dictionary) {
  if (dictionary == nullptr) return static_cast<double>(set.bytes());
  std::string bytes;
  std::vector<std::size_t> ends;
  dictionary->EncodeBatch(set.keys(), &bytes, &ends);
  return static_cast<double>(bytes.size());
}

constexpr std::string_view kFilter = "surf";

Result<IndexMeasures> MeasureFilter(IndexMeasures measures, const Row& row, const KeySet& set,
                                    const KeySet& asked) {
  std::vector<std::string_view> sorted = set.keys();
  std::sort(sorted.begin(), sorted.end());
  FilterOptions options;
  if (row.dictionary != nullptr) options.dictionary = std::make_shared<const KeyDictionary>(*row.dictionary);
  const double keys = static_cast<double>(sorted.size());
  Times builds{};
  Times lookups{};
  for (std::size_t run = 0; run < kRuns; ++run) {
    const base::Stopwatch build;
    TACIT_ASSIGN_OR_RETURN(const KeyFilter filter, KeyFilter::Build(sorted, options));
    builds[run] = 1e9 * build.Seconds() / keys;
    TACIT_ASSIGN_OR_RETURN(const Lookups all,
                           AskAll(asked, [&](std::string_view key) { return filter.MayContain(key); }));
    lookups[run] = all.ns;
    if (all.misses) measures.misses = std::min(*all.misses, measures.misses.value_or(*all.misses));
    const std::size_t tables = row.dictionary == nullptr ? 0 : row.dictionary->dictionary_bytes();
    measures.bytes_per_key = static_cast<double>(filter.memory_bytes() + tables) / keys;
  }
  measures.insert_ns = MedianOf(builds);
  measures.lookup_ns = MedianOf(lookups);
  return measures;
}

Result<IndexMeasures> Measure(const Row& row, const KeySet& set, const KeySet& asked) {
  IndexMeasures measures{
      .tree = row.tree,
      .scheme = row.dictionary == nullptr ? "none" : std::string(Name(row.dictionary->scheme())),
      .keys = set.keys().size()};
  const double keys = static_cast<double>(set.keys().size());
  measures.key_bytes_per_key = KeyBytes(set, row.dictionary) / keys;
  if (row.tree == kFilter) return MeasureFilter(measures, row, set, asked);
  Times inserts{};
  Times lookups{};
  Times scans{};
  for (std::size_t run = 0; run < kRuns; ++run) {
    TACIT_ASSIGN_OR_RETURN(const std::unique_ptr<KeyIndex> index, Empty(row));
    TACIT_ASSIGN_OR_RETURN(inserts[run], InsertNs(*index, set));
    TACIT_ASSIGN_OR_RETURN(const Lookups all, AskAll(asked, [&](std::string_view key) {
                             return index->Lookup(key).has_value();
                           }));
    lookups[run] = all.ns;
    if (all.misses) measures.misses = std::min(*all.misses, measures.misses.value_or(*all.misses));
    TACIT_ASSIGN_OR_RETURN(scans[run], ScanNs(*index, asked));
    measures.bytes_per_key = static_cast<double>(index->memory_bytes()) / keys;
  }
  measures.insert_ns = MedianOf(inserts);
  measures.lookup_ns = MedianOf(lookups);
  measures.scan50_ns = MedianOf(scans);
  return measures;
}

Result<std::vector<KeyDictionary>> TrainedOn(const KeySet& set) {
  const std::size_t step = std::max<std::size_t>(1, std::min(kSampleShare, set.keys().size() / kMinSample));
  std::vector<std::string_view> sample;
  for (std::size_t i = 0; i < set.keys().size(); i += step) sample.push_back(set.keys()[i]);
  std::vector<KeyDictionary> dictionaries;
  for (const KeyScheme scheme : {KeyScheme::kDoubleChar, KeyScheme::k3Grams}) {
    DictionaryOptions options;
    options.scheme = scheme;
    TACIT_ASSIGN_OR_RETURN(KeyDictionary trained, KeyDictionary::Train(sample, options));
    dictionaries.push_back(std::move(trained));
  }
  return dictionaries;
}

Result<std::vector<std::string>> TreesToMeasure(const IndexMeasureOptions& options) {
  for (const std::string& tree : options.trees) {
    if (tree != kFilter) TACIT_RETURN_IF_ERROR(MakeIndex(tree).status());
  }
  if (!options.trees.empty()) return options.trees;
  const std::vector<std::string_view> all = MeasuredTreeNames();
  return std::vector<std::string>(all.begin(), all.end());
}

void Choose(MeasuredIndexes& measured) {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < measured.rows.size(); ++i) {
    const Result<std::unique_ptr<KeyIndex>> tree = MakeIndex(measured.rows[i].tree);
    if (tree.ok() && !(*tree)->concurrent()) rows.push_back(i);
    all.push_back(i);
  }
  if (rows.empty()) rows = all;
  const auto least = [&](auto of) {
    return *std::min_element(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return of(measured.rows[a]) < of(measured.rows[b]);
    });
  };
  measured.fastest = least([](const IndexMeasures& row) { return row.lookup_ns; });
  measured.smallest = least([](const IndexMeasures& row) { return row.bytes_per_key; });
  measured.recommended = least([](const IndexMeasures& row) { return row.lookup_ns * row.bytes_per_key; });
}

}  // namespace

std::vector<std::string_view> MeasuredTreeNames() {
  std::vector<std::string_view> names = IndexNames();
  names.push_back(kFilter);
  return names;
}

Result<MeasuredIndexes> MeasureIndexes(const std::string& path, const IndexMeasureOptions& options) try {
  if (options.max_keys == 0) {
    return Status::InvalidArgument("measuring indexes: expected at least 1 key to measure; found 0");
  }
  TACIT_ASSIGN_OR_RETURN(const std::vector<std::string> trees, TreesToMeasure(options));
  TACIT_ASSIGN_OR_RETURN(const KeySet set, KeySet::Read(path, options));
  const KeySet asked = set.InAnotherOrder(options.seed + 1);
  std::vector<KeyDictionary> dictionaries;
  if (options.dictionary) {
    dictionaries.push_back(*options.dictionary);
  } else if (set.bytes() != 0) {
    TACIT_ASSIGN_OR_RETURN(dictionaries, TrainedOn(set));
  }

  std::vector<Row> rows;
  for (const std::string& tree : trees) {
    rows.push_back({tree, nullptr});
    for (const KeyDictionary& dictionary : dictionaries) rows.push_back({tree, &dictionary});
  }
  MeasuredIndexes measured;
  measured.file_keys = set.file_keys();
  measured.mean_key_bytes = static_cast<double>(set.bytes()) / static_cast<double>(set.keys().size());
  for (const Row& row : rows) {
    const std::string scheme(row.dictionary == nullptr ? "none" : Name(row.dictionary->scheme()));
    if (options.progress) options.progress(row.tree + ", " + scheme, measured.rows.size(), rows.size());
    TACIT_ASSIGN_OR_RETURN(IndexMeasures one, Measure(row, set, asked));
    measured.rows.push_back(std::move(one));
  }
  Choose(measured);
  return measured;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(path + ": not enough memory to measure indexes of its keys; give fewer");
}

}  // namespace tacit
