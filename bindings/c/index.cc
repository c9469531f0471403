#include "tacit/index.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/c/call.h"
#include "bindings/c/handles.h"
#include "tacit/encoded_index.h"
#include "tacit/index_snapshot.h"

// Either can be changed, or is a snapshot.
struct tacit_index {
  std::unique_ptr<tacit::KeyIndex> tree;
  std::unique_ptr<const tacit::KeyIndex> snapshot;

  [[nodiscard]] const tacit::KeyIndex& reader() const { return tree == nullptr ? *snapshot : *tree; }
  // Null where keys are not encoded.
  [[nodiscard]] const tacit::EncodedIndex* encoded() const {
    return dynamic_cast<const tacit::EncodedIndex*>(&reader());
  }
};

struct tacit_cursor {
  std::unique_ptr<tacit::KeyCursor> cursor;
};

namespace tacit::c {
namespace {

static_assert(TACIT_MAX_INDEX_KEY_BYTES == kMaxIndexKeyBytes);

Status NoChange() { return Status::NotSupported("a snapshot cannot be changed: load it into an index"); }

Status Make(const tacit_index_options& options, tacit_index** index) {
  const std::string_view tree = options.tree == nullptr ? std::string_view("art") : options.tree;
  auto made = std::make_unique<tacit_index>();
  if (options.dictionary == nullptr) {
    Result<std::unique_ptr<KeyIndex>> plain = MakeIndex(tree);
    if (!plain.ok()) return plain.status();
    made->tree = *std::move(plain);
  } else {
    EncodedIndexOptions wanted;
    wanted.renew = options.renew != 0;
    wanted.training.scheme = options.dictionary->dictionary.scheme();
    wanted.training.codes = options.dictionary->dictionary.codes();
    Result<std::unique_ptr<EncodedIndex>> encoded =
        EncodedIndex::Make(tree, options.dictionary->dictionary, wanted);
    if (!encoded.ok()) return encoded.status();
    made->tree = *std::move(encoded);
  }
  *index = made.release();
  return Status::Ok();
}

// Insert or Upsert.
using Put = Result<bool> (KeyIndex::*)(std::string_view, std::uint64_t);

int CallPut(Put put, tacit_index* index, std::string_view key, uint64_t value, int* is_new,
            tacit_error** error) noexcept {
  return Call(error, [&]() -> Status {
    if (index->tree == nullptr) return NoChange();
    const Result<bool> done = (*index->tree.*put)(key, value);
    if (done.ok() && is_new != nullptr) *is_new = *done ? 1 : 0;
    return done.status();
  });
}

// scan(visitor): one of the scans.
template <typename Scan>
int CallScan(tacit_index_visitor visitor, void* context, size_t* visited, tacit_error** error,
             const Scan& scan) noexcept {
  if (visited != nullptr) *visited = 0;
  return Call(error, [&]() -> Status {
    const Result<std::size_t> seen = scan([&](std::string_view key, std::uint64_t value) {
      return visitor(context, key.data(), key.size(), value) != 0;
    });
    if (seen.ok() && visited != nullptr) *visited = *seen;
    return seen.status();
  });
}

}  // namespace
}  // namespace tacit::c

using tacit::KeyIndex;
using tacit::Status;
using tacit::c::Call;
using tacit::c::View;

