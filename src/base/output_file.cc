#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "src/base/file.h"
#include "tacit/output.h"

namespace tacit {
namespace {

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Makes a rename itself durable. A folder that cannot be synced (some network file systems) is no failure.
void SyncFolder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);
  ::close(fd);
}

// Gives the file behind `fd`, which has no name, one that nothing has yet.
bool GiveName(int fd, const std::string& path, std::string* name) {
  const std::string source = "/proc/self/fd/" + std::to_string(fd);
  for (int attempt = 0; attempt < 100; ++attempt) {
    *name = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name->c_str(), AT_SYMLINK_FOLLOW) == 0) return true;
    if (errno != EEXIST) break;
  }
  name->clear();
  return false;
}

}  // namespace

Result<OutputFile> OutputFile::Create(const std::string& path) {
  struct stat old = {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && !S_ISREG(old.st_mode)) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return base::ErrnoStatus(path, "open");
    return OutputFile(path, "", fd, 0, true);
  }
  const unsigned mode = exists ? old.st_mode & 07777U : 0644U;
  // A file without a name gets one through /proc.
  const int unnamed = ::access("/proc/self/fd", X_OK) == 0
                          ? ::open(FolderOf(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600)
                          : -1;
  if (unnamed >= 0) return OutputFile(path, "", unnamed, mode, false);
  std::string temporary = path + ".tmp-XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return base::ErrnoStatus(path, "create a temporary file beside it");
  return OutputFile(path, std::move(temporary), fd, mode, false);
}

Status OutputFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::ErrnoStatus(path_, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Status::Ok();
}

Status OutputFile::Commit() {
  if (!direct_) {
    const bool whole = ::fchmod(fd_, mode_) == 0 && ::fsync(fd_) == 0;
    if (!whole || (temporary_.empty() && !GiveName(fd_, path_, &temporary_))) {
      return base::ErrnoStatus(path_, "write");
    }
  }
  // Closing can report a write that failed late.
  if (::close(std::exchange(fd_, -1)) != 0) return base::ErrnoStatus(path_, "write");
  if (direct_) return Status::Ok();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return base::ErrnoStatus(path_, "write");
  temporary_.clear();
  SyncFolder(FolderOf(path_));
  return Status::Ok();
}

void OutputFile::Abandon() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::exchange(other.fd_, -1)),
      mode_(other.mode_),
      direct_(other.direct_) {}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  if (this == &other) return *this;
  Abandon();
  path_ = std::move(other.path_);
  temporary_ = std::exchange(other.temporary_, {});
  fd_ = std::exchange(other.fd_, -1);
  mode_ = other.mode_;
  direct_ = other.direct_;
  return *this;
}

OutputFile::~OutputFile() { Abandon(); }

}  // namespace tacit
