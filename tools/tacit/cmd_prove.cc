#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tacit/output.h"
#include "tacit/prove_batch.h"
#include "tacit/prover.h"
#include "tacit/replay.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string schema;
  std::string left;
  std::string right;
  std::string batch;
  std::string schemas;
  std::string certificates;
  std::string replay;
  std::string solver;
  std::string dialect = "postgresql";
  std::string trust = "enforced";
  std::string output;
  std::int64_t budget_ms = ProveOptions{}.budget_ms;
  bool json = false;
};

ProveOptions OptionsOf(const Flags& flags) {
  ProveOptions options;
  options.dialect = *DialectFromName(flags.dialect);
  options.trust = *TrustFromName(flags.trust);
  options.budget_ms = flags.budget_ms;
  options.record = !flags.certificates.empty();
  return options;
}

std::string LiteralOf(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.15g", *number);
    return buffer;
  }
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  return std::holds_alternative<Blob>(value) ? "<bytes>" : "NULL";
}

std::string RowsAsText(const std::vector<Row>& rows) {
  if (rows.empty()) return "  (no rows)\n";
  std::string text;
  for (const Row& row : rows) {
    text += "  (";
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ", ") + LiteralOf(row[i]);
    text += ")\n";
  }
  return text;
}

std::string VerdictAsText(const Verdict& verdict) {
  std::string text(Name(verdict.kind()));
  switch (verdict.kind()) {
    case Verdict::Kind::kUnknown: return text + ": " + verdict.reason() + "\n";
    case Verdict::Kind::kProved:
      text += verdict.constraints_used().empty() ? ", on every database\n" : ", given:\n";
      for (const std::string& id : verdict.constraints_used()) text += "  " + id + "\n";
      return text;
    case Verdict::Kind::kRefuted: break;
  }
  const Witness& witness = verdict.witness();
  text += ". On this database the queries differ:\n\n" + witness.script;
  return text + "\nleft gives\n" + RowsAsText(witness.left_rows) + "right gives\n" +
         RowsAsText(witness.right_rows);
}

// A file for each proof, named after the pair.
Status WriteCertificate(const std::string& folder, std::string_view line, std::int64_t number) {
  return WriteTextFile(folder + "/" + std::to_string(number) + ".json", line);
}

int RunOne(const Flags& flags) {
  Result<std::string> ddl = ReadTextFile(flags.schema);
  if (!ddl.ok()) return Fail(ddl.status());
  std::vector<std::string> notes;
  Result<Catalogue> catalogue = CatalogueFromDdl(*ddl, flags.schema, &notes);
  for (const std::string& note : notes) std::fprintf(stderr, "tacit: %s\n", note.c_str());
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<Verdict> verdict = Prove(*catalogue, flags.left, flags.right, OptionsOf(flags));
  if (!verdict.ok()) return Fail(verdict.status());
  const std::string line = VerdictAsJson("pair", *verdict, 0) + "\n";
  if (!flags.certificates.empty() && verdict->proved()) {
    if (Status status = WriteCertificate(flags.certificates, line, 1); !status.ok()) return Fail(status);
  }
  if (Status status = WriteOutput(flags.output, flags.json ? line : VerdictAsText(*verdict)); !status.ok()) {
    return Fail(status);
  }
  return verdict->proved() ? kDone : kAnswerIsNo;
}

// A solver that reads SMT-LIB from a file that it is given and answers on its first line.
SmtSolver SolverOf(const std::string& command) {
  return [command](const std::string& problem) -> Result<bool> {
    std::string name = (std::filesystem::temp_directory_path() / "tacit-XXXXXX").string();
    const int file = mkstemp(name.data());
    if (file < 0) return Status::Io(name + ": cannot make a temporary file");
    close(file);
    if (Status status = WriteTextFile(name, problem); !status.ok()) return status;
    FILE* pipe = popen((command + " --lang smt2 " + name + " 2>&1").c_str(), "r");
    std::array<char, 256> line{};
    const bool answered = pipe != nullptr && std::fgets(line.data(), line.size(), pipe) != nullptr;
    if (pipe != nullptr) pclose(pipe);
    std::filesystem::remove(name);
    const std::string_view answer(line.data());
    if (!answered ||
        !(answer.starts_with("unsat") || answer.starts_with("sat") || answer.starts_with("unknown"))) {
      return Status::InvalidArgument("--solver " + command + ": expected sat, unsat or unknown, found: " +
                                     std::string(answer.substr(0, answer.find('\n'))));
    }
    return answer.starts_with("unsat");
  };
}

