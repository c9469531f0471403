// PostgreSQL's DDL in stages. Every statement can be run again: one that gave up waiting for a lock, or a
// script that was interrupted, is simply run once more. Heavy locks are held for a moment only; old rows are
// read beside running writes.
#include <array>
#include <string_view>

#include "optimizer/advise/script.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::advise {
namespace {

std::string Name(const std::string& name) { return sql::SqlName(name, Dialect::kPostgresql); }
std::string Quoted(const std::string& text) { return sql::QuoteWith(text, '\''); }
// A table's number, by its name as a bare word finds it.
std::string Number(const std::string& table) { return "to_regclass(" + Quoted(Name(table)) + ")"; }

// "IF condition THEN statement": the server has no ADD CONSTRAINT IF NOT EXISTS. The quotes are such as the
// statement does not hold.
std::string If(const std::string& condition, const std::string& statement) {
  std::string quote = "$tacit$";
  for (int n = 1; (condition + statement).find(quote) != std::string::npos; ++n) {
    quote = "$tacit" + std::to_string(n) + "$";
  }
  return "DO " + quote + " BEGIN IF " + condition + " THEN\n  " + statement + ";\nEND IF; END " + quote +
         ";\n";
}

std::string HasConstraint(const std::string& table, const std::string& name) {
  return "EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = " + Number(table) +
         " AND conname = " + Quoted(name) + ")";
}

struct Writer {
  const NamedChange& change;
  std::string alter = "ALTER TABLE " + Name(change.table) + " ";

  // NOT VALID adds at once what new rows must obey; VALIDATE then reads the old ones. Where a constraint is
  // already valid it does nothing.
  void AddAndValidate(const std::string& name, const std::string& text, const std::string& unless,
                      Staged& staged) const {
    staged.text(Stage::kAdd) += If("NOT (" + HasConstraint(change.table, name) + unless + ")",
                                   alter + "ADD CONSTRAINT " + Name(name) + " " + text + " NOT VALID");
    staged.text(Stage::kValidate) +=
        If(HasConstraint(change.table, name), alter + "VALIDATE CONSTRAINT " + Name(name));
  }

  void DropConstraint(const std::string& name, Staged& staged) const {
    staged.rollback += alter + "DROP CONSTRAINT IF EXISTS " + Name(name) + ";\n";
  }

  void GuardConstraint(Staged& staged) const {
    staged.guard.push_back({change.table + ": constraint " + change.name,
                            "EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = " + Number(change.table) +
                                " AND conname = " + Quoted(change.name) + " AND convalidated)"});
  }

  void operator()(const AddNotNull& add, Staged& staged) const {
    // From version 12 on, SET NOT NULL takes a validated check for proof and does not scan.
    const std::string column = Name(add.column);
    const std::string name = "tacit_" + add.column + "_not_null";
    const std::string there = "EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = " + Number(change.table) +
                              " AND attname = " + Quoted(add.column) + " AND attnotnull)";
    AddAndValidate(name, "CHECK (" + column + " IS NOT NULL)", " OR " + there, staged);
    staged.text(Stage::kNotNull) += alter + "ALTER COLUMN " + column + " SET NOT NULL;\n" +  //
                                    alter + "DROP CONSTRAINT IF EXISTS " + Name(name) + ";\n";
    DropConstraint(name, staged);
    staged.rollback += alter + "ALTER COLUMN " + column + " DROP NOT NULL;\n";
    staged.guard.push_back({change.table + ": " + add.column + " NOT NULL", there});
  }

  void operator()(const AddCheck& add, Staged& staged) const {
    AddAndValidate(change.name, "CHECK (" + add.sql + ")", "", staged);
    DropConstraint(change.name, staged);
    GuardConstraint(staged);
  }

  void operator()(const AddReference& add, Staged& staged) const {
    AddAndValidate(change.name,
                   "FOREIGN KEY (" + sql::SqlNames(add.key.columns, Dialect::kPostgresql) + ") REFERENCES " +
                       Name(add.key.ref_table) + " (" +
                       sql::SqlNames(add.key.ref_columns, Dialect::kPostgresql) + ")",
                   "", staged);
    DropConstraint(change.name, staged);
    GuardConstraint(staged);
  }

