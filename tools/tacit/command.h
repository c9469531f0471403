// What every subcommand shares: exit codes, where answers and complaints go.
//
// A subcommand is one file, cmd_NAME.cc, that adds itself to the command line and holds no algorithm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tacit/connection.h"
#include "tacit/dialect.h"
#include "tacit/output.h"
#include "tacit/status.h"
#include "tools/tacit/command_line.h"

namespace tacit::tool {

// The contract's exit codes.
inline constexpr int kDone = 0;
inline constexpr int kAnswerIsNo = 1;  // not proved, violations found
inline constexpr int kUsage = 2;
inline constexpr int kBadInput = 3;
inline constexpr int kOurError = 4;

// Each adds its subcommand.
void AddAnalyze(CommandLine& line);
void AddPatterns(CommandLine& line);
void AddCheck(CommandLine& line);
void AddDemo(CommandLine& line);
void AddDict(CommandLine& line);
void AddEstimate(CommandLine& line);
void AddGenerate(CommandLine& line);
void AddIndex(CommandLine& line);
void AddProve(CommandLine& line);
void AddReport(CommandLine& line);
void AddRewrite(CommandLine& line);
void AddRules(CommandLine& line);
void AddTrain(CommandLine& line);

// Prints "tacit: MESSAGE" on stderr and gives the exit code that the status stands for.
[[nodiscard]] int Fail(const Status& status);

// Writes to a file atomically, or to stdout where `path` is empty or "-".
[[nodiscard]] Status WriteOutput(const std::string& path, std::string_view text);

// What a subcommand writes piece by piece, of any size: to a file that is there once it is whole, or to
// stdout where the path is empty or "-".
class Output {
 public:
  [[nodiscard]] static Result<Output> To(const std::string& path);
  [[nodiscard]] Status Write(std::string_view bytes);
  [[nodiscard]] Status Finish();

 private:
  explicit Output(std::optional<OutputFile> file) : file_(std::move(file)) {}
  std::optional<OutputFile> file_;
};

// The legal values of flags that several subcommands have.
[[nodiscard]] std::vector<std::string> DialectNames();
[[nodiscard]] std::vector<std::string> TrustNames();
[[nodiscard]] std::vector<std::string> WorkloadFormatNames();

// Progress on stderr: only on a terminal, and only once work has taken over a second.
class Progress {
 public:
  Progress();
  void Show(std::string_view line);
  void ShowShare(std::string_view doing, std::int64_t done, std::int64_t total);
  // With how many bytes a second; `total` is 0 where it is not known.
  void ShowRate(std::string_view doing, std::uint64_t bytes, std::uint64_t total);
  // Clears the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  bool terminal_ = false;
  bool shown_ = false;
  std::int64_t begin_ms_ = 0;
  std::int64_t last_ms_ = 0;
};

}  // namespace tacit::tool
