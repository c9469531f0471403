#include "src/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace tacit::base {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  // Closing can report a write that failed late, so the writer closes by hand.
  [[nodiscard]] bool Close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Status ErrnoStatus(const std::string& path, std::string_view doing) {
  const int error = errno;
  std::string message = path + ": cannot " + std::string(doing) + ": " + std::strerror(error);
  if (error == ENOENT || error == ENOTDIR) return Status::NotFound(std::move(message));
  return Status::Io(std::move(message));
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Makes the rename itself durable. A folder that cannot be synced (some network file systems) is no failure.
void SyncFolder(const std::string& folder) {
  FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) (void)::fsync(fd.get());
}

// A device or a pipe is written to: put in its place, a file would take it away from everybody.
Status WriteThrough(const std::string& path, std::string_view bytes) {
  FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd.get() < 0) return ErrnoStatus(path, "open");
  return WriteAll(fd.get(), bytes) && fd.Close() ? Status::Ok() : ErrnoStatus(path, "write");
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, std::int64_t max_bytes) {
  FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return ErrnoStatus(path, "open");
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return ErrnoStatus(path, "stat");
  if (S_ISDIR(info.st_mode)) return Status::InvalidArgument(path + ": expected a file, found a folder");

  std::string bytes;
  std::string chunk(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(fd.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(path, "read");
    if (got == 0) return bytes;
    bytes.append(chunk, 0, static_cast<std::size_t>(got));
    if (static_cast<std::int64_t>(bytes.size()) > max_bytes) {
      return Status::InvalidArgument(path + ": larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Status WriteFileAtomically(const std::string& path, std::string_view bytes) {
  struct stat old = {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && !S_ISREG(old.st_mode)) return WriteThrough(path, bytes);
  std::string temporary = path + ".tmp-XXXXXX";
  FileDescriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (fd.get() < 0) return ErrnoStatus(path, "create a temporary file beside it");
  const mode_t mode = exists ? (old.st_mode & 07777U) : 0644U;
  const bool written = WriteAll(fd.get(), bytes) && ::fchmod(fd.get(), mode) == 0 && ::fsync(fd.get()) == 0 &&
                       fd.Close() && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!written) {
    Status failure = ErrnoStatus(path, "write");
    ::unlink(temporary.c_str());
    return failure;
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  SyncFolder(folder.empty() ? "." : folder.string());
  return Status::Ok();
}

}  // namespace tacit::base
