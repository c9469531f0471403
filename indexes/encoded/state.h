// What an index of encoded keys holds.
//
// Where a dictionary is being replaced there are two trees. Their laws, for readers who take no lock:
// - An entry is in one tree, or, while it is moved, in both with one value. So who finds a key in a tree has
//   found what the index has of it.
// - A key that the old tree does not have is put into the new one; what is moved is in the new tree before it
//   leaves the old one. So who does not find a key in the old tree, and then not in the new one, knows that
//   it was not there.
// - Changes of one key, and its move, exclude each other, from a little before there are two trees.
// - Nothing is moved before all are done who began when there were other trees.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "indexes/encoded/encoding.h"
#include "indexes/encoded/sharing.h"
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

// What there is at a time. Never changes: others take its place. Readers that stay for long own it too.
struct Halves : std::enable_shared_from_this<Halves> {
  Halves(std::shared_ptr<const Half> its_now, std::shared_ptr<const Half> its_old, bool locks)
      : now(std::move(its_now)), old(std::move(its_old)), keys_are_locked(locks) {}

  const std::shared_ptr<const Half> now;  // new keys go here
  const std::shared_ptr<const Half> old;  // null where no dictionary is being replaced
  // By who changes them, where there are several threads: also a little before there is an old half.
  const bool keys_are_locked;

  // The old one first, as readers do.
  template <typename See>
  void ForEach(const See& see) const {
    if (old != nullptr) see(*old);
    see(*now);
  }
};

}  // namespace tacit::index::encoded

namespace tacit {

class EncodedIndex::State {
 public:
  using Half = index::encoded::Half;
  using Halves = index::encoded::Halves;
  using Sharing = index::encoded::Sharing;
  using Stay = std::optional<Sharing::Guard>;

  // Throws std::bad_alloc.
  State(std::string_view tree_name, const EncodedIndexOptions& its_options, Half first);

  // As long as there is a stay, what halves() answers is there. Short ones only: Replace waits for them.
  [[nodiscard]] Stay BeginStay() const {
    return sharing_ == nullptr ? Stay() : Stay(std::in_place, sharing_->epochs);
  }
  [[nodiscard]] const Halves& halves() const { return *current_.load(); }
  // Whether these are still the ones. For who owns them.
  [[nodiscard]] bool AreNow(const Halves& halves) const { return &halves == current_.load(); }
  // For who stays longer.
  [[nodiscard]] std::shared_ptr<const Halves> Share() const {
    const Stay stay = BeginStay();
    return halves().shared_from_this();
  }
  // Grows with each entry that is moved, between the time that it is in the new tree and the time that it is
  // no more in the old one, and whenever other halves are there.
  [[nodiscard]] const std::atomic<std::uint64_t>& moves() const { return moves_; }

  // A change of one key.
  class Change {
   public:
    Change(State& state, std::string_view key) : stay_(state.BeginStay()), halves_(&state.halves()) {
      if (state.sharing_ == nullptr || !halves_->keys_are_locked) return;
      lock_.emplace(state.sharing_->locks, key);
      halves_ = &state.halves();
    }
    [[nodiscard]] const Halves& halves() const { return *halves_; }

   private:
    Stay stay_;
    std::optional<index::encoded::KeyLocks::Holder> lock_;
    const Halves* halves_;
  };

  // Where a key is to be put: where it is, else in the new half. May throw std::bad_alloc.
  [[nodiscard]] static const Half& HalfOf(const Halves& halves, std::string_view key) {
    return halves.old == nullptr ? *halves.now : HalfOfTwo(halves, key);
  }

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
  // Before an entry with so long a key is put into the half. May throw std::bad_alloc.
  void KeepRoomFor(const Half& half, std::size_t key_bytes) {
    const std::size_t room = index::encoded::RoomFor(half.dictionary, key_bytes);
    if (room <= index::encoded::kShortRoom) return;
    const std::scoped_lock alone(room_in_use_);
    if (room > room_.size()) room_.resize(room);
  }

  // Both wait for other threads that replace or move. May throw std::bad_alloc.
  [[nodiscard]] Status Replace(KeyDictionary next);
  [[nodiscard]] Status Move(std::size_t count);
  // After a change: some entries are moved; a dictionary that has grown old is replaced, where the index is
  // to see to that. What fails is tried again after the next change, and so is what another thread is at.
  // `new_key` is empty where none came.
  void KeepUp(std::string_view new_key, std::size_t encoded_bytes);
  [[nodiscard]] bool renews() const { return versions_.has_value(); }
  // Before anything else.
  void Renew(DictionaryVersions versions) { versions_ = std::move(versions); }

  // Beside the halves.
  [[nodiscard]] std::size_t memory_bytes() const {
    const std::scoped_lock alone(room_in_use_);
    return sizeof(*this) + sizeof(Halves) + room_.size() + (sharing_ == nullptr ? 0 : sizeof(Sharing));
  }

  const std::string tree;
  const EncodedIndexOptions options;

 private:
  [[nodiscard]] static const Half& HalfOfTwo(const Halves& halves, std::string_view key);

  // These need in_turn_, and may throw std::bad_alloc.
  [[nodiscard]] Status BeginReplacing(KeyDictionary next);
  // Moves as many, and forgets the old half once it is empty.
  [[nodiscard]] Status MoveSome(std::size_t count);
  [[nodiscard]] Status MoveEntry(std::string_view old_encoding);
  void NoteKey(std::string_view key, std::size_t encoded_bytes);
  void Publish(std::shared_ptr<const Halves> next);

  const std::unique_ptr<Sharing> sharing_;  // null where one thread changes the index at a time

  std::mutex in_turn_;  // of what follows
  std::shared_ptr<const Halves> owner_;
  std::optional<DictionaryVersions> versions_;  // where the index renews its dictionary

  std::atomic<const Halves*> current_;
  std::atomic<std::uint64_t> moves_ = 0;

  // What the longest key takes, where that is not on the stack; used by one thread at a time.
  std::string room_;
  mutable std::mutex room_in_use_;
};

}  // namespace tacit
