#include "tools/tacit/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "tools/tacit/command.h"

namespace tacit::tool {

Flag Flag::Required() const {
  option_->required();
  return *this;
}
Flag Flag::OneOf(const std::vector<std::string>& names) const {
  option_->check(CLI::IsMember(names));
  return *this;
}
Flag Flag::Between(std::int64_t least, std::int64_t most) const {
  option_->check(CLI::Range(least, most));
  return *this;
}
Flag Flag::Share() const {
  option_->check(CLI::Validator(
      [](const std::string& text) {
        double share = 0;
        const bool number = CLI::detail::lexical_cast(text, share);
        return number && share > 0 && share <= 1 ? std::string()
                                                 : "expected a number above 0 and at most 1, found " + text;
      },
      "SHARE"));
  return *this;
}
Flag Flag::Needs(Flag other) const {
  option_->needs(other.option_);
  return *this;
}
Flag Flag::Excludes(Flag other) const {
  option_->excludes(other.option_);
  return *this;
}

Flag Subcommand::Text(const std::string& name, std::string* value, const std::string& help) {
  CLI::Option* option = app_->add_option(name, *value, help);
  return Flag(value->empty() ? option : option->capture_default_str());
}
Flag Subcommand::Number(const std::string& name, std::int64_t* value, const std::string& help) {
  return Flag(app_->add_option(name, *value, help)->capture_default_str());
}
Flag Subcommand::Number(const std::string& name, std::uint64_t* value, const std::string& help) {
  return Flag(app_->add_option(name, *value, help)->capture_default_str());
}
Flag Subcommand::Number(const std::string& name, double* value, const std::string& help) {
  return Flag(app_->add_option(name, *value, help)->capture_default_str());
}
Flag Subcommand::Switch(const std::string& name, bool* value, const std::string& help) {
  return Flag(app_->add_flag(name, *value, help));
}

void Subcommand::ExactlyOne(std::initializer_list<Flag> flags) {
  CLI::Option_group* group = app_->add_option_group("input");
  for (const Flag& flag : flags) group->add_option(flag.option_);
  group->require_option(1);
}

CommandLine::CommandLine(const std::string& name, const std::string& story, const std::string& version)
    : app_(std::make_unique<CLI::App>(story, name)) {
  app_->set_version_flag("--version", name + " " + version);
  app_->require_subcommand(1);
  app_->get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

Subcommand SubcommandGroup::Add(const std::string& name, const std::string& about,
                                std::function<int()> action) {
  CLI::App* command = app_->add_subcommand(name, about);
  command->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
  return Subcommand(command);
}

Subcommand CommandLine::Add(const std::string& name, const std::string& about, std::function<int()> action) {
  return SubcommandGroup(app_.get(), &chosen_).Add(name, about, std::move(action));
}

SubcommandGroup CommandLine::AddGroup(const std::string& name, const std::string& about) {
  CLI::App* group = app_->add_subcommand(name, about);
  group->require_subcommand(1);
  return {group, &chosen_};
}

int CommandLine::Run(int argc, char** argv) {
  // CLI11 reports by exceptions; they end here.
  try {
    try {
      app_->parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_->exit(error) == 0 ? kDone : kUsage;
    }
    return chosen_ ? chosen_() : kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: internal error: %s\n", app_->get_name().c_str(), error.what());
    return kOurError;
  }
}

}  // namespace tacit::tool
