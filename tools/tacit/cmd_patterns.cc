#include <memory>

#include "tacit/analyzer.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string output;
};

int Run(const Flags& flags) {
  if (Status status = WriteOutput(flags.output, PatternsAsMarkdown()); !status.ok()) return Fail(status);
  return kDone;
}

}  // namespace

void AddPatterns(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("patterns", "Every form of source code that analyze reads, as Markdown",
                                [flags] { return Run(*flags); });
  command.Text("-o", &flags->output, "Write here");
}

}  // namespace tacit::tool