const char* tacit_index_tree_name(size_t i) {
  // Names are string literals, which end in a NUL.
  try {
    const std::vector<std::string_view> names = tacit::IndexNames();
    return i < names.size() ? names[i].data() : nullptr;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

int tacit_index_create(const tacit_index_options* options, tacit_index** index, tacit_error** error) {
  *index = nullptr;
  return Call(error, [&]() -> Status {
    const tacit_index_options usual = TACIT_INDEX_OPTIONS_INIT;
    const tacit_index_options& wanted = options == nullptr ? usual : *options;
    Status sized = tacit::c::CheckSize("tacit_index_options", wanted.struct_size, sizeof wanted);
    return sized.ok() ? tacit::c::Make(wanted, index) : sized;
  });
}

int tacit_index_open(const char* path, tacit_index** index, tacit_error** error) {
  *index = nullptr;
  return Call(error, [&]() -> Status {
    auto made = std::make_unique<tacit_index>();
    auto opened = tacit::OpenSnapshot(path);
    if (!opened.ok()) return opened.status();
    made->snapshot = *std::move(opened);
    *index = made.release();
    return Status::Ok();
  });
}

void tacit_index_free(tacit_index* index) { delete index; }

int tacit_index_save(const tacit_index* index, const char* path, tacit_error** error) {
  return Call(error, [&] {
    const tacit::EncodedIndex* const encoded = index->encoded();
    const auto dictionary = encoded == nullptr ? std::nullopt : std::optional(encoded->dictionary());
    return tacit::SaveSnapshot(index->reader(), path, dictionary);
  });
}

int tacit_index_insert(tacit_index* index, const void* key, size_t key_size, uint64_t value, int* is_new,
                       tacit_error** error) {
  return tacit::c::CallPut(&KeyIndex::Insert, index, View(key, key_size), value, is_new, error);
}

int tacit_index_upsert(tacit_index* index, const void* key, size_t key_size, uint64_t value, int* is_new,
                       tacit_error** error) {
  return tacit::c::CallPut(&KeyIndex::Upsert, index, View(key, key_size), value, is_new, error);
}

int tacit_index_erase(tacit_index* index, const void* key, size_t key_size, int* erased,
                      tacit_error** error) {
  return Call(error, [&] {
    if (index->tree == nullptr) return tacit::c::NoChange();
    const bool done = index->tree->Erase(View(key, key_size));
    if (erased != nullptr) *erased = done ? 1 : 0;
    return Status::Ok();
  });
}

int tacit_index_load(tacit_index* index, const tacit_bytes* keys, const uint64_t* values, size_t count,
                     tacit_error** error) {
  return Call(error, [&] {
    if (index->tree == nullptr) return tacit::c::NoChange();
    std::vector<tacit::KeyEntry> entries(count);
    for (std::size_t i = 0; i < count; ++i) entries[i] = {View(keys[i].data, keys[i].size), values[i]};
    return index->tree->Load(entries);
  });
}

int tacit_index_lookup(const tacit_index* index, const void* key, size_t key_size, uint64_t* value) {
  const std::optional<std::uint64_t> found = index->reader().Lookup(View(key, key_size));
  if (found) *value = *found;
  return found ? 1 : 0;
}

int tacit_index_scan(const tacit_index* index, const void* from, size_t from_size, size_t limit,
                     tacit_index_visitor visitor, void* context, size_t* visited, tacit_error** error) {
  return tacit::c::CallScan(visitor, context, visited, error, [&](const KeyIndex::Visitor& visit) {
    return index->reader().Scan(View(from, from_size), limit, visit);
  });
}

int tacit_index_scan_range(const tacit_index* index, const void* from, size_t from_size, const void* to,
                           size_t to_size, size_t limit, tacit_index_visitor visitor, void* context,
                           size_t* visited, tacit_error** error) {
  return tacit::c::CallScan(visitor, context, visited, error, [&](const KeyIndex::Visitor& visit) {
    return index->reader().ScanRange(View(from, from_size), View(to, to_size), limit, visit);
  });
}

int tacit_index_scan_prefix(const tacit_index* index, const void* prefix, size_t prefix_size, size_t limit,
                            tacit_index_visitor visitor, void* context, size_t* visited,
                            tacit_error** error) {
  return tacit::c::CallScan(visitor, context, visited, error, [&](const KeyIndex::Visitor& visit) {
    return index->reader().ScanPrefix(View(prefix, prefix_size), limit, visit);
  });
}

size_t tacit_index_size(const tacit_index* index) { return index->reader().size(); }

int tacit_index_describe(const tacit_index* index, tacit_index_properties* properties, tacit_error** error) {
  return Call(error, [&]() -> Status {
    if (Status sized =
            tacit::c::CheckSize("tacit_index_properties", properties->struct_size, sizeof *properties);
        !sized.ok()) {
      return sized;
    }
    const tacit::Result<tacit::IndexStatistics> statistics = index->reader().Statistics();
    if (!statistics.ok()) return statistics.status();
    properties->height = static_cast<std::uint32_t>(statistics->height);
    properties->mean_depth = statistics->mean_depth;
    properties->entries = index->reader().size();
    properties->memory_bytes = index->reader().memory_bytes();
    const tacit::EncodedIndex* const encoded = index->encoded();
    properties->left_to_move = encoded == nullptr ? 0 : encoded->left_to_move();
    return Status::Ok();
  });
}

int tacit_index_check(const tacit_index* index, tacit_error** error) {
  return Call(error, [&] { return index->reader().Check(); });
}

int tacit_index_replace_dictionary(tacit_index* index, const tacit_dictionary* dictionary,
                                   tacit_error** error) {
  return Call(error, [&] {
    if (index->tree == nullptr) return tacit::c::NoChange();
    auto* const encoded = dynamic_cast<tacit::EncodedIndex*>(index->tree.get());
    if (encoded == nullptr) {
      return Status::InvalidArgument(
          "expected an index that was created with a dictionary, found one without");
    }
    return encoded->Replace(dictionary->dictionary);
  });
}

int tacit_index_move(tacit_index* index, size_t count, tacit_error** error) {
  return Call(error, [&] {
    auto* const encoded = dynamic_cast<tacit::EncodedIndex*>(index->tree.get());
    return encoded == nullptr ? Status::Ok() : encoded->Move(count);
  });
}

int tacit_cursor_create(const tacit_index* index, tacit_cursor** cursor, tacit_error** error) {
  *cursor = nullptr;
  return Call(error, [&]() -> Status {
    auto made = std::make_unique<tacit_cursor>();
    auto inner = index->reader().NewCursor();
    if (!inner.ok()) return inner.status();
    made->cursor = *std::move(inner);
    *cursor = made.release();
    return Status::Ok();
  });
}

void tacit_cursor_free(tacit_cursor* cursor) { delete cursor; }

int tacit_cursor_seek(tacit_cursor* cursor, const void* key, size_t key_size, tacit_error** error) {
  return Call(error, [&] { return cursor->cursor->Seek(View(key, key_size)); });
}

int tacit_cursor_seek_last(tacit_cursor* cursor, tacit_error** error) {
  return Call(error, [&] { return cursor->cursor->SeekLast(); });
}

int tacit_cursor_next(tacit_cursor* cursor, tacit_error** error) {
  return Call(error, [&] { return cursor->cursor->Next(); });
}

int tacit_cursor_prev(tacit_cursor* cursor, tacit_error** error) {
  return Call(error, [&] { return cursor->cursor->Prev(); });
}

int tacit_cursor_entry(const tacit_cursor* cursor, tacit_bytes* key, uint64_t* value) {
  if (!cursor->cursor->on_entry()) return 0;
  const std::string_view view = cursor->cursor->key();
  *key = {view.data(), view.size()};
  *value = cursor->cursor->value();
  return 1;
}
