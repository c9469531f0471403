#include <algorithm>
#include <set>
#include <utility>

#include "src/sql/bind.h"
#include "src/sql/ddl.h"
#include "src/sql/name.h"
#include "src/sql/print.h"
#include "src/sql/token.h"
#include "src/sql/type.h"

namespace tacit::sql {
namespace {

// SQLite's declared types, chosen for their affinity: what is stored must compare as PostgreSQL's values do.
std::string SqliteType(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kInteger: return "INTEGER";
    case TypeKind::kNumeric: return "NUMERIC";
    case TypeKind::kFloat: return "REAL";
    case TypeKind::kBytes: return "BLOB";
    default: return "TEXT";
  }
}

std::string MysqlType(const Type& type, const std::string& written) {
  switch (type.kind) {
    case TypeKind::kTimestamp: return "datetime";
    case TypeKind::kBytes: return "longblob";
    case TypeKind::kFloat: return "double";
    case TypeKind::kUuid: return "char(36)";
    case TypeKind::kText: return type.length ? "varchar(" + std::to_string(*type.length) + ")" : "longtext";
    case TypeKind::kUnknown: return "longtext";
    default: return written;
  }
}

// PostgreSQL's own types of which the algebra knows nothing; a type that is none of them would first have to
// be created, and its values are written as text.
std::string PostgresqlType(const Type& type, const std::string& written) {
  constexpr std::array<std::string_view, 19> kBuiltIn = {
      "inet",        "cidr",      "macaddr",   "money",     "xml",     "tsvector", "tsquery",
      "point",       "box",       "path",      "circle",    "polygon", "bit",      "oid",
      "bit varying", "int4range", "int8range", "daterange", "tsrange"};
  if (type.kind == TypeKind::kBytes) return "bytea";
  if (type.kind != TypeKind::kUnknown) return type.name;
  const std::size_t base_end = std::min(written.find_first_of("(["), written.size());
  const std::string base = written.substr(0, base_end);
  if (std::find(kBuiltIn.begin(), kBuiltIn.end(), base) != kBuiltIn.end()) return written;
  const std::size_t brackets = written.find("[]");
  const bool array =
      brackets != std::string::npos && TypeFromName(written.substr(0, brackets)).kind != TypeKind::kUnknown;
  return array ? written : "text";
}

std::string ColumnType(const Column& column, Dialect dialect) {
  const Type type = TypeFromName(column.type);
  if (dialect == Dialect::kSqlite) return SqliteType(type);
  if (dialect == Dialect::kMysql) return MysqlType(type, column.type);
  return PostgresqlType(type, column.type);
}

// A default as every dialect reads it: a constant, without PostgreSQL's cast behind it. Empty for one that is
// computed (a sequence's next value, the time), which a copy of the schema does not need.
std::string ConstantDefault(const std::string& text) {
  const std::vector<Token> tokens = Tokenize(text);
  if (tokens.empty()) return {};
  const bool signed_number = tokens.size() > 1 && IsSymbol(text, tokens[0], '-');
  const std::size_t last = signed_number ? 1 : 0;
  const bool alone = tokens.size() == last + 1 || IsSymbol(text, tokens[last + 1], ':');
  const Token& token = tokens[last];
  const bool word =
      IsKeyword(text, token, "true") || IsKeyword(text, token, "false") || IsKeyword(text, token, "null");
  const bool constant =
      token.kind == TokenKind::kNumber || (token.kind == TokenKind::kString && text.front() == '\'');
  if (!alone || !(word || constant)) return {};
  return text.substr(tokens.front().begin, token.end - tokens.front().begin);
}

class DdlPrinter {
 public:
  DdlPrinter(const Schema& schema, Dialect dialect) : schema_(schema), dialect_(dialect) {}