  // CONCURRENTLY leaves an index that is not valid where it fails: it is made anew.
  void operator()(const AddUniqueIndex& add, Staged& staged) const {
    const std::string index = "to_regclass(" + Quoted(Name(change.name)) + ")";
    staged.text(Stage::kIndexes) +=
        If("EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = " + index + " AND NOT indisvalid)",
           "DROP INDEX " + Name(change.name)) +
        CreateUniqueIndex(change, Dialect::kPostgresql);
    if (add.column_key) {
      staged.text(Stage::kKeys) +=
          If("NOT " + HasConstraint(change.table, change.name),
             alter + "ADD CONSTRAINT " + Name(change.name) + " UNIQUE USING INDEX " + Name(change.name));
      DropConstraint(change.name, staged);
    }
    staged.rollback += "DROP INDEX CONCURRENTLY IF EXISTS " + Name(change.name) + ";\n";
    staged.guard.push_back({change.table + ": unique index " + change.name,
                            "EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = " + index +
                                " AND indrelid = " + Number(change.table) +
                                " AND indisunique AND indisvalid AND indisready)"});
  }
};

constexpr std::array<std::string_view, kStages> kTitles = {
    "unique indexes, built beside running writes",
    "unique constraints that take over those indexes: a short lock each",
    "checks, references and NOT NULLs that new rows obey at once: a short lock each, no row is read",
    "the same for the rows that are there, read beside running writes",
    "NOT NULL, which the validated checks prove: a short lock each, no row is read",
};

}  // namespace

Staged PostgresqlStages(const NamedChange& change) {
  Staged staged;
  std::visit([&](const auto& what) { Writer{change}(what, staged); }, change.change);
  return staged;
}

std::string PostgresqlScript(const std::vector<StagedConstraint>& constraints) {
  std::string script =
      "-- Run each statement by itself, outside a transaction (psql -v ON_ERROR_STOP=1 -f does); CREATE "
      "INDEX\n"
      "-- CONCURRENTLY asks for that. Stages can be run on different days.\n"
      "-- A statement that gives up with \"lock timeout\" has changed nothing: run the whole script again, "
      "when less\n"
      "-- is going on. What is done already is passed over.\n"
      "SET lock_timeout = '5s';\nSET statement_timeout = 0;\n";
  for (std::size_t stage = 0; stage < kStages; ++stage) {
    std::string text;
    for (const StagedConstraint& constraint : constraints) {
      const std::string& statements = constraint.staged.stages[stage];
      if (!statements.empty()) text += "-- " + constraint.id + "\n" + statements;
    }
    script += "\n-- Stage " + std::to_string(stage + 1) + " of " + std::to_string(kStages) + ": " +
              std::string(kTitles[stage]) + (text.empty() ? " (none)" : "") + "\n" + text;
  }
  return script + "RESET lock_timeout;\nRESET statement_timeout;\n";
}

std::string PostgresqlRollback(const std::vector<StagedConstraint>& constraints) {
  std::string script =
      "-- Takes back what the installation added, and nothing else; can be run again, and where it never "
      "ran.\n"
      "SET lock_timeout = '5s';\n";
  // Backwards: references go before the keys that they need.
  for (auto constraint = constraints.rbegin(); constraint != constraints.rend(); ++constraint) {
    if (!constraint->staged.rollback.empty())
      script += "-- " + constraint->id + "\n" + constraint->staged.rollback;
  }
  return script + "RESET lock_timeout;\n";
}

std::string PostgresqlGuard(const std::vector<StagedConstraint>& constraints) {
  std::string rows;
  for (const StagedConstraint& constraint : constraints) {
    for (const Guarded& guarded : constraint.staged.guard) {
      rows += (rows.empty() ? "  (" : ",\n  (") + Quoted(constraint.id) + ", " + Quoted(guarded.what) + ", " +
              guarded.there + ")";
    }
  }
  if (rows.empty()) return {};
  return "-- One row for each thing installed that is gone or not validated; none: all is there.\n"
         "-- What rests on a row's constraint must not be relied on until the row is gone.\n"
         "SELECT constraint_id, what FROM (VALUES\n" +
         rows + ") AS installed (constraint_id, what, there) WHERE NOT there;\n";
}

std::string BackfillStatement(const std::string& table, const std::string& column) {
  const std::string name = Name(table);
  return "DO $tacit$ DECLARE done bigint; BEGIN LOOP\n  UPDATE " + name + " SET " + Name(column) +
         " = DEFAULT WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + name + " WHERE " + Name(column) +
         " IS NULL LIMIT 10000));\n  GET DIAGNOSTICS done = ROW_COUNT;\n  EXIT WHEN done = 0;\n  COMMIT;\n"
         "END LOOP; END $tacit$;\n";
}

std::string CreateUniqueIndex(const NamedChange& change, Dialect dialect) {
  const auto& index = std::get<AddUniqueIndex>(change.change);
  const bool postgresql = dialect == Dialect::kPostgresql;
  std::string parts;
  for (const std::string& part : index.parts) parts += (parts.empty() ? "" : ", ") + part;
  std::string sql = "CREATE UNIQUE INDEX ";
  if (postgresql) sql += "CONCURRENTLY IF NOT EXISTS ";
  sql +=
      sql::SqlName(change.name, dialect) + " ON " + sql::SqlName(change.table, dialect) + " (" + parts + ")";
  if (index.nulls_equal && postgresql) sql += " NULLS NOT DISTINCT";
  if (!index.where.empty()) sql += " WHERE " + index.where;
  return sql + ";\n";
}

}  // namespace tacit::advise
