// The command line: what it can do, and which subcommand was asked for.
#include <cstdio>
#include <exception>
#include <memory>

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
    "  tacit demo                                       all of it on one application, with a report\n";

}  // namespace

int main(int argc, char** argv) {
  // CLI11 reports by exceptions; they end here.
  try {
    CLI::App app{kStory, "tacit"};
    app.set_version_flag("--version", std::string("tacit ") + tacit::kVersion);
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);

    tacit::tool::Action action;
    tacit::tool::AddAnalyze(app, &action);
    tacit::tool::AddCheck(app, &action);
    tacit::tool::AddRewrite(app, &action);
    tacit::tool::AddProve(app, &action);
    tacit::tool::AddGenerate(app, &action);
    tacit::tool::AddDemo(app, &action);
    tacit::tool::AddReport(app, &action);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? tacit::tool::kDone : tacit::tool::kUsage;
    }
    return action ? action() : tacit::tool::kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tacit: internal error: %s\n", error.what());
    return tacit::tool::kOurError;
  }
}
