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

using index::encoded::Cursor;
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
    TACIT_ASSIGN_OR_RETURN(DictionaryVersions versions,
                           DictionaryVersions::Make(std::move(live), options.training, options.drift));
    state->Renew(std::move(versions));
  }
  return std::unique_ptr<EncodedIndex>(new EncodedIndex(std::move(state)));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

EncodedIndex::EncodedIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
EncodedIndex::~EncodedIndex() = default;

Result<bool> EncodedIndex::Put(std::string_view key, std::uint64_t value, IfThere if_there) try {
  State& state = *state_;
  bool is_new = false;
  bool replacing = false;
  std::size_t encoded_bytes = 0;
  {
    const State::Change change(state, key);
    replacing = change.halves().old != nullptr;
    const State::Half& half = State::HalfOf(change.halves(), key);
    const Encoding encoding(half.dictionary, key);
    encoded_bytes = encoding.bytes().size();
    state.KeepRoomFor(half, key.size());
    KeyIndex& tree = *half.tree;
    TACIT_ASSIGN_OR_RETURN(is_new, if_there == IfThere::kKeep ? tree.Insert(encoding.bytes(), value)
                                                              : tree.Upsert(encoding.bytes(), value));
  }
  if (replacing || (is_new && state.renews())) state.KeepUp(is_new ? key : std::string_view(), encoded_bytes);
  return is_new;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

bool EncodedIndex::concurrent() const {
  const State::Stay stay = state_->BeginStay();
  return state_->halves().now->tree->concurrent();
}

bool EncodedIndex::Erase(std::string_view key) {
  bool erased = false;
  bool replacing = false;
  {
    const State::Change change(*state_, key);
    const auto erase = [&](const State::Half& half) {
      return state_->WithEncoding(half, key, false,
                                  [&](std::string_view encoding) { return half.tree->Erase(encoding); });
    };
    replacing = change.halves().old != nullptr;
    erased = (replacing && erase(*change.halves().old)) || erase(*change.halves().now);
  }
  if (erased && replacing) state_->KeepUp({}, 0);
  return erased;
}

std::optional<std::uint64_t> EncodedIndex::Lookup(std::string_view key) const {
  using Value = std::optional<std::uint64_t>;
  const auto find = [&](const State::Half& half) {
    return state_->WithEncoding(half, key, Value(),
                                [&](std::string_view encoding) { return half.tree->Lookup(encoding); });
  };
  const State::Stay stay = state_->BeginStay();
  const State::Halves& halves = state_->halves();
  const Value in_old = halves.old == nullptr ? std::nullopt : find(*halves.old);
  return in_old ? in_old : find(*halves.now);
}

Result<std::size_t> EncodedIndex::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const
    try {
  if (limit == 0) return std::size_t{0};
  const std::uint64_t moves = state_->moves().load();
  const std::shared_ptr<const State::Halves> halves = state_->Share();
  std::size_t visited = 0;
  std::string last;
  if (halves->old == nullptr) {
    const Encoding first(halves->now->dictionary, from);
    index::encoded::DecodedScan scan(halves->now->dictionary, limit, visit, state_->moves(), moves);
    TACIT_ASSIGN_OR_RETURN(visited, scan.Run(*halves->now->tree, first.bytes()));
    if (!scan.overtaken()) return visited;
    last = scan.last_key();
  }
  // What was seen is seen no more.
  const bool going_on = visited > 0;
  TACIT_ASSIGN_OR_RETURN(const std::unique_ptr<KeyCursor> cursor, NewCursor());
  TACIT_RETURN_IF_ERROR(cursor->Seek(going_on ? last : from));
  if (going_on && cursor->on_entry() && cursor->key() == last) TACIT_RETURN_IF_ERROR(cursor->Next());
  while (cursor->on_entry()) {
    ++visited;
    if (!visit(cursor->key(), cursor->value()) || visited == limit) break;
    TACIT_RETURN_IF_ERROR(cursor->Next());
  }
  return visited;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<std::unique_ptr<KeyCursor>> EncodedIndex::NewCursor() const try {
  auto cursor = std::make_unique<Cursor>(*state_);
  TACIT_RETURN_IF_ERROR(cursor->TakeHalves());
  return std::unique_ptr<KeyCursor>(std::move(cursor));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Status EncodedIndex::LoadSorted(std::span<const KeyEntry> entries) try {
  const State::Half& now = *state_->halves().now;
  std::vector<std::string_view> keys;
  keys.reserve(entries.size());
  for (const KeyEntry& entry : entries) keys.push_back(entry.key);
  std::string bytes;
  std::vector<std::size_t> ends;
  now.dictionary.EncodeSorted(keys, &bytes, &ends);
  std::vector<KeyEntry> encoded(entries.begin(), entries.end());
  std::size_t longest = 0;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    encoded[i].key = std::string_view(bytes).substr(begin, ends[i] - begin);
    longest = std::max(longest, entries[i].key.size());
  }
  state_->KeepRoomFor(now, longest);
  return now.tree->Load(encoded);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::size_t EncodedIndex::size() const {
  const State::Stay stay = state_->BeginStay();
  std::size_t size = 0;
  state_->halves().ForEach([&](const State::Half& half) { size += half.tree->size(); });
  return size;
}

Status EncodedIndex::Check() const try {
  const State::Half& now = *state_->halves().now;
  Status wrong;
  state_->halves().ForEach([&](const State::Half& half) {
    if (wrong.ok()) wrong = half.tree->Check();
    if (!wrong.ok()) return;
    const auto look = [&](std::string_view encoding, std::uint64_t) {
      const Result<std::string> key = half.dictionary.DecodeExactly(encoding);
      if (!key.ok()) {
        wrong = key.status();
      } else if (&half != &now && now.tree->Lookup(Encoding(now.dictionary, *key).bytes())) {
        wrong = Status::Internal("index of encoded keys: expected each key once; found one in both trees");
      }
      return wrong.ok();
    };
    const Status scanned = half.tree->Scan("", SIZE_MAX, look).status();
    if (wrong.ok()) wrong = scanned;
  });
  return wrong;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::size_t EncodedIndex::memory_bytes() const {
  const State::Stay stay = state_->BeginStay();
  std::size_t bytes = sizeof(*this) + state_->memory_bytes();
  state_->halves().ForEach([&](const State::Half& half) {
    bytes += sizeof(half) + half.tree->memory_bytes() + half.dictionary.dictionary_bytes() +
             half.dictionary.decoder_bytes();
  });
  return bytes;
}

Result<IndexStatistics> EncodedIndex::Statistics() const try {
  IndexStatistics all;
  Status failed;
  state_->halves().ForEach([&](const State::Half& half) {
    const Result<IndexStatistics> one = half.tree->Statistics();
    if (!one.ok()) {
      failed = one.status();
      return;
    }
    all.parts.insert(all.parts.end(), one->parts.begin(), one->parts.end());
    all.parts.push_back(
        {"dictionary", 1, half.dictionary.dictionary_bytes() + half.dictionary.decoder_bytes()});
    all.height = std::max(all.height, one->height);
    all.mean_depth += one->mean_depth * static_cast<double>(half.tree->size());
  });
  TACIT_RETURN_IF_ERROR(failed);
  all.mean_depth = size() == 0 ? 0 : all.mean_depth / static_cast<double>(size());
  all.free_bytes = memory_bytes();
  for (const IndexStatistics::Part& part : all.parts) all.free_bytes -= part.bytes;
  return all;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

KeyDictionary EncodedIndex::dictionary() const { return state_->Share()->now->dictionary; }

Status EncodedIndex::Replace(KeyDictionary next) try {
  return state_->Replace(std::move(next));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

std::size_t EncodedIndex::left_to_move() const {
  const State::Stay stay = state_->BeginStay();
  const auto& old = state_->halves().old;
  return old == nullptr ? 0 : old->tree->size();
}

Status EncodedIndex::Move(std::size_t count) try {
  return state_->Move(count);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit
