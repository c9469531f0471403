// The blocks of a file as an index that cannot be changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "indexes/snapshot/blocks.h"
#include "src/base/mapped_file.h"
#include "tacit/index.h"

namespace tacit::index::snapshot {

class Tree final : public KeyIndex {
 public:
  // `file` is what the blocks lie in, where this is to own it.
  Tree(Blocks blocks, std::size_t bytes, std::optional<base::MappedFile> file)
      : blocks_(blocks), bytes_(bytes), file_(std::move(file)) {}

  bool Erase(std::string_view) override { return false; }
  [[nodiscard]] std::optional<std::uint64_t> Lookup(std::string_view key) const override {
    return blocks_.Find(key);
  }
  [[nodiscard]] Result<std::size_t> Scan(std::string_view from, std::size_t limit,
                                         const Visitor& visit) const override;
  [[nodiscard]] Result<std::unique_ptr<KeyCursor>> NewCursor() const override;
  [[nodiscard]] std::size_t size() const override { return blocks_.count(); }
  [[nodiscard]] Status Check() const override;
  [[nodiscard]] std::size_t memory_bytes() const override { return sizeof *this + bytes_; }
  [[nodiscard]] Result<IndexStatistics> Statistics() const override;

 private:
  [[nodiscard]] Result<bool> Put(std::string_view, std::uint64_t, IfThere) override {
    return Status::NotSupported("a snapshot cannot be changed: load it into an index");
  }

  Blocks blocks_;
  std::size_t bytes_;
  std::optional<base::MappedFile> file_;
};

// A place in the blocks.
class Cursor final : public KeyCursor {
 public:
  explicit Cursor(const Blocks& blocks) : blocks_(blocks), entry_(blocks.count()) {}

  [[nodiscard]] Status Seek(std::string_view key) override;
  [[nodiscard]] Status SeekLast() override;
  [[nodiscard]] Status Next() override;
  [[nodiscard]] Status Prev() override;
  [[nodiscard]] bool on_entry() const override { return entry_ < blocks_.count(); }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::uint64_t value() const override { return value_; }

 private:
  template <typename Go>
  [[nodiscard]] Status Moved(const Go& go);
  // These may throw std::bad_alloc.
  void GoTo(std::size_t entry);
  // Takes the entry at next_, the one behind that which was taken before.
  void Take(std::size_t entry);

  const Blocks& blocks_;
  std::size_t entry_;     // count() on none
  std::size_t next_ = 0;  // where the entry behind it begins
  std::string key_;
  std::uint64_t value_ = 0;
};

}  // namespace tacit::index::snapshot
