// What an index of encoded keys holds.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "indexes/encoded/encoding.h"
#include "tacit/dictionary.h"
#include "tacit/dictionary_versions.h"
#include "tacit/encoded_index.h"
#include "tacit/index.h"

namespace tacit::index::encoded {

// A tree, and what its keys are encoded by.
struct Half {
  KeyDictionary dictionary;
  std::unique_ptr<KeyIndex> tree;
};

}  // namespace tacit::index::encoded

namespace tacit {

class EncodedIndex::State {
 public:
  using Half = index::encoded::Half;

  State(std::string_view tree_name, const EncodedIndexOptions& its_options, Half first)
      : tree(tree_name), options(its_options), now(std::move(first)) {}

  // Calls `use` with the encoding of a key, as the half has it, or answers `absent` where the key is longer
  // than any that was put. Needs no memory.
  template <typename Use, typename Answer>
  [[nodiscard]] Answer WithEncoding(const Half& half, std::string_view key, Answer absent, const Use& use) {
    const std::size_t room = index::encoded::RoomFor(half.dictionary, key.size());
    std::array<char, index::encoded::kShortRoom> near;
    if (room <= near.size()) [[likely]] {
      return use(std::string_view(near.data(), half.dictionary.Encode(key, near)));
    }
    const std::scoped_lock alone(room_in_use_);
    if (room > room_.size()) return absent;
    return use(std::string_view(room_).substr(0, half.dictionary.Encode(key, room_)));
  }
  // Before an entry with so long a key is put into the new half. May throw std::bad_alloc.
  void KeepRoomFor(std::size_t key_bytes) {
    const std::size_t room = index::encoded::RoomFor(now.dictionary, key_bytes);
    if (room <= index::encoded::kShortRoom) return;
    const std::scoped_lock alone(room_in_use_);
    if (room > room_.size()) room_.resize(room);
  }
  [[nodiscard]] std::size_t room_bytes() const {
    const std::scoped_lock alone(room_in_use_);
    return room_.size();
  }

  // An entry of the old half, put into the new one and taken out of the old one. May throw std::bad_alloc.
  [[nodiscard]] Status MoveEntry(std::string_view old_encoding, std::string_view key, std::uint64_t value);
  // Moves as many, and forgets the old half once it is empty. May throw std::bad_alloc.
  [[nodiscard]] Status MoveSome(std::size_t count);
  [[nodiscard]] Status Replace(KeyDictionary next);
  // After a change: some entries are moved; a dictionary that has grown old is replaced, where the index is
  // to see to that. What fails is tried again after the next change.
  void KeepUp(std::string_view new_key, std::size_t encoded_bytes);

  const std::string tree;
  const EncodedIndexOptions options;
  Half now;
  std::optional<Half> old;                     // while a dictionary is being replaced
  std::optional<DictionaryVersions> versions;  // where the index renews its dictionary

 private:
  // What the longest key takes, where that is not on the stack; used by one thread at a time.
  std::string room_;
  mutable std::mutex room_in_use_;
};

}  // namespace tacit
