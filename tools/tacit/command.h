// What every subcommand shares: exit codes, where answers and complaints go.
//
// A subcommand is one file, cmd_NAME.cc, that adds itself to the command line and holds no algorithm.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "tacit/connection.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::tool {

// The contract's exit codes.
inline constexpr int kDone = 0;
inline constexpr int kAnswerIsNo = 1;  // not proved, violations found
inline constexpr int kUsage = 2;
inline constexpr int kBadInput = 3;
inline constexpr int kOurError = 4;

// What the chosen subcommand does once the command line has been read; it gives the exit code.
using Action = std::function<int()>;

// Each adds its subcommand to `app`; when the user chose it, `*action` is what to run.
void AddAnalyze(CLI::App& app, Action* action);
void AddCheck(CLI::App& app, Action* action);
void AddDemo(CLI::App& app, Action* action);
void AddGenerate(CLI::App& app, Action* action);
void AddProve(CLI::App& app, Action* action);
void AddReport(CLI::App& app, Action* action);
void AddRewrite(CLI::App& app, Action* action);

// Prints "tacit: MESSAGE" on stderr and gives the exit code that the status stands for.
[[nodiscard]] int Fail(const Status& status);

// Writes to a file atomically, or to stdout where `path` is empty or "-".
[[nodiscard]] Status WriteOutput(const std::string& path, std::string_view text);

// CLI11 validators that turn names into values, with the legal names in the help.
[[nodiscard]] CLI::Validator OneOfNames(std::vector<std::string> names);

// Progress on stderr: only on a terminal, and only once work has taken over a second.
class Progress {
 public:
  Progress();
  void Show(std::string_view line);
  void ShowShare(std::string_view doing, std::int64_t done, std::int64_t total);
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
