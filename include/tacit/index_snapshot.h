// Indexes in files: written at once, then read from where the system keeps the file's bytes, or loaded into a
// tree.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tacit/dictionary.h"
#include "tacit/export.h"
#include "tacit/index.h"
#include "tacit/status.h"

namespace tacit {

// Writes the entries of an index to a file (docs/formats/index.md), which is there as a whole or not at all.
// With a dictionary the keys are encoded there, and the dictionary stands beside them: give that of an
// EncodedIndex. Errors: NotFound (no such folder); Io; InvalidArgument (a key whose encoding is longer than
// kMaxIndexKeyBytes); ResourceExhausted (memory: the file is put together there).
[[nodiscard]] TACIT_EXPORT Status SaveSnapshot(const KeyIndex& index, const std::string& path,
                                               const std::optional<KeyDictionary>& dictionary = std::nullopt);

// The entries of such a file, in order, as an index that cannot be changed. Serves them from the file's
// mapping: nothing but a dictionary is held in memory. memory_bytes() counts the file's bytes. Any number of
// threads may read. All of the file is looked at when it is opened, so that no call reads outside of it
// later, whatever it holds; it must not be made shorter while it is open. Errors: NotFound, Io; Corruption
// (names the section); NotSupported (a newer version); ResourceExhausted.
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<const KeyIndex>> OpenSnapshot(const std::string& path);
// The same of bytes that the caller keeps; `name` opens each message.
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<const KeyIndex>> OpenSnapshotBytes(std::string_view bytes,
                                                                                     std::string_view name);

// Fills an empty index with the entries of another, a snapshot for example. Errors as KeyIndex::Load.
[[nodiscard]] TACIT_EXPORT Status LoadFrom(const KeyIndex& source, KeyIndex& index);

}  // namespace tacit
