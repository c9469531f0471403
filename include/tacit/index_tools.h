// Which index tree and which encoding suit a set of keys: all are built of the keys and timed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/dictionary_tools.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// IndexNames(), and "surf": the range filter (tacit/filter.h), which is no map.
[[nodiscard]] TACIT_EXPORT std::vector<std::string_view> MeasuredTreeNames();

// One tree with keys as they are or encoded. Times are of one thread, the median of three runs, with encoding
// and decoding inside; keys are put in in a random order and looked up in another, so that most are not in
// the processor's caches.
struct IndexMeasures {
  std::string tree;      // of MeasuredTreeNames()
  std::string scheme;    // of the dictionary; "none" of keys as they are
  std::size_t keys = 0;  // in the tree
  double insert_ns = 0;  // for each key, of an index that begins empty; of surf, to build it of sorted keys
  double lookup_ns = 0;  // of keys that are there
  std::optional<double> scan50_ns;  // of 50 entries from a key on, keys returned; surf has no entries
  double bytes_per_key = 0;         // all that the index holds, with the dictionary's tables
  double key_bytes_per_key = 0;     // of the keys as they are in the tree: encoded, where they are
  // Misses of the last cache for each look-up. Nothing where the processor or the system does not count them.
  std::optional<double> misses;
};

struct IndexMeasureOptions {
  std::vector<std::string> trees;  // of MeasuredTreeNames(); none: all
  // Besides keys as they are. None is given: Double-Char and 3-Grams are trained on 1 % of the keys.
  std::optional<KeyDictionary> dictionary;
  KeyFormat format = KeyFormat::kLines;
  // A file with more keys is measured with so many of them, drawn at random. At least 1.
  std::size_t max_keys = 1'000'000;
  std::uint64_t seed = 1;  // of what is drawn and of the orders
  // Called before each row: "art, double-char" is row `done` of `total`. May be empty.
  std::function<void(std::string_view row, std::size_t done, std::size_t total)> progress;
};

struct MeasuredIndexes {
  std::uint64_t file_keys = 0;      // in the file, those that are there several times among them
  double mean_key_bytes = 0;        // of those that were measured
  std::vector<IndexMeasures> rows;  // of each tree, keys as they are first
  // Rows: with the fastest look-ups, with the fewest bytes, and the one to take: with the least product of
  // both. Among trees for one thread, if there are any; concurrent ones hold the same for several.
  std::size_t fastest = 0;
  std::size_t smallest = 0;
  std::size_t recommended = 0;
};

// Reads all of the file into memory. Errors name the file, and the line or key: NotFound; InvalidArgument (a
// folder, no key, a key longer than kMaxFileKeyBytes, what are no hexadecimal digits; no tree of that name;
// an option out of its bounds); ResourceExhausted (memory); Io.
[[nodiscard]] TACIT_EXPORT Result<MeasuredIndexes> MeasureIndexes(const std::string& path,
                                                                  const IndexMeasureOptions& options);

}  // namespace tacit
