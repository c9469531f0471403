#include "indexes/snapshot/blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>

#include "src/base/reader.h"
#include "src/base/status_macros.h"

namespace tacit::index::snapshot {
namespace {

constexpr std::array<std::string_view, kSectionCount> kNames = {"properties", "dictionary", "offsets",
                                                                "entries"};
constexpr base::SectionFormat kFormat = {.magic = "tacitidx",
                                         .version = 1,
                                         .alignment = 64,
                                         .what = "an index",
                                         .remedy = "save the index again",
                                         .names = kNames};
constexpr std::size_t kOffsetBytes = sizeof(std::uint64_t);

// Seven bits a byte, the low ones first; the highest bit says that more come.
void PutSize(std::string& out, std::size_t size) {
  for (; size >= 0x80; size >>= 7U) out += static_cast<char>(0x80U | (size & 0x7FU));
  out += static_cast<char>(size);
}

std::optional<std::size_t> TakeSize(base::Reader& reader) {
  std::size_t size = 0;
  for (unsigned shift = 0; shift < 32; shift += 7) {
    const auto byte = reader.Integer<std::uint8_t>();
    if (!byte) return std::nullopt;
    size |= std::size_t{*byte & 0x7FU} << shift;
    if (*byte < 0x80) return size;
  }
  return std::nullopt;
}

std::size_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin());
}

}  // namespace

const base::SectionFormat& Format() { return kFormat; }

void BlockWriter::Add(std::string_view key, std::uint64_t value) {
  std::size_t shared = 0;
  if (count_ % kBlockEntries == 0) {
    base::PutInteger(offsets_, std::uint64_t{entries_.size()});
  } else {
    shared = CommonPrefix(last_, key);
  }
  PutSize(entries_, shared);
  PutSize(entries_, key.size() - shared);
  base::PutInteger(entries_, value);
  entries_ += key.substr(shared);
  last_.assign(key);
  ++count_;
}

Result<Blocks> Blocks::Open(std::uint64_t count, std::string_view offsets, std::string_view entries,
                            std::string_view name) {
  // No entry takes less than its sizes and its value.
  if (count > entries.size() / (2 + sizeof(std::uint64_t))) {
    return base::WrongSection(kFormat, name, "entries", std::to_string(count) + " entries", "fewer");
  }
  const Blocks blocks(static_cast<std::size_t>(count), offsets, entries);
  if (offsets.size() != blocks.block_count() * kOffsetBytes) {
    return base::WrongSection(kFormat, name, "offsets", std::to_string(blocks.block_count()) + " offsets",
                              std::to_string(offsets.size()) + " bytes");
  }
  try {
    TACIT_RETURN_IF_ERROR(blocks.CheckAll(name));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
  return blocks;
}

Status Blocks::CheckAll(std::string_view name) const {
  const auto wrong = [&](std::size_t entry, std::string_view expected, std::string_view found) {
    return base::WrongSection(kFormat, name, "entries",
                              "entry " + std::to_string(entry) + " " + std::string(expected), found);
  };
  std::string key;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const bool first = i % kBlockEntries == 0;
    if (first && BlockAt(i / kBlockEntries) != offset) {
      return base::WrongSection(
          kFormat, name, "offsets",
          "block " + std::to_string(i / kBlockEntries) + " at " + std::to_string(offset),
          std::to_string(BlockAt(i / kBlockEntries)));
    }
    const std::optional<RawEntry> entry = Parse(offset, &offset);
    if (!entry || entry->shared > (first ? 0 : key.size())) return wrong(i, "whole", "a part");
    if (entry->shared + entry->rest.size() > kMaxIndexKeyBytes)
      return wrong(i, "with a key that is not too long", "a longer one");
    // Find rests on it that nothing is shared beyond what is told, but where a block begins.
    const bool shares_more = !first && entry->shared < key.size() && !entry->rest.empty() &&
                             entry->rest.front() == key[entry->shared];
    if (shares_more) return wrong(i, "to tell all that it shares", "less");
    if (i > 0 && entry->rest <= std::string_view(key).substr(entry->shared))
      return wrong(i, "greater than the one before", "another");
    key.resize(entry->shared);
    key += entry->rest;
  }
  if (offset != entries_.size()) return wrong(count_, "to be the end", "more bytes");
  return Status::Ok();
}

std::optional<RawEntry> Blocks::Parse(std::size_t offset, std::size_t* next) const {
  base::Reader reader(entries_.substr(offset));
  const auto shared = TakeSize(reader);
  const auto rest = shared ? TakeSize(reader) : std::nullopt;
  const auto value = reader.Integer<std::uint64_t>();
  const auto bytes = rest && value ? reader.Bytes(*rest) : std::nullopt;
  if (!bytes) return std::nullopt;
  *next = offset + reader.offset();
  return RawEntry{*shared, *bytes, *value};
}

RawEntry Blocks::EntryAt(std::size_t offset, std::size_t* next) const { return *Parse(offset, next); }

std::size_t Blocks::BlockAt(std::size_t block) const {
  if (block >= block_count()) return entries_.size();
  base::Reader reader(offsets_.substr(block * kOffsetBytes));
  return static_cast<std::size_t>(reader.Integer<std::uint64_t>().value_or(0));
}

std::size_t Blocks::BlockOf(std::string_view key) const {
  std::size_t low = 0;
  for (std::size_t high = block_count(); high - low > 1;) {
    const std::size_t middle = low + (high - low) / 2;
    std::size_t next = 0;
    EntryAt(BlockAt(middle), &next).rest <= key ? void(low = middle) : void(high = middle);
  }
  return low;
}

// The entries before the one at hand are less than `key`, and the last of them has `matched` bytes in common
// with it. So no key has to be put together.
std::optional<std::uint64_t> Blocks::Find(std::string_view key) const {
  if (count_ == 0) return std::nullopt;
  const std::size_t block = BlockOf(key);
  const std::size_t end = BlockAt(block + 1);
  std::size_t matched = 0;
  for (std::size_t offset = BlockAt(block); offset < end;) {
    const RawEntry entry = EntryAt(offset, &offset);
    if (entry.shared > matched) continue;
    if (entry.shared < matched) return std::nullopt;
    const std::string_view left = key.substr(matched);
    const std::size_t common = CommonPrefix(left, entry.rest);
    if (common == entry.rest.size() && common == left.size()) return entry.value;
    const bool is_less = common == entry.rest.size() ||
                         (common < left.size() && static_cast<unsigned char>(entry.rest[common]) <
                                                      static_cast<unsigned char>(left[common]));
    if (!is_less) return std::nullopt;
    matched += common;
  }
  return std::nullopt;
}

}  // namespace tacit::index::snapshot
