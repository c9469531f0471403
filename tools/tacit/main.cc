// The command line: what it can do, and which subcommand was asked for.
#include "tacit/version.h"
#include "tools/tacit/command.h"

namespace {

constexpr const char* kStory =
    "Tacit reads an application's source, finds what its code guarantees about the data, proves which\n"
    "queries that makes faster, and measures them.\n\n"
    "  tacit analyze APP_DIR -o app.catalogue.json      constraints, each with file and line\n"
    "  tacit check app.catalogue.json --db sqlite:FILE  which of them hold on the data; DDL that installs "
    "them\n"
    "  tacit rewrite -c app.catalogue.json --sql Q      proved rewrites of a query, with what they rest on\n"
    "  tacit prove --schema S.sql --left Q --right Q    do two queries mean the same?\n"
    "  tacit dict train KEYS -o D.dict                  a dictionary that makes keys shorter, in their "
    "order\n"
    "  tacit demo                                       all of it on one application, with a report\n";

}  // namespace

int main(int argc, char** argv) {
  tacit::tool::CommandLine line("tacit", kStory, tacit::kVersion);
  tacit::tool::AddAnalyze(line);
  tacit::tool::AddPatterns(line);
  tacit::tool::AddCheck(line);
  tacit::tool::AddRewrite(line);
  tacit::tool::AddRules(line);
  tacit::tool::AddProve(line);
  tacit::tool::AddGenerate(line);
  tacit::tool::AddDemo(line);
  tacit::tool::AddReport(line);
  tacit::tool::AddDict(line);
  tacit::tool::AddIndex(line);
  tacit::tool::AddTrain(line);
  tacit::tool::AddEstimate(line);
  return line.Run(argc, argv);
}
