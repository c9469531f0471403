#include "indexes/encoded/state.h"

#include <new>
#include <vector>

#include "src/base/status_macros.h"

namespace tacit {

using index::encoded::Encoding;

Status EncodedIndex::State::MoveEntry(std::string_view old_encoding, std::string_view key,
                                      std::uint64_t value) {
  const Encoding encoding(now.dictionary, key);
  KeepRoomFor(key.size());
  TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool is_new, now.tree->Insert(encoding.bytes(), value));
  old->tree->Erase(old_encoding);
  return Status::Ok();
}

Status EncodedIndex::State::MoveSome(std::size_t count) {
  struct Moved {
    std::string encoding;
    std::uint64_t value;
  };
  constexpr std::size_t kAtOnce = 256;
  for (std::size_t left = count; left > 0 && old && old->tree->size() > 0;) {
    std::vector<Moved> entries;
    bool out_of_memory = false;
    const auto keep = [&](std::string_view encoding, std::uint64_t value) {
      try {
        entries.push_back({std::string(encoding), value});
      } catch (const std::bad_alloc&) {
        out_of_memory = true;
      }
      return !out_of_memory;
    };
    TACIT_RETURN_IF_ERROR(old->tree->Scan("", std::min(left, kAtOnce), keep).status());
    if (out_of_memory) throw std::bad_alloc();
    for (const auto& [encoding, value] : entries) {
      TACIT_ASSIGN_OR_RETURN(const std::string key, old->dictionary.DecodeExactly(encoding));
      TACIT_RETURN_IF_ERROR(MoveEntry(encoding, key, value));
    }
    left -= entries.size();
  }
  if (!old || old->tree->size() > 0) return Status::Ok();
  old.reset();
  if (versions && versions->live().size() > 1) return versions->Retire(versions->live().front());
  return Status::Ok();
}

Status EncodedIndex::State::Replace(KeyDictionary next) {
  if (old) {
    return Status::InvalidArgument("index of encoded keys: a dictionary is being replaced; expected " +
                                   std::to_string(old->tree->size()) + " entries to be moved before");
  }
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<KeyIndex> made, MakeIndex(tree));
  old = std::exchange(now, Half{std::move(next), std::move(made)});
  return Status::Ok();
}

void EncodedIndex::State::KeepUp(std::string_view new_key, std::size_t encoded_bytes) {
  try {
    if (old) {
      (void)MoveSome(options.moved_per_change);
    } else if (versions && !new_key.empty()) {
      versions->Note(new_key, encoded_bytes);
      if (!versions->grown_old()) return;
      const Result<bool> rebuilt = versions->Rebuild();
      if (rebuilt.ok() && *rebuilt) (void)Replace(*versions->Find(versions->newest()));
    }
  } catch (const std::bad_alloc&) {
    return;  // the change itself is done
  }
}

}  // namespace tacit
