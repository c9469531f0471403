// Constraints against the rows: one pass over a table for all that speak of single rows and their partners,
// one for its keys where the engine can group by several at once.
#include <algorithm>
#include <map>

#include "optimizer/advise/classes.h"
#include "optimizer/advise/scan.h"
#include "src/base/status_macros.h"
#include "src/catalogue/enforced.h"
#include "src/sql/name.h"
#include "tacit/advisor.h"

namespace tacit {
namespace {

using advise::ClassTarget;
using advise::ViolationsOf;
using advise::ViolationSql;

// SQLite's result may have 2,000 columns; a statement far shorter than that is still one scan for most
// tables.
constexpr std::size_t kMaxPerScan = 200;
constexpr std::size_t kMaxJoins = 24;       // of one scan; SQLite's limit is 64
constexpr std::size_t kMaxKeysPerPass = 6;  // each has its own hash table
constexpr int kExamples = 3;

// A statement that the engine refuses says nothing of the data; an engine that fails is the caller's concern.
bool IsFatal(const Status& status) {
  return status.code() == StatusCode::kIo || status.code() == StatusCode::kCorruption ||
         status.code() == StatusCode::kInternal;
}

Result<std::vector<std::int64_t>> Counts(Connection& db, const std::string& sql) {
  TACIT_ASSIGN_OR_RETURN(const ResultSet result, db.Run(sql, 1));
  if (result.rows.size() != 1) return Status::Internal("a count gave no row: " + sql);
  std::vector<std::int64_t> counts;
  for (const Value& value : result.rows.front()) {
    const auto* count = std::get_if<std::int64_t>(&value);
    if (count == nullptr) return Status::Internal("a count gave no number: " + sql);
    counts.push_back(*count);
  }
  return counts;
}

class Checker {
 public:
  Checker(const Catalogue& catalogue, Connection& db) : catalogue_(catalogue), db_(db) {}

  Result<std::vector<CheckedConstraint>> Run() {
    TACIT_ASSIGN_OR_RETURN(live_, db_.ReadSchema());
    std::map<std::string, Members> scans;
    std::map<std::string, Members> keys;
    for (std::size_t i = 0; i < catalogue_.constraints.size(); ++i) {
      TACIT_RETURN_IF_ERROR(Prepare(catalogue_.constraints[i]));
      if (sql_[i].scans()) scans[catalogue_.constraints[i].table].push_back(i);
      if (!sql_[i].scans() && !sql_[i].count.empty()) keys[catalogue_.constraints[i].table].push_back(i);
    }
    for (const auto& [table, members] : scans) TACIT_RETURN_IF_ERROR(ScanTable(table, members));
    for (const auto& [table, members] : keys) TACIT_RETURN_IF_ERROR(CheckKeys(table, members));
    for (std::size_t i = 0; i < sql_.size(); ++i) {
      if (checked_[i].result == CheckResult::kViolated) TACIT_RETURN_IF_ERROR(AddExamples(i));
    }
    return std::move(checked_);
  }

 private:
  using Members = std::vector<std::size_t>;  // places in the catalogue, of one table

  // SQLite's own types say less than the catalogue's; PostgreSQL's are what its expressions are read by.
  [[nodiscard]] const Table& TableOf(const Constraint& constraint) const {
    const Table* declared = catalogue_.schema.Find(constraint.table);
    const bool from_catalogue = declared != nullptr && db_.dialect() != Dialect::kPostgresql;
    return from_catalogue ? *declared : *live_.Find(constraint.table);
  }

  Status Prepare(const Constraint& constraint) {
    CheckedConstraint& checked = checked_.emplace_back();
    ViolationSql& sql = sql_.emplace_back();
    checked.id = constraint.id;
    checked.reason = Missing(constraint);
    if (!checked.reason.empty()) return Status::Ok();
    std::vector<ClassTarget> classes;
    const auto* reference = std::get_if<ForeignKeyDetail>(&constraint.detail);
    if (reference != nullptr && reference->type_column) {
      Result<std::vector<ClassTarget>> found = advise::ClassTargets(constraint, catalogue_, live_, db_);
      if (!found.ok() && IsFatal(found.status())) return found.status();
      if (!found.ok()) {
        checked.reason = found.status().message();
        return Status::Ok();
      }
      classes = *std::move(found);
    }
    Result<ViolationSql> violations = ViolationsOf(constraint, TableOf(constraint), classes, db_.dialect());
    if (!violations.ok()) {
      checked.reason = violations.status().message();
      return Status::Ok();
    }
    sql = *std::move(violations);
    checked.query = sql.query;
    return Status::Ok();
  }

  // What of the constraint the database lacks; empty where it has all.
  [[nodiscard]] std::string Missing(const Constraint& constraint) const {
    std::string missing = MissingIn(constraint.table, constraint.columns);
    const auto* reference = std::get_if<ForeignKeyDetail>(&constraint.detail);
    if (missing.empty() && reference != nullptr && !reference->ref_table.empty()) {
      missing = MissingIn(reference->ref_table, reference->ref_columns);
    }
    return missing;
  }
  [[nodiscard]] std::string MissingIn(const std::string& name,
                                      const std::vector<std::string>& columns) const {
    const Table* table = live_.Find(name);
    if (table == nullptr) return "no such table: " + name;
    for (const std::string& column : columns) {
      if (table->ColumnOrdinal(column) < 0) return "no such column: " + name + "." + column;
    }
    return {};
  }

