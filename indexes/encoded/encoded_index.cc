#include "tacit/encoded_index.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "indexes/encoded/cursor.h"
#include "indexes/encoded/decoded_scan.h"
#include "indexes/encoded/state.h"
#include "src/base/status_macros.h"

namespace tacit {

using index::encoded::Encoding;

Result<std::unique_ptr<EncodedIndex>> EncodedIndex::Make(std::string_view tree, KeyDictionary dictionary,
                                                         const EncodedIndexOptions& options) try {
  if (options.moved_per_change == 0) {
    return Status::InvalidArgument(
        "index of encoded keys: expected at least 1 entry moved per change; found 0");
  }
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<KeyIndex> made, MakeIndex(tree));
  auto state = std::make_unique<State>(tree, options, State::Half{dictionary, std::move(made)});
  if (options.renew) {
    std::vector<VersionedDictionary> live;
    live.push_back({1, std::move(dictionary)});
    TACIT_ASSIGN_OR_RETURN(state->versions,
                           DictionaryVersions::Make(std::move(live), options.training, options.drift));
  }
  return std::unique_ptr<EncodedIndex>(new EncodedIndex(std::move(state)));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

EncodedIndex::EncodedIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
EncodedIndex::~EncodedIndex() = default;

Result<bool> EncodedIndex::Put(std::string_view key, std::uint64_t value, IfThere if_there) try {
  State& state = *state_;
  if (state.old) {
    const Encoding in_old(state.old->dictionary, key);
    if (const auto there = state.old->tree->Lookup(in_old.bytes()); there) {
      TACIT_RETURN_IF_ERROR(
          state.MoveEntry(in_old.bytes(), key, if_there == IfThere::kKeep ? *there : value));
      state.KeepUp({}, 0);
      return false;
    }
  }
  const Encoding encoding(state.now.dictionary, key);
  state.KeepRoomFor(key.size());
  KeyIndex& tree = *state.now.tree;
  TACIT_ASSIGN_OR_RETURN(const bool is_new, if_there == IfThere::kKeep
                                                ? tree.Insert(encoding.bytes(), value)
                                                : tree.Upsert(encoding.bytes(), value));
  if (is_new || state.old) state.KeepUp(is_new ? key : std::string_view(), encoding.bytes().size());
  return is_new;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

bool EncodedIndex::concurrent() const { return state_->now.tree->concurrent() && !state_->options.renew; }

bool EncodedIndex::Erase(std::string_view key) {
  const auto erase = [&](const State::Half& half) {
    return state_->WithEncoding(half, key, false,
                                [&](std::string_view encoding) { return half.tree->Erase(encoding); });
  };
  const bool erased = erase(state_->now) || (state_->old && erase(*state_->old));
  if (erased && state_->old) state_->KeepUp({}, 0);
  return erased;
}

std::optional<std::uint64_t> EncodedIndex::Lookup(std::string_view key) const {
  using Value = std::optional<std::uint64_t>;
  const auto find = [&](const State::Half& half) {
    return state_->WithEncoding(half, key, Value(),
                                [&](std::string_view encoding) { return half.tree->Lookup(encoding); });
  };
  const Value value = find(state_->now);
  return value || !state_->old ? value : find(*state_->old);
}

Result<std::size_t> EncodedIndex::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const
    try {
  if (limit == 0) return std::size_t{0};
  if (!state_->old) {
    const Encoding first(state_->now.dictionary, from);
    return index::encoded::DecodedScan(state_->now.dictionary, limit, visit)
        .Run(*state_->now.tree, first.bytes());
  }
  TACIT_ASSIGN_OR_RETURN(const std::unique_ptr<KeyCursor> cursor, NewCursor());
  std::size_t visited = 0;
  for (Status at = cursor->Seek(from);; at = cursor->Next()) {
    TACIT_RETURN_IF_ERROR(at);
    if (!cursor->on_entry()) return visited;
    ++visited;
    if (!visit(cursor->key(), cursor->value()) || visited == limit) return visited;
  }
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<std::unique_ptr<KeyCursor>> EncodedIndex::NewCursor() const try {
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<KeyCursor> now, state_->now.tree->NewCursor());
  auto cursor = std::make_unique<index::encoded::Cursor>();
  cursor->Add(state_->now.dictionary, std::move(now));
  if (state_->old) {
    TACIT_ASSIGN_OR_RETURN(std::unique_ptr<KeyCursor> old, state_->old->tree->NewCursor());
    cursor->Add(state_->old->dictionary, std::move(old));
  }
  return std::unique_ptr<KeyCursor>(std::move(cursor));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Status EncodedIndex::LoadSorted(std::span<const KeyEntry> entries) try {
  std::vector<std::string_view> keys;
  keys.reserve(entries.size());
  for (const KeyEntry& entry : entries) keys.push_back(entry.key);
  std::string bytes;
  std::vector<std::size_t> ends;
  state_->now.dictionary.EncodeSorted(keys, &bytes, &ends);
  std::vector<KeyEntry> encoded(entries.begin(), entries.end());
  std::size_t longest = 0;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    encoded[i].key = std::string_view(bytes).substr(begin, ends[i] - begin);
    longest = std::max(longest, entries[i].key.size());
  }
  state_->KeepRoomFor(longest);
  return state_->now.tree->Load(encoded);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::size_t EncodedIndex::size() const {
  return state_->now.tree->size() + (state_->old ? state_->old->tree->size() : 0);
}

Status EncodedIndex::Check() const try {
  for (const State::Half* half : {&state_->now, state_->old ? &*state_->old : nullptr}) {
    if (half == nullptr) continue;
    TACIT_RETURN_IF_ERROR(half->tree->Check());
    Status wrong;
    const auto look = [&](std::string_view encoding, std::uint64_t) {
      const Result<std::string> key = half->dictionary.DecodeExactly(encoding);
      if (!key.ok()) {
        wrong = key.status();
      } else if (half != &state_->now &&
                 state_->now.tree->Lookup(Encoding(state_->now.dictionary, *key).bytes())) {
        wrong = Status::Internal("index of encoded keys: expected each key once; found one in both trees");
      }
      return wrong.ok();
    };
    TACIT_RETURN_IF_ERROR(half->tree->Scan("", SIZE_MAX, look).status());
    TACIT_RETURN_IF_ERROR(wrong);
  }
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::size_t EncodedIndex::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + sizeof(State) + state_->room_bytes();
  const auto add = [&](const State::Half& half) {
    bytes += half.tree->memory_bytes() + half.dictionary.dictionary_bytes() + half.dictionary.decoder_bytes();
  };
  add(state_->now);
  if (state_->old) add(*state_->old);
  return bytes;
}

Result<IndexStatistics> EncodedIndex::Statistics() const try {
  IndexStatistics all;
  const auto add = [&](const State::Half& half) -> Status {
    TACIT_ASSIGN_OR_RETURN(const IndexStatistics one, half.tree->Statistics());
    all.parts.insert(all.parts.end(), one.parts.begin(), one.parts.end());
    all.parts.push_back(
        {"dictionary", 1, half.dictionary.dictionary_bytes() + half.dictionary.decoder_bytes()});
    all.height = std::max(all.height, one.height);
    all.mean_depth += one.mean_depth * static_cast<double>(half.tree->size());
    return Status::Ok();
  };
  TACIT_RETURN_IF_ERROR(add(state_->now));
  if (state_->old) TACIT_RETURN_IF_ERROR(add(*state_->old));
  all.mean_depth = size() == 0 ? 0 : all.mean_depth / static_cast<double>(size());
  all.free_bytes = memory_bytes();
  for (const IndexStatistics::Part& part : all.parts) all.free_bytes -= part.bytes;
  return all;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

KeyDictionary EncodedIndex::dictionary() const { return state_->now.dictionary; }

Status EncodedIndex::Replace(KeyDictionary next) { return state_->Replace(std::move(next)); }

std::size_t EncodedIndex::left_to_move() const { return state_->old ? state_->old->tree->size() : 0; }

Status EncodedIndex::Move(std::size_t count) try {
  return state_->MoveSome(count);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit
