// SQLite cannot add a constraint to a table. Its documented way is to make the table anew: here from the very
// text that the database has, so that nothing which Tacit does not model (collations, defaults,
// AUTOINCREMENT) is lost.
#include <algorithm>
#include <optional>

#include "optimizer/advise/script.h"
#include "src/base/status_macros.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::advise {
namespace {

using sql::Token;

// Where the parts of a CREATE TABLE text stand.
struct TableText {
  Token name;
  struct Element {
    std::string column;   // empty for a table constraint
    std::size_t end = 0;  // behind its last token
  };
  std::vector<Element> elements;
};

bool BeginsTableConstraint(std::string_view text, const Token& token) {
  for (const std::string_view keyword : {"constraint", "primary", "unique", "check", "foreign"}) {
    if (sql::IsKeyword(text, token, keyword)) return true;
  }
  return false;
}

std::optional<TableText> ReadTableText(const std::string& text) {
  const std::vector<Token> tokens = sql::Tokenize(text);
  TableText read;
  std::size_t i = 0;
  while (i < tokens.size() && !sql::IsSymbol(text, tokens[i], '(')) ++i;
  if (i < 2 || i == tokens.size() || sql::IsKeyword(text, tokens[1], "virtual")) return std::nullopt;
  read.name = tokens[i - 1];
  int depth = 1;
  bool at_start = true;
  for (++i; i < tokens.size() && depth > 0; ++i) {
    const Token& token = tokens[i];
    if (sql::IsSymbol(text, token, ')') && --depth == 0) break;
    if (sql::IsSymbol(text, token, '(')) ++depth;
    if (depth == 1 && sql::IsSymbol(text, token, ',')) {
      at_start = true;
      continue;
    }
    if (at_start) {
      const bool constraint = BeginsTableConstraint(text, token);
      read.elements.push_back({.column = constraint ? "" : sql::NameOf(text, token), .end = 0});
      at_start = false;
    }
    read.elements.back().end = token.end;
  }
  if (depth != 0 || read.elements.empty()) return std::nullopt;
  return read;
}

std::string TableConstraint(const NamedChange& named) {
  std::string text = ",\n  CONSTRAINT " + sql::SqlName(named.name, Dialect::kSqlite) + " ";
  if (const auto* check = std::get_if<AddCheck>(&named.change)) return text + "CHECK (" + check->sql + ")";
  const ForeignKey& key = std::get<AddReference>(named.change).key;
  return text + "FOREIGN KEY (" + sql::SqlNames(key.columns, Dialect::kSqlite) + ") REFERENCES " +
         sql::SqlName(key.ref_table, Dialect::kSqlite) + " (" +
         sql::SqlNames(key.ref_columns, Dialect::kSqlite) + ")";
}

Result<std::string> AmendedCreate(const SqliteTable& table, const std::vector<NamedChange>& changes,
                                  const std::string& new_name) {
  const std::optional<TableText> read = ReadTableText(table.create_sql);
  if (!read) return Status::NotSupported("no DDL: " + table.name + " is no ordinary table");
  // From back to front, so that positions stay good.
  std::string text = table.create_sql;
  std::string constraints;
  for (const NamedChange& named : changes) {
    if (!std::holds_alternative<AddNotNull>(named.change)) constraints += TableConstraint(named);
  }
  text.insert(read->elements.back().end, constraints);
  for (auto element = read->elements.rbegin(); element != read->elements.rend(); ++element) {
    const bool not_null = std::any_of(changes.begin(), changes.end(), [&](const NamedChange& named) {
      const auto* add = std::get_if<AddNotNull>(&named.change);
      return add != nullptr && !element->column.empty() &&
             sql::EqualsIgnoringCase(add->column, element->column);
    });
    if (not_null) text.insert(element->end, " NOT NULL");
  }
  return text.replace(read->name.begin, read->name.end - read->name.begin,
                      sql::SqlName(new_name, Dialect::kSqlite));
}

}  // namespace

Result<std::string> RebuildStatements(const SqliteTable& table, const std::vector<NamedChange>& changes) {
  const std::string new_name = "tacit_rebuilt_" + table.name;
  TACIT_ASSIGN_OR_RETURN(std::string script, AmendedCreate(table, changes, new_name));
  const std::string columns = sql::SqlNames(table.columns, Dialect::kSqlite);
  script += ";\nINSERT INTO " + sql::SqlName(new_name, Dialect::kSqlite) + " (" + columns + ") SELECT " +
            columns + " FROM " + sql::SqlName(table.name, Dialect::kSqlite) + ";\n";
  const std::vector<Token> tokens = sql::Tokenize(table.create_sql);
  const bool counts = std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return sql::IsKeyword(table.create_sql, token, "autoincrement");
  });
  if (counts) {  // the next id must not be one that was given before
    const std::string quoted_new = sql::QuoteWith(new_name, '\'');
    script += "DELETE FROM sqlite_sequence WHERE name = " + quoted_new + ";\n";
    script += "INSERT INTO sqlite_sequence (name, seq) SELECT " + quoted_new +
              ", seq FROM sqlite_sequence WHERE name = " + sql::QuoteWith(table.name, '\'') + ";\n";
  }
  script += "DROP TABLE " + sql::SqlName(table.name, Dialect::kSqlite) + ";\n";
  script += "ALTER TABLE " + sql::SqlName(new_name, Dialect::kSqlite) + " RENAME TO " +
            sql::SqlName(table.name, Dialect::kSqlite) + ";\n";
  for (const std::string& other : table.others) script += other + ";\n";
  return script;
}

}  // namespace tacit::advise
