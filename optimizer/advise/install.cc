// From verified to enforced: one pass that decides what each constraint needs on the schema as it will then
// stand, then the dialect's script.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "optimizer/advise/script.h"
#include "src/base/crc32c.h"
#include "src/base/status_macros.h"
#include "src/catalogue/enforced.h"
#include "src/sql/name.h"
#include "src/sql/token.h"
#include "tacit/advisor.h"

namespace tacit {
namespace {

using advise::AddCheck;
using advise::AddNotNull;
using advise::AddReference;
using advise::AddUniqueIndex;
using advise::Change;
using advise::NamedChange;
using advise::SqliteTable;
using advise::Staged;
using advise::StagedConstraint;

// PostgreSQL cuts names at 63 bytes; two that are cut alike would clash.
constexpr std::size_t kMaxName = 63;

std::string Shortened(const std::string& name) {
  if (name.size() <= kMaxName) return name;
  return name.substr(0, kMaxName - 11) + "_" + std::to_string(base::Crc32c(name));
}

// NOT NULLs first, since keys need less where they hold; keys before the references that need them.
int Turn(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::kNotNull: return 0;
    case ConstraintKind::kUnique: return 1;
    case ConstraintKind::kForeignKey: return 3;
    default: return 2;
  }
}

struct Decided {
  std::size_t constraint = 0;  // its position in the catalogue
  std::vector<NamedChange> changes;
};

class Decider {
 public:
  Decider(const Catalogue& verified, Dialect dialect) : dialect_(dialect) { plan_.after = verified; }

  // Plans on what a database has: names are taken, and what is there is not added again.
  void StandOn(const Schema& live) {
    on_live_ = true;
    for (const Table& table : live.tables) {
      for (const UniqueKey& key : table.uniques) names_.insert(key.name);
      for (const Index& index : table.indexes) names_.insert(index.name);
      for (const ForeignKey& key : table.foreign_keys) names_.insert(key.name);
      for (const Check& check : table.checks) {
        if (check.validated) names_.insert(check.name);
      }
    }
    for (Constraint& stated : catalogue::EnforcedBy(live))
      enforced_[stated.table].push_back(std::move(stated));
  }

  // `left_alone`: tables that are not to be changed.
  void Decide(const std::set<std::string>& left_alone = {}) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < plan_.after.constraints.size(); ++i) {
      if (plan_.after.constraints[i].trust == Trust::kVerified) order.push_back(i);
    }
    const auto turn = [&](std::size_t i) { return std::pair(Turn(plan_.after.constraints[i].kind), i); };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return turn(a) < turn(b); });
    for (const std::size_t i : order) {
      const Constraint& constraint = plan_.after.constraints[i];
      if (left_alone.contains(constraint.table)) {
        plan_.skipped.push_back(constraint.id + ": no DDL: the table has partitions or children");
      } else {
        DecideOne(i);
      }
    }
  }

  [[nodiscard]] const std::vector<Decided>& decided() const { return decided_; }
  [[nodiscard]] InstallPlan& plan() { return plan_; }

 private:
  void DecideOne(std::size_t i) {
    const Constraint& constraint = plan_.after.constraints[i];
    Result<std::vector<Change>> changes = advise::ChangesFor(constraint, plan_.after.schema, dialect_);
    if (!changes.ok()) {
      plan_.skipped.push_back(constraint.id + ": " + changes.status().message());
      return;
    }
    Decided decided{.constraint = i, .changes = {}};
    if (IsEnforced(constraint)) changes->clear();
    for (Change& change : *changes) {
      std::optional<std::string> name = NewName(constraint, change);
      if (!name) continue;
      NamedChange named{.table = constraint.table, .name = *std::move(name), .change = std::move(change)};
      Apply(named, constraint);
      decided.changes.push_back(std::move(named));
    }
    decided_.push_back(std::move(decided));
    plan_.after.constraints[i].trust = Trust::kEnforced;
    plan_.after.constraints[i].soundness = Soundness::kA;
  }

  [[nodiscard]] bool IsEnforced(const Constraint& constraint) const {
    const auto stated = enforced_.find(constraint.table);
    return stated != enforced_.end() &&
           std::any_of(stated->second.begin(), stated->second.end(),
                       [&](const Constraint& known) { return Implies(known, constraint); });
  }

  // What a change says, where no schema that is read back can be asked whether it says the same: a check's or
  // a partial key's text. Its sum in the name tells it from another of the same constraint.
  static std::string TextOf(const Change& change) {
    if (const auto* check = std::get_if<AddCheck>(&change)) return check->sql;
    const auto* index = std::get_if<AddUniqueIndex>(&change);
    if (index == nullptr || index->column_key) return {};
    std::string text = index->nulls_equal ? "=" : "";
    for (const std::string& part : index->parts) text += part + ",";
    return text + " " + index->where;
  }

  // None where the database has it by that very name.
  std::optional<std::string> NewName(const Constraint& constraint, const Change& change) {
    if (std::holds_alternative<AddNotNull>(change)) return std::string();
    std::string name = constraint.table;
    for (const std::string& column : constraint.columns) name += "_" + column;
    name += "_" + std::string(Name(constraint.kind));
    if (const std::string text = TextOf(change); on_live_ && !text.empty()) {
      name = Shortened(name + "_" + std::to_string(base::Crc32c(text)));
      return names_.insert(name).second ? std::optional(name) : std::nullopt;
    }
    std::string unique = Shortened(name);
    for (int n = 2; !names_.insert(unique).second; ++n) unique = Shortened(name + "_" + std::to_string(n));
    return unique;
  }

  void Apply(const NamedChange& named, const Constraint& constraint) {
    Table& table = *plan_.after.schema.Find(named.table);
    if (const auto* add = std::get_if<AddNotNull>(&named.change)) {
      table.columns[static_cast<std::size_t>(table.ColumnOrdinal(add->column))].nullable = false;
    } else if (const auto* check = std::get_if<AddCheck>(&named.change)) {
      table.checks.push_back({.name = named.name, .sql = check->postgresql, .validated = true});
    } else if (const auto* reference = std::get_if<AddReference>(&named.change)) {
      table.foreign_keys.push_back(reference->key);
      table.foreign_keys.back().name = named.name;
    } else {
      ApplyKey(named, constraint, table);
    }
  }

  // The index as the schema tells it. A partial index whose condition Tacit wrote itself (blanks, equal
  // NULLs) is no key of the constraint's own shape: the constraint says it better.
  static void ApplyKey(const NamedChange& named, const Constraint& constraint, Table& table) {
    const auto& index = std::get<AddUniqueIndex>(named.change);
    const auto& unique = std::get<UniqueDetail>(constraint.detail);
    const bool conditioned_by_us = !index.where.empty() && !constraint.condition;
    if (conditioned_by_us || constraint.nulls == NullPolicy::kBlankAllowed ||
        index.parts.size() != constraint.columns.size()) {
      return;
    }
    UniqueKey key{.name = named.name, .columns = constraint.columns, .nulls_equal = index.nulls_equal};
    if (!unique.case_sensitive) {
      key.expressions = {"lower(" + key.columns.front() + ")"};
      key.columns.erase(key.columns.begin());
    }
    if (constraint.condition) key.where = constraint.condition->text;
    table.uniques.push_back(std::move(key));
  }

  Dialect dialect_;
  InstallPlan plan_;
  std::vector<Decided> decided_;
  std::set<std::string> names_;
  bool on_live_ = false;
  std::map<std::string, std::vector<Constraint>> enforced_;  // by the live schema, by table
};

