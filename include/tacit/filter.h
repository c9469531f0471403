// Filters that tell of a key, of a range of keys and of a prefix whether a set may hold any such: SuRF, the
// succinct range filter (Zhang et al., "SuRF: Practical Range Query Filtering with Fast Succinct Tries",
// SIGMOD 2018).
//
// A filter stands before something slow, such as a sorted file on a disk, that need not be read where the
// filter says no. It is a trie of the shortest prefixes that tell the keys apart, in about 10 bits for each
// of its labels, and of some bits of what follows of each key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"
#include "tacit/export.h"
#include "tacit/index.h"
#include "tacit/status.h"

namespace tacit {

// What is kept of a key behind its prefix (section 3.1 of the paper).
enum class FilterSuffix {
  kNone,
  kHash,   // bits of the key's hash: a key that is not there passes with 2^-bits; no use to ranges
  kReal,   // the next bits of the key: of use to ranges too, but what they leave depends on the keys
  kMixed,  // both
};

// "none", "hash", "real", "mixed".
[[nodiscard]] TACIT_EXPORT std::string_view Name(FilterSuffix suffix);
[[nodiscard]] TACIT_EXPORT std::optional<FilterSuffix> FilterSuffixFromName(std::string_view name);

inline constexpr std::uint32_t kMaxFilterSuffixBits = 32;
// The most keys of a filter.
inline constexpr std::uint64_t kMaxFilterKeys = (std::uint64_t{1} << 32U) - 1;

struct FilterOptions {
  FilterSuffix suffix = FilterSuffix::kReal;
  // Read where the suffix has such bits, which then are 1 at least; kMaxFilterSuffixBits in all at most.
  std::uint32_t hash_bits = 8;
  std::uint32_t real_bits = 8;
  // The upper levels are dense, which is faster, as long as they take at most one part in so many more bytes
  // than the whole trie takes without (section 3.4 of the paper, R). 0: none is.
  std::uint32_t dense_ratio = 32;
  // Keys are encoded by it, when the filter is built and in every call, so that the caller sees only his own
  // keys. Shorter keys make a lower and smaller trie. Null: keys are as they are. It is shared, and may serve
  // any number of filters.
  std::shared_ptr<const KeyDictionary> dictionary;
};

// What a filter consists of.
struct FilterStatistics {
  struct Part {
    std::string_view name;  // of a static string: the name of the file's section
    std::size_t bytes = 0;
  };
  std::vector<Part> parts;  // memory_bytes() is these, the header and the gaps between them, and the object
  std::uint64_t keys = 0;
  std::size_t height = 0;  // nodes on the longest way
  std::size_t dense_levels = 0;
  std::uint64_t dense_nodes = 0;
  std::uint64_t nodes = 0;        // dense ones among them
  std::uint64_t labels = 0;       // edges: one for each key, and one for each node but the first
  std::uint64_t chain_bytes = 0;  // what nodes have before their labels
  // Of keys that are not there but have the prefix of one that is: the share that passes by hash bits alone.
  // Real bits lower it by what the keys leave open, which no theory tells.
  double false_positives_by_hash = 1;
};

// A place in a filter: on one of its stored prefixes, or on none, where it begins. Prefixes are those of the
// encoded keys if there is a dictionary. Belongs to one thread; must not outlive the filter.
class TACIT_EXPORT FilterCursor {
 public:
  FilterCursor(FilterCursor&& other) noexcept;
  FilterCursor& operator=(FilterCursor&& other) noexcept;
  ~FilterCursor();

  // These end on none where there is no such prefix, and where they fail. Errors: ResourceExhausted (memory).
  // On the first prefix whose key may be not less than `key`; Seek("") on the first of all. What is before it
  // is of lesser keys.
  [[nodiscard]] Status Seek(std::string_view key);
  // On the last of all.
  [[nodiscard]] Status SeekLast();
  // On the one behind this, and before it. From none to none.
  [[nodiscard]] Status Next();
  [[nodiscard]] Status Prev();

  [[nodiscard]] bool on_prefix() const;
  // The shortest that tells the key from all others. The view is valid until the cursor goes elsewhere.
  [[nodiscard]] std::string_view prefix() const;
  // The key's next real_bits() bits, zeros behind its end; 0 if there are none.
  [[nodiscard]] std::uint32_t real_suffix() const;

 private:
  friend class KeyFilter;
  class State;
  explicit FilterCursor(std::unique_ptr<State> state);
  template <typename Go>
  Status Going(Go go);

