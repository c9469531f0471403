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
  std::string output;
  bool json = false;
};

int Run(const Flags& flags) {
  Result<Catalogue> catalogue = ReadCatalogue(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<std::unique_ptr<Connection>> db = Connection::Open(flags.db, Connection::Access::kReadOnly);
  if (!db.ok()) return Fail(db.status());
  Result<std::vector<CheckedConstraint>> checked = CheckConstraints(*catalogue, **db);
  if (!checked.ok()) return Fail(checked.status());

  if (!flags.ddl.empty()) {
    Result<InstallPlan> plan = PlanInstall(WithVerified(*catalogue, *checked), **db);
    if (!plan.ok()) return Fail(plan.status());
    if (Status status = WriteOutput(flags.ddl, plan->script); !status.ok()) return Fail(status);
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
  command.Text("--db", &flags->db, "sqlite:FILE").Required();
  command.Text("--ddl", &flags->ddl, "Write the script that installs what holds");
  command.Text("-o", &flags->output, "Write the answer here");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
