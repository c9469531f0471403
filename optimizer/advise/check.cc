// Constraints against the rows: one scan of a table for all that speak of its rows, one query each for keys
// and references.
#include <algorithm>
#include <map>

#include "optimizer/advise/violations.h"
#include "src/base/status_macros.h"
#include "src/sql/name.h"
#include "tacit/advisor.h"

namespace tacit {
namespace {

using advise::ViolationsOf;
using advise::ViolationSql;

// SQLite's result may have 2,000 columns; a statement far shorter than that is still one scan for most
// tables.
constexpr std::size_t kMaxPerScan = 200;
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
    std::map<std::string, std::vector<std::size_t>> scans;
    for (std::size_t i = 0; i < catalogue_.constraints.size(); ++i) {
      Prepare(catalogue_.constraints[i]);
      if (!sql_[i].filter.empty()) scans[catalogue_.constraints[i].table].push_back(i);
    }
    for (const auto& [table, members] : scans) {
      for (std::size_t begin = 0; begin < members.size(); begin += kMaxPerScan) {
        const std::size_t end = std::min(members.size(), begin + kMaxPerScan);
        TACIT_RETURN_IF_ERROR(Scan({members.data() + begin, members.data() + end}));
      }
    }
    for (std::size_t i = 0; i < sql_.size(); ++i) {
      if (sql_[i].filter.empty() && !sql_[i].count.empty()) TACIT_RETURN_IF_ERROR(CheckAlone(i));
      if (checked_[i].result == CheckResult::kViolated) TACIT_RETURN_IF_ERROR(AddExamples(i));
    }
    return std::move(checked_);
  }

 private:
  // Types come from the catalogue: SQLite's own say less.
  void Prepare(const Constraint& constraint) {
    CheckedConstraint& checked = checked_.emplace_back();
    ViolationSql& sql = sql_.emplace_back();
    checked.id = constraint.id;
    checked.reason = Missing(constraint);
    if (!checked.reason.empty()) return;
    const Table* declared = catalogue_.schema.Find(constraint.table);
    const Table& table = declared != nullptr ? *declared : *live_.Find(constraint.table);
    Result<ViolationSql> violations = ViolationsOf(constraint, table, db_.dialect());
    if (!violations.ok()) {
      checked.reason = violations.status().message();
      return;
    }
    sql = *std::move(violations);
    checked.query = sql.query;
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

  Status Scan(const std::vector<std::size_t>& members) {
    std::string sql = "SELECT ";
    for (const std::size_t i : members) {
      sql += std::string(i == members.front() ? "" : ", ") + "COUNT(*) FILTER (WHERE " + sql_[i].filter + ")";
    }
    sql += " FROM " + sql::SqlName(catalogue_.constraints[members.front()].table, db_.dialect());
    const Result<std::vector<std::int64_t>> counts = Counts(db_, sql);
    if (counts.ok() && counts->size() == members.size()) {
      for (std::size_t k = 0; k < members.size(); ++k) Conclude(members[k], (*counts)[k]);
      return Status::Ok();
    }
    if (!counts.ok() && IsFatal(counts.status())) return counts.status();
    // One of them is not to the engine's liking: each alone, so that the others are still checked.
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
  return Checker(catalogue, db).Run();
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