int RunReplay(const Flags& flags) {
  Result<std::string> certificate = ReadTextFile(flags.replay);
  if (!certificate.ok()) return Fail(certificate.status());
  Result<ReplayReport> report =
      Replay(*certificate, flags.solver.empty() ? SmtSolver() : SolverOf(flags.solver));
  if (!report.ok())
    return Fail(Status(report.status().code(), flags.replay + ": " + report.status().message()));
  std::string text;
  if (report->holds) {
    text = "the proof holds: " + std::to_string(report->claims) + " claims, " +
           std::to_string(report->obligations) + " obligations" +
           (flags.solver.empty() ? "" : ", each confirmed by " + flags.solver) + "\n";
    text += "  left:  " + report->left + "\n  right: " + report->right + "\n";
    text += report->assumes.empty() ? "on every database\n" : "given:\n";
    for (const std::string& assumption : report->assumes) text += "  " + assumption + "\n";
    if (report->any_of_ties)
      text += "a LIMIT leaves open which rows it keeps: the two have the same to choose from\n";
  } else {
    text = "the proof does not hold: " + report->reason + "\n";
  }
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  return report->holds ? kDone : kAnswerIsNo;
}

int RunBatch(const Flags& flags) {
  Result<std::string> pairs = ReadTextFile(flags.batch);
  if (!pairs.ok()) return Fail(pairs.status());
  Result<std::string> schemas = flags.schemas.empty() ? std::string() : ReadTextFile(flags.schemas);
  if (!schemas.ok()) return Fail(schemas.status());

  Progress progress;
  std::string answer;
  std::int64_t proofs = 0;
  BatchOptions options;
  options.prove = OptionsOf(flags);
  options.write = [&](std::string_view line, const Verdict& verdict) -> Status {
    answer += line;
    if (flags.certificates.empty() || !verdict.proved()) return Status::Ok();
    return WriteCertificate(flags.certificates, line, ++proofs);
  };
  options.progress = [&](std::int64_t done, std::int64_t total) {
    progress.ShowShare("proving", done, total);
  };
  const BatchInput input{*pairs, flags.batch, *schemas, flags.schemas};
  Result<BatchCounts> counts = ProveBatch(input, options);
  if (!counts.ok()) return Fail(counts.status());
  if (Status status = WriteOutput(flags.output, answer); !status.ok()) return Fail(status);
  return kDone;
}

}  // namespace

void AddProve(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("prove", "Do two queries mean the same? Proved, refuted or unknown", [flags] {
    if (!flags->replay.empty()) return RunReplay(*flags);
    return flags->batch.empty() ? RunOne(*flags) : RunBatch(*flags);
  });
  const Flag schema = command.Text("--schema", &flags->schema, "DDL of the tables");
  const Flag left = command.Text("--left", &flags->left, "One query").Needs(schema);
  const Flag right = command.Text("--right", &flags->right, "The other").Needs(schema);
  schema.Needs(left).Needs(right);
  const Flag batch = command.Text("--batch", &flags->batch, "Pairs as JSON Lines: id, sql1, sql2, schema");
  const Flag replay =
      command.Text("--replay", &flags->replay, "Follow the proof in this certificate, without the prover");
  command.ExactlyOne({schema, batch, replay});
  command
      .Text("--solver", &flags->solver, "Put what the replay decides to this solver too, for instance cvc5")
      .Needs(replay);
  command.Text("--schemas", &flags->schemas, "Schemas that pairs name by schema_id, as JSON Lines")
      .Needs(batch);
  command.Text("--dialect", &flags->dialect, "Whose meaning the queries have").OneOf(DialectNames());
  command.Text("--trust", &flags->trust, "The least trust that a proof may rest on").OneOf(TrustNames());
  command.Number("--budget-ms", &flags->budget_ms, "Wall-clock limit for one pair").Between(1, 86'400'000);
  command.Text("--certificates", &flags->certificates, "Write each proof into this folder");
  command.Text("-o", &flags->output, "Write the answer here");
  command.Switch("--json", &flags->json, "Write JSON (a batch always does)");
}

}  // namespace tacit::tool
