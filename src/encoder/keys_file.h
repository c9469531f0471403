// Files of keys, read in blocks of whole records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary_tools.h"

namespace tacit::encoder {

// What is wrong with one record of a block.
struct RecordProblem {
  std::size_t index = 0;  // in the block, from 0
  StatusCode code = StatusCode::kInvalidArgument;
  std::string text;
};
// One line: "FILE:LINE: TEXT", or "FILE: key NUMBER: TEXT" where keys are no lines. `before`: the records
// before the block.
[[nodiscard]] Status StatusOf(const RecordProblem& problem, const std::string& name, KeyFormat format,
                              std::uint64_t before);

// Thread safety: one thread.
class KeyBlocks {
 public:
  // `max_bytes`: of a key, not of its digits. Errors: those of EncodeFile that are about the file itself.
  [[nodiscard]] static Result<KeyBlocks> Open(const std::string& path, KeyFormat format,
                                              std::size_t max_bytes = kMaxFileKeyBytes);
  KeyBlocks(KeyBlocks&& other) noexcept;
  KeyBlocks& operator=(KeyBlocks&&) = delete;
  ~KeyBlocks();

  // About a megabyte of records with their separators, or one record where that is longer; the last may lack
  // its separator. False at the end. Errors: Io; InvalidArgument (a record that is too long).
  [[nodiscard]] Result<bool> Next(std::string* block);

  // "standard input" for "-".
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // 0 where it is not known.
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  KeyBlocks(std::string name, int fd, KeyFormat format, std::size_t max_bytes, std::uint64_t total);

  std::string name_;
  int fd_;
  KeyFormat format_;
  std::size_t max_bytes_;
  std::uint64_t total_ = 0, bytes_ = 0, records_ = 0;
  std::string rest_;  // read, behind the last separator
  bool over_ = false;
};

// The keys of a block, as views of it; those of kHex are written over their digits. Where a record is wrong,
// only the keys before it.
[[nodiscard]] std::optional<RecordProblem> SplitKeys(std::string& block, KeyFormat format,
                                                     std::size_t max_bytes,
                                                     std::vector<std::string_view>* keys);

// Appends a key and its separator. False where the key holds the separator.
[[nodiscard]] bool AppendKey(std::string_view key, KeyFormat format, std::string* out);

}  // namespace tacit::encoder
