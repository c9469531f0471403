// Writing what a tool gives its user.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// A file that is written piece by piece and is there, under its name, only once all of it is: until Commit a
// reader sees the old bytes, or none, and what is not committed (an error, an interrupt) leaves nothing where
// the file system can hold a file without a name, a temporary file beside it elsewhere. What has the name and
// is no regular file (/dev/null, a pipe) is written to directly and stays. Thread safety: one thread.
class TACIT_EXPORT OutputFile {
 public:
  // Errors name the path: NotFound (no such folder), Io.
  [[nodiscard]] static Result<OutputFile> Create(const std::string& path);
  // Errors: Io (the disk is full, for instance).
  [[nodiscard]] Status Write(std::string_view bytes);
  // The bytes are on the disk and have the name when this answers Ok. Once at most. Errors: Io.
  [[nodiscard]] Status Commit();

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();

 private:
  OutputFile(std::string path, std::string temporary, int fd, unsigned mode, bool direct)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd), mode_(mode), direct_(direct) {}
  void Abandon();

  std::string path_;
  std::string temporary_;  // empty where there is none
  int fd_ = -1;
  unsigned mode_ = 0;
  bool direct_ = false;  // what has the name is written to
};

// Writes a file so that a reader, a crash or an interrupt sees either the old bytes or the new, never a part.
// Errors name the path: NotFound (no such folder), Io.
[[nodiscard]] TACIT_EXPORT Status WriteTextFile(const std::string& path, std::string_view text);

// The bytes of a file, or of standard input for "-". Errors name the path: NotFound; InvalidArgument (a
// folder); Io.
[[nodiscard]] TACIT_EXPORT Result<std::string> ReadTextFile(const std::string& path);

}  // namespace tacit
