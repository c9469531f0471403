// An index that holds its keys encoded: fewer bytes to store and to compare (HOPE, arXiv 2003.02391, section
// 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tacit/dictionary.h"
#include "tacit/dictionary_versions.h"
#include "tacit/export.h"
#include "tacit/index.h"
#include "tacit/status.h"

namespace tacit {

namespace index::encoded {
class Cursor;
class Opener;
}  // namespace index::encoded

struct EncodedIndexOptions {
  // Whether the index trains its next dictionary by itself, once the keys of late take more bytes than they
  // should: the change that finds it so takes as long as the training does, some hundredths of a second.
  // Where that is too long, keep a DictionaryVersions beside the index, train in a thread of your own, and
  // Replace.
  bool renew = false;
  DictionaryOptions training;  // of the dictionaries to come
  DriftOptions drift;
  // While a dictionary is being replaced, each change encodes so many entries anew. At least 1.
  std::size_t moved_per_change = 8;
};

// A KeyIndex over any tree, whose caller sees keys as they are: each call encodes the key that it is given,
// and what a scan or a cursor shows is decoded. All laws of KeyIndex hold, with the same errors; a key is too
// long as well if its encoding is longer than kMaxIndexKeyBytes.
//
// A dictionary that no longer suits its keys is replaced without a stop: two trees are there for a while, of
// the old and of the new dictionary, each key in one of them, and every change moves some entries over. Until
// the last one is moved a call looks into both.
//
// Over a concurrent tree the index is concurrent too, and Replace and Move may be called by any thread at any
// time. Look-ups take no lock and never wait, whether a dictionary is being replaced or not. While one is,
// changes of one key wait for each other, and for its move; a step of a cursor seeks its place anew if
// entries were moved since the last one, which takes a few times as long; size() may count an entry twice
// that is just being moved. One thread replaces or moves at a time: Replace and Move wait for it, and Replace
// for the calls that other threads are in; a change that finds another thread at it moves nothing itself,
// and, where the index renews its dictionary by itself, does not note its key.
class TACIT_EXPORT EncodedIndex final : public KeyIndex {
 public:
  // `tree`: one of IndexNames(). Errors: InvalidArgument (no such tree; an option out of its bounds);
  // ResourceExhausted (memory).
  [[nodiscard]] static Result<std::unique_ptr<EncodedIndex>> Make(std::string_view tree,
                                                                  KeyDictionary dictionary,
                                                                  const EncodedIndexOptions& options = {});
  ~EncodedIndex() override;

  [[nodiscard]] bool concurrent() const override;
  bool Erase(std::string_view key) override;
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override;
  // Decodes many keys at a time: a visitor that stops a scan makes it decode some for nothing, a limit does
  // not.
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override;
  [[nodiscard]] Status Check() const override;
  // With the dictionaries' tables, which other indexes may share.
  [[nodiscard]] std::size_t memory_bytes() const override;
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

  // What new keys are encoded by. A copy, which is cheap.
  [[nodiscard]] KeyDictionary dictionary() const;
  // From now on new keys are encoded by `next`, and the others are moved to it. Errors, after which nothing
  // has changed: InvalidArgument (a dictionary is being replaced already); ResourceExhausted (memory).
  [[nodiscard]] Status Replace(KeyDictionary next);
  // Entries that are left of the old dictionary; 0 where none is being replaced.
  [[nodiscard]] std::size_t left_to_move() const;
  // Moves as many of them, or all there are, for a caller that has the time. A change, to other threads.
  // Errors: ResourceExhausted (memory), some are moved then.
  [[nodiscard]] Status Move(std::size_t count);

 private:
  friend class index::encoded::Cursor;
  friend class index::encoded::Opener;
  class State;
  explicit EncodedIndex(std::unique_ptr<State> state);

  [[nodiscard]] Result<bool> Put(std::string_view key, std::uint64_t value, IfThere if_there) override;
  [[nodiscard]] Status LoadSorted(std::span<const KeyEntry> entries) override;

  std::unique_ptr<State> state_;
};

}  // namespace tacit
