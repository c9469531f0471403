// Constraints against the data: which hold, which do not, and the DDL that installs those that do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/connection.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

enum class CheckResult { kHolds, kViolated, kUnknown };

struct CheckedConstraint {
  std::string id;
  CheckResult result = CheckResult::kUnknown;
  std::int64_t violations = 0;  // rows
  std::vector<Row> examples;    // up to three violating rows, as the columns of `query`
  std::vector<std::string> example_columns;
  std::string query;   // shows every violation; empty where there is no SQL form
  std::string reason;  // of kUnknown: "no such table", "no SQL form", ...
};

// Checks every constraint of the catalogue that has an SQL form. One result per constraint, in the
// catalogue's order. A table that the database lacks makes its constraints kUnknown. Errors: Io, Corruption
// of the database.
[[nodiscard]] TACIT_EXPORT Result<std::vector<CheckedConstraint>> CheckConstraints(const Catalogue& catalogue,
                                                                                   Connection& db);

// The catalogue with each code constraint that holds raised to `verified`.
[[nodiscard]] TACIT_EXPORT Catalogue WithVerified(Catalogue catalogue,
                                                  const std::vector<CheckedConstraint>& checked);

struct InstallStep {
  std::string constraint_id;
  std::string
      sql;  // PostgreSQL: ALTER TABLE ...; SQLite: CREATE UNIQUE INDEX, or empty where the table is rebuilt
};
struct InstallPlan {
  std::vector<InstallStep> steps;
  std::string script;  // the whole, runnable; SQLite rebuilds a table once for all its new constraints
  // PostgreSQL only; empty elsewhere, and where nothing is installed.
  std::string rollback;  // takes back what the script added, and nothing else
  std::string guard;     // a query: one row (constraint_id, what) for each thing installed that is gone since
  std::string backfill;  // gives NULLs that a NOT NULL forbids the column's default; run it, then check again
  std::vector<std::string> skipped;  // ids without a DDL form, each with ": why"
  Catalogue after;  // the catalogue as it stands once the script has run: installed ones are enforced
};

// DDL that makes the database enforce every constraint that is verified but not yet enforced. PostgreSQL:
// stages that hold heavy locks only for a moment (NOT VALID, then VALIDATE; CONCURRENTLY), planned on what
// the database has now; every statement can be run again. SQLite: a table that needs more than indexes is
// made anew from the text that the database has, with every row, index and trigger; the database is only
// read. `checked`: where it says that a NOT NULL is violated, and the column has a default, there is a
// backfill. Errors: Io; NotFound (a table that the database lacks).
[[nodiscard]] TACIT_EXPORT Result<InstallPlan> PlanInstall(
    const Catalogue& verified, Connection& db, const std::vector<CheckedConstraint>& checked = {});

// The same for a database that is not at hand. Errors: NotSupported (only PostgreSQL's DDL can be written
// unseen).
[[nodiscard]] TACIT_EXPORT Result<InstallPlan> PlanInstall(const Catalogue& verified, Dialect dialect);

}  // namespace tacit
