#include <memory>

#include "tacit/output.h"
#include "tacit/report.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string study;
  std::string output;
};

int Run(const Flags& flags) {
  Result<std::string> json = ReadTextFile(flags.study);
  if (!json.ok()) return Fail(json.status());
  const bool page = flags.output.ends_with(".html");
  Result<std::string> text =
      page ? StudyPageFromJson(*json, flags.study) : StudyTextFromJson(*json, flags.study);
  if (!text.ok()) return Fail(text.status());
  if (Status status = WriteOutput(flags.output, *text); !status.ok()) return Fail(status);
  return kDone;
}

}  // namespace

void AddReport(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("report", "Draw a study that `tacit demo` wrote: a page or a summary",
                                [flags] { return Run(*flags); });
  command.Text("STUDY", &flags->study, "The study's JSON").Required();
  command.Text("-o", &flags->output, "report.html for one self-contained page; else the summary as text");
}

}  // namespace tacit::tool
