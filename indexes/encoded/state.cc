#include "indexes/encoded/state.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "src/base/status_macros.h"

namespace tacit {

using index::encoded::Encoding;

EncodedIndex::State::State(std::string_view tree_name, const EncodedIndexOptions& its_options, Half first)
    : tree(tree_name),
      options(its_options),
      sharing_(first.tree->concurrent() ? std::make_unique<Sharing>() : nullptr),
      owner_(std::make_shared<const Halves>(std::make_shared<const Half>(std::move(first)), nullptr, false)),
      current_(owner_.get()) {}

const index::encoded::Half& EncodedIndex::State::HalfOfTwo(const Halves& halves, std::string_view key) {
  const Encoding in_old(halves.old->dictionary, key);
  return halves.old->tree->Lookup(in_old.bytes()) ? *halves.old : *halves.now;
}

// Once this is done nobody is left who began with the halves before, but for those who own them.
void EncodedIndex::State::Publish(std::shared_ptr<const Halves> next) {
  current_.store(next.get());
  ++moves_;
  if (sharing_ != nullptr) sharing_->epochs.WaitForReaders();
  owner_ = std::move(next);
}

Status EncodedIndex::State::Replace(KeyDictionary next) {
  const std::scoped_lock turn(in_turn_);
  return BeginReplacing(std::move(next));
}

// First all changes lock their keys, while there is still one tree. Once those that do not are over, the
// second one comes: whose change began with one tree has the key's lock, and who has it next sees two.
Status EncodedIndex::State::BeginReplacing(KeyDictionary next) {
  TACIT_RETURN_IF_ERROR(MoveSome(0));  // others may have erased what was left
  if (owner_->old != nullptr) {
    return Status::InvalidArgument("index of encoded keys: a dictionary is being replaced; expected " +
                                   std::to_string(owner_->old->tree->size()) + " entries to be moved before");
  }
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<KeyIndex> made, MakeIndex(tree));
  auto locking = std::make_shared<const Halves>(owner_->now, nullptr, true);
  auto both = std::make_shared<const Halves>(
      std::make_shared<const Half>(Half{std::move(next), std::move(made)}), owner_->now, true);
  if (sharing_ != nullptr) Publish(std::move(locking));
  Publish(std::move(both));
  return Status::Ok();
}

Status EncodedIndex::State::Move(std::size_t count) {
  const std::scoped_lock turn(in_turn_);
  return MoveSome(count);
}

Status EncodedIndex::State::MoveSome(std::size_t count) {
  if (owner_->old == nullptr) return Status::Ok();
  const KeyIndex& old = *owner_->old->tree;
  constexpr std::size_t kAtOnce = 256;
  for (std::size_t left = count; left > 0 && old.size() > 0;) {
    std::vector<std::string> encodings;
    bool out_of_memory = false;
    const auto keep = [&](std::string_view encoding, std::uint64_t) {
      try {
        encodings.emplace_back(encoding);
      } catch (const std::bad_alloc&) {
        out_of_memory = true;
      }
      return !out_of_memory;
    };
    TACIT_RETURN_IF_ERROR(old.Scan("", std::min(left, kAtOnce), keep).status());
    if (out_of_memory) throw std::bad_alloc();
    for (const std::string& encoding : encodings) TACIT_RETURN_IF_ERROR(MoveEntry(encoding));
    left -= encodings.size();
  }
  if (old.size() > 0) return Status::Ok();
  // Who still locks keys does so for nothing.
  Publish(std::make_shared<const Halves>(owner_->now, nullptr, false));
  if (versions_ && versions_->live().size() > 1) return versions_->Retire(versions_->live().front());
  return Status::Ok();
}

Status EncodedIndex::State::MoveEntry(std::string_view old_encoding) {
  const Half& from = *owner_->old;
  const Half& to = *owner_->now;
  TACIT_ASSIGN_OR_RETURN(const std::string key, from.dictionary.DecodeExactly(old_encoding));
  const Encoding encoding(to.dictionary, key);
  KeepRoomFor(to, key.size());
  std::optional<index::encoded::KeyLocks::Holder> alone;
  if (sharing_ != nullptr) alone.emplace(sharing_->locks, key);
  const std::optional<std::uint64_t> value = from.tree->Lookup(old_encoding);
  if (!value) return Status::Ok();  // another thread has erased it
  TACIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool is_new, to.tree->Insert(encoding.bytes(), *value));
  ++moves_;
  from.tree->Erase(old_encoding);
  return Status::Ok();
}

void EncodedIndex::State::KeepUp(std::string_view new_key, std::size_t encoded_bytes) {
  const std::unique_lock turn(in_turn_, std::try_to_lock);
  if (!turn.owns_lock()) return;
  try {
    if (owner_->old != nullptr) {
      (void)MoveSome(options.moved_per_change);
    } else if (versions_ && !new_key.empty()) {
      NoteKey(new_key, encoded_bytes);
    }
  } catch (const std::bad_alloc&) {
    return;  // the change itself is done
  }
}

void EncodedIndex::State::NoteKey(std::string_view key, std::size_t encoded_bytes) {
  versions_->Note(key, encoded_bytes);
  if (!versions_->grown_old()) return;
  const Result<bool> rebuilt = versions_->Rebuild();
  if (rebuilt.ok() && *rebuilt) (void)BeginReplacing(*versions_->Find(versions_->newest()));
}

}  // namespace tacit
