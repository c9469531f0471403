// Flags of subcommands, read into variables. CLI11 is included behind this wall alone: it is slow to compile.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tacit::tool {

// One flag, or an argument by position where its name has no dash. What breaks its rules is wrong usage, and
// is told with the flag's name.
class Flag {
 public:
  explicit Flag(CLI::Option* option) : option_(option) {}

  Flag Required() const;
  Flag OneOf(const std::vector<std::string>& names) const;
  Flag Between(std::int64_t least, std::int64_t most) const;
  // Above 0, at most 1.
  Flag Share() const;
  Flag Needs(Flag other) const;
  Flag Excludes(Flag other) const;

 private:
  friend class Subcommand;
  CLI::Option* option_;
};

// The variables must live until the command line has been run; the value that they hold is the default, and
// the help shows it.
class Subcommand {
 public:
  explicit Subcommand(CLI::App* app) : app_(app) {}

  Flag Text(const std::string& name, std::string* value, const std::string& help);
  Flag Number(const std::string& name, std::int64_t* value, const std::string& help);
  Flag Number(const std::string& name, std::uint64_t* value, const std::string& help);
  Flag Number(const std::string& name, double* value, const std::string& help);
  Flag Switch(const std::string& name, bool* value, const std::string& help);
  // One of these must be given, and no two.
  void ExactlyOne(std::initializer_list<Flag> flags);

 private:
  CLI::App* app_;
};

// Subcommands of a subcommand: `tacit dict train`. One of them must be given. Refers to the command line.
class SubcommandGroup {
 public:
  SubcommandGroup(CLI::App* app, std::function<int()>* chosen) : app_(app), chosen_(chosen) {}

  // As CommandLine::Add.
  Subcommand Add(const std::string& name, const std::string& about, std::function<int()> action);

 private:
  CLI::App* app_;
  std::function<int()>* chosen_;
};

class CommandLine {
 public:
  // `story`: what -h says first.
  CommandLine(const std::string& name, const std::string& story, const std::string& version);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // `action` is what the subcommand does; it gives the exit code.
  Subcommand Add(const std::string& name, const std::string& about, std::function<int()> action);
  SubcommandGroup AddGroup(const std::string& name, const std::string& about);
  // The chosen action's exit code; kDone for help and version, kUsage for wrong usage, kOurError for an
  // exception.
  [[nodiscard]] int Run(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> app_;
  std::function<int()> chosen_;
};

}  // namespace tacit::tool