// --- PostgreSQL ------------------------------------------------------------------------------------------

void WritePostgresql(Decider& decider) {
  InstallPlan& plan = decider.plan();
  std::vector<StagedConstraint> staged;
  for (const Decided& decided : decider.decided()) {
    const std::string& id = plan.after.constraints[decided.constraint].id;
    StagedConstraint& constraint = staged.emplace_back(StagedConstraint{.id = id, .staged = {}});
    for (const NamedChange& change : decided.changes) {
      Staged more = advise::PostgresqlStages(change);
      for (std::size_t i = 0; i < advise::kStages; ++i) constraint.staged.stages[i] += more.stages[i];
      constraint.staged.rollback += more.rollback;
      std::move(more.guard.begin(), more.guard.end(), std::back_inserter(constraint.staged.guard));
    }
    std::string sql;
    for (const std::string& stage : constraint.staged.stages) sql += stage;
    plan.steps.push_back({.constraint_id = id, .sql = std::move(sql)});
  }
  plan.guard = advise::PostgresqlGuard(staged);
  if (plan.guard.empty()) return;
  plan.script = advise::PostgresqlScript(staged);
  plan.rollback = advise::PostgresqlRollback(staged);
}

// Names of partitioned tables, and of those with children by INHERITS: what is added to them goes other ways.
Result<std::set<std::string>> FamilyHeads(Connection& db) {
  TACIT_ASSIGN_OR_RETURN(
      const ResultSet found,
      db.Run("SELECT c.relname FROM pg_class c WHERE pg_table_is_visible(c.oid) AND (c.relkind = 'p' "
             "OR EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid))"));
  std::set<std::string> names;
  for (const Row& row : found.rows) {
    if (const auto* name = std::get_if<std::string>(&row.front())) names.insert(*name);
  }
  return names;
}

std::string Backfill(const Catalogue& catalogue, const Schema& live,
                     const std::vector<CheckedConstraint>& checked) {
  std::string script;
  for (const CheckedConstraint& c : checked) {
    const Constraint* constraint = catalogue.Find(c.id);
    const bool wanted = constraint != nullptr && c.result == CheckResult::kViolated &&
                        constraint->kind == ConstraintKind::kNotNull && !constraint->condition;
    const Table* table = wanted ? live.Find(constraint->table) : nullptr;
    if (table == nullptr || constraint->columns.size() != 1) continue;
    const int ordinal = table->ColumnOrdinal(constraint->columns.front());
    if (ordinal < 0 || !table->columns[static_cast<std::size_t>(ordinal)].default_sql) continue;
    script += "-- " + c.id + ": " + std::to_string(c.violations) + " rows\n" +
              advise::BackfillStatement(table->name, constraint->columns.front());
  }
  return script;
}

