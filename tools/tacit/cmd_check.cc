#include <algorithm>
#include <cstdio>
#include <memory>

#include "tacit/advisor.h"
#include "tacit/report.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string catalogue;
  std::string db;
  std::string ddl;
  std::string rollback;
  std::string guard;
  std::string output;
  bool json = false;
};

// Lines that a reader, not the server, is to read.
std::string AsComment(const std::string& script) {
  std::string text;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = std::min(script.find('\n', at), script.size());
    text += "-- " + script.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return text;
}

Status WriteInstallation(const Flags& flags, const Catalogue& verified,
                         const std::vector<CheckedConstraint>& checked, Connection& db) {
  if (flags.ddl.empty() && flags.rollback.empty() && flags.guard.empty()) return Status::Ok();
  if (db.dialect() != Dialect::kPostgresql && !(flags.rollback.empty() && flags.guard.empty())) {
    return Status::NotSupported("check: --rollback and --guard are written for PostgreSQL, found " +
                                db.url() + "; keep a copy of the file instead");
  }
  Result<InstallPlan> plan = PlanInstall(verified, db, checked);
  if (!plan.ok()) return plan.status();
  std::string ddl = plan->script;
  if (!plan->backfill.empty()) {
    ddl +=
        "\n-- Some NOT NULLs do not hold yet, but their columns have a default. To give it to the rows that "
        "have\n"
        "-- none, run what follows by itself, without its comment signs, then check again.\n" +
        AsComment(plan->backfill);
  }
  const std::pair<const std::string*, const std::string*> files[] = {
      {&flags.ddl, &ddl}, {&flags.rollback, &plan->rollback}, {&flags.guard, &plan->guard}};
  for (const auto& [path, text] : files) {
    if (path->empty()) continue;
    // What an earlier run wrote still guards what that run installed.
    if (text->empty() && text != &ddl) {
      std::fprintf(stderr, "tacit: nothing to install: %s is left as it is\n", path->c_str());
      continue;
    }
    if (Status status = WriteOutput(*path, *text); !status.ok()) return status;
  }
  return Status::Ok();
}

int Run(const Flags& flags) {
  Result<Catalogue> catalogue = ReadCatalogue(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<std::unique_ptr<Connection>> db = Connection::Open(flags.db, Connection::Access::kReadOnly);
  if (!db.ok()) return Fail(db.status());
  Result<std::vector<CheckedConstraint>> checked = CheckConstraints(*catalogue, **db);
  if (!checked.ok()) return Fail(checked.status());

  if (Status written = WriteInstallation(flags, WithVerified(*catalogue, *checked), *checked, **db);
      !written.ok()) {
    return Fail(written);
  }
  const std::string text = flags.json ? CheckAsJson(*catalogue, *checked) : CheckAsText(*catalogue, *checked);
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  for (const CheckedConstraint& c : *checked) {
    if (c.result == CheckResult::kViolated) return kAnswerIsNo;
  }
  return kDone;
}

}  // namespace

void AddCheck(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("check", "Check a catalogue's constraints against a database's rows",
                                [flags] { return Run(*flags); });
  command.Text("CATALOGUE", &flags->catalogue, "What `tacit analyze -o` wrote").Required();
  command.Text("--db", &flags->db, "sqlite:FILE or postgresql://...").Required();
  command.Text("--ddl", &flags->ddl, "Write the script that installs what holds");
  command.Text("--rollback", &flags->rollback,
               "Write the script that takes the installation back (PostgreSQL)");
  command.Text("--guard", &flags->guard, "Write the query that shows what of it is gone (PostgreSQL)");
  command.Text("-o", &flags->output, "Write the answer here");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