  Status ScanTable(const std::string& table, const Members& members) {
    Members pass;
    std::size_t joins = 0;
    for (const std::size_t i : members) {
      const std::size_t more = sql_[i].partners.size();
      if (!pass.empty() && (pass.size() == kMaxPerScan || joins + more > kMaxJoins)) {
        TACIT_RETURN_IF_ERROR(Pass(pass, advise::ScanSql(table, Texts(pass), live_, db_.dialect())));
        pass.clear();
        joins = 0;
      }
      pass.push_back(i);
      joins += more;
    }
    return Pass(pass, advise::ScanSql(table, Texts(pass), live_, db_.dialect()));
  }

  // Short keys first: what they are found to keep may settle the longer ones.
  Status CheckKeys(const std::string& table, Members members) {
    const auto length = [&](std::size_t i) { return std::pair(catalogue_.constraints[i].columns.size(), i); };
    std::sort(members.begin(), members.end(),
              [&](std::size_t a, std::size_t b) { return length(a) < length(b); });
    std::vector<Constraint> known = catalogue::EnforcedBy({.tables = {*live_.Find(table)}});
    const auto settled = [&](std::size_t i) {
      const Constraint& wanted = catalogue_.constraints[i];
      return std::any_of(known.begin(), known.end(),
                         [&](const Constraint& holds) { return Implies(holds, wanted); });
    };
    const bool together = db_.dialect() == Dialect::kPostgresql;
    for (std::size_t at = 0; at < members.size();) {
      if (settled(members[at])) {
        Conclude(members[at++], 0);
        continue;
      }
      Members pass;
      for (; together && at < members.size() && pass.size() < kMaxKeysPerPass; ++at) {
        if (settled(members[at])) {
          Conclude(members[at], 0);
        } else if (sql_[members[at]].key) {
          pass.push_back(members[at]);
        } else {
          break;
        }
      }
      if (pass.size() > 1) {
        TACIT_RETURN_IF_ERROR(Pass(pass, advise::KeysSql(table, Texts(pass))));
      } else {
        if (pass.empty()) pass.push_back(members[at++]);
        TACIT_RETURN_IF_ERROR(CheckAlone(pass.front()));
      }
      for (const std::size_t i : pass) {
        if (checked_[i].result == CheckResult::kHolds) known.push_back(catalogue_.constraints[i]);
      }
    }
    return Status::Ok();
  }

  [[nodiscard]] std::vector<const ViolationSql*> Texts(const Members& members) const {
    std::vector<const ViolationSql*> texts;
    for (const std::size_t i : members) texts.push_back(&sql_[i]);
    return texts;
  }

  // Runs a statement that counts the members' violations. One of them may not be to the engine's liking: then
  // each alone, so that the others are still checked.
  Status Pass(const Members& members, const std::string& sql) {
    const Result<std::vector<std::int64_t>> counts = Counts(db_, sql);
    if (counts.ok() && counts->size() == members.size()) {
      for (std::size_t k = 0; k < members.size(); ++k) Conclude(members[k], (*counts)[k]);
      return Status::Ok();
    }
    if (!counts.ok() && IsFatal(counts.status())) return counts.status();
    for (const std::size_t i : members) TACIT_RETURN_IF_ERROR(CheckAlone(i));
    return Status::Ok();
  }

  Status CheckAlone(std::size_t i) {
    const Result<std::vector<std::int64_t>> counts = Counts(db_, sql_[i].count);
    if (counts.ok()) {
      Conclude(i, counts->front());
      return Status::Ok();
    }
    if (IsFatal(counts.status())) return counts.status();
    checked_[i].reason = counts.status().message();
    return Status::Ok();
  }

  void Conclude(std::size_t i, std::int64_t violations) {
    checked_[i].violations = violations;
    checked_[i].result = violations == 0 ? CheckResult::kHolds : CheckResult::kViolated;
  }

  Status AddExamples(std::size_t i) {
    Result<ResultSet> examples =
        db_.Run(checked_[i].query + " LIMIT " + std::to_string(kExamples), kExamples);
    if (!examples.ok()) return examples.status();
    checked_[i].example_columns = std::move(examples->columns);
    checked_[i].examples = std::move(examples->rows);
    return Status::Ok();
  }

  const Catalogue& catalogue_;
  Connection& db_;
  Schema live_;
  std::vector<ViolationSql> sql_;           // beside the catalogue's constraints; empty where there is none
  std::vector<CheckedConstraint> checked_;  // likewise
};

}  // namespace

Result<std::vector<CheckedConstraint>> CheckConstraints(const Catalogue& catalogue, Connection& db) {
  // A pass has hundreds of expressions, each evaluated once a row: compiling them takes longer than that.
  const bool compiles = db.dialect() == Dialect::kPostgresql;
  if (compiles) (void)db.Execute("SET jit = off");
  Result<std::vector<CheckedConstraint>> checked = Checker(catalogue, db).Run();
  if (compiles) (void)db.Execute("RESET jit");
  return checked;
}

Catalogue WithVerified(Catalogue catalogue, const std::vector<CheckedConstraint>& checked) {
  std::map<std::string_view, CheckResult> results;
  for (const CheckedConstraint& c : checked) results[c.id] = c.result;
  for (Constraint& constraint : catalogue.constraints) {
    const auto found = results.find(constraint.id);
    const bool holds = found != results.end() && found->second == CheckResult::kHolds;
    if (holds && constraint.source == Source::kCode && constraint.trust == Trust::kDeclared) {
      constraint.trust = Trust::kVerified;
    }
  }
  return catalogue;
}

}  // namespace tacit
