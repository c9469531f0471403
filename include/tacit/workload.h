// The queries that a database is asked, as their users have them: files of statements, logs, statistics.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

enum class WorkloadFormat {
  kAuto,              // by the content
  kSql,               // statements separated by ';', each after `-- FILE:LINE note` where its place is known
  kRailsLog,          // ActiveRecord at debug level, colours or not
  kPostgresqlLog,     // the server's log, stderr form with any log_line_prefix, or csvlog
  kSqliteLog,         // `.trace` of the SQLite shell, with --profile or without
  kPgStatStatements,  // the view as CSV with a header, as psql prints it, or as JSON objects
};
// "auto", "sql", "rails-log", "postgresql-log", "sqlite-log", "pg-stat-statements".
[[nodiscard]] TACIT_EXPORT std::string_view Name(WorkloadFormat format);
[[nodiscard]] TACIT_EXPORT std::optional<WorkloadFormat> WorkloadFormatFromName(std::string_view name);

// One query, with how often it was asked. Queries that differ in nothing but literals and values of
// parameters, and that come from one place, are one; what is said is the first one's.
struct WorkloadQuery {
  // One statement without comments and semicolon. Values that a log has for its parameters stand in their
  // places, as literals of no type of their own; a parameter whose value is not known, or was hidden or cut,
  // stays ($1).
  std::string sql;
  std::int64_t calls = 1;
  double ms = 0;      // of all calls together; 0 where nothing is said
  int line = 0;       // in the workload, from 1
  std::string file;   // of the application; empty where the workload does not say
  int file_line = 0;  // from 1; 0 where the workload does not say
  std::string note;   // what it says beside the place: "IssuesController#index", "finder Issue.where"
};

struct Workload {
  WorkloadFormat format = WorkloadFormat::kSql;
  // Of a file of statements: each for itself, in order. Else heaviest first: by time, by calls, by line.
  std::vector<WorkloadQuery> queries;
  // Statements that read no rows for the application, by their first word ("INSERT", "BEGIN"), most frequent
  // first; answers of a cache go by "CACHE", what failed by "ERROR".
  std::vector<std::pair<std::string, std::int64_t>> skipped;
  // What looked like a statement and could not be read; the first of them with line and cause.
  std::int64_t unread = 0;
  struct Unread {
    int line = 0;
    std::string cause;
  };
  std::vector<Unread> first_unread;  // at most 5
};

// Never reads outside the text, whatever it holds; lines and statements beyond a megabyte are not read. Lines
// end with LF or CRLF; bytes that are no UTF-8 are kept. `name` opens the message of an error. Errors:
// InvalidArgument where no query is found: names what was looked for and what was skipped.
[[nodiscard]] TACIT_EXPORT Result<Workload> ReadWorkload(std::string_view text, std::string_view name,
                                                         WorkloadFormat format = WorkloadFormat::kAuto);

}  // namespace tacit