Result<InstallPlan> PlanOnPostgresql(const Catalogue& verified, Connection& db,
                                     const std::vector<CheckedConstraint>& checked) {
  Catalogue catalogue = verified;
  TACIT_ASSIGN_OR_RETURN(catalogue.schema, db.ReadSchema());
  TACIT_ASSIGN_OR_RETURN(const std::set<std::string> heads, FamilyHeads(db));
  Decider decider(catalogue, Dialect::kPostgresql);
  decider.StandOn(catalogue.schema);
  decider.Decide(heads);
  WritePostgresql(decider);
  decider.plan().backfill = Backfill(catalogue, catalogue.schema, checked);
  return std::move(decider.plan());
}

// --- SQLite ----------------------------------------------------------------------------------------------

Result<std::string> TextAt(const Row& row, std::size_t column) {
  const auto* text = std::get_if<std::string>(&row[column]);
  if (text == nullptr) return Status::Internal("the engine's own schema holds no text where one must be");
  return *text;
}

Result<SqliteTable> ReadSqliteTable(Connection& db, const std::string& name) {
  SqliteTable table;
  table.name = name;
  const std::string quoted = sql::QuoteWith(name, '\'');
  TACIT_ASSIGN_OR_RETURN(const ResultSet texts,
                         db.Run("SELECT type, sql FROM sqlite_schema WHERE tbl_name = " + quoted +
                                " AND sql IS NOT NULL ORDER BY rowid"));
  for (const Row& row : texts.rows) {
    TACIT_ASSIGN_OR_RETURN(const std::string type, TextAt(row, 0));
    TACIT_ASSIGN_OR_RETURN(std::string text, TextAt(row, 1));
    if (type == "table") table.create_sql = std::move(text);
    if (type == "index" || type == "trigger") table.others.push_back(std::move(text));
  }
  if (table.create_sql.empty()) return Status::NotFound("no such table in the database: " + name);
  TACIT_ASSIGN_OR_RETURN(const ResultSet columns,
                         db.Run("SELECT name FROM pragma_table_info(" + quoted + ")"));
  for (const Row& row : columns.rows) {
    TACIT_ASSIGN_OR_RETURN(std::string column, TextAt(row, 0));
    table.columns.push_back(std::move(column));
  }
  return table;
}

Status WriteSqlite(Decider& decider, Connection& db) {
  InstallPlan& plan = decider.plan();
  std::map<std::string, std::vector<NamedChange>> rebuilt;
  std::string indexes;
  for (const Decided& decided : decider.decided()) {
    std::string sql;
    for (const NamedChange& change : decided.changes) {
      if (std::holds_alternative<AddUniqueIndex>(change.change)) {
        sql += advise::CreateUniqueIndex(change, Dialect::kSqlite);
      } else {
        rebuilt[change.table].push_back(change);
      }
    }
    indexes += sql;
    plan.steps.push_back(
        {.constraint_id = plan.after.constraints[decided.constraint].id, .sql = std::move(sql)});
  }
  if (rebuilt.empty() && indexes.empty()) return Status::Ok();
  plan.script =
      "-- Stop at the first error (sqlite3 -bail): the transaction then leaves everything as it was.\n"
      "-- References are enforced on connections that set PRAGMA foreign_keys = ON.\n"
      "PRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\nBEGIN IMMEDIATE;\n";
  for (const auto& [name, changes] : rebuilt) {
    TACIT_ASSIGN_OR_RETURN(const SqliteTable table, ReadSqliteTable(db, name));
    TACIT_ASSIGN_OR_RETURN(const std::string statements, advise::RebuildStatements(table, changes));
    plan.script += statements;
  }
  plan.script += indexes + "COMMIT;\nPRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_keys = ON;\n";
  return Status::Ok();
}

}  // namespace

Result<InstallPlan> PlanInstall(const Catalogue& verified, Dialect dialect) {
  if (dialect != Dialect::kPostgresql) {
    return Status::NotSupported("install: " + std::string(DialectName(dialect)) +
                                " needs the database itself, not only its catalogue");
  }
  Decider decider(verified, dialect);
  decider.Decide();
  WritePostgresql(decider);
  return std::move(decider.plan());
}

Result<InstallPlan> PlanInstall(const Catalogue& verified, Connection& db,
                                const std::vector<CheckedConstraint>& checked) {
  if (db.dialect() == Dialect::kPostgresql) return PlanOnPostgresql(verified, db, checked);
  if (db.dialect() != Dialect::kSqlite) return PlanInstall(verified, db.dialect());
  Decider decider(verified, Dialect::kSqlite);
  decider.Decide();
  TACIT_RETURN_IF_ERROR(WriteSqlite(decider, db));
  return std::move(decider.plan());
}

}  // namespace tacit
