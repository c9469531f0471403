#include "src/engine/compressed_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <filesystem>
#include <new>
#include <utility>

#include "src/base/file.h"

namespace tacit::engine {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

}  // namespace

void CompressedFile::Free::operator()(archive* handle) const { archive_read_free(handle); }

std::unique_ptr<archive, CompressedFile::Free> CompressedFile::MakeHandle() {
  std::unique_ptr<archive, Free> handle(archive_read_new());
  if (handle == nullptr) throw std::bad_alloc();
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_filter_xz(handle.get());
  archive_read_support_filter_zstd(handle.get());
  archive_read_support_filter_bzip2(handle.get());
  archive_read_support_format_raw(handle.get());
  archive_read_support_format_empty(handle.get());
  return handle;
}

Result<CompressedFile> CompressedFile::Open(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return Status::NotFound(path + ": no such file");
  if (std::filesystem::is_directory(status))
    return Status::InvalidArgument(path + ": a folder; expected a file");
  const auto size = std::filesystem::is_regular_file(status) ? std::filesystem::file_size(path, error) : 0;
  CompressedFile file(MakeHandle(), path, static_cast<std::int64_t>(size));
  if (archive_read_open_filename(file.handle_.get(), path.c_str(), kBlock) != ARCHIVE_OK)
    return file.Failure();
  return std::move(file).Begin();
}

Result<CompressedFile> CompressedFile::OpenBytes(std::string_view bytes, std::string name) {
  CompressedFile file(MakeHandle(), std::move(name), static_cast<std::int64_t>(bytes.size()));
  if (archive_read_open_memory(file.handle_.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return file.Failure();
  return std::move(file).Begin();
}

Result<CompressedFile> CompressedFile::Begin() && {
  archive_entry* entry = nullptr;
  const int code = archive_read_next_header(handle_.get(), &entry);
  if (code == ARCHIVE_EOF) {
    empty_ = true;
  } else if (code < ARCHIVE_WARN) {
    return Failure();
  }
  return std::move(*this);
}

Result<std::string_view> CompressedFile::Next() {
  if (empty_) return std::string_view();
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int code = archive_read_data_block(handle_.get(), &block, &size, &offset);
  if (code == ARCHIVE_EOF) {
    empty_ = true;
    return std::string_view();
  }
  if (code < ARCHIVE_WARN) return Failure();
  return std::string_view(static_cast<const char*>(block), size);
}

std::int64_t CompressedFile::read_bytes() const { return archive_filter_bytes(handle_.get(), -1); }

Status CompressedFile::Failure() const {
  const char* message = archive_error_string(handle_.get());
  const std::string what = message != nullptr ? message : "cannot be read";
  // libarchive has a number of the system's where the system refused.
  const int number = archive_errno(handle_.get());
  if (number > 0 && number < 4096 && number != EILSEQ) return Status::Io(name_ + ": " + what);
  return Status::Corruption(name_ + ": " + what + "; the file is broken or was cut off: fetch it again");
}

}  // namespace tacit::engine
