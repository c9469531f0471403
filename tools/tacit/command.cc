#include "tools/tacit/command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "tacit/output.h"

namespace tacit::tool {
namespace {

std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int ExitCode(StatusCode code) {
  switch (code) {
    case StatusCode::kOk: return kDone;
    case StatusCode::kInternal: return kOurError;
    case StatusCode::kNotFound:
    case StatusCode::kInvalidArgument:
    case StatusCode::kCorruption:
    case StatusCode::kNotSupported:
    case StatusCode::kResourceExhausted:
    case StatusCode::kIo: return kBadInput;
  }
  return kOurError;
}

}  // namespace

int Fail(const Status& status) {
  std::fprintf(stderr, "tacit: %s\n", status.message().c_str());
  return ExitCode(status.code());
}

Status WriteOutput(const std::string& path, std::string_view text) {
  if (!path.empty() && path != "-") return WriteTextFile(path, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return Status::Io("standard output: cannot write");
  }
  return Status::Ok();
}

std::vector<std::string> DialectNames() { return {"postgresql", "sqlite", "mysql"}; }
std::vector<std::string> WorkloadFormatNames() {
  return {"auto", "sql", "rails-log", "postgresql-log", "sqlite-log", "pg-stat-statements"};
}
std::vector<std::string> TrustNames() { return {"enforced", "verified", "declared"}; }

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1), begin_ms_(NowMs()) {}

void Progress::Show(std::string_view line) {
  const std::int64_t now = NowMs();
  if (!terminal_ || now - begin_ms_ < 1'000 || now - last_ms_ < 100) return;
  last_ms_ = now;
  shown_ = true;
  std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(line.size()), line.data());
}

void Progress::ShowShare(std::string_view doing, std::int64_t done, std::int64_t total) {
  if (total <= 0) return;
  Show(std::string(doing) + " " + std::to_string(100 * done / total) + " %");
}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

}  // namespace tacit::tool
