// Sorted entries in blocks, in which a key tells only how it differs from the one before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/section_file.h"
#include "tacit/index.h"
#include "tacit/status.h"

namespace tacit::index::snapshot {

// The first entry of a block has its whole key.
inline constexpr std::size_t kBlockEntries = 16;

// What a file consists of: docs/formats/index.md.
enum Section : std::size_t { kProperties, kDictionary, kOffsets, kEntries, kSectionCount };
[[nodiscard]] const base::SectionFormat& Format();

// Puts the sections of entries together that come in rising order.
class BlockWriter {
 public:
  // Throws std::bad_alloc.
  void Add(std::string_view key, std::uint64_t value);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::string TakeOffsets() { return std::move(offsets_); }
  [[nodiscard]] std::string TakeEntries() { return std::move(entries_); }

 private:
  std::string offsets_;
  std::string entries_;
  std::string last_;
  std::uint64_t count_ = 0;
};

// An entry as it stands in a block.
struct RawEntry {
  std::size_t shared = 0;  // bytes that the key has in common with the one before
  std::string_view rest;
  std::uint64_t value = 0;
};

// The sections of a file, which others keep.
class Blocks {
 public:
  // Looks at all of them: whether they hold `count` entries, whose keys rise. Errors: Corruption;
  // ResourceExhausted.
  [[nodiscard]] static Result<Blocks> Open(std::uint64_t count, std::string_view offsets,
                                           std::string_view entries, std::string_view name);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t block_count() const { return (count_ + kBlockEntries - 1) / kBlockEntries; }
  // Where a block begins in its section; the section's end behind the last one.
  [[nodiscard]] std::size_t BlockAt(std::size_t block) const;
  // The entry that begins there; `next` gets where the one behind it does.
  [[nodiscard]] RawEntry EntryAt(std::size_t offset, std::size_t* next) const;
  // The last block whose first key is not greater; the first one where there is none.
  [[nodiscard]] std::size_t BlockOf(std::string_view key) const;
  [[nodiscard]] std::optional<std::uint64_t> Find(std::string_view key) const;

 private:
  Blocks(std::size_t count, std::string_view offsets, std::string_view entries)
      : count_(count), offsets_(offsets), entries_(entries) {}
  // Nothing where no entry begins there.
  [[nodiscard]] std::optional<RawEntry> Parse(std::size_t offset, std::size_t* next) const;
  [[nodiscard]] Status CheckAll(std::string_view name) const;

  std::size_t count_;
  std::string_view offsets_;
  std::string_view entries_;
};

}  // namespace tacit::index::snapshot
