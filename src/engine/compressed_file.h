// A file's bytes, decompressed where its content says that it is compressed. libarchive's handle stays in
// here.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tacit/status.h"

struct archive;

namespace tacit::engine {

// gzip, xz, zstd, bzip2 and what else libarchive knows, or the bytes as they are. Thread safety: one thread.
class CompressedFile {
 public:
  // Errors: NotFound; InvalidArgument (not a regular file); Io.
  [[nodiscard]] static Result<CompressedFile> Open(const std::string& path);
  // Of bytes, which outlive it. `name` stands in messages.
  [[nodiscard]] static Result<CompressedFile> OpenBytes(std::string_view bytes, std::string name);

  // The next bytes, a view until the next call; empty at the end. Errors: Corruption (what libarchive says);
  // Io.
  [[nodiscard]] Result<std::string_view> Next();
  // Of the file itself, compressed: how many bytes were read, how many there are.
  [[nodiscard]] std::int64_t read_bytes() const;
  [[nodiscard]] std::int64_t file_bytes() const { return file_bytes_; }

 private:
  struct Free {
    void operator()(archive* handle) const;
  };
  CompressedFile(std::unique_ptr<archive, Free> handle, std::string name, std::int64_t file_bytes)
      : handle_(std::move(handle)), name_(std::move(name)), file_bytes_(file_bytes) {}
  static std::unique_ptr<archive, Free> MakeHandle();
  Result<CompressedFile> Begin() &&;
  [[nodiscard]] Status Failure() const;

  std::unique_ptr<archive, Free> handle_;
  std::string name_;
  std::int64_t file_bytes_ = 0;
  bool empty_ = false;
};

}  // namespace tacit::engine
