#include "tacit/workload.h"

#include <array>

#include "src/base/status_macros.h"
#include "src/workload/formats.h"
#include "tacit/query_file.h"

namespace tacit {
namespace {

struct FormatName {
  WorkloadFormat format;
  std::string_view name;
};
constexpr std::array<FormatName, 6> kFormats = {{{WorkloadFormat::kAuto, "auto"},
                                                 {WorkloadFormat::kSql, "sql"},
                                                 {WorkloadFormat::kRailsLog, "rails-log"},
                                                 {WorkloadFormat::kPostgresqlLog, "postgresql-log"},
                                                 {WorkloadFormat::kSqliteLog, "sqlite-log"},
                                                 {WorkloadFormat::kPgStatStatements, "pg-stat-statements"}}};

Result<Workload> ReadStatements(std::string_view text, std::string_view name) {
  TACIT_ASSIGN_OR_RETURN(std::vector<SourcedQuery> statements, ParseQueryFile(text, name));
  Workload workload;
  for (SourcedQuery& statement : statements) {
    WorkloadQuery& query = workload.queries.emplace_back();
    query.sql = std::move(statement.sql);
    query.line = statement.line;
    query.file = std::move(statement.file);
    query.file_line = statement.file_line;
    query.note = std::move(statement.note);
  }
  return workload;
}

std::string Describe(const Workload& workload) {
  std::string text;
  for (const auto& [kind, count] : workload.skipped) {
    if (text.size() > 100) break;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
  }
  if (workload.unread > 0) {
    text += (text.empty() ? "" : ", ") + std::to_string(workload.unread) + " that could not be read (line " +
            std::to_string(workload.first_unread.front().line) + ": " + workload.first_unread.front().cause +
            ")";
  }
  return text.empty() ? "none" : text;
}

}  // namespace

std::string_view Name(WorkloadFormat format) {
  for (const FormatName& known : kFormats) {
    if (known.format == format) return known.name;
  }
  return "unknown";
}

std::optional<WorkloadFormat> WorkloadFormatFromName(std::string_view name) {
  for (const FormatName& known : kFormats) {
    if (known.name == name) return known.format;
  }
  return std::nullopt;
}

Result<Workload> ReadWorkload(std::string_view text, std::string_view name, WorkloadFormat format) {
  if (format == WorkloadFormat::kAuto) format = workload::DetectFormat(text);
  workload::Gatherer gatherer;
  switch (format) {
    case WorkloadFormat::kAuto:
    case WorkloadFormat::kSql: return ReadStatements(text, name);
    case WorkloadFormat::kRailsLog: workload::ReadRailsLog(text, &gatherer); break;
    case WorkloadFormat::kPostgresqlLog:
      if (workload::IsCsvLog(text)) {
        workload::ReadPostgresqlCsvLog(text, &gatherer);
      } else {
        workload::ReadPostgresqlLog(text, &gatherer);
      }
      break;
    case WorkloadFormat::kSqliteLog: workload::ReadSqliteLog(text, &gatherer); break;
    case WorkloadFormat::kPgStatStatements: workload::ReadPgStatStatements(text, &gatherer); break;
  }
  Workload workload = gatherer.Take(format);
  if (workload.queries.empty()) {
    return Status::InvalidArgument(std::string(name) + ": expected queries of a " +
                                   std::string(Name(format)) + " (--format names another form), found " +
                                   Describe(workload));
  }
  return workload;
}

}  // namespace tacit
