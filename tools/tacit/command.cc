#include "tools/tacit/command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

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
  Result<Output> output = Output::To(path);
  if (!output.ok()) return output.status();
  if (Status status = output->Write(text); !status.ok()) return status;
  return output->Finish();
}

Result<Output> Output::To(const std::string& path) {
  if (path.empty() || path == "-") return Output(std::nullopt);
  Result<OutputFile> file = OutputFile::Create(path);
  if (!file.ok()) return file.status();
  return Output(*std::move(file));
}

Status Output::Write(std::string_view bytes) {
  if (file_) return file_->Write(bytes);
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return Status::Ok();
  return Status::Io("standard output: cannot write");
}

Status Output::Finish() {
  if (file_) return file_->Commit();
  return std::fflush(stdout) == 0 ? Status::Ok() : Status::Io("standard output: cannot write");
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

void Progress::ShowRate(std::string_view doing, std::uint64_t bytes, std::uint64_t total) {
  const std::int64_t ms = NowMs() - begin_ms_;
  if (!terminal_ || ms <= 0) return;
  const std::uint64_t rate = bytes / static_cast<std::uint64_t>(ms) / 1'000;
  const std::string share = total == 0 ? std::to_string(bytes / 1'000'000) + " MB"
                                       : std::to_string(static_cast<std::uint64_t>(
                                             100 * static_cast<double>(bytes) / static_cast<double>(total))) +
                                             " %";
  Show(std::string(doing) + " " + share + ", " + std::to_string(rate) + " MB/s");
}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

}  // namespace tacit::tool
