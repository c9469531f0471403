#include <set>

#include "tacit/study.h"

namespace tacit {
namespace {

std::string Quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

// A literal that a column of this type can be compared with.
std::string SampleLiteral(const Table& table, const std::string& column) {
  const int ordinal = table.ColumnOrdinal(column);
  const std::string type = ordinal < 0 ? "" : table.columns[static_cast<std::size_t>(ordinal)].type;
  const auto has = [&type](std::string_view word) { return type.find(word) != std::string::npos; };
  if (has("int") || has("numeric") || has("decimal") || has("float") || has("double") || has("real"))
    return "1";
  if (has("bool")) return "TRUE";
  if (has("timestamp") || has("datetime")) return "'2024-01-01 00:00:00'";
  if (has("date")) return "'2024-01-01'";
  return "'a'";
}

class Collector {
 public:
  explicit Collector(const Catalogue& catalogue) : catalogue_(catalogue) {}

  std::vector<SourcedQuery> Collect() {
    for (const Constraint& constraint : catalogue_.constraints) {
      if (constraint.source != Source::kCode || constraint.evidence.empty()) continue;
      if (catalogue_.schema.Find(constraint.table) == nullptr) continue;
      if (constraint.kind == ConstraintKind::kForeignKey) AddAssociation(constraint);
      if (constraint.kind == ConstraintKind::kUnique) AddUniquenessLookUp(constraint);
    }
    return std::move(queries_);
  }

 private:
  void Add(const Constraint& constraint, std::string sql, std::string note) {
    if (!seen_.insert(sql).second) return;
    const Evidence& evidence = constraint.evidence.front();
    queries_.push_back({.sql = std::move(sql),
                        .line = 0,
                        .file = evidence.file,
                        .file_line = evidence.line,
                        .note = std::move(note)});
  }

  void AddAssociation(const Constraint& constraint) {
    const auto* reference = std::get_if<ForeignKeyDetail>(&constraint.detail);
    if (reference == nullptr || reference->ref_columns.size() != 1 || constraint.columns.size() != 1) return;
    const Table* target = catalogue_.schema.Find(reference->ref_table);
    if (target == nullptr || target->name == constraint.table) return;
    const std::string from = Quoted(constraint.table);
    const std::string to = Quoted(target->name);
    const std::string key = to + "." + Quoted(reference->ref_columns[0]);
    const std::string on = key + " = " + from + "." + Quoted(constraint.columns[0]);
    Add(constraint, "SELECT " + to + ".* FROM " + to + " WHERE " + key + " = 1 LIMIT 1",
        "the association's reader");
    Add(constraint,
        "SELECT " + from + ".* FROM " + from + " WHERE " + from + "." + Quoted(constraint.columns[0]) +
            " = 1",
        "its inverse");
    Add(constraint, "SELECT " + from + ".* FROM " + from + " INNER JOIN " + to + " ON " + on, "joins");
    Add(constraint, "SELECT " + from + ".* FROM " + from + " LEFT OUTER JOIN " + to + " ON " + on,
        "left_joins");
    Add(constraint, "SELECT DISTINCT " + to + ".* FROM " + to + " INNER JOIN " + from + " ON " + on,
        "joins, distinct");
  }

  void AddUniquenessLookUp(const Constraint& constraint) {
    const Table* table = catalogue_.schema.Find(constraint.table);
    const std::string name = Quoted(table->name);
    std::string where;
    for (const std::string& column : constraint.columns) {
      where += (where.empty() ? "" : " AND ") + name + "." + Quoted(column) + " = " +
               SampleLiteral(*table, column);
    }
    Add(constraint, "SELECT " + name + ".* FROM " + name + " WHERE " + where, "find_by the unique columns");
    Add(constraint, "SELECT 1 AS one FROM " + name + " WHERE " + where + " LIMIT 1",
        "the validator's look-up");
  }

  const Catalogue& catalogue_;
  std::set<std::string> seen_;
  std::vector<SourcedQuery> queries_;
};

}  // namespace

std::vector<SourcedQuery> ImpliedQueries(const Catalogue& catalogue) {
  return Collector(catalogue).Collect();
}

}  // namespace tacit