  std::unique_ptr<State> state_;
};

// Keys compare as unsigned bytes, and a proper prefix comes before what it is a prefix of. Any byte string of
// at most kMaxIndexKeyBytes is a key: the empty one, with NULs, with 0xFF, prefixes of each other.
//
// The law: the answer is true wherever the set has such a key. That the answer is true tells nothing; it is
// false of most keys and ranges that the set does not have. Where a look-up lacks memory (a key of more than
// a thousand bytes is encoded on the heap), it answers true.
//
// Immutable: any number of threads may use one filter. Movable, not copyable; one that was moved from can
// only be assigned to or destroyed.
class TACIT_EXPORT KeyFilter {
 public:
  // From keys in rising order; keeps none of them. Deterministic. Errors: InvalidArgument (a key is not
  // greater than the one before it, or too long: tells which one; too many; an option out of its bounds);
  // ResourceExhausted (memory; more than 16 GiB of labels).
  [[nodiscard]] static Result<KeyFilter> Build(std::span<const std::string_view> keys,
                                               const FilterOptions& options);

  // Maps a file that Save wrote, and answers from it: a page is read once a look-up comes upon it, but
  // opening reads all of them once, for the checksums. The file must not be changed, only replaced (as Save
  // does). `dictionary`: that with which it was built. Errors: NotFound, Io, and those of FromBytes.
  [[nodiscard]] static Result<KeyFilter> Open(const std::string& path,
                                              std::shared_ptr<const KeyDictionary> dictionary = nullptr);
  // The same from bytes, which are not copied: they must outlive the filter and stay as they are. Fastest if
  // they begin at a multiple of 64. `name` opens each message. Never reads outside of them, now or in any
  // later call, whatever they hold; where checksums are forged, answers are anything. Errors: Corruption
  // (names the section and what was expected); NotSupported (a newer version); InvalidArgument (the
  // dictionary is another than the one it was built with); ResourceExhausted.
  [[nodiscard]] static Result<KeyFilter> FromBytes(std::string_view bytes, std::string_view name,
                                                   std::shared_ptr<const KeyDictionary> dictionary = nullptr);
  // The filter as bytes: docs/formats/filter.md. Valid as long as the filter.
  [[nodiscard]] std::string_view bytes() const;
  // Writes them so that a reader, a crash or an interrupt sees either the old file or the new. Errors name
  // the path: NotFound (no such folder), Io.
  [[nodiscard]] Status Save(const std::string& path) const;

  KeyFilter(KeyFilter&& other) noexcept;
  KeyFilter& operator=(KeyFilter&& other) noexcept;
  ~KeyFilter();

  [[nodiscard]] bool MayContain(std::string_view key) const;
  // answers[i] for keys[i], which is faster than one by one. As many answers as keys at least.
  void MayContainBatch(std::span<const std::string_view> keys, std::span<bool> answers) const;
  // Whether there may be a key that is not less than `from` and less than `to`. False if from >= to.
  [[nodiscard]] bool MayContainRange(std::string_view from, std::string_view to) const;
  // The same without an upper bound.
  [[nodiscard]] bool MayContainFrom(std::string_view from) const;
  // Whether there may be a key that begins with `prefix`, or is it.
  [[nodiscard]] bool MayContainPrefix(std::string_view prefix) const;

  // How many keys are in [from, to), or from `from` on. Never less than there are, and at most two more:
  // every key counts that may be in the range, and only the one whose prefix `from` has, and the one whose
  // prefix `to` has, may be and yet are not. Errors: ResourceExhausted (memory, for keys of more than a
  // thousand bytes).
  [[nodiscard]] Result<std::uint64_t> CountApprox(std::string_view from,
                                                  std::optional<std::string_view> to = std::nullopt) const;

  // A cursor on none. Errors: ResourceExhausted (memory).
  [[nodiscard]] Result<FilterCursor> NewCursor() const;

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] FilterSuffix suffix() const;
  [[nodiscard]] std::uint32_t hash_bits() const;
  [[nodiscard]] std::uint32_t real_bits() const;
  [[nodiscard]] const std::shared_ptr<const KeyDictionary>& dictionary() const;
  // The bytes of memory, or of the mapped file, that the filter takes, without the dictionary, which is
  // shared, and without the allocator's own overhead.
  [[nodiscard]] std::size_t memory_bytes() const;
  // Errors: ResourceExhausted (memory).
  [[nodiscard]] Result<FilterStatistics> Statistics() const;
  // Looks at all of the filter: whether what Build ensures holds, beyond what opening has seen to. Errors:
  // Corruption (what does not hold).
  [[nodiscard]] Status Check() const;

 private:
  friend class FilterCursor;
  class State;
  explicit KeyFilter(std::unique_ptr<const State> state);
  [[nodiscard]] static Result<std::unique_ptr<const State>> Opened(std::unique_ptr<State> state,
                                                                   std::string_view name);

  std::unique_ptr<const State> state_;
};

}  // namespace tacit
