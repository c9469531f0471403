#include <memory>

#include "tacit/rules.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string output;
  bool json = false;
};

int Run(const Flags& flags) {
  const RuleBook book = Rules();
  const std::string text = flags.json ? RulesAsJson(book) : RulesAsMarkdown(book);
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  return kDone;
}

}  // namespace

void AddRules(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("rules", "Every rewrite rule with an example and a near-miss, as Markdown",
                                [flags] { return Run(*flags); });
  command.Text("-o", &flags->output, "Write here");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