  std::string Print() {
    for (const Table& table : schema_.tables) relations_.insert(table.name);
    for (const Table& table : schema_.tables) PrintTable(table);
    for (const Table& table : schema_.tables) PrintIndexes(table);
    if (dialect_ != Dialect::kSqlite) {
      for (const Table& table : schema_.tables) PrintForeignKeys(table);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string Name(const std::string& name) const { return SqlName(name, dialect_); }

  [[nodiscard]] std::string Names(const std::vector<std::string>& names) const {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + Name(name);
    return "(" + list + ")";
  }

  [[nodiscard]] std::string Constraint(const std::string& name) const {
    return name.empty() ? "" : "CONSTRAINT " + Name(name) + " ";
  }

  // SQLite's row number is the key where the key is one column declared INTEGER PRIMARY KEY.
  [[nodiscard]] bool IsRowNumber(const Table& table, const Column& column) const {
    return dialect_ == Dialect::kSqlite && table.primary_key == std::vector<std::string>{column.name} &&
           TypeFromName(column.type).kind == TypeKind::kInteger;
  }

  void PrintTable(const Table& table) {
    std::vector<std::string> elements;
    bool key_printed = table.primary_key.empty();
    for (const Column& column : table.columns) {
      std::string element = Name(column.name) + " " + ColumnType(column, dialect_);
      if (IsRowNumber(table, column)) {
        element += " PRIMARY KEY";
        key_printed = true;
      }
      if (!column.nullable) element += " NOT NULL";
      if (const std::string value = ConstantDefault(column.default_sql.value_or("")); !value.empty()) {
        element += " DEFAULT " + value;
      }
      elements.push_back(std::move(element));
    }
    if (!key_printed) elements.push_back("PRIMARY KEY " + Names(table.primary_key));
    for (const UniqueKey& key : table.uniques) {
      if (IsConstraint(key)) elements.push_back(UniqueConstraint(key));
    }
    for (const Check& check : table.checks) {
      if (std::string text = PredicateText(table, check.sql); !text.empty()) {
        elements.push_back(Constraint(check.name) + "CHECK (" + text + ")");
      }
    }
    if (dialect_ == Dialect::kSqlite) {
      for (const ForeignKey& key : table.foreign_keys) elements.push_back(ForeignKeyText(key));
    }
    out_ += "CREATE TABLE " + Name(table.name) + " (\n";
    for (std::size_t i = 0; i < elements.size(); ++i) {
      out_ += "  " + elements[i] + (i + 1 < elements.size() ? ",\n" : "\n");
    }
    out_ += ");\n";
  }

  // Partial keys and keys over expressions are indexes in every dialect; so are keys whose NULLs are equal,
  // where the dialect cannot say so.
  [[nodiscard]] bool IsConstraint(const UniqueKey& key) const {
    return !key.where.has_value() && key.expressions.empty() && !key.columns.empty();
  }

  // A constraint's name is its index's; one that is taken is left to the database.
  [[nodiscard]] std::string UniqueConstraint(const UniqueKey& key) {
    const bool say_nulls = key.nulls_equal && dialect_ == Dialect::kPostgresql;
    const bool free = !key.name.empty() && relations_.insert(key.name).second;
    return Constraint(free ? key.name : "") + "UNIQUE " + (say_nulls ? "NULLS NOT DISTINCT " : "") +
           Names(key.columns);
  }

  // A predicate of the schema in the dialect; empty where it has none that means the same.
  [[nodiscard]] std::string PredicateText(const Table& table, const std::string& predicate) const {
    if (dialect_ == Dialect::kPostgresql) return predicate;
    const Result<ExprPtr> bound = BindPredicate(predicate, table, Dialect::kPostgresql);
    return bound.ok() ? BoundText(table, *bound) : std::string();
  }

  [[nodiscard]] std::string ConditionText(const Table& table, const std::string& condition) const {
    if (dialect_ == Dialect::kPostgresql) return condition;
    const Result<ExprPtr> bound = BindPredicate(condition, table, Dialect::kPostgresql);
    return bound.ok() ? IndexText(table, *bound) : std::string();
  }

  // An index element that is no column. Any expression can be tested for NULL.
  [[nodiscard]] std::string ElementText(const Table& table, const std::string& element) const {
    if (dialect_ == Dialect::kPostgresql) return element;
    const Result<ExprPtr> test = BindPredicate("(" + element + ") IS NULL", table, Dialect::kPostgresql);
    const bool usable = test.ok() && (*test)->kind == ExprKind::kIsNull;
    return usable ? IndexText(table, (*test)->args[0]) : std::string();
  }

  // SQLite takes LIKE for a function that may change, and no such function into an index.
  [[nodiscard]] std::string IndexText(const Table& table, const ExprPtr& e) const {
    bool like = false;
    Visit(e, [&](const Expr& part) { like = like || part.kind == ExprKind::kLike; });
    return like && dialect_ == Dialect::kSqlite ? std::string() : BoundText(table, e);
  }

  [[nodiscard]] std::string BoundText(const Table& table, const ExprPtr& e) const {
    if (dialect_ == Dialect::kMysql) return PrintPredicate(e, table, dialect_);
    return RunsInSqlite(e, nullptr) ? PrintPredicateForSqlite(e, table) : std::string();
  }

  [[nodiscard]] std::string ForeignKeyText(const ForeignKey& key) const {
    std::string text = Constraint(key.name) + "FOREIGN KEY " + Names(key.columns) + " REFERENCES " +
                       Name(key.ref_table) + " " + Names(key.ref_columns);
    if (!key.on_delete.empty()) text += " ON DELETE " + Upper(key.on_delete);
    return text;
  }

  static std::string Upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
  }

  void PrintForeignKeys(const Table& table) {
    for (const ForeignKey& key : table.foreign_keys) {
      out_ += "ALTER TABLE " + Name(table.name) + " ADD " + ForeignKeyText(key) + ";\n";
    }
  }

  void PrintIndexes(const Table& table) {
    for (const UniqueKey& key : table.uniques) {
      if (IsConstraint(key)) continue;
      PrintIndex(table, key.name, true, key.columns, key.expressions, key.where);
    }
    for (const Index& index : table.indexes) {
      const bool is_key = std::any_of(table.uniques.begin(), table.uniques.end(), [&](const UniqueKey& key) {
        return index.unique && key.name == index.name;
      });
      if (is_key) continue;
      std::vector<std::string> columns = index.columns;
      const bool plain = std::all_of(columns.begin(), columns.end(), [&](const std::string& column) {
        return table.ColumnOrdinal(column) >= 0;
      });
      PrintIndex(table, index.name, index.unique, plain ? columns : std::vector<std::string>(),
                 plain ? std::vector<std::string>() : columns, index.where);
    }
  }

  // The index's name, or one made of the table's where it has none or another table has it (MySQL).
  [[nodiscard]] std::string IndexName(const Table& table, const std::string& name) {
    std::string free = name.empty() ? table.name + "_index" : name;
    if (!relations_.contains(free)) return *relations_.insert(free).first;
    free = table.name + "_" + free;
    for (int i = 2; relations_.contains(free); ++i) free = table.name + "_" + name + "_" + std::to_string(i);
    return *relations_.insert(free).first;
  }

  void PrintIndex(const Table& table, const std::string& name, bool unique,
                  const std::vector<std::string>& columns, const std::vector<std::string>& expressions,
                  const std::optional<std::string>& where) {
    std::string elements;
    for (const std::string& column : columns) elements += (elements.empty() ? "" : ", ") + Name(column);
    for (const std::string& expression : expressions) {
      const std::string text = ElementText(table, expression);
      if (text.empty()) return;
      elements += (elements.empty() ? "(" : ", (") + text + ")";
    }
    std::string condition;
    if (where.has_value()) {
      if (dialect_ == Dialect::kMysql) return;
      condition = ConditionText(table, *where);
      if (condition.empty()) return;
      condition = " WHERE " + condition;
    }
    out_ += std::string("CREATE ") + (unique ? "UNIQUE " : "") + "INDEX " + Name(IndexName(table, name)) +
            " ON " + Name(table.name) + " (" + elements + ")" + condition + ";\n";
  }

  const Schema& schema_;
  Dialect dialect_;
  std::set<std::string> relations_;  // names of tables and indexes, which share one space
  std::string out_;
};

}  // namespace

std::string PrintDdl(const Schema& schema, Dialect dialect) { return DdlPrinter(schema, dialect).Print(); }

}  // namespace tacit::sql
