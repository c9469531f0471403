// A file whose bytes are read where the system keeps them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tacit/status.h"

namespace tacit::base {

// Owns the mapping; the file may be renamed, replaced or removed meanwhile, but whoever makes it shorter
// stops any program that reads it (as every mapping). Thread safety: any number of threads.
class MappedFile {
 public:
  // Errors name the path: NotFound; InvalidArgument (not a regular file); Io.
  [[nodiscard]] static Result<MappedFile> Open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}

  const char* data_ = nullptr;  // null where the file is empty
  std::size_t size_ = 0;
};

}  // namespace tacit::base
