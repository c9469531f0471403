#include "indexes/snapshot/tree.h"

#include <new>

#include "src/base/status_macros.h"

namespace tacit::index::snapshot {

Result<std::size_t> Tree::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  Cursor cursor(blocks_);
  std::size_t visited = 0;
  if (limit == 0) return visited;
  for (Status at = cursor.Seek(from);; at = cursor.Next()) {
    TACIT_RETURN_IF_ERROR(at);
    if (!cursor.on_entry()) return visited;
    ++visited;
    if (!visit(cursor.key(), cursor.value()) || visited == limit) return visited;
  }
}

Result<std::unique_ptr<KeyCursor>> Tree::NewCursor() const try {
  return std::unique_ptr<KeyCursor>(std::make_unique<Cursor>(blocks_));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Status Tree::Check() const {
  std::string last;
  bool first = true;
  bool rising = true;
  std::size_t found = 0;
  const auto look = [&](std::string_view key, std::uint64_t value) {
    rising = (first || last < key) && blocks_.Find(key) == value;
    first = false;
    last.assign(key);
    ++found;
    return rising;
  };
  try {
    TACIT_RETURN_IF_ERROR(Scan("", SIZE_MAX, look).status());
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
  if (!rising || found != size()) return Status::Internal("snapshot: expected rising keys that can be found");
  return Status::Ok();
}

Result<IndexStatistics> Tree::Statistics() const try {
  IndexStatistics statistics;
  statistics.parts = {{"block of entries", blocks_.block_count(), bytes_}};
  statistics.free_bytes = memory_bytes() - bytes_;
  statistics.height = size() == 0 ? 0 : 1;
  statistics.mean_depth = static_cast<double>(statistics.height);
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

template <typename Go>
Status Cursor::Moved(const Go& go) {
  try {
    go();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    entry_ = blocks_.count();
    return Status::ResourceExhausted("out of memory");
  }
}

Status Cursor::Seek(std::string_view key) {
  return Moved([&] {
    entry_ = blocks_.count();
    if (blocks_.count() == 0) return;
    GoTo(blocks_.BlockOf(key) * kBlockEntries);
    while (on_entry() && key_ < key) GoTo(entry_ + 1);
  });
}

Status Cursor::SeekLast() {
  return Moved([&] {
    entry_ = blocks_.count();
    if (blocks_.count() > 0) GoTo(blocks_.count() - 1);
  });
}

Status Cursor::Next() {
  if (!on_entry()) return Status::Ok();
  return Moved([&] { GoTo(entry_ + 1); });
}

Status Cursor::Prev() {
  if (!on_entry()) return Status::Ok();
  return Moved([&] { entry_ == 0 ? void(entry_ = blocks_.count()) : GoTo(entry_ - 1); });
}

void Cursor::GoTo(std::size_t entry) {
  if (entry == blocks_.count()) {
    entry_ = entry;
    return;
  }
  const bool follows = entry % kBlockEntries != 0 && entry_ + 1 == entry;
  if (!follows) {
    // A key is known once those before it in its block are.
    const std::size_t first = entry / kBlockEntries * kBlockEntries;
    next_ = blocks_.BlockAt(first / kBlockEntries);
    for (std::size_t i = first; i < entry; ++i) Take(i);
  }
  Take(entry);
}

void Cursor::Take(std::size_t entry) {
  const RawEntry raw = blocks_.EntryAt(next_, &next_);
  key_.resize(raw.shared);
  key_ += raw.rest;
  value_ = raw.value;
  entry_ = entry;
}

}  // namespace tacit::index::snapshot
